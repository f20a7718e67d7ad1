"""WSGI entry point."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from accelerator.environment import EnvironmentProblem

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

try:
    application = get_wsgi_application()
except EnvironmentProblem as problem:
    sys.exit(f"Possibles cannot start: {problem}")
