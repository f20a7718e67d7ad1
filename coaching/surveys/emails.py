"""Mails of the surveys. These functions return messages; actions queue them."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import SurveyInvitation
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.links import token_for
from programmes.emails.contact import contact_of


def survey_link(invitation: SurveyInvitation, to: User, *, again: str = "") -> Message:
    """The personal link, in the holder's language; ``again`` tells one sending from another.

    It opens the answers of one project, so it is private: only the person it is sent to reads it.
    """
    survey = invitation.survey
    return Message(
        template="coaching/surveys/survey_link",
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
        template="coaching/surveys/survey_reminder",
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
        template="coaching/surveys/survey_thanks",
        to=to,
        dedupe_key=f"survey-thanks:{invitation.pk}",
        context={**_context(invitation, to), "invitation": invitation},
        scope=invitation.survey.edition.scope,
        signed_by=invitation.survey.edition.name,
        reply_to=contact_of(invitation.survey.edition),
        private=True,
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
