"""Forms of the committee and of the support schemes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.fields import DayField, LongTextField
from accelerator.web.forms import GUARDED, helper
from programmes.actions.bodies import organisation_named
from programmes.enums import NeedKind
from programmes.models import SupportScheme
from programmes.models.scheme import HEAD_COUNTS_IN_ORDER


class SeatForm(forms.Form):
    """A body by its name: an organisation that does not exist yet is made."""

    organisation = forms.CharField(
        label=_("Organisme"), max_length=200, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    chairs = forms.BooleanField(label=_("Préside le comité"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Ajouter au comité"))


class SchemeForm(forms.ModelForm):
    organisation_name = forms.CharField(label=_("Organisme"), max_length=200)
    needs = forms.MultipleChoiceField(
        label=_("Besoins auxquels il répond"),
        choices=NeedKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Le dispositif n’est proposé qu’aux projets qui nomment l’un de ces besoins."),
    )
    source_url = forms.URLField(label=_("Source"), required=False, assume_scheme="https")

    class Meta:
        model = SupportScheme
        fields = [
            "name",
            "summary_fr",
            "summary_en",
            "conditions_fr",
            "conditions_en",
            "needs",
            "head_count_min",
            "head_count_max",
            "source_url",
            "verified_on",
            "valid_until",
        ]
        field_classes = {
            "verified_on": DayField,
            "valid_until": DayField,
            **dict.fromkeys(("summary_fr", "summary_en", "conditions_fr", "conditions_en"), LongTextField),
        }
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("summary_fr", "summary_en", "conditions_fr", "conditions_en")
        }
        help_texts = {
            "verified_on": _("Au bout d’un an, le dispositif s’affiche « à vérifier »."),
            "head_count_min": _("Laissez vide s’il n’y a pas de minimum."),
            "head_count_max": _("Pour « moins de 250 personnes », écrivez 249. Vide : pas de maximum."),
        }

    field_order = [
        "name",
        "organisation_name",
        "summary_fr",
        "summary_en",
        "needs",
        "head_count_min",
        "head_count_max",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.organisation_id:
            self.fields["organisation_name"].initial = self.instance.organisation.name
        self.helper = helper(submit=_("Enregistrer le dispositif"), attrs=GUARDED)

    def clean_name(self) -> str:
        """The edition is not a field of the form: the form, which would not look, must."""
        name = str(self.cleaned_data["name"])
        if self.instance.edition.schemes.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Cette édition a déjà un dispositif de ce nom."))
        return name

    def clean_head_count_max(self) -> int | None:
        least, most = self.cleaned_data.get("head_count_min"), self.cleaned_data["head_count_max"]
        if least is not None and most is not None and most < least:
            raise forms.ValidationError(HEAD_COUNTS_IN_ORDER)
        return most

    def ready(self) -> SupportScheme:
        """The unsaved scheme with its organisation."""
        scheme = self.save(commit=False)
        scheme.organisation = organisation_named(self.cleaned_data["organisation_name"])
        return scheme
