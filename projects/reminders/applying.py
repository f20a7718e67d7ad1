"""Reminders of the call: drafts that are not sent yet, dossiers whose eligibility nobody checked."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from accelerator.questionnaires.models import Question
from programmes.enums import RoleName
from programmes.models import Call
from programmes.queries import people_with
from projects.emails import applying as emails
from projects.enums import ApplicationState, MemberRights
from projects.models import Application, ProjectMember

DRAFT_DAYS = (14, 7, 2)
"""Days before closing."""
CHECK_AFTER = 1
"""Days after closing."""
CHECK_UNTIL = 8
"""Days after closing from which an edition found too late is left alone."""


def shifted(instant: datetime, days: int) -> datetime:
    """The same hour on the clocks of Paris, so many days away, whatever daylight saving does between."""
    return timezone.localtime(instant) + timedelta(days=days)


def drafts_before_closing(at: datetime) -> Iterator[Message]:
    """To each member who may edit a draft of an open call, the latest of the three reminders that is due.

    A draft begun after a reminder's day does not get it.
    """
    soon = at + timedelta(days=max(DRAFT_DAYS) + 1)
    for call in Call.objects.open(at).filter(closes_at__lte=soon).select_related("edition"):
        due = [days for days in DRAFT_DAYS if shifted(call.closes_at, -days) <= at]
        if due:
            yield from _drafts_of(call, min(due))


def _drafts_of(call: Call, days: int) -> Iterator[Message]:
    begun_by = shifted(call.closes_at, -days)
    required = Question.objects.filter(revision=call.form_id, required=True).count()
    members = (
        ProjectMember.objects.filter(
            rights=MemberRights.EDIT,
            left_at=None,
            user__is_active=True,
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


def eligibility_to_check(at: datetime) -> Iterator[Message]:
    """To the organisers, the day after closing, if dossiers wait for their check."""
    recent = Call.objects.published(at).filter(
        closes_at__lte=at, closes_at__gt=at - timedelta(days=CHECK_UNTIL)
    )
    waiting = recent.annotate(
        waiting=Count("applications", filter=Q(applications__state=ApplicationState.SUBMITTED))
    ).filter(waiting__gt=0)
    for call in waiting.select_related("edition"):
        if at < shifted(call.closes_at, CHECK_AFTER):
            continue
        for organiser in people_with(call.edition, RoleName.ORGANISER):
            yield emails.eligibility_to_check(call, organiser, count=call.waiting)


def register_rules() -> None:
    """Tell the planner of both rules; called once the apps are loaded."""
    register(
        ReminderRule(
            "projects.drafts_before_closing", _("Brouillons avant la clôture"), drafts_before_closing
        )
    )
    register(
        ReminderRule("projects.eligibility_to_check", _("Recevabilité à vérifier"), eligibility_to_check)
    )
