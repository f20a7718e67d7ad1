"""Forms about the closing of a call: a personal late access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.fields import AddressField
from accelerator.web.fields import LocalDateTimeField
from accelerator.web.forms import helper


class LateAccessForm(forms.Form):
    """Whom, until when, why."""

    email = AddressField(
        label=_("Adresse e-mail de la personne"),
        help_text=_("Celle avec laquelle elle entre, ou entrera."),
    )
    expires_at = LocalDateTimeField(
        label=_("Dernier moment pour envoyer"),
        help_text=_("Heure de Paris. À cette seconde, il est trop tard."),
    )
    reason = forms.CharField(
        label=_("Raison"),
        max_length=300,
        help_text=_("Gardée au journal, avec votre nom : un accès hors délai doit pouvoir s’expliquer."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Envoyer le lien"), form_id="late-access")
