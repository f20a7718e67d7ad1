"""The board of the partners, in the API for them and for organisers."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from ninja import Router

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.api.models import Scope
from accelerator.api.schemas import OutSchema, read_euros
from accelerator.api.site import describe_operation
from accelerator.types import Json
from coaching.models import SupportDecision
from coaching.support.access import BoardReader, find_organiser, find_partner
from coaching.support.queries.board import NeedRow, read_board
from programmes.access import can
from programmes.capabilities import Capability

router = Router(tags=["Support"])


class StanceOut(OutSchema):
    body: str
    stance: str
    comment: str
    refers_to: str | None
    scheme: str | None
    amount: float | None
    amount_for: str


class DecisionOut(OutSchema):
    """``amount``: euros granted."""

    outcome: str
    lead: str | None
    scheme: str | None
    reason: str
    amount: float | None
    amount_for: str


class SharedNeedOut(OutSchema):
    """A shared need, with the answers of bodies and the decision."""

    uid: UUID
    project: str
    structure: str
    sentence: str
    kind: str
    urgency: int
    stances: list[StanceOut]
    decision: DecisionOut | None


class DecidedNeedOut(DecisionOut):
    need: UUID
    project: str
    structure: str
    sentence: str


class BoardOut(OutSchema):
    meeting: str
    needs: list[SharedNeedOut]


@router.get(
    "/editions/{slug:edition}/needs",
    response=BoardOut,
    url_name="needs",
    **describe_operation(
        _("Les besoins transmis aux partenaires"),
        _("Pour les partenaires de l’édition et qui l’organise : réponses de chaque organisme, décision."),
        scope=Scope.NEEDS,
    ),
)
def list_needs(request: AuthenticatedRequest, edition: str) -> Json:
    """The needs on the board, for the partners of an edition and its organisers. 9 queries."""
    reader = _find_reader(request, edition)
    board = read_board(reader.edition, reader.list_needs(), own=reader.body)
    return {
        "meeting": board.meeting.state,
        "needs": [
            describe_row(row, project.project.title, str(project.project.organisation or ""))
            for project in board.projects
            for row in project.rows
        ],
    }


@router.get(
    "/editions/{slug:edition}/decisions",
    response=list[DecidedNeedOut],
    url_name="decisions",
    **describe_operation(
        _("Les décisions des partenaires"),
        _("Pour les partenaires de l’édition et qui l’organise : une par besoin, avec ce qui est accordé."),
        scope=Scope.NEEDS,
    ),
)
def list_decisions(request: AuthenticatedRequest, edition: str) -> list[Json]:
    """The decisions of the board, for the partners of an edition and its organisers. 9 queries."""
    reader = _find_reader(request, edition)
    board = read_board(reader.edition, reader.list_needs(), own=reader.body)
    return [
        {
            "need": row.need.uid,
            "project": place.project.title,
            "structure": str(place.project.organisation or ""),
            "sentence": row.need.sentence,
            **describe_decision(row.decision),
        }
        for place in board.projects
        for row in place.rows
        if row.decision
    ]


def _find_reader(request: AuthenticatedRequest, edition: str) -> BoardReader:
    organises = can(request, Capability.MANAGE_FOLLOW_UP, edition=edition)
    return find_organiser(request, edition) if organises else find_partner(request, edition)


def describe_row(row: NeedRow, project: str, structure: str) -> Json:
    need = row.need
    return {
        "uid": need.uid,
        "project": project,
        "structure": structure,
        "sentence": need.sentence,
        "kind": need.kind,
        "urgency": need.urgency,
        "stances": [
            {
                "body": cell.body.name,
                "stance": cell.stance.kind,
                "comment": cell.stance.comment,
                "refers_to": cell.stance.refer_to or None,
                "scheme": cell.stance.scheme or None,
                "amount": read_euros(cell.stance.amount),
                "amount_for": cell.stance.amount_for,
            }
            for cell in row.cells
            if cell.stance
        ],
        "decision": describe_decision(row.decision) if row.decision else None,
    }


def describe_decision(decision: SupportDecision) -> Json:
    return {
        "outcome": decision.outcome,
        "lead": str(decision.lead) if decision.lead else None,
        "scheme": str(decision.scheme) if decision.scheme else None,
        "reason": decision.reason,
        "amount": read_euros(decision.amount),
        "amount_for": decision.amount_for,
    }
