"""Forms of the members of a project."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.forms import AddressField
from accelerator.web.forms import Helper
from projects.models import MemberRights

RIGHTS = [
    (MemberRights.EDIT.value, _("Lire et modifier le dossier, l’envoyer")),
    (MemberRights.READ.value, _("Lire le dossier")),
]


class MemberInvitationForm(forms.Form):
    email = AddressField(
        label=_("Son adresse e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Écrivez l’adresse de la personne à inviter.")},
    )
    rights = forms.ChoiceField(
        label=_("Ce que cette personne pourra faire"),
        choices=RIGHTS,
        initial=MemberRights.EDIT.value,
        widget=forms.RadioSelect,
    )

    helper = Helper(submit=_("Envoyer l’invitation"))


class RightsForm(forms.Form):
    rights = forms.ChoiceField(choices=MemberRights.choices)
