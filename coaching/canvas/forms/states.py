"""Why a canvas is opened again."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReopenForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi le rouvrir ?"),
        help_text=_("En une phrase : elle restera dans l’historique."),
        max_length=300,
        error_messages={"required": _("Dites pourquoi : c’est ce qui restera dans l’historique.")},
    )
