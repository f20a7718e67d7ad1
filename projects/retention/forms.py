"""How long dossiers are kept, and until when they are kept in spite of it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import helper
from projects.retention.models import LONGEST, RetentionRule
from projects.retention.queries import Outlook


class RetentionForm(forms.ModelForm):
    class Meta:
        model = RetentionRule
        fields = ["drafts_months", "unselected_months"]
        labels = {
            "drafts_months": _("Brouillons : mois après la clôture de l’appel"),
            "unselected_months": _("Dossiers non retenus : mois après la fin de l’édition"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = _("De 1 à %(longest)d mois.") % {"longest": LONGEST}
        self.helper = helper(submit=_("Enregistrer les durées"))


class PostponeForm(forms.Form):
    until = forms.DateField(
        label=_("Garder jusqu’au"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Pourquoi"),
        max_length=300,
        help_text=_("Par exemple un recours en cours, ou un versement aux archives. Le journal la garde."),
    )

    def __init__(self, *args: Any, outlook: Outlook, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"id_{outlook.kind}_%s", **kwargs})
        self.today, self.due_on = today, outlook.due_on or today
        self.helper = helper(submit=_("Repousser"))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until <= self.due_on:
            raise forms.ValidationError(_("Choisissez un jour après celui qui est prévu."))
        if until > self.today + timedelta(days=366 * LONGEST // 12):
            raise forms.ValidationError(_("Dix ans au plus ; vous pourrez repousser encore."))
        return until
