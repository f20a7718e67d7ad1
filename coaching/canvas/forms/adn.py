"""Where a project stands on one axis, as it is typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import RowForm
from coaching.canvas.enums import AxisFamily, Effect, Level
from coaching.models import AxisReading


class ReadingForm(RowForm):
    """A facet alone asks for its effect, and on whom."""

    row_label = _("Axe")

    level = forms.TypedChoiceField(
        label=_("Niveau"), choices=Level.choices, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip
    effect = forms.ChoiceField(
        label=_("Effet"), choices=Effect.choices, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    class Meta:
        model = AxisReading
        fields = ["level", "finding", "effect", "who", "evidence"]
        widgets = {
            "finding": forms.Textarea(attrs={"rows": 2}),
            "evidence": forms.Textarea(attrs={"rows": 2}),
        }

    folded = ("finding", "effect", "who", "evidence")

    def limit_to(self, owner: Mapping[str, Any]) -> None:
        """Removes the fields that this axis has not."""
        self.axis = owner["axis"]
        if self.axis.family == AxisFamily.DIMENSION:
            del self.fields["effect"], self.fields["who"]
