"""The Celery application: workers and beat start from here."""

import os
import sys

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["folders"] = "accelerator.folders:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accelerator.settings")

app = Celery("possibles")
try:
    app.config_from_object("django.conf:settings", namespace="CELERY", force=True)
except Exception as problem:
    from accelerator.environment import EnvironmentProblem

    if isinstance(problem, EnvironmentProblem):
        sys.exit(f"Possibles cannot start: {problem}")
    raise
app.autodiscover_tasks()
