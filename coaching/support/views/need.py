"""One need of the board: the words of the project, the answers of bodies, the decision."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.edit_conflict import EditConflict
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from coaching.models import Need, Stance
from coaching.support import actions
from coaching.support.access import BoardReader, find_organiser, find_partner
from coaching.support.enums import QUICK, StanceKind
from coaching.support.forms import StanceForm, SupportDecisionForm
from coaching.support.queries.board import NeedRow, SupportBoard, list_answering_bodies, read_board
from coaching.support.views.home import schemes_of
from programmes.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def support_need(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """A partner reads a need, and answers for their body."""
    return _answer(request, find_partner(request, edition), uid)


@require_http_methods(["GET", "HEAD", "POST"])
def manage_support_need(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """An organiser notes the decision, and what a body (``?body=``) answers aloud."""
    return _answer(request, find_organiser(request, edition), uid)


def _answer(request: AuthenticatedRequest, reader: BoardReader, uid: UUID) -> HttpResponse:
    need = reader.find_need(uid)
    board, bodies = _read_need(reader, need), list_answering_bodies(reader.edition.pk)
    row = board.rows[0]
    body = _find_body(request, bodies) if reader.runs else reader.body
    doing = request.POST.get("do", "")
    stance = decision = None
    # what was typed for a meeting that was closed meanwhile stays in its form
    if doing == "stance" or not board.is_closed:
        stance = _stance_form(request if doing == "stance" else None, reader, row, body, bodies)
    if doing == "decide" or not board.is_closed:
        decision = _decision_form(request if doing == "decide" else None, reader, row, bodies)
    doors: tuple[Any, ...] = ((stance, _save_stance), (decision, _save_decision))
    for form, save in doors:
        if form is not None and form.is_bound and form.is_valid() and save(request, need, body, form):
            return redirect(f"{reader.reverse('board')}#need-{need.pk}")
    return render(
        request,
        "coaching/support/need.html",
        _context(reader, board, bodies, body, stance, decision),
        status=422 if request.method == "POST" else 200,
    )


def _context(
    reader: BoardReader,
    board: SupportBoard,
    bodies: "QuerySet[Organisation]",
    body: Organisation | None,
    stance: StanceForm | None,
    decision: SupportDecisionForm | None,
) -> Context:
    [row] = board.rows
    need = row.need
    return {
        "board": board,
        "reader": reader,
        "board_url": reader.reverse("board"),
        "row": row,
        "need": need,
        "project": need.participation.project,
        "bodies": bodies,
        "body": body,
        "stance_form": stance,
        "decision_form": decision,
        **schemes_of(reader.edition, reader, need.participation.project, [need.kind] if need.kind else None),
    }


def _read_need(reader: BoardReader, need: Need) -> SupportBoard:
    """The board of that need alone."""
    return read_board(reader.edition, reader.list_needs().filter(pk=need.pk), own=reader.body)


def _find_body(request: AuthenticatedRequest, bodies: "QuerySet[Organisation]") -> Organisation | None:
    """The body that an organiser answers for. Raises ``Http404`` for one that has no column."""
    body = request.GET.get("body")
    if not body:
        return None
    if not body.isdecimal():
        raise Http404
    return get_object_or_404(bodies, pk=int(body[:9]))


def _stance_form(
    request: HttpRequest | None,
    reader: BoardReader,
    row: NeedRow,
    body: Organisation | None,
    bodies: "QuerySet[Organisation]",
) -> StanceForm | None:
    if body is None:
        return None
    stance = (
        Stance.objects.filter(need=row.need, organisation=body).select_related("refer_to", "scheme").first()
    )
    data = request.POST if request else None
    return StanceForm(data, edition=reader.edition, body=body, bodies=bodies, stance=stance)


def _decision_form(
    request: HttpRequest | None, reader: BoardReader, row: NeedRow, bodies: "QuerySet[Organisation]"
) -> SupportDecisionForm | None:
    """The decision form, which proposes the bodies that offer to lead."""
    if not reader.runs:
        return None
    leads = [cell.body for cell in row.answered if cell.stance and cell.stance.kind == StanceKind.LEAD]
    data = request.POST if request else None
    lead = leads[0] if len(leads) == 1 else None
    return SupportDecisionForm(data, edition=reader.edition, bodies=bodies, decision=row.decision, lead=lead)


def _save_stance(request: AuthenticatedRequest, need: Need, body: Organisation, form: StanceForm) -> bool:
    common: dict[str, Any] = {"need": need, "organisation": body, "actor": request.user, "at": timezone.now()}
    return _try(
        request, form, lambda: actions.take_stance(**common, **form.values), _("La réponse est enregistrée.")
    )


def _save_decision(
    request: AuthenticatedRequest, need: Need, body: Organisation, form: SupportDecisionForm
) -> bool:
    common: dict[str, Any] = {"need": need, "actor": request.user, "at": timezone.now()}
    return _try(
        request, form, lambda: actions.decide_support(**common, **form.values), _("La décision est notée.")
    )


def _try(request: AuthenticatedRequest, form: StanceForm | SupportDecisionForm, act: Any, done: str) -> bool:
    """Whether it was done; what was typed stays in the form when it was not."""
    try:
        act()
    except EditConflict as conflict:
        form.show_theirs(conflict.version, str(conflict.message))
    except TransitionRefused as refused:
        form.add_error(None, str(refused.message))
    else:
        messages.success(request, done)
        return True
    return False


@require_POST
def quick_stance(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """One click of a partner on the board; a comment that was there stays, the same click again takes it back."""
    reader = find_partner(request, edition)
    need = reader.find_need(uid)
    if reader.body is None or request.POST.get("kind") not in QUICK:
        raise Http404
    try:
        _click(request, need, reader.body, StanceKind(request.POST["kind"]))
    except (EditConflict, TransitionRefused) as refused:
        messages.error(request, str(refused.message))
    return redirect(f"{reader.reverse('board')}#need-{need.pk}")


def _click(request: AuthenticatedRequest, need: Need, body: Organisation, kind: StanceKind) -> None:
    common: dict[str, Any] = {"actor": request.user, "at": timezone.now()}
    seen = parse_version(request.POST.get("seen", "")) or 0
    stance = Stance.objects.filter(need=need, organisation=body).select_related("scheme").first()
    if stance and stance.kind == kind and stance.version == seen and not stance.comment:
        stance.need = need
        return actions.withdraw_stance(stance=stance, **common)
    unchanged: dict[str, Any] = {"comment": stance.comment, "scheme": stance.scheme} if stance else {}
    actions.take_stance(need=need, organisation=body, kind=kind, base_version=seen, **unchanged, **common)
    return None
