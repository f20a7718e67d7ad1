"""The rows of a plan as a synthesis shows them: a few taps each, saved one by one or with the whole page."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accelerator.rows.forms import clean_posted
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from coaching.models import Need
from coaching.plan.enums import BlockerState, Urgency
from coaching.surveys.confirmable_plan import ConfirmablePlan, PlanItem, relevance_of
from coaching.surveys.enums import ConfirmedKind, Relevance
from programmes.enums import NeedKind

VERSION_PREFIX = "v_"
SHARED_CHOICES = [("yes", _("Oui")), ("no", _("Non"))]


class PlanItemForm(forms.Form):
    """``data`` is the whole page, already cleaned. A field is called ``<kind>-<uid>-<name>``, which is its key too."""

    segmented: ClassVar[tuple[str, ...]] = ()
    """Fields shown as buttons side by side."""

    def __init__(
        self, item: PlanItem, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None
    ) -> None:
        self.item, self.plan = item, plan
        self.conflicts: dict[str, int] = {}
        """By field, the version to save upon next."""
        super().__init__(data=data, prefix=f"{item.kind}-{item.uid}", initial=self.read_initial(item))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _css_class(field.widget))

    def read_initial(self, item: PlanItem) -> Values:
        raise NotImplementedError

    def find_stored_version(self, name: str) -> int:
        return self.item.version

    def version_of(self, name: str) -> int:
        """The version that the text in the field was written upon, also when it comes back to be corrected."""
        if self.is_sent and self.errors and not self.conflicts:
            return self.base_version(name) or 0
        return self.conflicts.get(name, self.find_stored_version(name))

    @property
    def is_sent(self) -> bool:
        """Whether the page that was sent shows this row."""
        return self.is_bound and any(
            f"{VERSION_PREFIX}{self.add_prefix(name)}" in self.data for name in self.fields
        )

    def base_version(self, name: str) -> int | None:
        return parse_version(self.data.get(f"{VERSION_PREFIX}{self.add_prefix(name)}", ""))

    def show(self, bound: BoundField) -> dict[str, object]:
        """A field with what the page says beside it."""
        return {
            "bound": bound,
            "version": self.version_of(bound.name),
            "segmented": bound.name in self.segmented,
            "grouped": bound.field.widget.use_fieldset,
        }

    @property
    def rendered_fields(self) -> Iterator[dict[str, object]]:
        return (self.show(bound) for bound in self)


class ActionRowForm(PlanItemForm):
    segmented = ("relevance",)

    relevance = forms.ChoiceField(
        label=_("Toujours d’actualité ?"), choices=Relevance.choices, widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(label=_("Où en est-ce, en une ligne"), max_length=300, required=False)

    def read_initial(self, item: PlanItem) -> Values:
        relevance = relevance_of(item.row.state) if item.is_confirmed else None
        return {"relevance": relevance, "note": item.confirmation.note if item.confirmation else ""}

    def find_stored_version(self, name: str) -> int:
        if name == "note":
            return self.item.confirmation.version if self.item.confirmation else 0
        return super().find_stored_version(name)


class BlockerRowForm(PlanItemForm):
    segmented = ("state",)

    state = forms.ChoiceField(
        label=_("Où en est ce verrou ?"),
        choices=BlockerState.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def read_initial(self, item: PlanItem) -> Values:
        return {"state": item.row.state if item.is_confirmed else None}


class NeedRowForm(PlanItemForm):
    """Nothing is ticked for sharing but what was shared before; a need that is met has no such field."""

    segmented = ("urgency", "shared")

    sentence = forms.CharField(
        label=_("Ce qui vous aiderait, en une phrase"), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )  # fmt: skip
    urgency = forms.TypedChoiceField(
        label=_("Quand"),
        choices=Urgency.choices,
        coerce=int,
        widget=forms.RadioSelect,
        required=False,
        empty_value=None,
    )
    kind = forms.ChoiceField(label=_("De quel ordre"), choices=[("", "–"), *NeedKind.choices], required=False)
    wished = forms.TypedMultipleChoiceField(
        label=_("Organismes souhaités"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    shared = forms.ChoiceField(
        label=_("Transmettre ce besoin aux partenaires ?"), choices=SHARED_CHOICES, widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip

    def __init__(
        self, item: PlanItem, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None
    ) -> None:
        super().__init__(item, plan, data)
        # also the bodies wished for that are no longer partners: saving the form does not lose them
        bodies = {body.pk: body for body in [*plan.bodies, *item.wished]}
        self.fields["wished"].choices = [(pk, str(body)) for pk, body in bodies.items()]  # type: ignore[attr-defined]
        if not bodies:
            del self.fields["wished"]
        if item.is_met:
            del self.fields["shared"]

    def read_initial(self, item: PlanItem) -> Values:
        need: Need | None = item.row
        if need is None:
            return {"urgency": Urgency.SOON}
        decided = need.is_shared or (item.is_confirmed and item.confirmation and item.confirmation.is_decided)
        return {
            "sentence": need.sentence,
            "urgency": need.urgency,
            "kind": need.kind,
            "wished": [body.pk for body in item.wished],
            "shared": ("yes" if need.is_shared else "no") if decided else None,
        }

    def clean_wished(self) -> list[int]:
        """As rows store them."""
        return sorted(self.cleaned_data["wished"])

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        if not sentence and self.item.label:
            raise ValidationError(_("Un besoin garde une phrase : retirez-le s’il n’a plus lieu d’être."))
        return sentence

    @property
    def shared_field(self) -> dict[str, object]:
        """What one decides first."""
        return self.show(self["shared"])

    @property
    def word_fields(self) -> Iterator[dict[str, object]]:
        """The rest, which one opens to change it."""
        return (self.show(self[name]) for name in self.fields if name != "shared")


FORMS: dict[str, type[PlanItemForm]] = {
    ConfirmedKind.ACTION: ActionRowForm,
    ConfirmedKind.BLOCKER: BlockerRowForm,
    ConfirmedKind.NEED: NeedRowForm,
}


class PlanForms:
    """Every row of the page, and what was sent of each."""

    def __init__(self, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None) -> None:
        self.plan, posted = plan, clean_posted(data) if data is not None else None

        def build(rows: list[PlanItem]) -> list[PlanItemForm]:
            return [FORMS[item.kind](item, plan, posted) for item in rows]

        self.actions, self.blockers = build(plan.actions), build(plan.blockers)
        self.needs, self.added = build(plan.needs), build(plan.added)
        self.withdrawn = plan.withdrawn

    def __iter__(self) -> Iterator[PlanItemForm]:
        return iter([*self.actions, *self.blockers, *self.needs, *self.added])

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self)

    @property
    def is_empty(self) -> bool:
        """Nothing was written in the plan: the page explains where its rows come from."""
        return not (self.plan.to_confirm or self.plan.needs)


def parse_key(key: str) -> tuple[str, UUID, str] | None:
    """The kind, the row and the field that a key names; ``None`` for the key of a question."""
    kind, _dash, rest = key.partition("-")
    uid, _dash, name = rest.rpartition("-")
    if kind not in FORMS or name not in FORMS[kind].base_fields:
        return None
    try:
        return kind, UUID(uid), name
    except ValueError:
        return None


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
