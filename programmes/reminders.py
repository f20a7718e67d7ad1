"""Reminders to the people who answer for support schemes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from programmes.emails import messages_to_owners
from programmes.models import Edition, SupportScheme
from programmes.models.edition import find_latest
from programmes.models.scheme import add_months

MORNING = time(9)
"""Reminders leave at nine, Europe/Paris, on the first of a month: who answers for ten schemes gets one mail."""


def remind_scheme_owners(at: datetime) -> Iterator[Message]:
    """To each contact whose schemes came due in the last month: when nobody verified one for the months of an edition
    that proposes it, the fewest, or its last day is over; then once every so many months until somebody does.

    Editions that have ended, are silent or are not published ask nothing. Three queries.
    """
    today = timezone.localdate(at)
    first = today.replace(day=1)
    due_at = timezone.make_aware(datetime.combine(first, MORNING))
    if due_at > at:
        return
    before = (first - timedelta(days=1)).replace(day=1)
    due = [
        (scheme, find_latest(scheme.editions.all()))
        for scheme in _list_requested_schemes(first)
        if scheme.editions.all() and _is_due(scheme, scheme.editions.all(), before, first)
    ]
    yield from messages_to_owners(due, first)


QUIET = timedelta(hours=1)
"""After the last change of what a contact confirmed, before they are asked again: an organiser may still be writing."""
CATCH_UP = timedelta(days=7)
"""A change older than this asks nobody any more."""


def remind_reworded(at: datetime) -> Iterator[Message]:
    """To each contact who confirmed a scheme that somebody else changed since: one mail for all that still waits, an
    hour after the last change. Three queries.
    """
    waiting: dict[tuple[int, str], list[tuple[SupportScheme, Edition]]] = defaultdict(list)
    for scheme in _list_requested_schemes(timezone.localdate(at)).exclude(reworded_at=None):
        if editions := scheme.editions.all():
            contact = scheme.programme_id, scheme.contact_email.lower()
            waiting[contact].append((scheme, find_latest(editions)))
    for rows in waiting.values():
        last = max(scheme.reworded_at for scheme, _edition in rows if scheme.reworded_at)
        if QUIET <= at - last <= CATCH_UP:
            yield from messages_to_owners(rows, timezone.localdate(at), again=last.isoformat())


def _list_requested_schemes(day: date) -> QuerySet[SupportScheme]:
    """Schemes with a contact, each with the editions that may write on ``day``."""
    living = Q(closes_on__isnull=True) | Q(closes_on__gte=day)
    editions = Edition.objects.filter(living, silent=False, call__published_at__isnull=False)
    current = Prefetch("editions", editions.select_related("programme", "call"))
    rows = SupportScheme.objects.current().exclude(contact_email="").prefetch_related(current)
    return rows.order_by("programme", "name", "pk")


def _is_due(scheme: SupportScheme, editions: Iterable[Edition], before: date, first: date) -> bool:
    """Whether the day on which it needs checking, or one a whole number of periods later, is in ]before, first]."""
    period, turn = min(edition.schemes_checked_months for edition in editions), 0
    due_on = stale_from = scheme.stale_from(period)
    while due_on <= before:
        turn += period
        due_on = add_months(stale_from, turn)
    return due_on <= first


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("programmes.owners_to_ask", _("Des dispositifs sont à vérifier"), remind_scheme_owners)
    )
    register(
        ReminderRule(
            "programmes.owners_to_ask_again", _("Des dispositifs sont à reconfirmer"), remind_reworded
        )
    )
