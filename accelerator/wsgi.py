"""WSGI entry point."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from accelerator.environment import EnvironmentProblem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

try:
    application = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018  every view is imported before the first visitor, not for them
except EnvironmentProblem as problem:
    sys.exit(f"Possibles cannot start: {problem}")

# What was loaded stays: the collector need not walk it again and again; and a page makes more objects than its
# default of 700 before it is worth looking for cycles.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
