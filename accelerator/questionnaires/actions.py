"""Writing answers. One function for each verb; all of them refuse a frozen sheet.

The first save updates the sheet's row: that takes its lock (PostgreSQL) or the database's (SQLite), so two
saves of one sheet follow one another and the second sees what the first wrote.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import conditions, kinds, queries
from accelerator.questionnaires.errors import AnswerRefused, RevisionPublished, SheetFrozen
from accelerator.questionnaires.models import Answer, AnswerSheet, Question, Revision
from accelerator.questionnaires.sheets import (
    Ensure,
    attach,
    attach_file,
    author,
    count,
    recount,
    remove_file,
    touch,
)
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.text import may_be_key
from accelerator.transitions import EditConflict
from accelerator.web.templatetags.prose import clock, longdate

__all__ = [
    "AnswerRefused", "RevisionPublished", "SheetFrozen",
    "attach_file", "freeze", "open_sheet", "remove_file", "save_answer", "save_answers",
]  # fmt: skip


@dataclass(frozen=True)
class PostedAnswer:
    """One answer of a posted form: a cleaned value, and the version its author saw, 0 if there was none."""

    question: Question
    value: Any
    base_version: int


class AnsweredForm(Protocol):
    """What :func:`save_answers` needs from a form; see ``forms.AnswerForm``."""

    @property
    def revision_id(self) -> int | None: ...
    def list_posted_answers(self) -> Sequence[PostedAnswer]: ...
    def list_files(self) -> Sequence[tuple[Question, CheckedFile]]: ...
    def list_removed_files(self) -> Sequence[str]: ...
    def list_unknown_answers(self) -> Sequence[tuple[str, object]]: ...
    def show_conflict(self, question: Question, conflict: EditConflict) -> None: ...
    def show_refusal(self, question: Question, refusal: AnswerRefused) -> None: ...
    def show_saved(self, answers: Iterable[Answer]) -> None: ...


@dataclass
class Saved:
    """What :func:`save_answers` did, by question key."""

    saved: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def open_sheet(*, revision: Revision, at: datetime) -> AnswerSheet:
    """A new, empty sheet for a revision. Side effects: one row."""
    return open_sheets(revision=revision, count=1, at=at)[0]


def open_sheets(*, revision: Revision, count: int, at: datetime) -> list[AnswerSheet]:
    """Create ``count`` sheets for a revision. Side effects: one row each, in one query."""
    required = len(conditions.compute_completeness(queries.questions(revision), {}).demanded)
    sheets = [AnswerSheet(revision=revision, created_at=at, required_total=required) for _ in range(count)]
    return AnswerSheet.objects.bulk_create(sheets)


def _has_changed(
    question: Question,
    answer: Answer | None,
    value: object,
    base_version: int | None,
    actor: User | AnonymousUser | None,
) -> bool:
    """Whether there is something to write. Raises EditConflict when the author saw another version."""
    before = answer.value if answer else None
    if type(before) is type(value) and before == value:
        return False
    version = answer.version if answer else 0
    if base_version is not None and base_version != version:
        raise EditConflict({question.key: before}, version, _describe_author(answer, actor))
    return True


def _describe_author(answer: Answer | None, actor: User | AnonymousUser | None) -> str:
    """The name of the last author, for a signed-in user, who shares the sheet; a personal link learns no name."""
    if answer is None or answer.saved_by is None or author(actor) is None:
        return ""
    if answer.saved_by == actor:
        return _("Vous avez modifié cette réponse dans une autre fenêtre.")
    if timezone.localdate(answer.saved_at) == timezone.localdate():
        return _("%(name)s a modifié cette réponse à %(time)s.") % {
            "name": answer.saved_by,
            "time": clock(answer.saved_at),
        }
    return _("%(name)s a modifié cette réponse le %(date)s.") % {
        "name": answer.saved_by,
        "date": longdate(answer.saved_at),
    }


@transaction.atomic
def save_answer(
    *,
    sheet: AnswerSheet,
    key: str,
    raw: object,
    base_version: int | None,
    actor: User | None,
    at: datetime,
    ensure: Ensure | None = None,
) -> Answer:
    """Save one answer, as typed. Returns its row, with the new version; ``sheet`` gets its new ``answered``.

    ``base_version``: the version the author saw, 0 if there was none, ``None`` to write over whatever is there. A
    stale save of the same value is no conflict. An empty answer is kept as an answer without value.
    An answer typed while its question was being taken out of the form is kept with that question, out of the form
    (``reading.set_aside``). Raises AnswerRefused (unknown question, unacceptable value), EditConflict, SheetFrozen,
    and what ``ensure`` does once the sheet's lock is held; then nothing changes.
    Side effects: the answer's row, the sheet's ``saved_at`` and counts. 3 or 4 queries, one more for an answer
    that is chosen, 7 when it may show or hide questions.
    """
    if not may_be_key(key):
        raise AnswerRefused(_("Cette question n’existe pas dans ce formulaire."))
    touch(sheet, at, ensure=ensure)
    question = (
        Question.objects.filter(revision__sheets=sheet.pk, key=key)
        .alias(mine=FilteredRelation("answers", condition=Q(answers__sheet=sheet.pk)))
        .annotate(
            answer_id=F("mine__pk"),
            answer_value=F("mine__value"),
            answer_version=F("mine__version"),
            answer_saved_at=F("mine__saved_at"),
            answer_saved_by=F("mine__saved_by"),
            answered=F("revision__sheets__answered"),
            required_total=F("revision__sheets__required_total"),
        )
        .order_by()  # one at most
        .first()
    )
    if question is None:
        return _set_aside(sheet, key, raw, base_version, actor, at)
    sheet.revision_id = question.revision_id  # another may have been published since ``sheet`` was read
    value = _clean(question, raw)
    if kinds.kind_of(question).is_file:
        raise AnswerRefused(_("Choisissez un fichier."))
    answer = None
    if question.answer_id is not None:
        answer = Answer(
            pk=question.answer_id, sheet=sheet, question=question, value=question.answer_value,
            version=question.answer_version, saved_at=question.answer_saved_at,
            saved_by_id=question.answer_saved_by,
        )  # fmt: skip
        answer._state.adding = False
    before = answer.value if answer else None
    sheet.answered, sheet.required_total = question.answered, question.required_total
    if not _has_changed(question, answer, value, base_version, actor):
        return answer or Answer(sheet=sheet, question=question, value=None, version=0, saved_at=at)
    if answer is None:
        answer = Answer.objects.create(
            sheet=sheet, question=question, value=value, version=1, saved_at=at, saved_by=author(actor)
        )
    else:
        answer.value, answer.version, answer.saved_at = value, answer.version + 1, at
        answer.saved_by = author(actor)
        answer.save(update_fields=["value", "version", "saved_at", "saved_by"])
    if question.show_if or sheet.required_total is None or _decides_visibility(question):
        recount(sheet)
    else:
        count(sheet, question, before, value)
    sheet.saved_at = at
    return answer


def _decides_visibility(question: Question) -> bool:
    """Whether answers to this question show others. 1 query for the kinds that may."""
    if not kinds.kind_of(question).has_codes:
        return False
    return Question.objects.filter(revision=question.revision_id, show_if__key=question.key).exists()


def _set_aside(
    sheet: AnswerSheet,
    key: str,
    raw: object,
    base_version: int | None,
    actor: User | AnonymousUser | None,
    at: datetime,
) -> Answer:
    """Keep the answer to a question that the form asked until a new revision was published. 3 queries."""
    question = (
        Question.objects.filter(
            key=key,
            revision__published_at__isnull=False,
            revision__questionnaire__revisions__sheets=sheet.pk,
            revision__number__lt=F("revision__questionnaire__revisions__number"),
        )
        .order_by("-revision__number")
        .first()
    )
    if question is None or kinds.kind_of(question).is_file:
        raise AnswerRefused(_("Cette question n’existe pas dans ce formulaire."))
    value = kinds.clean(question, raw)
    answer = Answer.objects.filter(sheet=sheet, question=question).first()
    if not _has_changed(question, answer, value, base_version, actor):
        return answer or Answer(sheet=sheet, question=question, value=None, version=0, saved_at=at)
    answer = answer or Answer(sheet=sheet, question=question, version=0)
    answer.value, answer.version, answer.saved_at = value, answer.version + 1, at
    answer.saved_by = author(actor)
    answer.save()
    return answer


def _clean(question: Question, raw: object) -> object:
    """The value to store; a page never offers a choice that is not one, so such a page is older than the form."""
    try:
        return kinds.clean(question, raw)
    except AnswerRefused:
        if not kinds.kind_of(question).has_choices:
            raise
        offered = {token for token, _words in kinds.kind_of(question).choices(question)}
        choices = raw if isinstance(raw, list | tuple) else [raw]
        if all(
            not value or str(value) in offered or kinds.other_words(value) is not None for value in choices
        ):
            raise
        raise AnswerRefused(
            _(
                "Le formulaire a changé depuis que cette page est ouverte : rechargez-la, puis choisissez de nouveau."
            )
        ) from None


@transaction.atomic
def save_answers(
    *, sheet: AnswerSheet, form: AnsweredForm, actor: User | None, at: datetime, ensure: Ensure | None = None
) -> Saved:
    """Save every valid changed answer of a posted form, even when others are invalid; call after ``is_valid()``.

    Conflicts and refusals become errors of the form: look at ``form.is_valid()`` again afterwards.
    Raises SheetFrozen, and what ``ensure`` does; RevisionChanged when another was published since ``form`` was built,
    while files were being looked at for instance. Side effects: as :func:`save_answer`, for each; files are stored or
    removed. At most 7 queries for the answers, whatever their number, and 6 for each file.
    """
    touch(sheet, at, revision_id=form.revision_id, ensure=ensure)
    current = queries.answers(sheet)
    created: list[Answer] = []
    changed: list[Answer] = []
    unchanged: list[Answer] = []
    result = Saved()
    for posted in form.list_posted_answers():
        answer = current.get(posted.question.pk)
        try:
            if not _has_changed(posted.question, answer, posted.value, posted.base_version, actor):
                unchanged += [answer] if answer else []
                continue
        except EditConflict as conflict:
            form.show_conflict(posted.question, conflict)
            result.conflicts.append(posted.question.key)
            continue
        if answer is None:
            answer = Answer(sheet=sheet, question=posted.question, version=0)
            created.append(answer)
        else:
            changed.append(answer)
        answer.value, answer.version, answer.saved_at = posted.value, answer.version + 1, at
        answer.saved_by = author(actor)
        result.saved.append(posted.question.key)
    Answer.objects.bulk_create(created)
    if changed:
        Answer.objects.bulk_update(changed, ["value", "version", "saved_at", "saved_by"])
    for key, raw in form.list_unknown_answers():
        with suppress(AnswerRefused):
            _set_aside(sheet, key, raw, None, actor, at)
    for identifier in form.list_removed_files():
        remove_file(sheet=sheet, attachment=identifier, actor=actor, at=at)
    for question, checked in form.list_files():
        try:
            attach(sheet, question, checked, actor, at)
            result.saved.append(question.key)
        except AnswerRefused as refusal:
            form.show_refusal(question, refusal)
    if result.saved or form.list_removed_files():
        recount(sheet)
    sheet.saved_at = at
    form.show_saved([*created, *changed, *unchanged])
    return result


@transaction.atomic
def freeze(*, sheet: AnswerSheet, at: datetime) -> queries.Content:
    """Close the sheet to any change and return what it says, with its hash; a second time changes nothing.

    Side effects: ``frozen_at``. The caller writes the audit entry: only it knows what was sent. Raises SheetFrozen
    when another sheet took its place meanwhile.
    """
    AnswerSheet.objects.filter(pk=sheet.pk, frozen_at=None).update(frozen_at=at)
    try:
        sheet.refresh_from_db(fields=["frozen_at", "revision"])
    except AnswerSheet.DoesNotExist:
        raise SheetFrozen from None
    return queries.content(sheet)
