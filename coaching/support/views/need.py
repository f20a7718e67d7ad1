"""One need of the board: the words of the project, the answers of bodies, the decision."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.signing import Signer
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Values
from accelerator.web.autosave import parse_version
from accelerator.web.refusals import RefusalAsError, RefusalAsMessage
from coaching.models import Need, Stance, SupportDecision
from coaching.support.access import BoardReader, FindReader, find_partner
from coaching.support.actions import answers as actions
from coaching.support.enums import QUICK, StanceKind
from coaching.support.forms import StanceForm, SupportDecisionForm
from coaching.support.models import LONGEST_COMMENT
from coaching.support.queries.board import NeedRow
from coaching.support.queries.filters import BoardFilter, BoardList, read_filter
from coaching.support.queries.schemes import OfferedScheme, describe_offers, read_structure
from coaching.support.views.board import render_row
from coaching.support.views.home import schemes_of
from coaching.support.views.undo import remember_answer, take_back_answer
from coaching.synthesis.reports.schemes import list_schemes
from programmes.models import Organisation, SupportScheme

ENDING_LENGTH = Signer(salt="coaching.support.need")
"""Signs that a person read a need: they may learn that it left the board; anybody else finds no page."""


@require_http_methods(["GET", "HEAD", "POST"])
def support_need(request: AuthenticatedRequest, edition: str, uid: UUID, find: FindReader) -> HttpResponse:
    """A need: a partner answers for their body, an organiser notes the decision, and what a body (``?body=``) says.

    What the address lists leads from one to the next. The board fetches ``?part=``: a form into its cell, or the row
    again.
    """
    reader = find(request, edition)
    need, part = _find_need(request, reader, uid), request.GET.get("part", "") if request.htmx else ""
    if need is None:
        return redirect(f"{reader.reverse('board')}?{urlencode({**request.GET.dict(), 'next': ''})}")
    if part == "row":
        return render_row(request, reader, need)
    schemes = list_schemes(reader.edition)
    board = reader.read_board(only=need) if part else reader.read_board(offers=_list_own(reader, schemes))
    listed, row = reader.list_board(board, request.GET), board.find_row(need.pk)
    if row is None:
        raise Http404
    body = _find_body(request, board.bodies) if reader.runs else reader.body
    doing = request.POST.get("do", "")
    forms: dict[str, StanceForm | SupportDecisionForm] = {}
    # what was typed for a meeting that was closed meanwhile stays in its form
    if body and (doing == "stance" or not board.is_closed):
        forms["stance"] = _build_stance_form(request, row, body, board.bodies, schemes)
    before = _find_stance(need, body) if body and doing == "stance" else None
    if reader.runs and (doing == "decide" or not board.is_closed):
        forms["decide"] = _build_decision_form(request, row, board.bodies, schemes)
    form = forms.get(doing)
    if form and form.is_valid() and (saved := _save(request, form, need, body)):
        if part:
            return render_row(request, reader, need)
        _confirm(request, reader, listed, row, form, saved, before)
        return redirect(_find_next_page(reader, listed, need, stays=bool(request.GET.get("body"))))
    if part:
        return _render_in_cell(request, reader, row, body, part, forms.get(part))
    context = _describe_need(reader, need, row, listed, body, forms, schemes)
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/support/need.html", context, status=status)


def _find_need(request: AuthenticatedRequest, reader: BoardReader, uid: UUID) -> Need | None:
    """Raises ``Http404``; ``None``, with a message, for one that left the board while this person read it."""
    try:
        return reader.find_need(uid)
    except Http404:
        signature = ENDING_LENGTH.signature(f"{reader.user.pk}:{uid}")
        if not constant_time_compare(request.POST.get("shown", ""), signature):
            raise
    typed = [request.POST.get(name, "").strip() for name in ("comment", "reason", "amount", "amount_for")]
    messages.error(request, _("Ce besoin n’est plus sur le tableau : rien n’est enregistré."))
    if any(typed):
        text = " · ".join(filter(None, typed))[:LONGEST_COMMENT]
        messages.info(request, _("Vous aviez écrit : « %(text)s ».") % {"text": text})
    return None


def _describe_need(
    reader: BoardReader,
    need: Need,
    row: NeedRow,
    listed: BoardList,
    body: Organisation | None,
    forms: dict[str, StanceForm | SupportDecisionForm],
    schemes: Sequence[SupportScheme],
) -> Context:
    following = listed.find_next(need.pk)
    kinds = [need.kind] if need.kind else None
    return {
        "board": listed.board,
        "reader": reader,
        "board_url": reader.reverse_board(listed.requested),
        "reader_board_url": reader.reverse("board"),
        "row": row,
        "need": row.need,
        "project": need.participation.project,
        "body": body,
        "listed": listed,
        "next_url": reader.reverse_need(following.need, listed.filter) if following else "",
        "quick": [(kind.value, str(kind.label)) for kind in QUICK],
        "shown": ENDING_LENGTH.signature(f"{reader.user.pk}:{need.uid}"),
        "stance_form": forms.get("stance"),
        "decision_form": forms.get("decide"),
        **schemes_of(reader.edition, reader, read_structure(row.need), kinds, schemes),
    }


def _confirm(
    request: AuthenticatedRequest,
    reader: BoardReader,
    listed: BoardList,
    row: NeedRow,
    form: StanceForm | SupportDecisionForm,
    saved: Stance | SupportDecision,
    before: Stance | None,
) -> None:
    """Say what was saved, and offer to take it back. Side effects: a message, and the last answer in the session.

    ``before``: the answer that was there.
    """
    if isinstance(saved, SupportDecision):
        undo = reverse("coaching:undo_support_decisions", args=[reader.edition.slug, saved.tick])
        messages.success(request, form.saved, extra_tags=f"undo={undo}" if saved.version == 1 else "")
        return
    answer = " ".join(filter(None, [str(StanceKind(saved.kind).label), str(saved.refer_to or "")]))
    text = _("%(answer)s : « %(need)s ».") % {"answer": capfirst(answer), "need": row.need.sentence}
    if row.decision:
        text += " " + _("Entre-temps, la réunion a décidé : %(outcome)s.") % {
            "outcome": row.decision.get_outcome_display()
        }
    undo = ""
    if not reader.runs:
        undo = remember_answer(request, reader, listed.filter, saved, before)
    messages.success(request, text, extra_tags=f"undo={undo}" if undo else "")


def _find_next_page(reader: BoardReader, listed: BoardList, need: Need, *, stays: bool) -> str:
    """What waits next of what the address lists; else the board, at the row of a need that was opened alone."""
    following = listed.find_next(need.pk) if listed.requested.query and not stays else None
    if following:
        return reader.reverse_need(following.need, listed.filter)
    # at the end of a view the board opens at its top, with what waits elsewhere
    is_done = bool(listed.requested.query) and not stays
    return reader.reverse_board(BoardFilter(), None if is_done else need)


def _render_in_cell(
    request: AuthenticatedRequest,
    reader: BoardReader,
    row: NeedRow,
    body: Organisation | None,
    part: str,
    form: StanceForm | SupportDecisionForm | None,
) -> HttpResponse:
    """The form alone, for its cell of the board; the row as it stands once there is nothing to write any more."""
    if form is None:
        return render_row(request, reader, row.need)
    # several may be open on one page
    form.auto_id = f"{part}-{row.need.pk}-{body.pk if body else 0}-%s"
    context = {"form": form, "do": part, "body": body, "board_url": reader.reverse("board")}
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/support/_cell_form.html", context, status=status)


def _list_own(reader: BoardReader, schemes: Iterable[SupportScheme]) -> tuple[OfferedScheme, ...]:
    """Those of the reader's body; none for an organiser, who reads all of them beside the need."""
    return describe_offers(scheme for scheme in schemes if scheme.organisation == reader.body)


