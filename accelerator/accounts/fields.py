"""The form field that asks for somebody's address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import normalise_email


class AddressField(forms.EmailField):
    """An e-mail address in the form in which it is stored: what is checked is what is kept.

    Some signs become others, or eighteen, once normalised: « ＠ » is an at sign, « ， » a comma.
    """

    default_error_messages = {
        "invalid": _("Cette adresse n’est pas complète : vérifiez-la, par exemple prenom@structure.fr.")
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)

    def to_python(self, value: object) -> str:
        return normalise_email(super().to_python(value) or "")
