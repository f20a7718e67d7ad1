"""What a project's plan holds when it fills in its synthesis, and what it confirmed of it so far."""

import uuid
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef

from coaching.models import ActionItem, Blocker, Commitment, Need, RowConfirmation, SurveyInvitation
from coaching.plan.enums import ActionState
from coaching.plan.queries import PLACE, NeedCard, read_bodies
from coaching.surveys.enums import ConfirmedKind, Relevance
from programmes.models import Organisation

NAMESPACE = uuid.UUID("c1c3f0c4-52b1-4f0a-8a5d-3d0f6a1e9b77")
"""Of the identifiers of needs that are added here: a page that is opened again offers the same ones."""
ADDED = 3
"""Needs that one page lets a project add."""
MODELS: dict[str, Any] = {
    ConfirmedKind.ACTION: ActionItem,
    ConfirmedKind.BLOCKER: Blocker,
    ConfirmedKind.NEED: Need,
}


@dataclass(frozen=True)
class HeldRow:
    """One row; ``row`` is ``None`` for a need that nobody wrote yet."""

    kind: ConfirmedKind
    uid: uuid.UUID
    row: Any = None
    confirmation: RowConfirmation | None = None
    wished: list[Organisation] = field(default_factory=list)
    is_met: bool = False
    """A need for which the project confirmed that some body did what it had promised."""

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmation and self.confirmation.said)

    @property
    def as_it_stands(self) -> str:
        """What says that nothing changed."""
        return tell_relevance(self.row.state) if self.kind == ConfirmedKind.ACTION else str(self.row.state)

    @property
    def label(self) -> str:
        return str(self.row or "")


@dataclass(frozen=True)
class HeldPlan:
    """``added``: needs that may be added; ``withdrawn``: those withdrawn here; ``bodies``: whom one may wish for."""

    actions: list[HeldRow]
    blockers: list[HeldRow]
    needs: list[HeldRow]
    added: list[HeldRow]
    withdrawn: list[HeldRow]
    bodies: list[Organisation]

    @property
    def to_confirm(self) -> list[HeldRow]:
        """Those that one taps; a need says by itself whether it is passed on."""
        return [*self.actions, *self.blockers]

    @property
    def confirmed(self) -> int:
        return sum(1 for held in self.to_confirm if held.is_confirmed)

    def find(self, kind: str, uid: uuid.UUID) -> HeldRow | None:
        """The row of this name among those that the page shows."""
        rows = chain(self.actions, self.blockers, self.needs, self.added)
        return next((held for held in rows if (held.kind, held.uid) == (kind, uid)), None)


def read_held_plan(invitation: SurveyInvitation) -> HeldPlan:
    """What has words in the plan of a project. Five queries: three kinds of rows, bodies, confirmations."""
    place = invitation.participation
    told = {row.row: row for row in invitation.confirmations.select_related("news")}
    helped = Commitment.objects.confirmed().filter(need=OuterRef("pk")).order_by()
    rows: Any = Need.objects.filter(participation=place).annotate(is_met=Exists(helped))
    needs = list(rows.order_by("urgency", "position", "pk"))
    cards = [NeedCard(need) for need in needs if need.sentence and not need.is_removed]
    bodies = read_bodies(place, cards)

    def list_tapped(kind: ConfirmedKind) -> list[HeldRow]:
        rows = MODELS[kind].objects.kept().filter(participation=place).order_by(*PLACE)
        return [HeldRow(kind, row.uid, row, told.get(row.uid)) for row in rows if str(row)]

    return HeldPlan(
        actions=list_tapped(ConfirmedKind.ACTION),
        blockers=list_tapped(ConfirmedKind.BLOCKER),
        needs=[
            HeldRow(
                ConfirmedKind.NEED,
                card.need.uid,
                card.need,
                told.get(card.need.uid),
                card.wished,
                is_met=card.need.is_met,  # type: ignore[attr-defined]
            )
            for card in cards
        ],
        added=_offer_needs(invitation, {need.uid: need for need in needs}),
        withdrawn=[
            HeldRow(ConfirmedKind.NEED, need.uid, need, told[need.uid])
            for need in needs
            if need.is_removed and need.uid in told and told[need.uid].said == Relevance.DROPPED
        ],
        bodies=bodies,
    )


def _offer_needs(invitation: SurveyInvitation, known: dict[uuid.UUID, Need]) -> list[HeldRow]:
    """The next needs that may be added; one that has no sentence yet is offered again as it is."""
    offered = []
    for uid in list_added_uids(invitation, len(known) + ADDED):
        need = known.get(uid)
        if need is None or not (need.sentence or need.is_removed):
            offered.append(HeldRow(ConfirmedKind.NEED, uid, need))
    return offered[:ADDED]


def list_added_uids(invitation: SurveyInvitation, count: int) -> list[uuid.UUID]:
    """The identifiers of the needs that a project adds from its synthesis, in order."""
    return [uuid.uuid5(NAMESPACE, f"need {number} of {invitation.pk}") for number in range(count)]


def tell_relevance(state: str) -> Relevance:
    """What an action in this state is said to be."""
    told = {ActionState.DONE: Relevance.DONE, ActionState.DROPPED: Relevance.DROPPED}
    return told.get(ActionState(state), Relevance.STILL)
