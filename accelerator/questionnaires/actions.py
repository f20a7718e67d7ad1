"""Writing answers. One door for each verb; all of them refuse a frozen sheet.

Whoever saves first updates the sheet's row: that takes its lock (PostgreSQL) or the database's (SQLite), so two
saves of one sheet follow one another and the second sees what the first wrote.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires import conditions, kinds, queries
from accelerator.questionnaires.copying import forget_file
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerConflict, AnswerRefused, RevisionPublished, SheetFrozen
from accelerator.questionnaires.hygiene import may_be_key
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question, Revision
from accelerator.questionnaires.sniffing import CheckedFile, check, refused_file
from accelerator.web.templatetags.prose import clock, longdate

__all__ = [
    "AnswerConflict", "AnswerRefused", "RevisionPublished", "SheetFrozen",
    "attach_file", "freeze", "open_sheet", "remove_file", "save_answer", "save_answers",
]  # fmt: skip


@dataclass(frozen=True)
class Given:
    """One answer of a posted form: a cleaned value, and the version its author saw (``None``: whichever it is)."""

    question: Question
    value: Any
    base_version: int | None


class AnsweredForm(Protocol):
    """What :func:`save_answers` needs from a form; see ``forms.AnswerForm``."""

    def given(self) -> Sequence[Given]: ...
    def files_given(self) -> Sequence[tuple[Question, CheckedFile]]: ...
    def files_removed(self) -> Sequence[str]: ...
    def no_longer_asked(self) -> Sequence[tuple[str, Any]]: ...
    def show_conflict(self, question: Question, conflict: AnswerConflict) -> None: ...
    def show_refusal(self, question: Question, refusal: AnswerRefused) -> None: ...
    def show_saved(self, answers: Iterable[Answer]) -> None: ...


@dataclass
class Saved:
    """What :func:`save_answers` did, by question key."""

    saved: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)


def open_sheet(*, revision: Revision, at: datetime) -> AnswerSheet:
    """A new, empty sheet for a revision. Side effects: one row."""
    nothing_yet = conditions.filled(queries.questions(revision), {})
    return AnswerSheet.objects.create(
        revision=revision, created_at=at, required_total=len(nothing_yet.demanded)
    )


def _touch(sheet: AnswerSheet, at: datetime) -> None:
    """Take the sheet's lock and note the time; SheetFrozen if it was sent. Must come first in a transaction."""
    if not AnswerSheet.objects.filter(pk=sheet.pk, frozen_at=None).update(saved_at=at):
        raise SheetFrozen


def _count(sheet: AnswerSheet, question: Question, before: Any, after: Any) -> None:
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


def _weight(question: Question, value: Any) -> tuple[int, int]:
    demanded = kinds.is_demanded(question, value)
    return int(demanded and kinds.is_complete(question, value)), int(demanded)


def _recount(sheet: AnswerSheet) -> None:
    """Count again what is required and answered, for a change that may show or hide questions. 3 queries."""
    found = queries.filled(sheet)
    sheet.answered, sheet.required_total = found.answered, len(found.demanded)
    AnswerSheet.objects.filter(pk=sheet.pk).update(
        answered=sheet.answered, required_total=sheet.required_total
    )


def _author(actor: Any) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and one == other


def _decide(answer: Answer | None, value: Any, base_version: int | None, actor: Any) -> bool:
    """Whether there is something to write. Raises AnswerConflict when the author saw another version."""
    if _same(answer.value if answer else None, value):
        return False
    version = answer.version if answer else 0
    if base_version is not None and base_version != version:
        raise AnswerConflict(answer.value if answer else None, version, _who_saved(answer, actor))
    return True