def _find_body(request: AuthenticatedRequest, bodies: Iterable[Organisation]) -> Organisation | None:
    """The body that an organiser answers for. Raises ``Http404`` for one that has no column."""
    requested = request.GET.get("body")
    if not requested:
        return None
    for body in bodies:
        if str(body.pk) == requested:
            return body
    raise Http404


def _find_stance(need: Need, body: Organisation) -> Stance | None:
    return Stance.objects.filter(need=need, organisation=body).select_related("scheme").first()


def _build_stance_form(
    request: AuthenticatedRequest,
    row: NeedRow,
    body: Organisation,
    bodies: Sequence[Organisation],
    schemes: Sequence[SupportScheme],
) -> StanceForm:
    data = request.POST if request.POST.get("do") == "stance" else None
    stance = next((cell.stance for cell in row.cells if cell.body == body), None)
    return StanceForm(data, body=body, bodies=bodies, schemes=schemes, stance=stance)


def _build_decision_form(
    request: AuthenticatedRequest,
    row: NeedRow,
    bodies: Sequence[Organisation],
    schemes: Sequence[SupportScheme],
) -> SupportDecisionForm:
    """The decision form, which proposes the body that offers to lead and its amount, if one alone does."""
    data = request.POST if request.POST.get("do") == "decide" else None
    return SupportDecisionForm(
        data, bodies=bodies, schemes=schemes, decision=row.decision, proposed=row.only_lead
    )


