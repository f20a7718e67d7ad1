"""When each project and its mentor last met: for organisers, and for the mentor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coaching.models import MentorMeeting, Pairing
from coaching.pairing.enums import MeetingKind, MentorMeetingState, PairingState
from coaching.pairing.queries.meetings import LONG, format_when
from programmes.models import Edition

FILTERS = {
    "": gettext_lazy("Tous"),
    "never": gettext_lazy("Jamais"),
    "quiet": gettext_lazy("Plus de 4 semaines"),
    "waiting": gettext_lazy("Date à confirmer"),
}


def format_ago(when: datetime | None, at: datetime) -> str:
    """« jamais », « aujourd’hui », « il y a 3 jours », « il y a 5 semaines », by days of the calendar."""
    if when is None:
        return _("jamais")
    days = (timezone.localdate(at) - timezone.localdate(when)).days
    if days <= 0:
        return _("aujourd’hui")
    if days == 1:
        return _("hier")
    if days < 14:
        return ngettext("il y a %(count)d jour", "il y a %(count)d jours", days) % {"count": days}
    return ngettext("il y a %(count)d semaine", "il y a %(count)d semaines", days // 7) % {"count": days // 7}


def list_exchange_kinds() -> list[tuple[str, object]]:
    """How one may have spoken, in words, for a page that notes it."""
    return list(MeetingKind.choices)


def last_contact(path: str = "pk") -> Any:
    """When the participation at ``path`` last met a mentor, present or former."""
    meetings = MentorMeeting.objects.filter(
        pairing__participation=OuterRef(path), state=MentorMeetingState.HELD
    ).order_by()
    return Subquery(meetings.values("pairing__participation").annotate(last=Max("starts_at")).values("last"))


def next_contact(at: datetime, path: str = "pk") -> Any:
    """When the participation at ``path`` is met next."""
    agreed = MentorMeeting.objects.filter(
        pairing__participation=OuterRef(path), state=MentorMeetingState.CONFIRMED, starts_at__gt=at
    ).order_by()
    return Subquery(agreed.values("pairing__participation").annotate(soon=Min("starts_at")).values("soon"))


def _list_followed(edition: Edition, at: datetime) -> QuerySet[Any]:
    waiting = MentorMeeting.objects.filter(
        pairing=OuterRef("pk"), state=MentorMeetingState.PROPOSED
    ).order_by()
    return Pairing.objects.filter(participation__edition=edition, state=PairingState.ACCEPTED).annotate(
        last=last_contact("participation"),
        soon=next_contact(at, "participation"),
        waiting_since=Subquery(waiting.values("proposed_at")[:1]),
    )


def is_quiet(at: datetime) -> Q:
    """Of a pairing with its ``last`` and ``soon``: nothing for long, and nothing planned."""
    return (Q(last=None, answered_at__lte=at - LONG) | Q(last__lte=at - LONG)) & Q(soon=None)


@dataclass(frozen=True)
class ContactRow:
    pairing: Pairing
    last: str
    soon: str
    is_quiet: bool
    waits: bool


@dataclass(frozen=True)
class Contacts:
    page: "Page[Any]"
    rows: list[ContactRow]
    filters: list[tuple[str, Any, bool]]
    quiet: int
    """How many projects, on all pages, had no exchange for long."""


def list_contacts(edition: Edition, wanted: str, number: str | None, at: datetime) -> Contacts:
    """The followed projects by last contact, those never met first. Three queries."""
    followed = _list_followed(edition, at)
    narrowed = {
        "never": Q(last=None),
        "quiet": is_quiet(at),
        "waiting": Q(waiting_since__isnull=False),
    }.get(wanted)
    filtered = followed.filter(narrowed) if narrowed is not None else followed
    ordered = filtered.select_related("mentor", "participation__project__organisation").order_by(
        F("last").asc(nulls_first=True), "participation__project__title", "pk"
    )
    page = Paginator(ordered, 100).get_page(number)
    return Contacts(
        page,
        [_row(pairing, at) for pairing in page.object_list],
        [(key, label, key == wanted) for key, label in FILTERS.items()],
        followed.filter(is_quiet(at)).count(),
    )


def was_quiet(pairing: Any, at: datetime) -> bool:
    """As :func:`is_quiet`, for a pairing read with its ``last`` and ``soon``."""
    since = pairing.last or pairing.answered_at
    return pairing.soon is None and since is not None and since <= at - LONG


def _row(pairing: Any, at: datetime) -> ContactRow:
    return ContactRow(
        pairing,
        format_ago(pairing.last, at),
        format_when(pairing.soon) if pairing.soon else "",
        was_quiet(pairing, at),
        pairing.waiting_since is not None,
    )


def list_quiet(edition: Edition, at: datetime) -> list[Any]:
    """The pairings without an exchange for long, by mentor. One query."""
    quiet = _list_followed(edition, at).filter(is_quiet(at))
    return list(
        quiet.select_related("mentor", "participation__project").order_by(
            "mentor", "participation__project__title"
        )
    )


def count_quiet(edition: Edition, at: datetime) -> int:
    """How many projects had no exchange for long. One query."""
    return _list_followed(edition, at).filter(is_quiet(at)).count()
