"""Forms of an application: sending it, withdrawing it, changing the dates of its call."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.forms import Helper, LocalDateTimeField
from programmes.models import Call


class SubmitForm(forms.Form):
    """The rules, accepted in the version that the page showed."""

    rules = forms.BooleanField(
        label=_("J’ai lu le règlement de l’appel et je l’accepte"),
        error_messages={"required": _("Acceptez le règlement pour envoyer le dossier.")},
    )
    rules_version = forms.IntegerField(widget=forms.HiddenInput)

    helper = Helper(submit=_("Envoyer le dossier"))

    def __init__(self, data: Mapping[str, object] | None = None, *, call: Call) -> None:
        super().__init__(data, initial={"rules_version": call.rules_version})


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi le retirer ?"),
        help_text=_("Quelques mots aident l’équipe qui organise, rien ne vous y oblige."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    helper = Helper(form_tag=False)


class CallDatesForm(forms.Form):
    """``expected_closing`` comes back with the post: a page rendered before somebody else's change is refused.

    A call that is closed cannot be closed again.
    """

    closes_at = LocalDateTimeField(
        label=_("Nouvelle clôture"),
        required=False,
        help_text=_(
            "Heure de Paris. À cette seconde, il est trop tard. Plus tôt ou plus tard que l’actuelle."
        ),
    )
    close_now = forms.BooleanField(label=_("Clore maintenant"), required=False)
    opens_at = LocalDateTimeField(
        label=_("Nouvelle ouverture"),
        required=False,
        help_text=_("Heure de Paris. À ne remplir que pour corriger l’ouverture."),
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
    expected_closing = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, call: Call, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if at >= call.closes_at:
            del self.fields["close_now"]
        self.initial.setdefault("expected_closing", call.closes_at.isoformat())
        self.helper = Helper(form_tag=False)

    def clean(self) -> Values:
        data = super().clean() or {}
        if not any(data.get(name) for name in ("closes_at", "close_now", "opens_at")) and not self.errors:
            self.add_error("closes_at", _("Changez au moins une date."))
        return data

    def changes(self, at: datetime) -> Values:
        """What :func:`projects.application.actions.call.change_call_dates` takes; what is left empty stays."""
        data = dict(self.cleaned_data)
        if data.pop("close_now", False):
            data["closes_at"] = at
        data["closes_at"] = data["closes_at"] or data["expected_closing"]
        return data
