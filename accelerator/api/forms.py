"""The form that makes a token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.api.models import ApiToken, Scope
from accelerator.web.forms import Helper

LIVES = ((30, _("un mois")), (90, _("trois mois")), (365, _("un an")))


class TokenForm(forms.ModelForm):
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’il permet"),
        choices=Scope,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Jamais plus que ce que vous lisez vous-même, au moment où il sert."),
    )
    days = forms.TypedChoiceField(
        label=_("Valable pendant"), choices=LIVES, coerce=int, initial=90, widget=forms.RadioSelect
    )

    class Meta:
        model = ApiToken
        fields = ["name"]

    field_order = ("name", "scopes", "days")

    helper = Helper(submit=_("Créer le jeton"))

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
