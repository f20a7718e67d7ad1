"""The forms that change the questions of a survey."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.web.fields import LongTextField
from accelerator.web.forms import GUARDED, helper
from programmes.forms.call_form import QuestionForm

READERS = [
    (AnswerAudience.JURY, _("l’organisation, et ceux à qui l’enquête est transmise")),
    (AnswerAudience.ORGANISERS, _("l’organisation seulement")),
]


class SurveyQuestionForm(QuestionForm):
    """A question of a survey: no committee reads it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = READERS  # type: ignore[attr-defined]


class ConsentWordsForm(forms.ModelForm):
    """The words of a consent; what it asks does not change, since the site acts on it."""

    class Meta:
        model = Question
        fields = ["label_fr", "label_en", "help_fr", "help_en"]
        field_classes = {"help_fr": LongTextField, "help_en": LongTextField}
        widgets = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (("label_fr", 2), ("label_en", 2), ("help_fr", 3), ("help_en", 3))
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer"), attrs=GUARDED)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
