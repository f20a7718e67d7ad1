"""The rows of the plan, as they are typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import RowForm
from coaching.models import ActionItem, Blocker, Need


class BlockerForm(RowForm):
    row_label = _("Verrou")

    class Meta:
        model = Blocker
        fields = ["text", "priority", "state"]


class ActionForm(RowForm):
    row_label = _("Action")

    class Meta:
        model = ActionItem
        fields = ["line", "priority", "first_step", "owner", "due_on", "indicator", "state"]
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}


class NeedForm(RowForm):
    row_label = _("Besoin")

    class Meta:
        model = Need
        fields = ["sentence", "kind", "urgency"]
