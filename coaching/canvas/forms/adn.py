"""Where a project stands on one axis, as it is typed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accelerator.rows.drawing import frame_field
from accelerator.rows.forms import RowForm
from accelerator.web.elements import attributes, element, join_elements
from coaching.canvas.enums import AxisFamily, Effect, Level
from coaching.models import AxisReading


class ReadingForm(RowForm):
    """A dimension has no effect on somebody: only a facet asks for it. Radios stand side by side, as segments."""

    row_label = _("Axe")

    level = forms.TypedChoiceField(
        label=_("Niveau"), choices=Level.choices, coerce=int, empty_value=None, required=False,
        widget=forms.RadioSelect(attrs={"class": "rung-radio"}),
    )  # fmt: skip
    effect = forms.ChoiceField(
        label=_("Effet"), choices=Effect.choices, required=False,
        widget=forms.RadioSelect(attrs={"class": "rung-radio"}),
    )  # fmt: skip

    class Meta:
        model = AxisReading
        fields = ["level", "finding", "effect", "who", "evidence"]
        widgets = {
            "finding": forms.Textarea(attrs={"rows": 2}),
            "evidence": forms.Textarea(attrs={"rows": 2}),
        }

    folded = ("finding", "effect", "who", "evidence")
    """What stands behind the ladder."""

    def draw(self, bound: forms.BoundField) -> SafeString:
        return self._draw_rungs(bound) if bound.name in ("level", "effect") else super().draw(bound)

    def _draw_rungs(self, bound: forms.BoundField) -> SafeString:
        """Radios as segments, each with its word; who listens hears of which axis."""
        hidden = attributes({"class": "visually-hidden"})
        of_axis = element("span", hidden, f" : {self.axis.label}")
        legend = element(
            "legend",
            attributes({"class": "form-label"}),
            join_elements(SafeString(escape(bound.label)), of_axis),
        )
        rungs = element(
            "div", attributes({"class": "rungs"}), join_elements(*map(_draw_rung, bound.subwidgets))
        )
        told = {"class": "row-field rungs-field"}
        return frame_field(bound, self.version, "fieldset", told, [legend, rungs])

    def limit_to(self, owner: Mapping[str, Any]) -> None:
        """What this axis does not ask is not there."""
        self.axis = owner["axis"]
        if owner["axis"].family == AxisFamily.DIMENSION:
            del self.fields["effect"], self.fields["who"]


_EMPTY = SafeString("")


def _draw_rung(radio: BoundWidget) -> SafeString:
    face = join_elements(
        element("b", _EMPTY, radio.data["value"]),
        SafeString(" "),
        element("span", _EMPTY, radio.choice_label),
    )
    content = join_elements(
        SafeString(radio.tag()), element("span", attributes({"class": "rung-face"}), face)
    )
    return element("label", attributes({"class": "rung", "for": radio.id_for_label}), content)
