"""The form of a sheet: one field per question, the answers as initial values, errors in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.actions import Given
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerConflict, AnswerRefused
from accelerator.questionnaires.fields import QuestionBoundField, QuestionField
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question, Section
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.web.forms import helper

PREFIX = "q_"


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
