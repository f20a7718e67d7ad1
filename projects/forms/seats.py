"""The form that records a waiver."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.fields import AddressField
from accelerator.web.forms import helper


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
        widget=forms.Textarea(attrs={"rows": 3, "data-max": 400}),
        error_messages={"required": _("Indiquez la raison de la dérogation.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer la dérogation"))
