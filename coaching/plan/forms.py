"""The rows of the plan, as they are typed, and the news of an action."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import RowForm
from accelerator.web.fields import DayField, TickedRowsField
from coaching.models import ActionItem, Blocker, Need
from coaching.plan.enums import ActionState
from coaching.plan.queries import find_partner_bodies
from programmes.models import Organisation


class BlockerForm(RowForm):
    row_label = _("Verrou")

    class Meta:
        model = Blocker
        fields = ["text", "priority", "state"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}


class ActionForm(RowForm):
    row_label = _("Action")

    class Meta:
        model = ActionItem
        fields = ["line", "first_step", "owner", "due_on", "indicator", "priority", "blocker"]
        widgets = {
            "line": forms.Textarea(attrs={"rows": 2}),
            "due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        field_classes = {"due_on": DayField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["blocker"].label = _("verrou qu’elle lève")

    def limit_to(self, owner: Mapping[str, Any]) -> None:
        """Blockers of the same project; one that was removed may stay."""
        self.fields["blocker"].queryset = Blocker.objects.filter(participation=owner["participation"])  # type: ignore[attr-defined]


class NeedForm(RowForm):
    row_label = _("Besoin")

    class Meta:
        model = Need
        fields = ["sentence", "kind", "urgency", "action", "blocker"]
        widgets = {"sentence": forms.Textarea(attrs={"rows": 2})}

    wished = TickedRowsField(
        Organisation.objects.none(), label=_("organismes souhaités"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    """Outside ``Meta``: a model form would ask for the bodies of each need."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sentence"].label = _("ce qui vous aiderait, en une phrase")
        self.fields["action"].label = _("pour l’action")
        self.fields["blocker"].label = _("ou pour lever le verrou")

    def limit_to(self, owner: Mapping[str, Any]) -> None:
        """Rows of the same project, partners of its edition."""
        fields: Any = self.fields
        fields["action"].queryset = ActionItem.objects.filter(participation=owner["participation"])
        fields["blocker"].queryset = Blocker.objects.filter(participation=owner["participation"])
        fields["wished"].queryset = find_partner_bodies(owner["participation"].edition_id)


class ProgressForm(forms.Form):
    """News of an action."""

    state = forms.ChoiceField(label=_("Où en est-ce"), choices=ActionState.choices)
    note = forms.CharField(label=_("En une ligne"), max_length=300, required=False)
