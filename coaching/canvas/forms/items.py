"""What is typed on a timeline: steps, turning points and decisions in one order, then actors."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import RowForm
from coaching.models import CanvasItem


class ItemForm(RowForm):
    """How to tell a date is said once, where the next row is typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_new and "date_text" in self.fields:
            self.fields["date_text"].help_text = ""


class StepForm(ItemForm):
    row_label = _("Étape")
    folded = ("detail", "who", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "date_text", "detail", "who", "phase"]


class TurningPointForm(ItemForm):
    row_label = _("Point de bascule")
    folded = ("detail", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "date_text", "detail", "phase"]


class DecisionItemForm(StepForm):
    row_label = _("Décision")


class StakeholderForm(ItemForm):
    row_label = _("Acteur")
    folded = ("detail", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "expectation", "influence", "detail", "phase"]