def _who_saved(answer: Answer | None, actor: Any) -> str:
    """Told to somebody who signed in, and so shares the sheet; a personal link learns no name."""
    if answer is None or answer.saved_by is None or _author(actor) is None:
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
    *, sheet: AnswerSheet, key: str, raw: Any, base_version: int | None, actor: Any, at: datetime
) -> Answer:
    """Save one answer, as typed. Returns its row, with the new version; ``sheet`` gets its new ``answered``.

    ``base_version``: the version the author saw, 0 if there was none, ``None`` to write over whatever is there. A
    stale save of the same value is no conflict. An empty answer is kept as an answer without value.
    An answer typed while its question was being taken out of the form is kept with that question, out of the form
    (``queries.set_aside``). Raises AnswerRefused (unknown question, unacceptable value), AnswerConflict, SheetFrozen;
    then nothing changes.
    Side effects: the answer's row, the sheet's ``saved_at`` and counts. 3 or 4 queries, one more for an answer
    that is chosen, 7 when it may show or hide questions.
    """
    if not may_be_key(key):
        raise AnswerRefused(_("Cette question n’existe pas dans ce formulaire."))
    _touch(sheet, at)
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
        return _keep_aside(sheet, key, raw, base_version, actor, at)
    sheet.revision_id = question.revision_id  # another may have been published since ``sheet`` was read
    value = _cleaned(question, raw)
    if question.kind == QuestionKind.FILE:
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
    if not _decide(answer, value, base_version, actor):
        return answer or Answer(sheet=sheet, question=question, value=None, version=0, saved_at=at)
    if answer is None:
        answer = Answer.objects.create(
            sheet=sheet, question=question, value=value, version=1, saved_at=at, saved_by=_author(actor)
        )
    else:
        answer.value, answer.version, answer.saved_at = value, answer.version + 1, at
        answer.saved_by = _author(actor)
        answer.save(update_fields=["value", "version", "saved_at", "saved_by"])
    if question.show_if or sheet.required_total is None or _decides(question):
        _recount(sheet)
    else:
        _count(sheet, question, before, value)
    sheet.saved_at = at
    return answer


def _decides(question: Question) -> bool:
    """Whether answers to this question show others. 1 query for the kinds that may."""
    if question.kind not in conditions.SOURCES:
        return False
    return Question.objects.filter(revision=question.revision_id, show_if__key=question.key).exists()


