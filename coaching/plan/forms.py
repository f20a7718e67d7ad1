"""Forms of the rows of the plan, and of the news of an action."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import RowForm
from accelerator.web.forms import DayField, TickedRowsField
from coaching.models import ActionItem, Blocker, Need
from coaching.plan.enums import ActionState
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
        labels = {"blocker": _("verrou qu’elle lève")}


class NeedForm(RowForm):
    row_label = _("Besoin")

    class Meta:
        model = Need
        fields = ["sentence", "kind", "urgency", "action", "blocker"]
        widgets = {"sentence": forms.Textarea(attrs={"rows": 2})}
        labels = {
            "sentence": _("ce qui vous aiderait, en une phrase"),
            "action": _("pour l’action"),
            "blocker": _("ou pour lever le verrou"),
        }

    wished = TickedRowsField(
        Organisation.objects.none(), label=_("organismes souhaités"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    """Outside ``Meta``: a model form would query the bodies of each need."""


FORMS: dict[str, type[RowForm]] = {"blocker": BlockerForm, "action": ActionForm, "need": NeedForm}


class ProgressForm(forms.Form):
    """News of an action."""

    state = forms.ChoiceField(label=_("Où en est-ce"), choices=ActionState.choices)
    note = forms.CharField(label=_("En une ligne"), max_length=300, required=False)
