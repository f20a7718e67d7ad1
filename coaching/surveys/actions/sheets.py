"""Actions on the sheet of any response: close it, erase who typed, change its consents."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accelerator.questionnaires import actions as questionnaires
from accelerator.questionnaires import queries as answers
from accelerator.questionnaires.models import Answer, AnswerSheet
from coaching.surveys.errors import AnswersMissing


def close_sheet(*, sheet: AnswerSheet, at: datetime) -> None:
    """Freeze what is sent, before it is read. Raises ``SheetFrozen`` and :class:`AnswersMissing`."""
    questionnaires.freeze(sheet=sheet, at=at)
    if missing := answers.missing(sheet):
        raise AnswersMissing(len(missing))


def erase_writers(sheet: AnswerSheet) -> None:
    """Erase who typed these answers: they may not be quoted with a name."""
    Answer.objects.filter(sheet=sheet).update(saved_by=None)


def list_changing(sheets: Iterable[int], consents: Mapping[str, object]) -> list[Answer]:
    """The answers of these sheets that are not what ``consents`` (question key → value) says."""
    rows = Answer.objects.filter(sheet__in=sheets, question__key__in=consents).select_related("question")
    return [row for row in rows.order_by("pk") if row.value != consents[row.question.key]]


def change_answers(rows: Iterable[Answer], consents: Mapping[str, object], *, at: datetime) -> None:
    """Write these consents in the answers. Side effects: the rows, the hours of their sheets."""
    changed = list(rows)
    for row in changed:
        row.value, row.version, row.saved_at = consents[row.question.key], row.version + 1, at
        row.save(update_fields=["value", "version", "saved_at"])
    AnswerSheet.objects.filter(pk__in={row.sheet_id for row in changed}).update(saved_at=at)
