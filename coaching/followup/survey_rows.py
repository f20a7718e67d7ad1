"""Commitments as rows at the top of the follow-up surveys: fulfilled? useful?"""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from coaching.followup.actions.commitments import CommitmentDropped, answer_commitment
from coaching.followup.enums import CommitmentState, Confirmation, SupportUsefulness
from coaching.models import Commitment, SurveyInvitation
from coaching.surveys.confirmable_plan import ADDED_ROWS, AddedRows, ConfirmablePlan, PlanItem, Versions
from coaching.surveys.enums import ConfirmedKind
from coaching.surveys.forms import PlanItemForm

ANSWERED = frozenset({"support_received", "support_useful"})
"""Questions of the follow-ups that the rows of commitments replace."""


class CommitmentRowForm(PlanItemForm):
    """The questions about one commitment, without those answered before this form opened."""

    segmented = ("confirmation", "usefulness")

    confirmation = forms.ChoiceField(
        label=_("Tenu ?"),
        choices=[
            (Confirmation.YES, _("Oui")), (Confirmation.PARTLY, _("En partie")), (Confirmation.NOT_YET, _("Non")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )  # fmt: skip
    usefulness = forms.TypedChoiceField(
        label=_("Utile ?"),
        choices=SupportUsefulness.choices,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(
        self, item: PlanItem, plan: ConfirmablePlan, data: "MultiValueDict[str, str] | None" = None
    ) -> None:
        super().__init__(item, plan, data)
        self.drop_recorded(list_recorded(item))
        self.drops_answers = is_dropped(item) and any(
            self.add_prefix(name) in self.data for name in self.fields
        )
        if is_dropped(item):
            self.fields.clear()

    def clean(self) -> Values:
        """Explain why an answer from an outdated page is not saved."""
        if self.drops_answers:
            self.add_error(None, str(CommitmentDropped(self.item.row).message))
        return super().clean() or {}

    @property
    def needs_confirmation(self) -> bool:
        return "confirmation" in self.fields

    @property
    def needs_usefulness(self) -> bool:
        return "usefulness" in self.fields

    def read_initial(self, item: PlanItem) -> Values:
        commitment: Commitment = item.row
        return {"confirmation": commitment.confirmation or None, "usefulness": commitment.usefulness}


def list_commitment_rows(invitation: SurveyInvitation) -> list[PlanItem]:
    """The commitments to the project, unanswered ones first. Two queries."""
    place = invitation.participation_id
    answered = {row.row: row for row in invitation.confirmations.filter(kind=ConfirmedKind.COMMITMENT)}
    rows = Commitment.objects.filter(participation=place).select_related("body", "person")
    items = [
        PlanItem(ConfirmedKind.COMMITMENT, row.uid, row, answered.get(row.uid))
        for row in rows.order_by("due_on", "pk")
    ]
    return sorted(items, key=lambda item: len(list_recorded(item)))


def list_recorded(item: PlanItem) -> list[str]:
    """The fields whose answer was recorded before this survey."""
    commitment: Commitment = item.row
    recorded = {
        "confirmation": is_dropped(item) or commitment.confirmation == Confirmation.YES,
        "usefulness": is_dropped(item) or commitment.usefulness is not None,
    }
    return [name for name, is_known in recorded.items() if is_known and not item.is_confirmed]


def is_dropped(item: PlanItem) -> bool:
    """Whether its body dropped it: it is readable without fields."""
    return item.row.state == CommitmentState.DROPPED


def write_commitment(common: Values, values: Values, versions: Versions) -> dict[str, int]:
    """Save the answers of one row; returns the version of each field. Raises the errors of
    :func:`answer_commitment`.
    """
    known_versions = [version for name in values if (version := versions[name]) is not None]
    confirmation: Any = values.get("confirmation")
    usefulness: Any = values.get("usefulness")
    version = answer_commitment(
        **common,
        confirmation=Confirmation(confirmation) if confirmation else None,
        usefulness=SupportUsefulness(usefulness) if usefulness else None,
        base_version=min(known_versions, default=None),
    )
    return dict.fromkeys(values, version)


def register_survey_rows() -> None:
    """Add the commitments at the top of follow-ups."""
    ADDED_ROWS[ConfirmedKind.COMMITMENT] = AddedRows(
        CommitmentRowForm, list_commitment_rows, write_commitment, ANSWERED
    )
