"""The scoring grid as one form: a row a criterion."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from programmes.models import Criterion, Edition

TOTAL_WEIGHT = 100


class CriterionForm(forms.ModelForm):
    class Meta:
        model = Criterion
        # a tuple: Django adds the edition to a list, and the lines of the grid would name it
        fields = (
            "label_fr",
            "label_en",
            "help_fr",
            "help_en",
            "weight",
            "anchor_low_fr",
            "anchor_low_en",
            "anchor_high_fr",
            "anchor_high_en",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in (
                "help_fr",
                "help_en",
                "anchor_low_fr",
                "anchor_low_en",
                "anchor_high_fr",
                "anchor_high_en",
            )
        }


class BaseGridFormSet(BaseInlineFormSet):
    """Weights add up to 100, so that a total reads as a mark out of 100."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        total = sum(line["weight"] for line in kept)
        if total != TOTAL_WEIGHT:
            raise ValidationError(
                _("Les poids font %(total)s au total ; ils doivent faire 100."), params={"total": total}
            )


GridFormSet = inlineformset_factory(
    Edition, Criterion, form=CriterionForm, formset=BaseGridFormSet, extra=1, can_delete=True, can_order=True
)


def grid_lines(grid: Any) -> list[Mapping[str, Any]]:
    """The lines of a valid grid in their order, as :func:`programmes.actions.editions.save_grid` takes them."""
    kept = [form for form in grid.ordered_forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
    return [
        {**{name: form.cleaned_data[name] for name in CriterionForm.Meta.fields}, "id": form.instance.pk}
        for form in kept
    ]
