"""The lock of a sheet, and its counts: what every change of an answer goes through."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import F

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.errors import RevisionChanged, SheetFrozen
from accelerator.questionnaires.models import AnswerSheet, Question

Ensure = Callable[[], object]
"""What the owner of a sheet asks once its lock is held: it raises when the author lost the right to save in between."""


def touch(
    sheet: AnswerSheet, at: datetime, *, revision_id: int | None = None, ensure: Ensure | None = None
) -> None:
    """Take the sheet's lock and note the time. Must come first in a transaction.

    Raises SheetFrozen if it was sent; RevisionChanged if it answers another revision than that one; then what
    ``ensure`` does. 1 query, 2 when it raises, and those of ``ensure``.
    """
    mine = AnswerSheet.objects.filter(pk=sheet.pk, frozen_at=None)
    rows = mine if revision_id is None else mine.filter(revision=revision_id)
    if not rows.update(saved_at=at):
        raise RevisionChanged if revision_id is not None and mine.exists() else SheetFrozen
    if ensure:
        ensure()


def count(sheet: AnswerSheet, question: Question, before: object, after: object) -> None:
    """Keep what is required and what is answered in step with one answer that no condition concerns. 1 query at most.

    It adds to what the database holds: that is right even when ``sheet`` is stale.
    """
    was, now = _weight(question, before), _weight(question, after)
    if was != now:
        AnswerSheet.objects.filter(pk=sheet.pk).update(
            answered=F("answered") + now[0] - was[0], required_total=F("required_total") + now[1] - was[1]
        )
        sheet.answered += now[0] - was[0]
        sheet.required_total = (sheet.required_total or 0) + now[1] - was[1]


def _weight(question: Question, value: object) -> tuple[int, int]:
    demanded = kinds.is_demanded(question, value)
    return int(demanded and kinds.is_complete(question, value)), int(demanded)


def recount(sheet: AnswerSheet) -> None:
    """Count again what is required and answered, for a change that may show or hide questions. 3 queries."""
    completeness = queries.read_completeness(sheet)
    sheet.answered, sheet.required_total = completeness.answer_count, len(completeness.demanded)
    AnswerSheet.objects.filter(pk=sheet.pk).update(
        answered=sheet.answered, required_total=sheet.required_total
    )


def author(actor: User | AnonymousUser | None) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None
