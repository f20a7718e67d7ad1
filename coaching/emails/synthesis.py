"""Mails of the surveys and of the synthesis reports. These functions return messages; actions queue them."""

from collections.abc import Sequence
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.enums import InvitationState, SurveyKind
from coaching.links import token_for
from coaching.models import SurveyInvitation, SynthesisReport
from programmes.emails.contact import contact_of
from programmes.models import Edition


def survey_link(invitation: SurveyInvitation, to: User, *, again: str = "") -> Message:
    """The personal link, in the holder's language; ``again`` tells one sending from another.

    It opens the answers of one project, so it is private: only the person it is sent to reads it.
    """
    survey = invitation.survey
    return Message(
        template="coaching/survey_link",
        to=to,
        dedupe_key=f"survey-link:{invitation.pk}:{invitation.nonce}:{to.pk}{again}",
        context=_context(invitation, to),
        scope=survey.edition.scope,
        signed_by=survey.edition.name,
        reply_to=contact_of(survey.edition),
        private=True,
        required=True,
    )


def survey_reminder(invitation: SurveyInvitation, to: User, *, days: int) -> Message:
    """The same link, ``days`` after it was first sent."""
    return Message(
        template="coaching/survey_reminder",
        to=to,
        dedupe_key=f"synthesis-missing:{invitation.pk}:{days}",
        context={
            **_context(invitation, to),
            "days": days,
            "started": invitation.state == InvitationState.STARTED,
        },
        scope=invitation.survey.edition.scope,
        signed_by=invitation.survey.edition.name,
        reply_to=contact_of(invitation.survey.edition),
        private=True,
    )


def survey_thanks(invitation: SurveyInvitation, to: User) -> Message:
    """Thank you, what happens next, and the link by which consents change: private as it."""
    return Message(
        template="coaching/survey_thanks",
        to=to,
        dedupe_key=f"survey-thanks:{invitation.pk}",
        context={**_context(invitation, to), "invitation": invitation},
        scope=invitation.survey.edition.scope,
        signed_by=invitation.survey.edition.name,
        reply_to=contact_of(invitation.survey.edition),
        private=True,
    )


def report_ready(report: SynthesisReport, to: User) -> Message:
    """To the holder: the synthesis of their project is ready."""
    return Message(
        template="coaching/report_ready",
        to=to,
        dedupe_key=f"report-ready:{report.pk}:{to.pk}",
        context={
            "report": report,
            "edition": report.edition,
            "project": report.participation.project if report.participation else None,
        },
        scope=report.edition.scope,
        signed_by=report.edition.name,
        reply_to=contact_of(report.edition),
    )


def syntheses_in(edition: Edition, to: User, titles: Sequence[str], *, morning: datetime) -> Message:
    """To a partner: the syntheses that came in since the morning before, of projects that share theirs."""
    return Message(
        template="coaching/syntheses_in",
        to=to,
        dedupe_key=f"syntheses-in:{edition.pk}:{to.pk}:{morning:%Y%m%d}",
        context={"edition": edition, "titles": titles},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def reports_ready(edition: Edition, to: User, *, requested_at: datetime, ready: int, failed: int) -> Message:
    """All that was asked for at one go is built: one mail, however many reports."""
    return Message(
        template="coaching/reports_ready",
        to=to,
        dedupe_key=f"reports-ready:{edition.pk}:{to.pk}:{requested_at.isoformat()}",
        context={"edition": edition, "ready": ready, "failed": failed},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def _context(invitation: SurveyInvitation, to: User) -> dict[str, object]:
    survey = invitation.survey
    return {
        "survey": survey,
        "edition": survey.edition,
        "project": invitation.participation.project,
        "token": token_for(invitation, to),
        "is_synthesis": survey.kind == SurveyKind.SYNTHESIS,
    }