def _save(
    request: AuthenticatedRequest,
    form: StanceForm | SupportDecisionForm,
    need: Need,
    body: Organisation | None,
) -> Stance | SupportDecision | None:
    """What was saved; ``None``, and what was typed stays in the form, when it was refused."""
    common: Values = {"need": need, "actor": request.user, "at": timezone.now(), **form.values}
    with RefusalAsError(form):
        if isinstance(form, SupportDecisionForm):
            return actions.decide_support(**common)
        if body:
            return actions.take_stance(organisation=body, **common)
    return None


@require_POST
def quick_stance(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """One click of a partner on the board; the same click again takes it back.

    A comment and an amount that were there stay.
    """
    reader = find_partner(request, edition)
    wanted = read_filter(request.GET, runs=False)
    need = _find_need(request, reader, uid)
    if need is None:
        return redirect(reader.reverse_board(wanted))
    if reader.body is None or request.POST.get("kind") not in QUICK:
        raise Http404
    at, seen = timezone.now(), parse_version(request.POST.get("seen", "")) or 0
    kind = StanceKind(request.POST["kind"])
    stance = _find_stance(need, reader.body)
    with RefusalAsMessage(request):
        is_bare = stance and not stance.comment and stance.amount is None and not stance.amount_for
        if stance and is_bare and stance.kind == kind and stance.tick == seen:
            stance.need = need
            actions.withdraw_stance(stance=stance, actor=request.user, at=at)
        else:
            actions.take_stance(
                need=need,
                organisation=reader.body,
                kind=kind,
                scheme=stance.scheme if stance else None,
                comment=stance.comment if stance else "",
                amount=stance.amount if stance else None,
                amount_for=stance.amount_for if stance else "",
                base_version=seen,
                actor=request.user,
                at=at,
            )
    return redirect(reader.reverse_board(wanted, need))


@require_POST
def undo_stance(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """Take back the last answer, unless somebody of the same body changed it since; then the need again."""
    reader = find_partner(request, edition)
    need = reader.find_need(uid)
    if reader.body is None:
        raise Http404
    with RefusalAsMessage(request):
        if take_back_answer(request, need, reader.body, timezone.now()):
            messages.success(request, _("Votre réponse est annulée."))
        else:
            messages.error(request, _("Cette réponse ne s’annule plus : choisissez-en une autre."))
    return redirect(reader.reverse_need(need, read_filter(request.GET, runs=False)))
