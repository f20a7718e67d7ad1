"""Answers of a project that is anonymised: figures that name nobody stay, so that the results keep their counts."""

from collections.abc import Collection
from datetime import datetime

from accelerator.links import new_nonce
from accelerator.questionnaires.kinds import kinds_where
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from coaching.surveys.enums import InvitationState
from coaching.surveys.models import AttendeeResponse, PersonalResponse, RowConfirmation, SurveyInvitation
from programmes.models import Edition
from projects.models import Participation

ANONYMISED_ROWS = frozenset({SurveyInvitation})
"""Rows of a project that are emptied here, not erased."""
NO_WORDS = "—"


def anonymise_answers(*, places: Collection[Participation], attendees: Collection[int], at: datetime) -> None:
    """Reduce what these projects and attendees sent to the answers that are published as figures.

    Side effects: words, files and who typed them go; links that nobody answered go, those that were open no more.
    """
    invitations = SurveyInvitation.objects.filter(participation__in=places)
    responses = AttendeeResponse.objects.filter(attendee__in=attendees)
    for rows in (invitations, responses):
        rows.exclude(state=InvitationState.SENT).delete()
        _reduce_to_figures(list(rows.order_by().values_list("sheet", flat=True)), at)
    RowConfirmation.objects.filter(invitation__in=invitations).delete()
    for invitation in invitations:
        invitation.email, invitation.nonce, invitation.revoked_at = "", new_nonce(), at
        invitation.shared_with_partners = False
        invitation.save(update_fields=["email", "nonce", "revoked_at", "shared_with_partners"])


def _reduce_to_figures(sheets: list[int], at: datetime) -> None:
    answers = Answer.objects.filter(sheet__in=sheets)
    answers.exclude(question__kind__in=kinds_where("is_closed")).delete()
    answers.update(saved_by=None)
    for answer in answers.filter(question__kind__in=kinds_where("has_choices")):
        answer.value = _silence(answer.value)
        answer.save(update_fields=["value"])
    Attachment.objects.filter(sheet__in=sheets).delete()
    # what was counted of them before, words too, is counted anew
    AnswerSheet.objects.filter(pk__in=sheets).update(saved_at=at)


def _silence(value: object) -> object:
    """A choice as it was made, without the words of « other »."""
    if isinstance(value, list):
        return [_silence(choice) for choice in value]
    return {**value, "other": NO_WORDS} if isinstance(value, dict) else value


def erase_personal_answers(*, edition: Edition, people: Collection[int]) -> None:
    """Delete what these people answered as themselves. Side effects: rows, with their answers."""
    PersonalResponse.objects.filter(survey__edition=edition, person__in=people).delete()