def _keep_aside(
    sheet: AnswerSheet, key: str, raw: Any, base_version: int | None, actor: Any, at: datetime
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
    if question is None or question.kind == QuestionKind.FILE:
        raise AnswerRefused(_("Cette question n’existe pas dans ce formulaire."))
    value = kinds.clean(question, raw)
    answer = Answer.objects.filter(sheet=sheet, question=question).first()
    if not _decide(answer, value, base_version, actor):
        return answer or Answer(sheet=sheet, question=question, value=None, version=0, saved_at=at)
    answer = answer or Answer(sheet=sheet, question=question, version=0)
    answer.value, answer.version, answer.saved_at = value, answer.version + 1, at
    answer.saved_by = _author(actor)
    answer.save()
    return answer


def _cleaned(question: Question, raw: Any) -> Any:
    """The value to store; a page never offers a choice that is not one, so such a page is older than the form."""
    try:
        return kinds.clean(question, raw)
    except AnswerRefused:
        if question.kind not in {QuestionKind.SINGLE, QuestionKind.MULTIPLE}:
            raise
        offered = {token for token, _words in kinds.kind_of(question).choices(question)}  # type: ignore[attr-defined]
        given = raw if isinstance(raw, list | tuple) else [raw]
        if all(not one or str(one) in offered or kinds.other_words(one) is not None for one in given):
            raise
        raise AnswerRefused(
            _(
                "Le formulaire a changé depuis que cette page est ouverte : rechargez-la, puis choisissez de nouveau."
            )
        ) from None


@transaction.atomic
def save_answers(*, sheet: AnswerSheet, form: AnsweredForm, actor: Any, at: datetime) -> Saved:
    """Save every valid changed answer of a posted form, even when others are invalid; call after ``is_valid()``.

    Conflicts and refusals become errors of the form: look at ``form.is_valid()`` again afterwards.
    Raises SheetFrozen. Side effects: as :func:`save_answer`, for each; files are stored or removed.
    At most 7 queries for the answers, whatever their number, and 6 for each file.
    """
    _touch(sheet, at)
    current = queries.answers(sheet)
    made: list[Answer] = []
    changed: list[Answer] = []
    result = Saved()
    for given in form.given():
        answer = current.get(given.question.pk)
        try:
            if not _decide(answer, given.value, given.base_version, actor):
                continue
        except AnswerConflict as conflict:
            form.show_conflict(given.question, conflict)
            result.conflicts.append(given.question.key)
            continue
        if answer is None:
            answer = Answer(sheet=sheet, question=given.question, version=0)
            made.append(answer)
        else:
            changed.append(answer)
        answer.value, answer.version, answer.saved_at = given.value, answer.version + 1, at
        answer.saved_by = _author(actor)
        result.saved.append(given.question.key)
    Answer.objects.bulk_create(made)
    if changed:
        Answer.objects.bulk_update(changed, ["value", "version", "saved_at", "saved_by"])
    for key, raw in form.no_longer_asked():
        with suppress(AnswerRefused):
            _keep_aside(sheet, key, raw, None, actor, at)
    for identifier in form.files_removed():
        remove_file(sheet=sheet, attachment=identifier, actor=actor, at=at)
    for question, checked in form.files_given():
        try:
            _attach(sheet, question, checked, actor, at)
            result.saved.append(question.key)
        except AnswerRefused as refusal:
            form.show_refusal(question, refusal)
    if result.saved or form.files_removed():
        _recount(sheet)
    sheet.saved_at = at
    form.show_saved([*made, *changed])
    return result


def attach_file(*, sheet: AnswerSheet, key: str, upload: Any, actor: Any, at: datetime) -> Attachment:
    """Keep an uploaded file as an answer; its content is checked against the question's types.

    Raises AnswerRefused (too large, empty, wrong content, one too many), SheetFrozen. Side effects: the file in
    storage, its row, the answer's row and version, the sheet's ``saved_at`` and ``answered``.
    """
    question = queries.question(sheet, key)
    if question is None or question.kind != QuestionKind.FILE:
        raise AnswerRefused(_("Cette question n’attend pas de fichier."))
    checked = check(upload, types=question.options.get("types"))
    with transaction.atomic():
        _touch(sheet, at)
        # The form may have been published anew while the file was being looked at.
        sheet.refresh_from_db(fields=["revision"])
        question = queries.question(sheet, key)
        if question is None or question.kind != QuestionKind.FILE:
            raise AnswerRefused(_("Cette question n’attend pas de fichier."))
        attachment = _attach(sheet, question, checked, actor, at)
    sheet.refresh_from_db(fields=["answered", "required_total", "saved_at"])
    return attachment


def _attach(
    sheet: AnswerSheet, question: Question, checked: CheckedFile, actor: Any, at: datetime
) -> Attachment:
    kept = queries.attachments(sheet).get(question.pk, [])
    same = next((one for one in kept if one.sha256 == checked.sha256 and one.name == checked.name), None)
    if same:  # sent twice: a double click, or a retry after a lost answer
        return same
    if len(kept) >= kinds.most_files(question):
        raise refused_file(
            checked.name, _("Retirez d’abord un fichier : cette réponse en a déjà le nombre accepté.")
        )
    attachment = Attachment(
        sheet=sheet, question=question, name=checked.name, content_type=checked.content_type, size=checked.size,
        sha256=checked.sha256, uploaded_at=at, uploaded_by=_author(actor),
    )  # fmt: skip
    attachment.file.save(checked.name, checked.upload, save=False)
    try:
        attachment.save(force_insert=True)
        _note_files(sheet, question, [*kept, attachment], actor, at)
    except BaseException:
        attachment.file.storage.delete(attachment.file.name or "")
        raise
    return attachment


def _note_files(
    sheet: AnswerSheet, question: Question, kept: list[Attachment], actor: Any, at: datetime
) -> None:
    """Bring the answer's row in line with the attachments that are kept."""
    value = [str(attachment.pk) for attachment in kept] or None
    answer = Answer.objects.filter(sheet=sheet, question=question).first()
    before = answer.value if answer else None
    answer = answer or Answer(sheet=sheet, question=question, version=0)
    answer.value, answer.version, answer.saved_at = value, answer.version + 1, at
    answer.saved_by = _author(actor)
    answer.save()
    if question.show_if or sheet.required_total is None:
        _recount(sheet)
    else:
        _count(sheet, question, before, value)


@transaction.atomic
def remove_file(*, sheet: AnswerSheet, attachment: Attachment | str, actor: Any, at: datetime) -> None:
    """Take a file back; one that is not (any more) of this sheet is left alone.

    Raises SheetFrozen. Side effects: the row, the answer's row and version, the sheet's ``saved_at`` and
    ``answered``; the stored file goes once the transaction has succeeded, unless a
    copy of the sheet shares it.
    """
    _touch(sheet, at)
    wanted = str(attachment.pk if isinstance(attachment, Attachment) else attachment)
    own = Attachment.objects.filter(sheet=sheet).select_related("question").order_by("uploaded_at", "pk")
    found = next((one for one in own if str(one.pk) == wanted), None)
    if found is None:
        return
    kept = [one for one in own if one.question_id == found.question_id and one != found]
    name, question = found.file.name, found.question
    found.delete()
    _note_files(sheet, question, kept, actor, at)
    if name:
        forget_file(name)
    sheet.refresh_from_db(fields=["answered", "required_total", "saved_at"])


@transaction.atomic
def freeze(*, sheet: AnswerSheet, at: datetime) -> str:
    """Close the sheet to any change and return its content hash; a second time changes nothing.

    Side effects: ``frozen_at``. The caller writes the audit entry: only it knows what was sent.
    """
    AnswerSheet.objects.filter(pk=sheet.pk, frozen_at=None).update(frozen_at=at)
    sheet.refresh_from_db(fields=["frozen_at", "revision"])
    return queries.content_hash(sheet)
