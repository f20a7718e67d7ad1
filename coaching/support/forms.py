"""Forms of the partners' board: an answer, a decision, the meeting."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.amounts import LONGEST_PURPOSE
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from accelerator.web.forms import CHOOSE, TICK, ConflictForm, EuroField, Helper, LineField, TextField
from accelerator.web.merging import MergingForm
from coaching.models import PartnerMeeting, SupportDecision
from coaching.support.enums import EXPLAINED, GIVES, StanceKind, SupportOutcome
from coaching.support.models import LONGEST_COMMENT
from coaching.support.queries.board import GivenStance, NeedRow
from programmes.models import Organisation, SupportScheme

NO_SCHEME = _("aucun en particulier")
STANCE_FIELDS = ("kind", "refer_to", "scheme", "amount", "amount_for", "comment")
DECISION_FIELDS = ("outcome", "lead", "scheme", "amount", "amount_for", "reason")
COMMENT_ROWS = {"rows": 3, "maxlength": LONGEST_COMMENT}
NONE = (None, "")


class VersionedForm(ConflictForm, forms.Form):
    """A form that carries the tick of the row it was rendered from."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


def _set_choices(
    field: Any,
    rows: Sequence[Organisation] | Sequence[SupportScheme],
    named: tuple[int | None, str] = NONE,
) -> None:
    """Offer ``rows``, which were read already; and the present choice ``named``, by key and name, which may be
    missing among them. No query."""
    choices = {row.pk: field.label_from_instance(row) for row in rows}
    key, name = named
    if key is not None and key not in choices:
        choices[key] = name
    field.queryset = field.queryset.model.objects.filter(pk__in=choices)
    field.choices = [("", field.empty_label), *choices.items()]


class AmountForm(forms.Form):
    """An amount, and its purpose; both optional."""

    amount = EuroField(label=_("Montant (facultatif)"), required=False)
    amount_for = LineField(
        label=_("Ce qu’il paie (facultatif)"),
        max_length=LONGEST_PURPOSE,
        required=False,
        help_text=_("Par exemple : deux journées de consultante."),
    )


class StanceForm(AmountForm, VersionedForm):
    """The answer of a body to a need. ``bodies``: for referrals. ``schemes``: those of the edition."""

    saved = _("La réponse est enregistrée.")

    kind = forms.ChoiceField(
        label=_("Votre réponse"), choices=StanceKind, widget=forms.RadioSelect(attrs={**TICK})
    )
    refer_to = forms.ModelChoiceField(
        label=_("Vers qui orientez-vous ?"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=CHOOSE,
    )
    scheme = forms.ModelChoiceField(
        label=_("Par quel dispositif ?"),
        queryset=SupportScheme.objects.none(),
        required=False,
        empty_label=NO_SCHEME,
    )
    comment = TextField(
        label=_("En quelques mots"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs=COMMENT_ROWS),
        help_text=_("Lu par les autres partenaires et par l’organisation, pas par le projet."),
    )

    field_order = STANCE_FIELDS

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        body: Organisation,
        bodies: Sequence[Organisation],
        schemes: Sequence[SupportScheme],
        stance: GivenStance | None,
    ) -> None:
        initial: Values = {"seen": 0}
        if stance:
            initial = {
                **{name: getattr(stance, name) for name in STANCE_FIELDS},
                "refer_to": stance.refer_to_id,
                "scheme": stance.scheme_id,
                "seen": stance.tick,
            }
        super().__init__(data, initial=initial)
        referred = (stance.refer_to_id, stance.refer_to) if stance else NONE
        through = (stance.scheme_id, stance.scheme) if stance else NONE
        _set_choices(self.fields["refer_to"], [other for other in bodies if other != body], referred)
        _set_choices(self.fields["scheme"], schemes, through)

    def clean(self) -> Values:
        data = super().clean() or {}
        if (
            data.get("kind") == StanceKind.REFER
            and not data.get("refer_to")
            and "refer_to" not in self.errors
        ):
            self.add_error("refer_to", _("Dites vers quel organisme vous orientez."))
        return data

    @property
    def values(self) -> Values:
        """The values as the action takes them."""
        values = dict(self.cleaned_data)
        return {"base_version": values.pop("seen"), **values, "kind": StanceKind(values["kind"])}


