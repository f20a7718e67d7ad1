"""What is typed on a timeline: steps, turning points and decisions in one order, then actors."""

from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import RowForm
from coaching.models import CanvasItem


class StepForm(RowForm):
    row_label = _("Étape")
    folded = ("detail", "who", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "date_text", "detail", "who", "phase"]


class TurningPointForm(RowForm):
    row_label = _("Point de bascule")
    folded = ("detail", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "date_text", "detail", "phase"]


class DecisionItemForm(StepForm):
    row_label = _("Décision")


class StakeholderForm(RowForm):
    row_label = _("Acteur")
    folded = ("detail", "phase")

    class Meta:
        model = CanvasItem
        fields = ["label", "expectation", "influence", "detail", "phase"]
