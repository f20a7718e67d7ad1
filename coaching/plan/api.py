"""The plan of a project in the API, for visitors of its room."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.models import Scope
from accelerator.api.schemas import OutSchema
from accelerator.api.site import describe_operation
from accelerator.types import Json
from coaching.plan.queries import NeedCard, read_plan
from coaching.room.views.entering import enter_room

router = Router(tags=["Projects"])


class BlockerOut(OutSchema):
    uid: UUID
    text: str
    axis: str | None
    priority: int
    state: str


class CreditOut(OutSchema):
    name: str
    text: str


class ActionOut(OutSchema):
    """``ideas``: its sources, with their authors."""

    uid: UUID
    line: str
    priority: int
    first_step: str
    owner: str
    due_on: date | None
    indicator: str
    state: str
    blocker: UUID | None
    ideas: list[CreditOut]


class NeedOut(OutSchema):
    uid: UUID
    sentence: str
    kind: str
    urgency: int
    is_shared: bool
    wished: list[str]


class PlanOut(OutSchema):
    project: str
    title: str
    blockers: list[BlockerOut]
    actions: list[ActionOut]
    needs: list[NeedOut]


@router.get(
    "/projects/{slug:slug}/plan",
    response=PlanOut,
    url_name="plan",
    **describe_operation(
        _("Verrous, actions et besoins d’un projet"),
        _("Pour qui entre dans l’espace du projet."),
        scope=Scope.PLANS,
    ),
)
def read_one(request: AuthenticatedRequest, slug: str) -> Json:
    """The plan of a project, for visitors of its room. 6 queries."""
    room = enter_room(request, slug)
    plan = read_plan(room.participation)
    cards = [card for column in plan.columns for card in column.cards]
    needs = {card.need.pk: card for card in plan.needs}
    for hung in [need for card in cards for need in card.needs] + [
        need for blocker in plan.blockers for need in blocker.needs
    ]:
        needs[hung.need.pk] = hung
    return {
        "project": room.slug,
        "title": room.project.title,
        "blockers": [
            {
                "uid": row.uid,
                "text": row.text,
                "axis": row.axis.label if row.axis else None,
                "priority": row.priority,
                "state": row.state,
            }
            for row in (card.blocker for card in plan.blockers)
        ],
        "actions": [
            {
                "uid": card.action.uid,
                "line": card.action.line,
                "priority": card.action.priority,
                "first_step": card.action.first_step,
                "owner": card.action.owner,
                "due_on": card.action.due_on,
                "indicator": card.action.indicator,
                "state": card.action.state,
                "blocker": card.blocker.uid if card.blocker and not card.blocker.is_removed else None,
                "ideas": [{"name": credit.name, "text": credit.text} for credit in card.credits],
            }
            for card in cards
        ],
        "needs": [describe_need(card) for card in needs.values()],
    }


def describe_need(card: NeedCard) -> Json:
    need = card.need
    return {
        "uid": need.uid,
        "sentence": need.sentence,
        "kind": need.kind,
        "urgency": need.urgency,
        "is_shared": need.is_shared,
        "wished": [body.name for body in card.wished],
    }
