"""Commitments and the follow-up of a project in the API, for those who may open their pages."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.models import Scope
from accelerator.api.schemas import OutSchema, read_euros
from accelerator.api.site import describe_operation
from accelerator.types import Json
from coaching.followup.queries.commitments import (
    CommitmentRow,
    FollowedAction,
    list_actions,
    list_all_managed,
    list_of_body,
    list_of_project,
)
from coaching.followup.views.letters import enter_as_member
from coaching.support.access import find_partner
from programmes.access import can, edition_for
from programmes.capabilities import Capability

router = Router(tags=["Follow-up"])


class NewsOut(OutSchema):
    """``paid``: the total paid by then in euros, if it changed."""

    at: datetime
    state: str
    text: str
    paid: float | None
    from_project: bool


class CommitmentOut(OutSchema):
    """``amount``: euros granted; ``paid``: the total paid until now; ``usefulness``: from 1 to 4, by the project."""

    project: str
    need: UUID | None
    what: str
    body: str
    due_on: date | None
    state: str
    confirmation: str | None
    usefulness: int | None
    amount: float | None
    amount_for: str
    paid: float | None
    news: list[NewsOut]


class ActionNewsOut(OutSchema):
    at: datetime
    state: str
    text: str


class FollowedActionOut(OutSchema):
    uid: UUID
    line: str
    owner: str
    due_on: date | None
    state: str
    news: list[ActionNewsOut]


class FollowUpOut(OutSchema):
    project: str
    title: str
    actions: list[FollowedActionOut]
    commitments: list[CommitmentOut]


@router.get(
    "/editions/{slug:edition}/commitments",
    response=list[CommitmentOut],
    url_name="commitments",
    **describe_operation(
        _("Les engagements d’une édition"),
        _("Pour qui l’organise, ceux de tous les organismes ; pour un partenaire, ceux du sien."),
        scope=Scope.FOLLOW_UP,
    ),
)
def list_commitments(request: AuthenticatedRequest, edition: str) -> list[Json]:
    """The commitments that this organiser, or this partner, reads on their page. Six queries at most."""
    at = timezone.now()
    if can(request, Capability.MANAGE_FOLLOW_UP, edition=edition):
        return describe_commitments(list_all_managed(request.user, edition_for(request, edition), at))
    reader = find_partner(request, edition)
    body = reader.body
    return describe_commitments(list_of_body(request.user, reader.edition, body.pk, at) if body else [])


@router.get(
    "/projects/{slug:slug}/follow-up",
    response=FollowUpOut,
    url_name="follow_up",
    **describe_operation(
        _("Le suivi d’un projet"),
        _("Pour les membres du projet : ses actions, et ce que les organismes font pour lui."),
        scope=Scope.FOLLOW_UP,
    ),
)
def read_follow_up(request: AuthenticatedRequest, slug: str) -> Json:
    """The follow-up of a project, for its members. Seven queries."""
    room = enter_as_member(request, slug)
    return {
        "project": room.slug,
        "title": room.project.title,
        "actions": [_describe_action(followed) for followed in list_actions(room.participation)],
        "commitments": describe_commitments(list_of_project(room.participation, timezone.now())),
    }


def describe_commitments(rows: Iterable[CommitmentRow]) -> list[Json]:
    """No query."""
    return [_describe_commitment(row) for row in rows]


def _describe_commitment(row: CommitmentRow) -> Json:
    commitment = row.commitment
    return {
        "project": commitment.participation.project.slug,
        "need": commitment.need.uid if commitment.need else None,
        "what": commitment.what,
        "body": str(commitment.body),
        "due_on": commitment.due_on,
        "state": commitment.state,
        "confirmation": commitment.confirmation or None,
        "usefulness": commitment.usefulness,
        "amount": read_euros(commitment.amount),
        "amount_for": commitment.amount_for,
        "paid": read_euros(commitment.paid),
        "news": [
            {
                "at": note.at,
                "state": note.state,
                "text": note.text,
                "paid": read_euros(note.paid),
                "from_project": note.from_project,
            }
            for note in row.notes
        ],
    }


def _describe_action(followed: FollowedAction) -> Json:
    action = followed.action
    return {
        "uid": action.uid,
        "line": action.line,
        "owner": action.owner,
        "due_on": action.due_on,
        "state": action.state,
        "news": [
            {"at": update.at, "state": update.state, "text": update.note} for update in followed.updates
        ],
    }
