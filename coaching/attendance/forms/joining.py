"""What is typed at the door of a session's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.hygiene import clean_line
from accelerator.web.forms import helper


class SessionCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code de la session"),
        max_length=20,
        help_text=_("Six lettres et chiffres, affichés dans la salle."),
        widget=forms.TextInput(
            attrs={
                "class": "code-field",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Entrer dans la session"))


class NewcomerForm(forms.Form):
    """Somebody who is not in the list."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=150)
    body = forms.CharField(label=_("Organisme"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(form_tag=False)
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        """A name reads as it is written: everybody in the room sees it."""
        data = super().clean() or {}
        return {field: clean_line(text) for field, text in data.items()}
