"""What everybody may read: programmes, editions, calls."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accelerator.types import Values
from accelerator.web.shared import share_briefly
from programmes.access import public_edition_for
from programmes.calendar import call_calendar
from programmes.committee import list_seats
from programmes.enums import Phase
from programmes.extensions import list_sections
from programmes.journey import first_steps, public_action, public_steps
from programmes.models import Edition, Programme
from programmes.queries import list_criteria, list_latest_editions
from programmes.schemes import list_public_schemes


@share_briefly
def home(request: HttpRequest) -> HttpResponse:
    """The front page: open calls first, then the latest editions."""
    at = timezone.now()
    cards = [
        {"edition": edition, "phase": edition.phase(at), "action": public_action(edition, at)}
        for edition in list_latest_editions(at)
    ]
    current = [card for card in cards if card["phase"] in (Phase.ANNOUNCED, Phase.CALL)]
    current.sort(key=_make_sort_key)
    context = {
        "current": current,
        "others": [card for card in cards if card not in current],
        "is_new": not cards and not Programme.objects.exists(),
    }
    if context["is_new"] and request.user.is_authenticated and request.user.is_staff:
        context["first_step"] = first_steps(at)[0]
    return render(request, "programmes/home.html", context)


def _has_public_sheets(edition: Edition) -> bool:
    """Whether a project of this edition has a public sheet: their own app flags it. No query."""
    return bool(edition.announced_at and getattr(edition, "has_public_sheets", False))


def _make_sort_key(card: Values) -> tuple[bool, datetime]:
    """Open calls first, the one that closes next before the others; then those that will open."""
    call, is_open = card["edition"].call, card["phase"] == Phase.CALL
    return not is_open, call.closes_at if is_open else call.opens_at


@share_briefly
def edition(request: HttpRequest, edition: str) -> HttpResponse:
    """One edition: theme, dates, journey, committee, questions, partners."""
    at = timezone.now()
    current_edition = public_edition_for(request, edition, "session", flagged=True)
    shows_projects = _has_public_sheets(current_edition)
    context = {
        "edition": current_edition,
        "call": current_edition.call,
        "session": getattr(current_edition, "session", None),
        "action": public_action(current_edition, at, shows_projects=shows_projects),
        "shows_projects": shows_projects,
        "steps": public_steps(current_edition, at),
        "seats": list_seats(current_edition),
        "partners": list_public_schemes(current_edition),
        "sections": list_sections(current_edition),
    }
    return render(request, "programmes/edition_detail.html", context)


@share_briefly
def call(request: HttpRequest, edition: str) -> HttpResponse:
    """The call: its subject, its criteria, its rules."""
    current_edition = public_edition_for(request, edition, flagged=True)
    context = {
        "edition": current_edition,
        "call": current_edition.call,
        "action": public_action(
            current_edition, timezone.now(), shows_projects=_has_public_sheets(current_edition)
        ),
        "criteria": list_criteria(current_edition),
        "phase": current_edition.phase(),
        "extension": current_edition.call.date_changes.first(),
    }
    return render(request, "programmes/call_detail.html", context)


@require_safe
def call_dates(request: HttpRequest, edition: str) -> HttpResponse:
    """Opening, closing and session days, as a file for a calendar."""
    body = call_calendar(public_edition_for(request, edition))
    headers = {
        "Content-Disposition": f'attachment; filename="{edition}-appel.ics"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


@require_safe
def rules(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    """One version of the rules, as it was published: what an applicant accepted can be read again."""
    current_edition = public_edition_for(request, edition)
    version = get_object_or_404(current_edition.call.rules_versions, number=number)
    return render(
        request,
        "programmes/rules_version.html",
        {"edition": current_edition, "call": current_edition.call, "version": version},
    )


@share_briefly
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility declaration."""
    return render(request, "programmes/accessibility.html", {})


@share_briefly
def legal(request: HttpRequest) -> HttpResponse:
    """The publisher of the site, and what becomes of personal data."""
    notices = [
        (_("Éditeur"), settings.PUBLISHER),
        (_("Direction de la publication"), settings.PUBLICATION_DIRECTOR),
        (_("Hébergement"), settings.HOSTING),
    ]
    return render(request, "programmes/legal.html", {"notices": [notice for notice in notices if notice[1]]})
