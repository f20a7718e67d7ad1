"""Reminders of surveys that wait for answers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.attendance.enums import AttendeeKind
from coaching.models import AttendeeResponse, SurveyInvitation
from coaching.surveys import emails as mails
from coaching.surveys.enums import SurveyKind
from projects.members.queries import leads

DAYS_AFTER: dict[str, tuple[int, int]] = {SurveyKind.SYNTHESIS: (14, 7), SurveyKind.DEBRIEF: (5, 2)}
"""The page of each survey says these days."""


def survey_missing(at: datetime) -> Iterator[Message]:
    """To the holder, twice after the personal link was sent, while the survey is open and unanswered, unless an
    organiser revoked the link, or they answered in the room.

    Only the last reminder whose hour has come is due: a planner that slept does not send both. Two queries.
    """
    late = Q()
    for kind, days_after in DAYS_AFTER.items():
        late |= Q(survey__kind=kind, created_at__lte=at - timedelta(days=min(days_after)))
    in_the_room = AttendeeResponse.objects.sent().filter(
        survey=OuterRef("survey"),
        attendee__participation=OuterRef("participation"),
        attendee__kind=AttendeeKind.HOLDER,
    )
    waiting = list(
        SurveyInvitation.objects.unanswered()
        .with_open_link()
        .filter(late, survey__opens_at__lte=at, survey__closes_at__gt=at)
        .exclude(Exists(in_the_room))
        .select_related("survey__edition__call", "participation__project")
    )
    holders = leads(invitation.participation.project_id for invitation in waiting)
    for invitation in waiting:
        holder = holders.get(invitation.participation.project_id)
        days_after = DAYS_AFTER[invitation.survey.kind]
        days = next(days for days in days_after if invitation.created_at <= at - timedelta(days=days))
        if holder:
            yield mails.survey_reminder(invitation, holder, days=days)


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("coaching.survey_missing", _("Les réponses à une enquête manquent"), survey_missing)
    )
