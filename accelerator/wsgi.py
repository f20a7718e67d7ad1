"""WSGI entry point."""

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
