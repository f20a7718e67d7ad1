"""Reminders to the people who answer for support schemes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from programmes.emails import messages_to_owners
from programmes.models import SupportScheme
from programmes.models.scheme import add_months

MORNING = time(9)
"""Reminders leave at nine, Europe/Paris, on the first of a month: who answers for ten schemes gets one mail."""


def remind_scheme_owners(at: datetime) -> Iterator[Message]:
    """To each contact whose schemes came due in the last month: when nobody verified one for the edition's months, or
    its last day is over; then once every so many months until somebody does. None of an edition that has ended.

    Three queries.
    """
    today = timezone.localdate(at)
    first = today.replace(day=1)
    due_at = timezone.make_aware(datetime.combine(first, MORNING))
    if due_at > at:
        return
    before = (first - timedelta(days=1)).replace(day=1)
    living = Q(edition__closes_on__isnull=True) | Q(edition__closes_on__gte=first)
    with_contact = SupportScheme.objects.current().filter(living).exclude(contact_email="")
    schemes = with_contact.select_related("edition__call").order_by("edition", "name", "pk")
    due = [scheme for scheme in schemes if _came_due(scheme, before, first)]
    yield from messages_to_owners(due, first)


def _came_due(scheme: SupportScheme, before: date, first: date) -> bool:
    """Whether the day on which it needs checking, or one a whole number of periods later, is in ]before, first]."""
    period, due_on, turn = scheme.edition.schemes_checked_months, scheme.stale_from, 0
    while due_on <= before:
        turn += period
        due_on = add_months(scheme.stale_from, turn)
    return due_on <= first


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("programmes.owners_to_ask", _("Des dispositifs sont à vérifier"), remind_scheme_owners)
    )
