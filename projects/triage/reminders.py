"""Reminders of dossiers whose eligibility nobody checked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register, shift_days
from programmes.capabilities import Capability
from programmes.models import Call
from programmes.queries import people_who_can
from projects.application.enums import ApplicationState
from projects.triage import emails

CHECK_AFTER = 1
"""Days after closing."""


CHECK_UNTIL = 8
"""Days after closing from which an edition found too late is left alone."""


def eligibility_to_check(at: datetime) -> Iterator[Message]:
    """To the organisers, the day after closing, if dossiers wait for their check."""
    recent = Call.objects.published(at).filter(
        closes_at__lte=at, closes_at__gt=at - timedelta(days=CHECK_UNTIL)
    )
    waiting = recent.annotate(
        waiting=Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    ).filter(waiting__gt=0)
    for call in waiting.select_related("edition"):
        if at < shift_days(call.closes_at, CHECK_AFTER):
            continue
        for organiser in people_who_can(call.edition, Capability.MANAGE_APPLICATIONS):
            yield emails.eligibility_to_check(call, organiser, count=call.waiting)


def register_rules() -> None:
    """Register this rule with the planner; called once the apps are loaded."""
    register(
        ReminderRule("projects.eligibility_to_check", _("Recevabilité à vérifier"), eligibility_to_check)
    )
