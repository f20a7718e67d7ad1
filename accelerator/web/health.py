"""Is the process alive; can it serve."""

import logging

from django.db import connection
from django.http import HttpRequest, JsonResponse

from accelerator.celery import app

logger = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database and the broker answer; 503 names the one that does not, the log says why."""
    checks = {"database": _database(), "broker": _broker()}
    ready = all(checks.values())
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as problem:  # whatever a driver raises
        logger.warning("the database does not answer: %s", problem)
        return False
    return True


def _broker() -> bool:
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception as problem:  # whatever a transport raises
        logger.warning("the broker does not answer: %s", problem)
        return False
    return True