class SupportDecisionForm(AmountForm, VersionedForm):
    saved = _("La décision est notée.")

    outcome = forms.ChoiceField(
        label=_("Décision"), choices=SupportOutcome, widget=forms.RadioSelect(attrs={**TICK})
    )
    lead = forms.ModelChoiceField(
        label=_("Qui pilote ?"), queryset=Organisation.objects.none(), required=False, empty_label=CHOOSE
    )
    scheme = forms.ModelChoiceField(
        label=_("Par quel dispositif ?"),
        queryset=SupportScheme.objects.none(),
        required=False,
        empty_label=NO_SCHEME,
    )
    reason = TextField(
        label=_("Raison, ou condition"),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs=COMMENT_ROWS),
        help_text=_("Le projet la lira. Obligatoire sauf pour un appui accordé sans condition."),
    )

    field_order = DECISION_FIELDS

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        bodies: Sequence[Organisation],
        schemes: Sequence[SupportScheme],
        decision: SupportDecision | None,
        proposed: GivenStance | None = None,
    ) -> None:
        """``proposed``: the one offer to lead, as initial values of a new decision."""
        initial: Values = {"seen": 0}
        if proposed:
            initial |= {
                "outcome": SupportOutcome.AGREED,
                "lead": proposed.organisation,
                "amount": proposed.amount,
                "amount_for": proposed.amount_for,
            }
        if decision:
            initial = {name: getattr(decision, name) for name in DECISION_FIELDS}
            initial["seen"] = decision.tick
        super().__init__(data, initial=initial)
        _set_choices(self.fields["lead"], bodies)
        through = (decision.scheme_id, str(decision.scheme)) if decision else NONE
        _set_choices(self.fields["scheme"], schemes, through)

    def clean(self) -> Values:
        data = super().clean() or {}
        outcome = data.get("outcome")
        if outcome in EXPLAINED and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Écrivez la raison, ou la condition : le projet la lira."))
        if outcome in GIVES and not data.get("lead") and "lead" not in self.errors:
            self.add_error("lead", _("Dites quel organisme pilote cet appui."))
        return data

    @property
    def values(self) -> Values:
        """The values as the action takes them."""
        values = dict(self.cleaned_data)
        return {"base_version": values.pop("seen"), **values, "outcome": SupportOutcome(values["outcome"])}


class TogetherForm(forms.Form):
    """The ticked needs of one page, each by the key of its row. An unknown key is ignored: the action checks what
    changed meanwhile."""

    needs = forms.Field(
        widget=forms.MultipleHiddenInput, error_messages={"required": _("Cochez au moins un besoin.")}
    )

    def key(self, row: NeedRow) -> str:
        return str(row.need.uid)

    def is_ticked(self, row: NeedRow) -> bool:
        """Whether a row is ticked: all are at first."""
        return not self.is_bound or self.key(row) in (self["needs"].data or [])


class AgreementForm(TogetherForm):
    """Each need with the offer to lead it, as it was read."""

    def key(self, row: NeedRow) -> str:
        lead = row.only_lead
        return f"{row.need.uid}:{lead.organisation}:{lead.tick}" if lead else ""

    def clean_needs(self) -> list[tuple[str, int, int]]:
        """For each answer, the identifier of the need, the key of the body and the tick of the answer."""
        parts = [key.split(":") for key in self.cleaned_data["needs"]]
        read = [(part[0], *map(parse_version, part[1:])) for part in parts if len(part) == 3]
        return [(uid, body, tick) for uid, body, tick in read if body is not None and tick is not None]


class DeferralForm(TogetherForm):
    reason = TextField(
        label=_("Pourquoi, et jusqu’à quand ?"),
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs=COMMENT_ROWS),
        help_text=_("Chaque projet la lira. Par exemple : à revoir à la réunion du 15 septembre."),
        error_messages={"required": _("Écrivez la raison : chaque projet la lira.")},
    )


class MeetingForm(MergingForm):
    """The date of the meeting is stored on the edition."""

    helper = Helper(submit=_("Enregistrer"))

    class Meta:
        model = PartnerMeeting
        fields = ["starts_at", "place", "attendees", "notes"]
        field_classes = {"place": LineField, "attendees": TextField, "notes": TextField}
        widgets = {
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "attendees": forms.Textarea(attrs={"rows": 4, "maxlength": 2000}),
            "notes": forms.Textarea(attrs={"rows": 6, "maxlength": 4000}),
        }
        help_texts = {
            "attendees": _("Une personne par ligne, avec son organisme. Le compte rendu les nomme."),
            "notes": _(
                "Le contexte, ce qui a été dit d’important, la suite. Le compte rendu commence par là."
            ),
        }


class ReopeningForm(forms.Form):
    reason = LineField(
        label=_("Pourquoi rouvrir ?"),
        max_length=300,
        error_messages={"required": _("Dites pourquoi : le compte rendu suivant le rappelle.")},
    )
