"""One question as a form field, with the texts beside it on the page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import Completeness, parse_condition, tokens_to_choose
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.kinds.base import within
from accelerator.questionnaires.kinds.scales import Rows
from accelerator.questionnaires.models import Answer, Attachment, Question
from accelerator.questionnaires.sniffing import largest, list_accepted_types
from accelerator.types import Values

NEAR_THE_LIMIT = 0.9


class FormOfAnswers(forms.Form):
    """What fields read of the form they are on: answers and files by question, the other text of a conflict by key."""

    every: Sequence[Question]
    answers: dict[int, Answer]
    attachments: dict[int, list[Attachment]]
    conflicts: dict[str, str]
    earlier: dict[str, str]

    @property
    def completeness(self) -> Completeness:
        """Which questions the answers so far show."""
        raise NotImplementedError

    def version_of(self, question: Question) -> int:
        """The version of the answer that the text in the field was written upon; 0 for none."""
        raise NotImplementedError


@dataclass(frozen=True)
class QuestionVisibility:
    """What shows a question: the ``key`` of an earlier one, its answers (a JSON list), the same in words.

    ``visible``: whether the answers so far show it. All is empty for a question without a condition.
    """

    visible: bool
    key: str = ""
    any_of: str = ""
    words: str = ""

    @classmethod
    def of(cls, question: Question, form: FormOfAnswers) -> "QuestionVisibility":
        condition = parse_condition(question)
        if condition is None:
            return cls(visible=True)
        key, tokens = condition
        source = next((earlier for earlier in form.every if earlier.key == key), None)
        answers = [label for token, label in tokens_to_choose(source) if token in tokens] if source else []
        words = _("À remplir si vous avez répondu « %(answers)s » à « %(question)s ».") % {
            "answers": _(" » ou « ").join(answers),
            "question": source.label if source else key,
        }
        return cls(question.key in form.completeness.visible, key, json.dumps(sorted(tokens)), words)


class QuestionBoundField(BoundField):
    """A field on the page, with the texts that the template displays beside it."""

    field: "QuestionField"
    form: FormOfAnswers

    @property
    def question(self) -> Question:
        return self.field.question

    @property
    def answer(self) -> Answer | None:
        return self.form.answers.get(self.question.pk)

    @property
    def version(self) -> int:
        return self.form.version_of(self.question)

    @property
    def files(self) -> list[Attachment]:
        return self.form.attachments.get(self.question.pk, [])

    @property
    def is_grouped(self) -> bool:
        return kinds.kind_of(self.question).is_closed and not self.single_box

    @property
    def single_box(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_segmented(self) -> bool:
        return self.is_grouped and not kinds.kind_of(self.question).has_choices

    @property
    def clearable(self) -> bool:
        """Whether its choice can be taken back: radios, once ticked, do not let go by themselves."""
        return isinstance(self.field.widget, forms.RadioSelect) and not self.question.required

    @property
    def ends(self) -> str:
        """What the ends of a scale mean."""
        return kinds.kind_of(self.question).ends_in_words(self.question)

    @property
    def options(self) -> list[Values]:
        """The radios or boxes of the question, for ``ui/choices.html``."""
        return [option.data for option in self.subwidgets]

    @property
    def rows(self) -> list[tuple[str, list[Values]]]:
        """The rows of a matrix with their radios; none for another kind."""
        widget = self.field.widget
        if not isinstance(widget, Rows):
            return []
        return list(widget.groups(self.html_name, self.value(), self.auto_id or self.html_name))

    @property
    def allows_other(self) -> bool:
        return kinds.allows_other(self.question) and self.is_grouped

    @property
    def other_words(self) -> str:
        """What is written beside « other »."""
        value = self.value()
        choices = value if isinstance(value, list) else [value]
        return next(filter(None, map(kinds.other_words, choices)), "")

    @property
    def accepts_files(self) -> bool:
        return kinds.kind_of(self.question).is_file

    @property
    def hint(self) -> str:
        """The first paragraph of the help, always visible."""
        return str(self.question.help).partition("\n\n")[0].strip()

    @property
    def reasons(self) -> str:
        """The rest of the help, opened by « Pourquoi cette question ? »."""
        return str(self.question.help).partition("\n\n")[2].strip()

    @property
    def file_hint(self) -> str:
        """What may be sent: types and weight."""
        if not self.accepts_files:
            return ""
        types = ", ".join(kind.upper() for kind in list_accepted_types(self.question.options.get("types")))
        return _("%(types)s, %(size)s au plus par fichier.") % {
            "types": types,
            "size": largest(),
        }

    @property
    def is_saved_today(self) -> bool:
        saved_at = getattr(self.answer, "saved_at", None)
        return bool(saved_at) and timezone.localdate(saved_at) == timezone.localdate()

    @property
    def earlier(self) -> str:
        """What the same person answered to it before, in words."""
        return self.form.earlier.get(self.question.key, "")

    @property
    def least(self) -> int:
        return kinds.least(self.question)

    @property
    def limit(self) -> int | None:
        return kinds.limit(self.question)

    @property
    def count(self) -> int:
        return len(str(self.value() or "").replace("\r\n", "\n"))

    @property
    def counter_text(self) -> str:
        """« 412 / 1 500 »."""
        return f"{kinds.group_digits(self.count)} / {kinds.group_digits(self.limit or 0)}"

    @property
    def least_text(self) -> str:
        """« au moins 200 »."""
        return _("au moins %(count)s") % {"count": kinds.group_digits(self.least)} if self.least else ""

    @property
    def counter_state(self) -> str:
        if self.count < self.least:
            return "short"
        if not self.limit or self.count <= self.limit * NEAR_THE_LIMIT:
            return "within"
        return "near" if self.count <= self.limit else "over"

    @property
    def excess_text(self) -> str:
        """« Votre texte dépasse la limite de 10 caractères : retirez-en 9. »; nothing for one within the limit."""
        try:
            within(str(self.value() or "").replace("\r\n", "\n"), self.limit)
        except AnswerRefused as refusal:
            return str(refusal.message)
        return ""

    @property
    def theirs(self) -> str | None:
        """The other text of a conflict, in words; ``None`` without a conflict."""
        return self.form.conflicts.get(self.question.key)

    @property
    def theirs_value(self) -> str:
        """The other text of a conflict as the page's script takes it, in JSON."""
        value = getattr(self.answer, "value", None)
        return json.dumps(kinds.kind_of(self.question).initial(self.question, value))

    @property
    def description_ids(self) -> str:
        """The ids of the texts that a screen reader announces after the label."""
        parts = {
            "error": bool(self.errors or self.excess_text),
            "hint": bool(self.hint or self.file_hint),
            "ends": bool(self.ends),
            "earlier": bool(self.earlier),
            "counter": bool(self.limit),
            "state": True,
        }
        return " ".join(f"{self.auto_id}_{part}" for part, is_present in parts.items() if is_present)

    def build_widget_attrs(self, attrs: Values, widget: forms.Widget | None = None) -> Values:
        """Ties the control to its help, counter, state and error; no constraint is left to the browser."""
        built = super().build_widget_attrs(attrs, widget)
        for constraint in ("required", "maxlength"):
            built.pop(constraint, None)
        if self.is_grouped:
            return built
        built["aria-describedby"] = self.description_ids
        if self.limit:
            built["data-limit"] = str(self.limit)
        if self.least:
            built["data-least"] = str(self.least)
        if self.errors or self.excess_text:
            own = (widget or self.field.widget).attrs.get("class", "")
            built["class"] = f"{own} is-invalid".strip()
        return built


class QuestionField(forms.Field):
    """Asks one question. The form, not the field, insists on required answers: others may hide the question."""

    def __init__(self, question: Question) -> None:
        self.question = question
        super().__init__(
            required=question.required, label=question.label, widget=kinds.kind_of(question).widget(question)
        )

    def clean(self, value: Any) -> Any:
        """The JSON value to store; a list of :class:`CheckedFile` for a file question."""
        try:
            return kinds.kind_of(self.question).clean_posted(self.question, value)
        except AnswerRefused as refusal:
            raise ValidationError(refusal.message) from None

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> QuestionBoundField:
        return QuestionBoundField(form, self, field_name)
