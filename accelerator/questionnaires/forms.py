"""The form of a sheet: one field per question, the answers as initial values, errors in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.actions import Given
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerConflict, AnswerRefused
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question, Section
from accelerator.questionnaires.sniffing import CheckedFile, accepted_types, check
from accelerator.web.forms import helper
from accelerator.web.templatetags.prose import filesize_fr

PREFIX = "q_"
NEAR_THE_LIMIT = 0.9


class QuestionBoundField(BoundField):
    """A field on the page, with what the template says beside it."""

    field: "QuestionField"
    form: "AnswerForm"

    @property
    def question(self) -> Question:
        return self.field.question

    @property
    def answer(self) -> Answer | None:
        return self.form.answers.get(self.question.pk)

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def files(self) -> list[Attachment]:
        return self.form.attachments.get(self.question.pk, [])

    @property
    def grouped(self) -> bool:
        return kinds.kind_of(self.question).grouped and not self.single_box

    @property
    def single_box(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def segmented(self) -> bool:
        return self.question.kind in (QuestionKind.SCALE, QuestionKind.YES_NO) and not self.single_box

    @property
    def takes_files(self) -> bool:
        return self.question.kind == QuestionKind.FILE

    @property
    def hint(self) -> str:
        """The first paragraph of the help, always shown."""
        return str(self.question.help).partition("\n\n")[0].strip()

    @property
    def reasons(self) -> str:
        """The rest of the help, opened by « Pourquoi cette question ? »."""
        return str(self.question.help).partition("\n\n")[2].strip()

    @property
    def file_hint(self) -> str:
        """What may be sent: types and weight."""
        if not self.takes_files:
            return ""
        types = ", ".join(kind.upper() for kind in accepted_types(self.question.options.get("types")))
        return _("%(types)s, %(size)s au plus par fichier.") % {
            "types": types,
            "size": filesize_fr(settings.ATTACHMENT_MAX_BYTES),
        }

    @property
    def saved_today(self) -> bool:
        saved_at = getattr(self.answer, "saved_at", None)
        return bool(saved_at) and timezone.localdate(saved_at) == timezone.localdate()

    @property
    def limit(self) -> int | None:
        return kinds.limit(self.question)

    @property
    def count(self) -> int:
        return len(str(self.value() or "").replace("\r\n", "\n"))

    @property
    def counter_text(self) -> str:
        """« 412 / 1 500 »."""
        return f"{kinds.grouped(self.count)} / {kinds.grouped(self.limit or 0)}"

    @property
    def counter_state(self) -> str:
        if not self.limit or self.count <= self.limit * NEAR_THE_LIMIT:
            return "within"
        return "near" if self.count <= self.limit else "over"

    @property
    def theirs(self) -> str | None:
        """The other text of a conflict, in words; ``None`` without a conflict."""
        return self.form.conflicts.get(self.question.key)

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader says after the label."""
        parts = {
            "error": bool(self.errors),
            "hint": bool(self.hint or self.file_hint),
            "counter": bool(self.limit),
            "state": True,
        }
        return " ".join(f"{self.auto_id}_{part}" for part, shown in parts.items() if shown)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Ties the control to its help, counter, state and error; no constraint is left to the browser."""
        built = super().build_widget_attrs(attrs, widget)
        for constraint in ("required", "maxlength"):
            built.pop(constraint, None)
        if self.grouped:
            return built
        built["aria-describedby"] = self.described_by
        if self.limit:
            built["data-limit"] = str(self.limit)
        if self.errors:
            own = (widget or self.field.widget).attrs.get("class", "")
            built["class"] = f"{own} is-invalid".strip()
        return built


class QuestionField(forms.Field):
    """Asks one question. ``enforce`` makes the form itself insist on a required answer."""

    def __init__(self, question: Question, *, enforce: bool = False) -> None:
        self.question = question
        self.enforce = enforce
        super().__init__(
            required=question.required, label=question.label, widget=kinds.kind_of(question).widget(question)
        )

    def clean(self, value: Any) -> Any:
        """The JSON value to store; a list of :class:`CheckedFile` for a file question."""
        try:
            if self.question.kind == QuestionKind.FILE:
                return [check(upload, types=self.question.options.get("types")) for upload in value or ()]
            cleaned = kinds.clean(self.question, value)
        except AnswerRefused as refusal:
            raise ValidationError(refusal.message) from None
        if self.enforce and self.required and not kinds.is_answer(self.question, cleaned):
            raise ValidationError(_("Répondez à cette question."), code="required")
        return cleaned

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> QuestionBoundField:
        return QuestionBoundField(form, self, field_name)


@dataclass
class Item:
    """A question on the page; ``field`` is ``None`` for a text to read."""

    question: Question
    field: QuestionBoundField | None


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


class AnswerForm(forms.Form):
    """Built by :func:`answer_form`. A draft may be incomplete: required answers are counted, not demanded."""

    def __init__(
        self,
        *,
        sheet_id: int,
        questions: Sequence[Question],
        answers: dict[int, Answer],
        attachments: dict[int, list[Attachment]],
        data: Any = None,
        files: Any = None,
        enforce: bool = False,
    ) -> None:
        self.sheet_id = sheet_id
        self.questions, self.answers, self.attachments = questions, answers, attachments
        self.conflicts: dict[str, str] = {}
        initial = {
            f"{PREFIX}{one.key}": kinds.kind_of(one).initial(one, getattr(answers.get(one.pk), "value", None))
            for one in questions
            if one.kind != QuestionKind.FILE
        }
        super().__init__(data=data, files=files, initial=initial)
        for one in kinds.questions_that_ask(questions):
            self.fields[f"{PREFIX}{one.key}"] = QuestionField(one, enforce=enforce)
        self.helper = helper(form_tag=False, layout=Layout(WholeForm()))
        self.helper.marks_optional = False

    @cached_property
    def sections(self) -> list[FormSection]:
        """The sections on the page, with their questions."""
        built: dict[int, FormSection] = {}
        for one in self.questions:
            section = built.setdefault(one.section_id, FormSection(one.section))
            name = f"{PREFIX}{one.key}"
            bound = self[name] if name in self.fields else None
            section.items.append(Item(one, bound))  # type: ignore[arg-type]
        return list(built.values())

    def _base_version(self, question: Question) -> int | None:
        text = str(self.data.get(f"v_{question.key}", ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None

    def given(self) -> list[Given]:
        """The valid answers that were sent. A field absent from the post says nothing; an unticked group does."""
        names = ((f"{PREFIX}{one.key}", one) for one in self.questions if one.kind != QuestionKind.FILE)
        return [
            Given(question, self.cleaned_data[name], self._base_version(question))
            for name, question in names
            if name in self.cleaned_data and (name in self.data or f"v_{question.key}" in self.data)
        ]

    def files_given(self) -> list[tuple[Question, CheckedFile]]:
        files = (one for one in self.questions if one.kind == QuestionKind.FILE)
        return [
            (one, checked) for one in files for checked in self.cleaned_data.get(f"{PREFIX}{one.key}") or ()
        ]

    def files_removed(self) -> list[str]:
        return self.data.getlist("remove_file") if hasattr(self.data, "getlist") else []

    def show_conflict(self, question: Question, conflict: AnswerConflict) -> None:
        self.conflicts[question.key] = kinds.readable(question, conflict.theirs) or _("Sans réponse")
        self.answers[question.pk] = Answer(question=question, value=conflict.theirs, version=conflict.version)
        self.add_error(f"{PREFIX}{question.key}", ValidationError(conflict.message, code="conflict"))

    def show_refusal(self, question: Question, refusal: AnswerRefused) -> None:
        self.add_error(f"{PREFIX}{question.key}", ValidationError(refusal.message))

    def show_saved(self, answers: Iterable[Answer]) -> None:
        self.answers.update({answer.question_id: answer for answer in answers})


class WholeForm(LayoutObject):
    """Lets ``{% crispy form %}`` print what ``questionnaires/_form.html`` prints."""

    def render(self, form: AnswerForm, context: Any, **kwargs: Any) -> SafeString:
        form.rendered_fields.update(form.fields)  # type: ignore[attr-defined]  # crispy sets it before
        return render_to_string("questionnaires/_form.html", {**context.flatten(), "form": form})


def answer_form(
    sheet: AnswerSheet,
    *,
    section: Section | int | None = None,
    data: Any = None,
    files: Any = None,
    enforce: bool = False,
) -> AnswerForm:
    """The form of a sheet, or of one of its sections. Field names are ``q_<key>``.

    ``enforce`` demands the required answers at once (a short form sent in one go); a draft does not.
    2 queries, 3 when files are asked for.
    """
    questions = queries.questions(sheet.revision_id, section=section)
    asks_files = any(one.kind == QuestionKind.FILE for one in questions)
    return AnswerForm(
        sheet_id=sheet.pk,
        questions=questions,
        answers=queries.answers(sheet),
        attachments=queries.attachments(sheet) if asks_files else {},
        data=data,
        files=files,
        enforce=enforce,
    )
