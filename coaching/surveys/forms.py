"""Forms of the surveys: their dates, consents."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.clean_fields import LineField
from accelerator.questionnaires.models import AnswerSheet, Question
from accelerator.types import Values
from accelerator.web.fields import LocalDateTimeField
from accelerator.web.forms import helper
from coaching.models import Survey
from coaching.surveys.counting import CONSENTS, SHARE, labels_of
from coaching.surveys.enums import SurveyAudience, SurveyKind
from coaching.surveys.waves import Wave

TITLES = ("title_fr", "title_en")
CHOSEN = ("audiences", "anonymous", "sends_itself")
FIXED = (SurveyKind.DEBRIEF, SurveyKind.SYNTHESIS)
FIRST_HOUR, LAST_HOUR, LASTS = time(9), time(20), timedelta(days=21)
DEBRIEF_HOUR, DEBRIEF_LASTS = time(16), timedelta(days=3)
"""People answer it before they leave, and by their link in the days that follow."""


class SurveyDatesForm(forms.Form):
    """When a survey opens and closes, and whom it invites; the debrief and the synthesis invite projects, by name."""

    title_fr = LineField(label=_("Titre"), max_length=120)
    title_en = LineField(label=_("Titre en anglais"), max_length=120, required=False)
    opens_at = LocalDateTimeField(label=_("Ouverture"))
    closes_at = LocalDateTimeField(
        label=_("Fin"), help_text=_("Après cette heure, les réponses sont gardées mais ne s’envoient plus.")
    )
    audiences = forms.MultipleChoiceField(
        label=_("Qui est interrogé"),
        choices=SurveyAudience.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Une personne de deux groupes n’est interrogée qu’une fois, dans le premier."),
    )
    anonymous = forms.BooleanField(
        label=_("Enquête anonyme"),
        required=False,
        help_text=_(
            "Ni qui a répondu ni quand n’est gardé, et cela ne se change plus. Vous ne verrez que le nombre de "
            "réponses, puis, une fois l’enquête terminée, les résultats s’il y en a cinq."
        ),
    )
    sends_itself = forms.BooleanField(
        label=_("Envoyer les liens tout seuls à l’ouverture"),
        required=False,
        help_text=_("Sinon, ils partent quand vous le demandez."),
    )

    def __init__(
        self,
        *args: Any,
        survey: Survey | None = None,
        wave: Wave | None = None,
        starts_on: date | None = None,
        **kwargs: Any,
    ) -> None:
        """``starts_on``: when it would open, for one that is not made yet."""
        if survey:
            names = (
                "opens_at",
                "closes_at",
                "title_fr",
                "title_en",
                "audiences",
                "anonymous",
                "sends_itself",
            )
            kwargs.setdefault("initial", {name: getattr(survey, name) for name in names})
        else:
            initial: dict[str, object] = {"audiences": [SurveyAudience.HOLDERS.value]}
            if starts_on:
                is_debrief = wave is not None and wave.kind == SurveyKind.DEBRIEF
                hour, lasts = (DEBRIEF_HOUR, DEBRIEF_LASTS) if is_debrief else (FIRST_HOUR, LASTS)
                initial["opens_at"] = datetime.combine(starts_on, hour)
                initial["closes_at"] = datetime.combine(starts_on + lasts, LAST_HOUR)
            kwargs.setdefault("initial", initial)
        super().__init__(*args, **kwargs)
        kind = wave.kind if wave else survey.kind if survey else SurveyKind.SYNTHESIS
        for name in (*(() if kind == SurveyKind.FREE else TITLES), *(CHOSEN if kind in FIXED else ())):
            del self.fields[name]
        if survey and "anonymous" in self.fields:
            del self.fields["anonymous"]
        self.helper = helper(submit=_("Enregistrer") if survey else _("Préparer l’enquête"))

    def clean(self) -> Values:
        given = super().clean() or {}
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("La fin doit suivre l’ouverture."))
        return given


class ConsentForm(forms.Form):
    """The consents of a sent sheet, as the survey worded them: nothing else of it may change."""

    def __init__(self, *args: Any, sheet: AnswerSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = dict(sheet.answers.values_list("question", "value"))
        questions = Question.objects.filter(revision=sheet.revision_id, key__in=CONSENTS)
        for question in questions.order_by("section__position", "position"):
            value = given.get(question.pk)
            shared = question.key == SHARE
            self.fields[question.key] = forms.ChoiceField(
                label=question.label,
                choices=[("yes", _("Oui")), ("no", _("Non"))] if shared else [*labels_of(question).items()],
                initial=("yes" if value else "no") if shared else value,
                widget=forms.RadioSelect,
            )
        self.helper = helper(submit=_("Enregistrer mes accords"))

    def consents(self) -> Values:
        """Question key → value, as an answer stores it."""
        return {key: value == "yes" if key == SHARE else value for key, value in self.cleaned_data.items()}
