"""Forms of the surveys: their dates, consents, and the rows of a plan, saved one by one or with the whole page."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import AnswerSheet, Question
from accelerator.rows.forms import clean_posted
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from accelerator.web.forms import Helper, LineField, LocalDateTimeField
from coaching.models import Need, Survey
from coaching.plan.enums import BlockerState, Urgency
from coaching.surveys.confirmable_plan import ADDED_ROWS, ConfirmablePlan, PlanItem, find_relevance
from coaching.surveys.counting import CONSENTS, SHARE, list_labels
from coaching.surveys.enums import ConfirmedKind, Relevance, SurveyAudience, SurveyKind, Wave
from programmes.enums import NeedKind

TITLES = ("title_fr", "title_en")
CHOSEN = ("audiences", "anonymous", "sends_itself")
FIXED = (SurveyKind.DEBRIEF, SurveyKind.SYNTHESIS)
FIRST_HOUR, LAST_HOUR, LASTS = time(9), time(20), timedelta(days=21)
DEBRIEF_HOUR, DEBRIEF_LASTS = time(16), timedelta(days=3)
"""People answer it before they leave, and by their link in the next days."""


class SurveyDatesForm(forms.Form):
    """The dates and audiences of a survey; the debrief and the synthesis invite projects, by name."""

    title_fr = LineField(label=_("Titre"), max_length=120)
    title_en = LineField(label=_("Titre en anglais"), max_length=120, required=False)
    opens_at = LocalDateTimeField(label=_("Ouverture"))
    closes_at = LocalDateTimeField(
        label=_("Fin"), help_text=_("Après cette heure, les réponses sont gardées mais ne s’envoient plus.")
    )
    audiences = forms.MultipleChoiceField(
        label=_("Qui est interrogé"),
        choices=SurveyAudience.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Une personne de deux groupes n’est interrogée qu’une fois, dans le premier."),
    )
    anonymous = forms.BooleanField(
        label=_("Enquête anonyme"),
        required=False,
        help_text=_(
            "Ni qui a répondu ni quand n’est gardé, et cela ne se change plus. Vous ne verrez que le nombre de "
            "réponses, puis, une fois l’enquête terminée, les résultats s’il y en a cinq."
        ),
    )
    sends_itself = forms.BooleanField(
        label=_("Envoyer les liens tout seuls à l’ouverture"),
        required=False,
        help_text=_("Sinon, ils partent quand vous le demandez."),
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        survey: Survey | None = None,
        wave: Wave | None = None,
        starts_on: date | None = None,
    ) -> None:
        """``starts_on``: the proposed opening of a survey that is not created yet."""
        initial: Values
        if survey:
            names = ("opens_at", "closes_at", *TITLES, *CHOSEN)
            initial = {name: getattr(survey, name) for name in names}
        else:
            initial = {"audiences": [SurveyAudience.HOLDERS.value]}
            if starts_on:
                is_debrief = wave is not None and wave.kind == SurveyKind.DEBRIEF
                hour, lasts = (DEBRIEF_HOUR, DEBRIEF_LASTS) if is_debrief else (FIRST_HOUR, LASTS)
                initial["opens_at"] = datetime.combine(starts_on, hour)
                initial["closes_at"] = datetime.combine(starts_on + lasts, LAST_HOUR)
        super().__init__(data, initial=initial)
        kind = wave.kind if wave else survey.kind if survey else SurveyKind.SYNTHESIS
        for name in (*(() if kind == SurveyKind.FREE else TITLES), *(CHOSEN if kind in FIXED else ())):
            del self.fields[name]
        if survey and "anonymous" in self.fields:
            del self.fields["anonymous"]
        self.helper = Helper(submit=_("Enregistrer") if survey else _("Préparer l’enquête"))
        if survey:
            self.helper.use_secondary_submit()

    def clean(self) -> Values:
        values = super().clean() or {}
        opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("La fin doit suivre l’ouverture."))
        return values


class ConsentForm(forms.Form):
    """The consents of a sent sheet, in the words of its survey: nothing else of it may change."""

    def __init__(self, data: QueryDict | None = None, *, sheet: AnswerSheet) -> None:
        super().__init__(data)
        values = dict(sheet.answers.values_list("question", "value"))
        questions = Question.objects.filter(revision=sheet.revision_id, key__in=CONSENTS)
        for question in questions.order_by("section__position", "position"):
            value = values.get(question.pk)
            shared = question.key == SHARE
            self.fields[question.key] = forms.ChoiceField(
                label=question.label,
                choices=[("yes", _("Oui")), ("no", _("Non"))] if shared else [*list_labels(question).items()],
                initial=("yes" if value else "no") if shared else value,
                widget=forms.RadioSelect,
            )
        self.helper = Helper(submit=_("Enregistrer mes accords"))

    def consents(self) -> Values:
        """Question key → value, as an answer stores it."""
        return {key: value == "yes" if key == SHARE else value for key, value in self.cleaned_data.items()}


VERSION_PREFIX = "v_"
SHARED_CHOICES = [("yes", _("Oui")), ("no", _("Non"))]


class PlanItemForm(forms.Form):
    """The answer to one row of the plan. ``data`` is the whole page, already cleaned. A field is called
    ``<kind>-<uid>-<name>``, which is its key too.
    """

    segmented: ClassVar[tuple[str, ...]] = ()
    """Fields rendered as buttons side by side."""

    def __init__(
        self, item: PlanItem, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None
    ) -> None:
        self.item, self.plan = item, plan
        self.conflicts: dict[str, int] = {}
        """By field, the version on which the next save is based."""
        super().__init__(data=data, prefix=f"{item.kind}-{item.uid}", initial=self.read_initial(item))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _find_css_class(field.widget))

    def read_initial(self, item: PlanItem) -> Values:
        raise NotImplementedError

    def find_stored_version(self, name: str) -> int:
        return self.item.version

    def version_of(self, name: str) -> int:
        """The version on which the text in the field is based, also after an error."""
        if self.is_sent and self.errors and not self.conflicts:
            return self.base_version(name) or 0
        return self.conflicts.get(name, self.find_stored_version(name))

    @property
    def is_sent(self) -> bool:
        """Whether the posted page has this row."""
        return self.is_bound and any(
            f"{VERSION_PREFIX}{self.add_prefix(name)}" in self.data for name in self.fields
        )

    def base_version(self, name: str) -> int | None:
        return parse_version(self.data.get(f"{VERSION_PREFIX}{self.add_prefix(name)}", ""))

    def show(self, bound: BoundField) -> dict[str, object]:
        """A field with its note on the page."""
        return {
            "bound": bound,
            "version": self.version_of(bound.name),
            "segmented": bound.name in self.segmented,
            "grouped": bound.field.widget.use_fieldset,
        }

    def drop_recorded(self, names: Iterable[str]) -> None:
        """Remove the fields that have a recorded answer, unless the posted page still has them."""
        for name in names:
            key = self.add_prefix(name)
            if not any(sent in (self.data or ()) for sent in (key, f"{VERSION_PREFIX}{key}")):
                del self.fields[name]

    @property
    def rendered_fields(self) -> Iterator[dict[str, object]]:
        return (self.show(bound) for bound in self)


FOLLOWED_CHOICES = [
    (Relevance.DONE, _("Fait")), (Relevance.STILL, _("En cours")), (Relevance.DROPPED, _("Abandonné")),
]  # fmt: skip
"""Of an action in a follow-up."""


class ActionRowForm(PlanItemForm):
    segmented = ("relevance",)

    relevance = forms.ChoiceField(
        label=_("Toujours d’actualité ?"), choices=Relevance.choices, widget=forms.RadioSelect, required=False
    )
    note = forms.CharField(label=_("Où en est-ce, en une ligne"), max_length=300, required=False)

    def __init__(
        self, item: PlanItem, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None
    ) -> None:
        super().__init__(item, plan, data)
        if plan.is_followed:
            self.fields["relevance"].label = _("Où en est-ce ?")
            self.fields["relevance"].choices = FOLLOWED_CHOICES  # type: ignore[attr-defined]
            self.drop_recorded(list(self.fields) if item.is_over else ())

    def read_initial(self, item: PlanItem) -> Values:
        relevance = find_relevance(item.row.state) if item.is_confirmed else None
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

    def __init__(
        self, item: PlanItem, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None
    ) -> None:
        super().__init__(item, plan, data)
        self.drop_recorded(["state"] if plan.is_followed and item.is_over else ())

    def read_initial(self, item: PlanItem) -> Values:
        return {"state": item.row.state if item.is_confirmed else None}


class NeedRowForm(PlanItemForm):
    """The sharing of a need is ticked only if it was shared before; a met need has no such field."""

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
        """The wished bodies as rows store them."""
        return sorted(self.cleaned_data["wished"])

    def clean_sentence(self) -> str:
        sentence: str = self.cleaned_data["sentence"]
        if not sentence and self.item.label:
            raise ValidationError(_("Un besoin garde une phrase : retirez-le s’il n’a plus lieu d’être."))
        return sentence

    @property
    def shared_field(self) -> dict[str, object]:
        """The field of the first decision."""
        return self.show(self["shared"])

    @property
    def word_fields(self) -> Iterator[dict[str, object]]:
        """The other fields, which one opens to change."""
        return (self.show(self[name]) for name in self.fields if name != "shared")


FORMS: dict[str, type[PlanItemForm]] = {
    ConfirmedKind.ACTION: ActionRowForm,
    ConfirmedKind.BLOCKER: BlockerRowForm,
    ConfirmedKind.NEED: NeedRowForm,
}


def find_form(kind: str) -> type[PlanItemForm]:
    """The form of a row of the plan, or of one that a subject adds. Raises ``KeyError``."""
    return FORMS[kind] if kind in FORMS else ADDED_ROWS[kind].form


class PlanForms:
    """Every row of the page, with its posted values."""

    def __init__(self, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None) -> None:
        self.plan, posted = plan, clean_posted(data) if data is not None else None

        def build(rows: list[PlanItem]) -> list[PlanItemForm]:
            return [find_form(item.kind)(item, plan, posted) for item in rows]

        self.commitments = build(plan.commitments)
        self.actions, self.blockers = build(plan.actions), build(plan.blockers)
        self.needs, self.added = build(plan.needs), build(plan.added)
        self.withdrawn = plan.withdrawn

    def __iter__(self) -> Iterator[PlanItemForm]:
        return iter([*self.commitments, *self.actions, *self.blockers, *self.needs, *self.added])

    @property
    def has_errors(self) -> bool:
        return any(form.is_bound and form.errors for form in self)

    @property
    def is_empty(self) -> bool:
        """Whether the plan has no row: the page then explains their origin."""
        return not (self.plan.to_confirm or self.plan.needs)

    @property
    def open_needs(self) -> list[PlanItemForm]:
        """The needs of a follow-up that no commitment met."""
        return [form for form in self.needs if not form.item.is_met]

    @property
    def has_actions(self) -> bool:
        return any(form.fields for form in self.actions)

    @property
    def has_blockers(self) -> bool:
        return any(form.fields for form in self.blockers)

    @property
    def ended_rows(self) -> list[PlanItemForm]:
        """Actions and blockers that were over before this follow-up."""
        return [form for form in [*self.actions, *self.blockers] if not form.fields]

    @property
    def met_needs(self) -> list[PlanItem]:
        return [form.item for form in self.needs if form.item.is_met]


def parse_key(key: str) -> tuple[str, UUID, str] | None:
    """The kind, the row and the field of a key; ``None`` for the key of a question."""
    kind, _dash, rest = key.partition("-")
    uid, _dash, name = rest.rpartition("-")
    try:
        return (kind, UUID(uid), name) if name in find_form(kind).base_fields else None
    except (KeyError, ValueError):
        return None


def _find_css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
