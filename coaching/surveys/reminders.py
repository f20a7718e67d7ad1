"""Reminders of surveys that wait for answers."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.models import Survey
from coaching.surveys import emails as mails
from coaching.surveys.audiences import list_recipients
from coaching.surveys.awaiting import find_due_days, list_awaited


def survey_missing(at: datetime) -> Iterator[Message]:
    """Remind people with a link and no answer, while the survey is open; see :mod:`awaiting`.

    Three queries for each survey that is open, those of its audiences for an anonymous one.
    """
    opened = Survey.objects.filter(opens_at__lte=at, closes_at__gt=at)
    for survey in opened.select_related("edition__call").order_by("pk"):
        if survey.anonymous:
            yield from _remind_everybody(survey, at)
            continue
        awaited = list_awaited(survey)
        for invitation, holder in awaited.projects:
            days = find_due_days(survey, invitation.created_at, at)
            if days is not None:
                yield mails.survey_reminder(invitation, holder, days=days)
        for response in awaited.people:
            days = find_due_days(survey, response.created_at, at)
            if days is not None:
                yield mails.personal_reminder(response, days=days)


def _remind_everybody(survey: Survey, at: datetime) -> Iterator[Message]:
    if survey.link_revoked_at or survey.sent_out_at is None:
        return
    days = find_due_days(survey, survey.sent_out_at, at)
    if days is not None:
        for recipient in list_recipients(survey):
            yield mails.anonymous_reminder(survey, recipient.person, days=days)


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("coaching.survey_missing", _("Les réponses à une enquête manquent"), survey_missing)
    )
