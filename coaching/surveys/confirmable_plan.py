"""The rows that a project confirms in its synthesis and its follow-ups, with its confirmations so far."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef

from accelerator.types import Values
from coaching.models import ActionItem, Blocker, Commitment, Need, RowConfirmation, SurveyInvitation
from coaching.plan.enums import ActionState, BlockerState
from coaching.plan.queries import PLACE, NeedCard, read_bodies
from coaching.surveys.enums import ConfirmedKind, Relevance, SurveyKind
from programmes.models import Organisation

OVER: dict[str, tuple[str, ...]] = {
    ConfirmedKind.ACTION: (ActionState.DONE, ActionState.DROPPED),
    ConfirmedKind.BLOCKER: (BlockerState.LIFTED,),
}
NAMESPACE = uuid.UUID("c1c3f0c4-52b1-4f0a-8a5d-3d0f6a1e9b77")
"""Namespace of the identifiers of needs that are added here: a reloaded page offers the same ones."""
PLANNED = frozenset({"within_a_month"})
"""Questions of the follow-ups that actions with a date replace: each has its own line on the page."""
ADDED = 3
"""How many needs a project may add on one page."""
MODELS: dict[str, Any] = {
    ConfirmedKind.ACTION: ActionItem,
    ConfirmedKind.BLOCKER: Blocker,
    ConfirmedKind.NEED: Need,
}


@dataclass(frozen=True)
class PlanItem:
    """One row; ``row`` is ``None`` for a need that is not written yet."""

    kind: ConfirmedKind
    uid: uuid.UUID
    row: Any = None
    confirmation: RowConfirmation | None = None
    wished: list[Organisation] = field(default_factory=list)
    is_met: bool = False
    """Whether the project confirmed a commitment that meets this need."""

    @property
    def version(self) -> int:
        return self.row.version if self.row else 0

    @property
    def is_confirmed(self) -> bool:
        return bool(self.confirmation and self.confirmation.answer)

    @property
    def is_over(self) -> bool:
        """Whether the action ended, or the blocker was lifted, before this survey."""
        ended = OVER.get(self.kind, ())
        return bool(self.row and self.row.state in ended and not self.is_confirmed)

    @property
    def unchanged_answer(self) -> str:
        """The answer that changes nothing."""
        return find_relevance(self.row.state) if self.kind == ConfirmedKind.ACTION else str(self.row.state)

    @property
    def label(self) -> str:
        return str(self.row or "")


Versions = Mapping[str, int | None]
"""The version of each field when the page was rendered."""


@dataclass(frozen=True)
class AddedRows:
    """Rows of a subject above in the follow-ups of a project. ``form``: a ``PlanItemForm``.

    ``write`` saves values of a row, with the arguments common to all actions, and returns the version of each field.
    ``questions``: keys of the questions that these rows replace.
    """

    form: type[Any]
    list_rows: Callable[[SurveyInvitation], list[PlanItem]]
    write: Callable[[Values, Values, Versions], dict[str, int]]
    questions: frozenset[str] = frozenset()


ADDED_ROWS: dict[str, AddedRows] = {}
"""By kind, as subjects register them when the site starts."""


@dataclass(frozen=True)
class ConfirmablePlan:
    """The rows that a survey asks a project to confirm. ``commitments``: promises of bodies, in a follow-up alone;
    ``added``: needs that may be added; ``withdrawn``: those withdrawn here; ``bodies``: those that a need may wish
    for.
    """

    commitments: list[PlanItem]
    actions: list[PlanItem]
    blockers: list[PlanItem]
    needs: list[PlanItem]
    added: list[PlanItem]
    withdrawn: list[PlanItem]
    bodies: list[Organisation]
    is_followed: bool = False
    """Whether it is confirmed in a follow-up."""

    @property
    def to_confirm(self) -> list[PlanItem]:
        """Rows that are confirmed by one tap; needs have their own choice of sharing. A follow-up leaves out what is
        over."""
        rows = [*self.actions, *self.blockers]
        return [row for row in rows if not (self.is_followed and row.is_over)]

    @property
    def recorded_questions(self) -> frozenset[str]:
        """The keys of the questions that its rows replace: commitments, and actions with dates."""
        kinds = {item.kind for item in self.commitments}
        added = (rows.questions for kind, rows in ADDED_ROWS.items() if kind in kinds)
        has_dates = self.is_followed and any(item.row.due_on for item in self.actions)
        return frozenset(PLANNED if has_dates else ()).union(*added)

    @property
    def confirmed(self) -> int:
        return sum(1 for item in self.to_confirm if item.is_confirmed)

    def find(self, kind: str, uid: uuid.UUID) -> PlanItem | None:
        """This row of the page."""
        rows = chain(self.commitments, self.actions, self.blockers, self.needs, self.added)
        return next((item for item in rows if (item.kind, item.uid) == (kind, uid)), None)


def read_confirmable_plan(invitation: SurveyInvitation) -> ConfirmablePlan:
    """The rows of a project's plan that have words. Five queries: three kinds of rows, bodies, confirmations; in a
    follow-up, those of the added rows too.
    """
    place = invitation.participation
    confirmations = {row.row: row for row in invitation.confirmations.select_related("news")}
    helped = Commitment.objects.confirmed().filter(need=OuterRef("pk")).order_by()
    rows = Need.objects.filter(participation=place).annotate(is_met=Exists(helped))
    needs = list(rows.order_by("urgency", "position", "pk"))
    cards = [NeedCard(need) for need in needs if need.sentence and not need.is_removed]
    bodies = read_bodies(place.edition_id, [place.pk], cards)

    def list_tapped(kind: ConfirmedKind) -> list[PlanItem]:
        rows = MODELS[kind].objects.active().filter(participation=place).order_by(*PLACE)
        return [PlanItem(kind, row.uid, row, confirmations.get(row.uid)) for row in rows if str(row)]

    follows = invitation.survey.kind == SurveyKind.FOLLOW_UP
    added = ADDED_ROWS.values() if follows else ()
    return ConfirmablePlan(
        commitments=[row for rows in added for row in rows.list_rows(invitation)],
        actions=list_tapped(ConfirmedKind.ACTION),
        blockers=list_tapped(ConfirmedKind.BLOCKER),
        needs=[
            PlanItem(
                ConfirmedKind.NEED,
                card.need.uid,
                card.need,
                confirmations.get(card.need.uid),
                card.wished,
                is_met=card.need.is_met,  # type: ignore[attr-defined]
            )
            for card in cards
        ],
        added=_offer_needs(invitation, {need.uid: need for need in needs}),
        withdrawn=[
            PlanItem(ConfirmedKind.NEED, need.uid, need, confirmations[need.uid])
            for need in needs
            if need.is_removed
            and need.uid in confirmations
            and confirmations[need.uid].answer == Relevance.DROPPED
        ],
        bodies=bodies,
        is_followed=follows,
    )


def _offer_needs(invitation: SurveyInvitation, existing: dict[uuid.UUID, Need]) -> list[PlanItem]:
    """The next needs that may be added; an added one without a sentence is offered again."""
    offered = []
    for uid in list_added_uids(invitation, len(existing) + ADDED):
        need = existing.get(uid)
        if need is None or not (need.sentence or need.is_removed):
            offered.append(PlanItem(ConfirmedKind.NEED, uid, need))
    return offered[:ADDED]


def list_added_uids(invitation: SurveyInvitation, count: int) -> list[uuid.UUID]:
    """The identifiers of the needs that a project adds from its synthesis, in order."""
    return [uuid.uuid5(NAMESPACE, f"need {number} of {invitation.pk}") for number in range(count)]


def find_relevance(state: str) -> Relevance:
    """The answer that an action in this state corresponds to."""
    ended = {ActionState.DONE: Relevance.DONE, ActionState.DROPPED: Relevance.DROPPED}
    return ended.get(ActionState(state), Relevance.STILL)
