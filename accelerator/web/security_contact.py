"""Whom to write to about a flaw of the site: ``/.well-known/security.txt`` (RFC 9116)."""

from datetime import UTC, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

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
