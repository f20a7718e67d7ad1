"""The form of a sheet: one field per question, the answers as initial values, errors in words."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.layout import Layout, LayoutObject
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.actions import PostedAnswer
from accelerator.questionnaires.conditions import Completeness, compute_completeness
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.fields import (
    FormOfAnswers,
    QuestionBoundField,
    QuestionField,
    QuestionVisibility,
)
from accelerator.questionnaires.models import (
    Answer,
    AnswerSheet,
    Attachment,
    Question,
    Revision,
    Section,
)
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.text import may_be_key
from accelerator.transitions import EditConflict
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from accelerator.web.forms import Helper

PREFIX = "q_"
VERSION_PREFIX = "v_"
MOST_UNKNOWN = 200
"""Fields of a post that are looked at for questions that were taken out of the form."""


@dataclass
class Item:
    """A question on the page; ``field`` is ``None`` for a text to read. ``show`` is the condition that shows it."""

    question: Question
    field: QuestionBoundField | None
    show: QuestionVisibility


@dataclass
class FormSection:
    section: Section
    items: list[Item] = field(default_factory=list)

    @property
    def title(self) -> str:
        return self.section.title

    @property
    def intro(self) -> str:
        return self.section.intro

    @property
    def anchor(self) -> str:
        return f"section-{self.section.position}"


class AnswerForm(FormOfAnswers):
    """Built by :func:`answer_form`. A draft may be incomplete: required answers are counted, not demanded.

    ``sheet_id`` names the copies stored on a device; what is written before there is a sheet has another name.
    ``earlier``: question key → the earlier answer of the same person, in words, displayed beside it.
    """

    def __init__(
        self,
        *,
        sheet_id: "int | str",
        questions: Sequence[Question],
        every: Sequence[Question],
        answers: dict[int, Answer],
        attachments: dict[int, list[Attachment]],
        data: Any = None,
        files: Any = None,
        enforce: bool = False,
    ) -> None:
        self.sheet_id = sheet_id
        self.questions, self.every = questions, every
        self.answers, self.attachments = answers, attachments
        self.enforce = enforce
        self.earlier: dict[str, str] = {}
        self.conflicts = {}
        initial = {
            f"{PREFIX}{question.key}": kinds.kind_of(question).initial(
                question, getattr(answers.get(question.pk), "value", None)
            )
            for question in questions
        }
        super().__init__(data=data, files=files, initial=initial)
        self.posted_versions = {
            question.pk: self._read_base_version(question)
            for question in questions
            if f"{VERSION_PREFIX}{question.key}" in self.data
        }
        for question in kinds.filter_questions(questions):
            self.fields[f"{PREFIX}{question.key}"] = QuestionField(question)
        self.helper = Helper(form_tag=False, layout=Layout(WholeForm()))
        self.helper.marks_optional = False

    @property
    def revision_id(self) -> int | None:
        """The revision whose questions these are; ``None`` for a form without any."""
        return self.every[0].revision_id if self.every else None

    def clean(self) -> Values:
        """Clean the answers. With ``enforce``, a visible required question without an answer is an error."""
        if not self.enforce:
            return self.cleaned_data
        mine = {question.key for question in self.questions}
        for question in self.current_completeness.missing:
            name = f"{PREFIX}{question.key}"
            if question.key in mine and name in self.fields and not self.has_error(name):
                self.add_error(name, ValidationError(describe_missing_answer(question), code="required"))
        return self.cleaned_data

    @property
    def current_completeness(self) -> Completeness:
        """The completeness of the sheet with the page: stored values, replaced by posted ones that are valid."""
        values = {
            question.key: getattr(self.answers.get(question.pk), "value", None) for question in self.every
        }
        cleaned = getattr(self, "cleaned_data", {}) if self.is_bound else {}
        for question in self.questions:
            sent = cleaned.get(f"{PREFIX}{question.key}")
            if f"{PREFIX}{question.key}" not in cleaned:
                continue
            if not kinds.kind_of(question).is_file:
                values[question.key] = sent
            elif sent:
                values[question.key] = [*(values[question.key] or ()), *sent]
        return compute_completeness(self.every, values)

    @cached_property
    def completeness(self) -> Completeness:
        """:attr:`current_completeness` cached for the whole page; read it once nothing changes any more."""
        return self.current_completeness

    @cached_property
    def sections(self) -> list[FormSection]:
        """The sections on the page, with their questions."""
        built: dict[int, FormSection] = {}
        for question in self.questions:
            section = built.setdefault(question.section_id, FormSection(question.section))
            name = f"{PREFIX}{question.key}"
            bound = self[name] if name in self.fields else None
            section.items.append(Item(question, bound, QuestionVisibility.of(question, self)))  # type: ignore[arg-type]
        return list(built.values())

    def _read_base_version(self, question: Question) -> int:
        return parse_version(self.data.get(f"{VERSION_PREFIX}{question.key}", "")) or 0

    def version_of(self, question: Question) -> int:
        """The posted version of a text that was not saved: its author has not seen a later one."""
        answer = self.answers.get(question.pk)
        return self.posted_versions.get(question.pk, answer.version if answer else 0)

    def list_posted_answers(self) -> list[PostedAnswer]:
        """The valid answers that were sent. A field absent from the post changes nothing; an unticked group is an empty
        answer."""
        names = (
            (f"{PREFIX}{question.key}", question)
            for question in self.questions
            if not kinds.kind_of(question).is_file
        )
        return [
            PostedAnswer(question, self.cleaned_data[name], self._read_base_version(question))
            for name, question in names
            if name in self.cleaned_data
            and (name in self.data or f"{VERSION_PREFIX}{question.key}" in self.data)
        ]

    def list_files(self) -> list[tuple[Question, CheckedFile]]:
        files = (question for question in self.questions if kinds.kind_of(question).is_file)
        return [
            (file, checked)
            for file in files
            for checked in self.cleaned_data.get(f"{PREFIX}{file.key}") or ()
        ]

    def list_removed_files(self) -> list[str]:
        return self.data.getlist("remove_file") if hasattr(self.data, "getlist") else []

    def list_unknown_answers(self) -> list[tuple[str, Any]]:
        """What was posted to questions that left the form while the page was open, by key."""
        keys = {item.key for item in self.every}
        names = [name for name in self.data if name.startswith(PREFIX) and "." not in name]
        unknown = {name.removeprefix(PREFIX): self.data[name] for name in names[:MOST_UNKNOWN]}
        return [(key, raw) for key, raw in unknown.items() if key not in keys and may_be_key(key) and raw]

    def show_conflict(self, question: Question, conflict: EditConflict) -> None:
        theirs = conflict.theirs[question.key]
        self.conflicts[question.key] = kinds.readable(question, theirs) or _("Sans réponse")
        self.answers[question.pk] = Answer(question=question, value=theirs, version=conflict.version)
        self.posted_versions.pop(question.pk, None)
        self.add_error(f"{PREFIX}{question.key}", ValidationError(conflict.message, code="conflict"))

    def show_refusal(self, question: Question, refusal: AnswerRefused) -> None:
        self.add_error(f"{PREFIX}{question.key}", ValidationError(refusal.message))

    def show_saved(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.answers[answer.question_id] = answer
            self.posted_versions.pop(answer.question_id, None)


def describe_missing_answer(question: Question) -> str:
    """What to do about a required question, in words."""
    if kinds.least(question):
        return ngettext(
            "Répondez à cette question en %(count)s caractère au moins.",
            "Répondez à cette question en %(count)s caractères au moins.",
            kinds.least(question),
        ) % {"count": kinds.group_digits(kinds.least(question))}
    return _("Répondez à cette question.")


class WholeForm(LayoutObject):
    """Lets ``{% crispy form %}`` print what ``questionnaires/_form.html`` prints."""

    def render(self, form: AnswerForm, context: Any, **kwargs: object) -> SafeString:
        form.rendered_fields.update(form.fields)  # type: ignore[attr-defined]  # crispy sets it before
        return render_to_string("questionnaires/_form.html", {**context.flatten(), "form": form})


def answer_form(
    sheet: AnswerSheet,
    *,
    section: Section | int | None = None,
    data: Any = None,
    files: Any = None,
    enforce: bool = False,
    stock: queries.Stock | None = None,
    recorded: Collection[str] = (),
) -> AnswerForm:
    """The form of a sheet, or of one of its sections. Field names are ``q_<key>``.

    ``enforce`` demands the required answers at once (a short form sent in one go); a draft does not. A question of
    another section that ``data`` answers is in the form too: it was moved while the page was open. A question that
    other answers hide is in the form, out of sight: the page shows it as soon as its condition is met. ``stock``: what
    ``queries.stock`` read for this sheet already. Without it 2 queries; one more for files. ``recorded``: keys of
    optional questions whose answer is known elsewhere: they are in the form only where the sheet or ``data`` answers
    them.
    """
    stock = stock or queries.stock(sheet)
    every = stock.questions
    wanted = section.pk if isinstance(section, Section) else section
    sent = _read_posted_keys(data, files) if wanted is not None or recorded else set()
    questions = [
        question
        for question in every
        if question.key in sent
        or (
            wanted in (None, question.section_id)
            and (question.key not in recorded or question.required or question.pk in stock.answers)
        )
    ]
    asks_files = any(kinds.kind_of(question).is_file for question in questions)
    return AnswerForm(
        sheet_id=sheet.pk,
        questions=questions,
        every=every,
        answers=dict(stock.answers),
        attachments=queries.attachments(sheet) if asks_files else {},
        data=data,
        files=files,
        enforce=enforce,
    )


def _read_posted_keys(data: Any, files: MultiValueDict[str, UploadedFile]) -> set[str]:
    """The keys of the questions that a post answers."""
    return {
        name.removeprefix(prefix).partition(".")[0]
        for name in [*(data or ()), *(files or ())]
        for prefix in (PREFIX, VERSION_PREFIX)
        if name.startswith(prefix)
    }


def preview_form(revision: Revision, *, section: Section | None) -> AnswerForm:
    """One page of a revision, or all, as people who answer see it; it belongs to no sheet. 1 query."""
    every = queries.questions(revision)
    questions = [question for question in every if section is None or question.section_id == section.pk]
    return AnswerForm(sheet_id=0, questions=questions, every=every, answers={}, attachments={})


def loose_form(revision: Revision, *, name: str, data: object = None) -> AnswerForm:
    """All the questions of a revision, without a sheet: nothing is stored, and the post must be complete. 1 query.
    ``name``: of the copies that a device stores of typed texts.
    """
    every = queries.questions(revision)
    return AnswerForm(
        sheet_id=name, questions=every, every=every, answers={}, attachments={}, data=data, enforce=True
    )
