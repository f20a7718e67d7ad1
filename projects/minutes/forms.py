"""The texts of who keeps the minutes, and the sentence of who asks for an amendment."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.forms import LineField, TextField
from projects.minutes.actions import DraftMoved
from projects.models import MinutesDraft

TEXT_LENGTH = 4000
READ_BY_ALL = _("Lu par tout le comité, aussi par qui s’est déporté d’un dossier : n’en nommez aucun ici.")


class MinutesForm(forms.Form):
    """The preamble and the remarks; what changes, once a version is published."""

    preamble = TextField(
        label=_("Préambule"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=READ_BY_ALL,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
    remarks = TextField(
        label=_("Remarques"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=READ_BY_ALL,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )
    amendment_reason = LineField(
        label=_("Ce qui change, et pourquoi"),
        required=False,
        max_length=400,
        help_text=format_lazy(
            "{} {}",
            _("Demandé pour publier une nouvelle version : chaque organisme l’approuve à nouveau."),
            _("Caché à qui s’est déporté d’un dossier."),
        ),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, draft: MinutesDraft, *, is_published: bool, data: QueryDict | None = None) -> None:
        initial = {"preamble": draft.preamble, "remarks": draft.remarks, "seen": draft.version}
        super().__init__(data, initial=initial)
        if not is_published:
            del self.fields["amendment_reason"]

    def read_texts(self) -> Values:
        """The arguments of :func:`projects.minutes.actions.save_texts`."""
        data = self.cleaned_data
        return {"preamble": data["preamble"], "remarks": data["remarks"], "seen": data["seen"] or 0}

    def show_moved(self, moved: DraftMoved) -> None:
        """Add an error: who changed the texts. The typed values stay, and replace theirs if sent again."""
        self.add_error(None, str(moved.message))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(moved.current.version)
        self.data = data


class AmendmentForm(forms.Form):
    """What a body wants corrected."""

    sentence = TextField(
        label=_("Ce qu’il faut corriger"),
        max_length=1000,
        help_text=_("Lu par qui tient le procès-verbal, avec votre nom."),
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        error_messages={"required": _("Dites ce qu’il faut corriger.")},
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
