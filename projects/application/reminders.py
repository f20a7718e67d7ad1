"""Reminders of drafts that are not sent yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register, shift_days
from accelerator.questionnaires.models import Question
from programmes.models import Call
from projects.application import emails
from projects.application.enums import ApplicationState
from projects.models import Application, ProjectMember

DRAFT_DAYS = (14, 7, 2)
"""Days before closing."""


def drafts_before_closing(at: datetime) -> Iterator[Message]:
    """To each member who may edit a draft of an open call, the latest of the three reminders that is due.

    A draft begun after a reminder's day does not get it.
    """
    soon = at + timedelta(days=max(DRAFT_DAYS) + 1)
    for call in Call.objects.open(at).filter(closes_at__lte=soon).select_related("edition"):
        due = [days for days in DRAFT_DAYS if shift_days(call.closes_at, -days) <= at]
        if due:
            yield from _drafts_of(call, min(due))


def _drafts_of(call: Call, days: int) -> Iterator[Message]:
    begun_by = shift_days(call.closes_at, -days)
    required = Question.objects.filter(revision=call.form_id, required=True).count()
    members = (
        ProjectMember.objects.editors()
        .active()
        .filter(
            project__application__call=call,
            project__application__state=ApplicationState.DRAFT,
            project__application__created_at__lte=begun_by,
        )
        .select_related("user", "project__application__sheet")
        .order_by("pk")
    )
    for member in members.iterator(chunk_size=500):
        application: Application = member.project.application
        application.call = call
        sheet = application.sheet
        total = required if sheet.required_total is None else sheet.required_total
        missing = max(total - sheet.answered, 0)
        yield emails.draft_waiting(application, member.user, days=days, missing=missing)


def register_rules() -> None:
    """Register this rule with the planner; called once the apps are loaded."""
    register(
        ReminderRule(
            "projects.drafts_before_closing", _("Brouillons avant la clôture"), drafts_before_closing
        )
    )
