"""Actions on the sheet of any response: close it, erase its typist, change its consents, anonymise it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from accelerator.links import new_nonce
from accelerator.questionnaires import actions as questionnaires, queries as answers
from accelerator.questionnaires.kinds import kinds_where
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from coaching.surveys.enums import AnswersMissing, InvitationState
from coaching.surveys.models import AttendeeResponse, PersonalResponse, RowConfirmation, SurveyInvitation
from programmes.models import Edition
from projects.models import Participation


def close_sheet(*, sheet: AnswerSheet, at: datetime) -> None:
    """Freeze the sheet before its answers are read. Raises ``SheetFrozen`` and :class:`AnswersMissing`."""
    questionnaires.freeze(sheet=sheet, at=at)
    if missing := answers.missing(sheet):
        raise AnswersMissing(len(missing))


def erase_writers(sheet: AnswerSheet) -> None:
    """Erase the typists of these answers: they may not be quoted with a name."""
    Answer.objects.filter(sheet=sheet).update(saved_by=None)


def list_changing(sheets: Iterable[int], consents: Mapping[str, object]) -> list[Answer]:
    """The answers of these sheets that differ from ``consents`` (question key → value)."""
    rows = Answer.objects.filter(sheet__in=sheets, question__key__in=consents).select_related("question")
    return [row for row in rows.order_by("pk") if row.value != consents[row.question.key]]


def change_answers(rows: Iterable[Answer], consents: Mapping[str, object], *, at: datetime) -> None:
    """Save these consents in the answers. Side effects: the rows, the hours of their sheets."""
    changed = list(rows)
    for row in changed:
        row.value, row.version, row.saved_at = consents[row.question.key], row.version + 1, at
        row.save(update_fields=["value", "version", "saved_at"])
    AnswerSheet.objects.filter(pk__in={row.sheet_id for row in changed}).update(saved_at=at)


ANONYMISED_ROWS = frozenset({SurveyInvitation})
"""Rows of a project that are emptied here, not deleted."""
NO_WORDS = "—"


def anonymise_answers(*, places: Collection[Participation], attendees: Collection[int], at: datetime) -> None:
    """Reduce the answers of these projects and attendees to those published as figures.

    Side effects: words, files and typists are erased; unanswered links are deleted, open ones closed.
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
    typed = Answer.objects.filter(sheet__in=sheets)
    typed.exclude(question__kind__in=kinds_where("is_closed")).delete()
    typed.update(saved_by=None)
    for answer in typed.filter(question__kind__in=kinds_where("has_choices")):
        answer.value = _remove_other_text(answer.value)
        answer.save(update_fields=["value"])
    Attachment.objects.filter(sheet__in=sheets).delete()
    # what was counted of them before, words too, is counted anew
    AnswerSheet.objects.filter(pk__in=sheets).update(saved_at=at)


def _remove_other_text(value: object) -> object:
    """A choice without the words of « other »."""
    if isinstance(value, list):
        return [_remove_other_text(choice) for choice in value]
    return {**value, "other": NO_WORDS} if isinstance(value, dict) else value


def erase_personal_answers(*, edition: Edition, people: Collection[int]) -> None:
    """Delete the personal responses of these people. Side effects: rows, with their answers."""
    PersonalResponse.objects.filter(survey__edition=edition, person__in=people).delete()
