"""For supervisors: is the process alive, can it serve; and where to report a security flaw."""

import logging
from collections.abc import Callable
from datetime import UTC, timedelta

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.celery import app

logger = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and pages find their style sheets; 503 names what is missing, the log has the reason.

    A broker that does not answer is reported, and the site serves without it: what is to be sent waits in the database.
    """
    checks = {"database": _check_database(), "static": _check_static_files()}
    ready = all(checks.values())
    return JsonResponse({"ready": ready, **checks, "broker": _check_broker()}, status=200 if ready else 503)


class ProbesMiddleware:
    """Answers the two probes before anything else: over plain HTTP, and by whatever name the supervisor calls us."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else self.get_response(request)


def _check_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception as problem:  # whatever a driver raises
        logger.warning("the database does not answer: %s", problem)
        return False
    return True


def _check_static_files() -> bool:
    """Whether this process knows the static files: it reads their list once, as it starts."""
    if getattr(staticfiles_storage, "hashed_files", None) != {}:  # a storage without a list needs none
        return True
    logger.warning("static files are missing: run `manage.py collectstatic`, then start again")
    return False


def _check_broker() -> bool:
    try:
        with app.connection(transport_options={"socket_timeout": 2}) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except Exception as problem:  # whatever a transport raises
        logger.warning("the broker does not answer: %s", problem)
        return False
    return True


PROBES = {"/healthz": healthz, "/readyz": readyz}


VALID_FOR = timedelta(days=180)
"""From today: the standard advises less than a year."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The contact of the operator, if they gave one."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    until = timezone.now().astimezone(UTC) + VALID_FOR
    fields = {
        "Contact": contact if "://" in contact else f"mailto:{contact.removeprefix('mailto:')}",
        "Expires": until.replace(hour=0, minute=0, second=0, microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": f"{settings.SITE_URL}{reverse('security_txt')}",
    }
    lines = [f"{name}: {value}\n" for name, value in fields.items()]
    return HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
