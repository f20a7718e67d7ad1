"""The form that invites somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.fields import AddressField
from accelerator.web.forms import helper
from programmes.enums import RoleName

WITH_ORGANISATION = {RoleName.REVIEWER, RoleName.PARTNER}
"""Roles whose conflicts and replies are those of an organisation."""


class EndRoleForm(forms.Form):
    """Why somebody no longer acts in a role."""

    reason = forms.CharField(
        label=_("Pourquoi ce rôle prend-il fin ?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Une phrase suffit. Elle reste au journal de l’édition."),
        error_messages={"required": _("Indiquez la raison : elle sera relue.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Mettre fin au rôle"))


class InviteForm(forms.Form):
    email = AddressField(label=_("Adresse e-mail"))
    name = forms.CharField(label=_("Prénom et nom"), max_length=150, required=False)
    role = forms.ChoiceField(
        label=_("Rôle"),
        choices=[("", _("Choisir")), *((n, n.label) for n in RoleName if n != RoleName.HOLDER)],
    )
    organisation = forms.CharField(
        label=_("Organisme"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "organisations"}),
        help_text=_("Nécessaire pour le comité et les partenaires."),
    )
    skills = forms.CharField(
        label=_("Domaines"),
        max_length=200,
        required=False,
        help_text=_("Par exemple : ergonomie, dialogue social."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Envoyer l’invitation"), form_id="invite")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("role") in WITH_ORGANISATION and not data.get("organisation"):
            self.add_error("organisation", _("Indiquez l’organisme que cette personne représente."))
        return data
