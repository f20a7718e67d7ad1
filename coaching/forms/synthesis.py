"""Forms of the surveys and of the synthesis reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.models import AnswerSheet, Question
from accelerator.web.fields import LocalDateTimeField
from accelerator.web.forms import helper
from coaching.models import Survey
from coaching.reports.counting import CONSENTS, SHARE, labels_of
from projects.models import Participation


class SurveyDatesForm(forms.Form):
    """When a survey opens and closes."""

    opens_at = LocalDateTimeField(label=_("Ouverture"))
    closes_at = LocalDateTimeField(
        label=_("Fin"), help_text=_("Après cette heure, les réponses sont gardées mais ne s’envoient plus.")
    )

    def __init__(self, *args: Any, survey: Survey | None = None, **kwargs: Any) -> None:
        if survey:
            kwargs.setdefault("initial", {"opens_at": survey.opens_at, "closes_at": survey.closes_at})
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer les dates") if survey else _("Ouvrir l’enquête"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        opens_at, closes_at = given.get("opens_at"), given.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("La fin doit suivre l’ouverture."))
        return given


class ConsentForm(forms.Form):
    """The consents of a sent sheet, as the survey asked them: nothing else of it may change."""

    def __init__(self, *args: Any, sheet: AnswerSheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = dict(sheet.answers.values_list("question", "value"))
        asked = Question.objects.filter(revision=sheet.revision_id, key__in=CONSENTS)
        for question in asked.order_by("section__position", "position"):
            value = given.get(question.pk)
            shared = question.key == SHARE
            self.fields[question.key] = forms.ChoiceField(
                label=question.label,
                choices=[("yes", _("Oui")), ("no", _("Non"))] if shared else [*labels_of(question).items()],
                initial=("yes" if value else "no") if shared else value,
                widget=forms.RadioSelect,
            )
        self.helper = helper(submit=_("Enregistrer mes accords"))

    def consents(self) -> dict[str, Any]:
        """Question key → value, as an answer keeps it."""
        return {key: value == "yes" if key == SHARE else value for key, value in self.cleaned_data.items()}


class ReportRequestForm(forms.Form):
    """What to build: ``edition``, ``all``, or one project of this edition."""

    what = forms.CharField()
    language = forms.ChoiceField(label=_("Langue"), choices=User.Language.choices)

    def __init__(self, *args: Any, edition: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_what(self) -> str | Participation:
        """The word itself, or the participation it names. Another edition's is refused like an unknown one."""
        what: str = self.cleaned_data["what"]
        if what in ("edition", "all"):
            return what
        found = None
        if what.isascii() and what.isdigit() and len(what) < 18:
            found = Participation.objects.confirmed().filter(edition=self.edition, pk=int(what)).first()
        if found is None:
            raise forms.ValidationError(_("Ce projet n’est pas dans cette édition."))
        return found
