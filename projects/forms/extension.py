"""The form that puts the closing of a call off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.fields import LocalDateTimeField
from accelerator.web.forms import helper
from programmes.models import Call


class ExtensionForm(forms.Form):
    """``known_closing`` comes back with the answer: a page shown before somebody else's extension is refused."""

    closes_at = LocalDateTimeField(
        label=_("Nouvelle clôture"), help_text=_("Heure de Paris. À cette seconde, il est trop tard.")
    )
    reason_fr = forms.CharField(
        label=_("Raison"),
        max_length=300,
        help_text=_("Une phrase, telle qu’elle paraîtra sur la page de l’appel et dans les messages."),
    )
    reason_en = forms.CharField(
        label=_("Raison, en anglais"),
        max_length=300,
        required=False,
        help_text=_("Sans elle, la phrase française paraît aussi en anglais."),
    )
    known_closing = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("known_closing", call.closes_at.isoformat())
        self.helper = helper(form_tag=False)
