"""The scoring grid as one form: a row a criterion."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, BoundField, inlineformset_factory
from django.utils.translation import gettext_lazy as _

from accelerator.web.forms import LongTextField
from programmes.enums import ScoreMethod
from programmes.models import Criterion, Edition
from programmes.models.call import LEVELS

ANCHORS = tuple(f"anchor_{level}_fr" for level in LEVELS)
ENGLISH_ANCHORS = tuple(f"anchor_{level}_en" for level in LEVELS)
LONG_TEXTS = ("help_fr", "help_en", *ANCHORS, *ENGLISH_ANCHORS)

TOTAL_WEIGHT = 100
FOLDED = ("help_fr", "help_en", *ENGLISH_ANCHORS)
"""The fields of a card that one unfolds."""


class CriterionForm(forms.ModelForm):
    class Meta:
        model = Criterion
        # a tuple: Django adds the edition to a list, and the lines of the grid would name it
        fields = ("label_fr", "label_en", "help_fr", "help_en", "weight", *ANCHORS, *ENGLISH_ANCHORS)
        field_classes = dict.fromkeys(LONG_TEXTS, LongTextField)
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in LONG_TEXTS}

    @property
    def title(self) -> Any:
        """What names the card of this criterion."""
        return self.instance.label if self.instance.pk else _("Un critère de plus")

    @property
    def anchor_fields(self) -> list[BoundField]:
        return [self[name] for name in ANCHORS]

    @property
    def more_fields(self) -> list[BoundField]:
        return [self[name] for name in FOLDED]

    @property
    def is_open(self) -> bool:
        """Whether somebody just wrote in this card."""
        return self.is_bound and (self.has_changed() or bool(self.errors))

    @property
    def is_unfolded(self) -> bool:
        """Whether something is wrong in what is folded."""
        return any(name in self.errors for name in FOLDED)


class BaseGridFormSet(BaseInlineFormSet):
    """Weights add up to 100, so that a total reads as a mark out of 100."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        lines = [
            form.cleaned_data
            for form in self.forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        total = sum(line["weight"] for line in lines)
        if total != TOTAL_WEIGHT:
            raise ValidationError(
                _("Les poids font %(total)s au total ; ils doivent faire 100."), params={"total": total}
            )

    @property
    def changes(self) -> list[tuple[Any, list[tuple[Any, str]]]]:
        """What a posted grid changes: the title of each criterion, and its fields with the text that was typed."""
        changed: list[Any] = [form for form in self.forms if self.is_bound and form.has_changed()]
        return [
            (
                form.title,
                [
                    (field.label, str(field.value()))
                    for field in form
                    if field.name in form.changed_data and field.name != "DELETE" and field.value()
                ],
            )
            for form in changed
        ]

    @property
    def summary(self) -> "GridErrors":
        """What ``{% error_summary %}`` lists."""
        return GridErrors(self)


class GridErrors:
    """All errors of a grid, as those of one form: each field named with its criterion."""

    def __init__(self, grid: BaseGridFormSet) -> None:
        self.is_bound = grid.is_bound
        self.errors = [*filter(None, grid.errors), *grid.non_form_errors()] if grid.is_bound else []
        self.grid = grid

    def non_field_errors(self) -> list[str]:
        own = (f"{form.title} – {text}" for form in self._remaining_forms for text in form.non_field_errors())
        return [*self.grid.non_form_errors(), *own]

    def __iter__(self) -> Iterator[BoundField]:
        for form in self._remaining_forms:
            for field in form:
                if field.errors:
                    field.field.plain_label = f"{form.title}, {field.label}"
                    yield field

    @property
    def _remaining_forms(self) -> list[Any]:
        return [form for form in self.grid if not form.cleaned_data.get("DELETE")]


class ScoreMethodForm(forms.Form):
    """What the score of a dossier is; saved with the grid."""

    score_method = forms.TypedChoiceField(
        label=_("La note d’un dossier"),
        choices=ScoreMethod.choices,
        coerce=ScoreMethod,
        widget=forms.RadioSelect,
        help_text=_(
            "La médiane ne suit pas un avis isolé, très haut ou très bas. Quand les avis se ressemblent, la moyenne "
            "est un peu plus précise."
        ),
    )


MOST_LINES = 100
"""Rendered at most, whatever a browser says that it sent."""
make_grid = partial(
    inlineformset_factory,
    Edition,
    extra=1,
    can_delete=True,
    can_order=True,
    max_num=MOST_LINES,
    absolute_max=MOST_LINES,
)
GridFormSet = make_grid(Criterion, form=CriterionForm, formset=BaseGridFormSet)


def grid_lines(grid: "BaseInlineFormSet[Criterion, Edition, CriterionForm]") -> list[Mapping[str, object]]:
    """The lines of a valid grid in their order, as :func:`programmes.actions.editions.save_grid` takes them."""
    remaining = [
        form for form in grid.ordered_forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
    return [
        {**{name: form.cleaned_data[name] for name in CriterionForm.Meta.fields}, "id": form.instance.pk}
        for form in remaining
    ]
