"""The form that gives one juror more time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.web.fields import LocalDateTimeField
from accelerator.web.forms import helper


class ReviewExtensionForm(forms.Form):
    """Who, until when, and why."""

    reviewer: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label=_("À qui laisser plus de temps ?"),
        queryset=None,
        empty_label=_("Choisir"),
        error_messages={"required": _("Choisissez la personne.")},
    )
    until = LocalDateTimeField(
        label=_("Jusqu’à quand ?"),
        help_text=_("Heure de Paris. Pour cette personne seulement, sur tous ses dossiers."),
    )
    reason = forms.CharField(
        label=_("Pour quelle raison ?"),
        max_length=300,
        help_text=_("Elle figure au journal, et dans le message envoyé à la personne."),
        error_messages={"required": _("Indiquez la raison.")},
    )

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = people  # type: ignore[attr-defined]
        self.helper = helper(submit=_("Laisser plus de temps"))
