"""Reminders after the session."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.emails import synthesis as mails
from coaching.enums import SurveyKind
from coaching.models import SurveyInvitation
from coaching.queries_documents import leads

DAYS_AFTER = (14, 7)


def synthesis_missing(at: datetime) -> Iterator[Message]:
    """To the holder, 7 and 14 days after the personal link was sent, while the survey is open and unanswered,
    unless an organiser revoked the link.

    Only the last reminder whose hour has come is due: a planner that slept does not send both. Two queries.
    """
    waiting = list(
        SurveyInvitation.objects.unanswered()
        .linked()
        .filter(
            survey__kind=SurveyKind.SYNTHESIS,
            survey__opens_at__lte=at,
            survey__closes_at__gt=at,
            created_at__lte=at - timedelta(days=min(DAYS_AFTER)),
        )
        .select_related("survey__edition__call", "participation__project")
    )
    holders = leads(invitation.participation.project_id for invitation in waiting)
    for invitation in waiting:
        holder = holders.get(invitation.participation.project_id)
        days = next(days for days in DAYS_AFTER if invitation.created_at <= at - timedelta(days=days))
        if holder:
            yield mails.survey_reminder(invitation, holder, days=days)


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("coaching.synthesis_missing", _("Le fichier de synthèse manque"), synthesis_missing)
    )
