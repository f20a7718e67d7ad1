"""Forms of conflicts of interest: a recusal, a waiver."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.forms import AddressField
from accelerator.accounts.models import User
from accelerator.web.forms import TICK, Helper
from programmes.models.role import format_juror
from projects.conflicts.models import ConflictEffect


class RecusalForm(forms.Form):
    """Why one steps aside."""

    reason = forms.CharField(
        label=_("Pourquoi vous déportez-vous ?"),
        max_length=400,
        help_text=_("Par exemple : « je conseille cette entreprise ». La raison figure au procès-verbal."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Indiquez la raison du déport.")},
    )

    helper = Helper(submit=_("Me déporter de ce dossier"))


class JurorChoiceField(forms.ModelChoiceField):
    """People that ``members_who_may_recuse`` lists."""

    def label_from_instance(self, obj: Any) -> str:
        return format_juror(obj, has_left=obj.has_left)


class RecordedRecusalForm(forms.Form):
    """A recusal that an organiser writes down for a member of the committee."""

    reviewer = JurorChoiceField(
        label=_("Qui se déporte ?"),
        queryset=None,
        empty_label=_("Choisir"),
        error_messages={"required": _("Choisissez la personne qui se déporte.")},
    )
    effect = forms.ChoiceField(
        label=_("Avec quel effet ?"),
        choices=ConflictEffect.choices,
        initial=ConflictEffect.HIDDEN,
        required=False,
        widget=forms.RadioSelect(attrs=TICK),
        error_messages={
            "invalid_choice": _("Choisissez un des effets de la liste."),
        },
    )
    reason = forms.CharField(
        label=_("Pour quelle raison ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Elle figure au procès-verbal, avec votre nom."),
        error_messages={"required": _("Indiquez la raison du déport.")},
    )

    def __init__(self, people: "QuerySet[User]", data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]
        self.helper = Helper(submit=_("Enregistrer le déport"))

    def clean_effect(self) -> ConflictEffect:
        return ConflictEffect(self.cleaned_data["effect"] or ConflictEffect.HIDDEN)


class WaiverForm(forms.Form):
    """Who may sit although they apply, and why."""

    email = AddressField(
        label=_("Adresse de la personne"),
        help_text=_("Celle avec laquelle elle tient son dossier."),
        error_messages={"required": _("Indiquez l’adresse de la personne.")},
    )
    reason = forms.CharField(
        label=_("Pourquoi peut-elle siéger ?"),
        max_length=400,
        help_text=_("Gardée au journal, avec votre nom et la date."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Indiquez la raison de la dérogation.")},
    )

    helper = Helper(form_tag=False)
