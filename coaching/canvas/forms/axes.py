"""The axes of an edition as one form: a card an axis."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from coaching.models import Axis
from programmes.forms.grid import GridErrors
from programmes.models import Edition

TYPED = ("family", "label_fr", "label_en", "question_fr", "question_en")


class AxisForm(forms.ModelForm):
    class Meta:
        model = Axis
        fields = TYPED
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("question_fr", "question_en")}

    @property
    def title(self) -> Any:
        """What names the card of this axis."""
        return self.instance.label if self.instance.pk else _("Un axe de plus")


class BaseAxisFormSet(BaseInlineFormSet):
    """An axis on which a project was read is not removed: ``used`` has their ids."""

    def __init__(self, *args: Any, used: frozenset[int] = frozenset(), **kwargs: Any) -> None:
        self.used = used
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if form.instance.pk in self.used:
            del form.fields["DELETE"]

    @property
    def summary(self) -> GridErrors:
        """What ``{% error_summary %}`` lists."""
        return GridErrors(self)  # type: ignore[arg-type]


AxisFormSet = inlineformset_factory(
    Edition, Axis, form=AxisForm, formset=BaseAxisFormSet, extra=1, can_delete=True, can_order=True
)


def axis_lines(axes: "BaseInlineFormSet[Axis, Edition, AxisForm]") -> list[Mapping[str, object]]:
    """The lines of a valid form in their order, as :func:`coaching.canvas.actions.axes.save_axes` takes them."""
    kept = [form for form in axes.ordered_forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [{**{name: form.cleaned_data[name] for name in TYPED}, "id": form.instance.pk} for form in kept]
