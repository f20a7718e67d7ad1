"""Forms of completion: what organisers request again, and the chosen questions on the holder's side."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.forms import PREFIX, AnswerForm, answer_form
from accelerator.questionnaires.models import Attachment, Question
from accelerator.types import Values
from accelerator.web.forms import Helper, LocalDateTimeField
from projects.completion.actions import RequestedAnswer
from projects.completion.queries import with_dependents
from projects.models import AnswerProblem, CompletionRequest

USUAL_DAYS = 7
DAYS_TO_READ = 2
"""Between the usual due date and the end of reviews."""
CLOSING_HOUR = 18
EXCERPT = 160
"""Characters of an answer displayed beside its question."""


def usual_due(at: datetime, reviews_end: datetime | None) -> datetime:
    """A week later at 18 h in Paris, but two days before reviews end: the committee reads what is sent back.

    Half of the time that is left when two days are too much; reviews that are over bound nothing.
    """
    start = timezone.localtime(at)
    week = (start + timedelta(days=USUAL_DAYS)).replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)
    if reviews_end is None or reviews_end <= at:
        return week
    two_days_before = timezone.localtime(reviews_end) - timedelta(days=DAYS_TO_READ)
    halfway = (start + (reviews_end - at) / 2).replace(second=0, microsecond=0)
    return min(week, max(two_days_before, halfway))


class CompletionRequestForm(forms.Form):
    """For each question: what is the matter with its answer, if anything, and a few words."""

    answers = forms.Field(label=_("Réponses à reprendre"), required=False)
    """Never posted: it carries the error of an empty choice."""
    due_at = LocalDateTimeField(
        label=_("À renvoyer avant le"),
        help_text=_("Laissez au comité le temps de lire les réponses avant la fin des évaluations."),
        error_messages={"required": _("Dites jusqu’à quand.")},
    )
    message = forms.CharField(
        label=_("Un mot d’ensemble"),
        help_text=_("La personne porteuse le lit en tête de sa page et dans l’e-mail."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        questions: list[Question],
        values: Mapping[str, Any],
        files: Mapping[int, list[Attachment]],
        at: datetime,
        reviews_end: datetime | None,
    ) -> None:
        """``files``: question id → its attachments."""
        super().__init__(data, initial={"due_at": usual_due(at, reviews_end)})
        self.questions, self.values, self.attached, self.at = questions, values, files, at
        choices = [("", _("rien à redire")), *AnswerProblem.choices]
        for question in questions:
            self.fields[f"p_{question.key}"] = forms.ChoiceField(
                label=question.label,
                required=False,
                choices=choices,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.fields[f"m_{question.key}"] = forms.CharField(
                label=_("Précision"),
                required=False,
                max_length=1000,
                widget=forms.TextInput(attrs={"class": "form-control", "placeholder": _("précision")}),
            )
        self.helper = Helper(form_tag=False)
        self.helper.layout.fields[:] = ["due_at", "message"]

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at <= self.at:
            raise forms.ValidationError(_("Cette date est déjà passée."))
        return due_at

    def clean(self) -> Values:
        for question in self.questions:
            problem = f"p_{question.key}"
            if self.cleaned_data.get(f"m_{question.key}") and self.cleaned_data.get(problem) == "":
                self.add_error(problem, _("Choisissez ce qui ne va pas, ou effacez la précision."))
        if not self.requested_questions:
            self.add_error("answers", _("Choisissez au moins une réponse à compléter."))
        return self.cleaned_data

    @property
    def requested_questions(self) -> list[RequestedAnswer]:
        data = self.cleaned_data
        return [
            RequestedAnswer(
                question.key, AnswerProblem(data[f"p_{question.key}"]), data.get(f"m_{question.key}", "")
            )
            for question in self.questions
            if data.get(f"p_{question.key}")
        ]

    @property
    def lines(self) -> list[Any]:
        """Each question with the beginning of its answer and its two fields."""
        return [
            (question, self._make_excerpt(question), self[f"p_{question.key}"], self[f"m_{question.key}"])
            for question in self.questions
        ]

    def _make_excerpt(self, question: Question) -> str | None:
        """Empty without an answer; ``None`` for what only logistics reads, answered or not."""
        if question.audience == AnswerAudience.LOGISTICS:
            return None
        if kinds.kind_of(question).is_file:
            return ", ".join(attachment.name for attachment in self.attached.get(question.pk, []))
        return Truncator(kinds.readable(question, self.values.get(question.key))).chars(EXCERPT)


class ExtendForm(forms.Form):
    due_at = LocalDateTimeField(label=_("Nouvelle échéance"))

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        request: CompletionRequest | None = None,
        reviews_end: datetime | None = None,
    ) -> None:
        later = usual_due(request.due_at, reviews_end) if request else None
        super().__init__(data, initial={"due_at": later})
        self.helper = Helper(form_tag=False)


class ReplyForm(forms.Form):
    """A word beside the completed answers."""

    reply = forms.CharField(
        label=_("Un mot pour l’équipe"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = Helper(form_tag=False)


def build_reopened_form(
    request: CompletionRequest,
    chosen: Collection[str],
    *,
    data: QueryDict | None = None,
    files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
) -> AnswerForm:
    """The questions chosen, with those their answers may show: others are neither shown nor read, and no file given
    to another is taken back.
    """
    data = data.copy() if data is not None else None
    form = answer_form(request.sheet, data=data, files=files)
    keys = with_dependents(form.every, chosen)
    form.questions = [question for question in form.questions if question.key in keys]
    for name in list(form.fields):
        if name.removeprefix(PREFIX) not in keys:
            form.fields.pop(name)
    if data is not None:
        own = {str(file.pk) for question in form.questions for file in form.attachments.get(question.pk, [])}
        data.setlist("remove_file", [item for item in data.getlist("remove_file") if item in own])
    return form
