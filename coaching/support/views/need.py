"""One need of the board: its text, the answers of bodies, the decision."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core import serializers
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
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from coaching.models import Need, Stance, SupportDecision
from coaching.support.access import BoardReader, FindReader, find_partner
from coaching.support.actions import answers as actions
from coaching.support.actions.answers import take_stance, withdraw_stance
from coaching.support.enums import QUICK, StanceKind
from coaching.support.forms import StanceForm, SupportDecisionForm
from coaching.support.models import LONGEST_COMMENT
from coaching.support.queries.board import NeedRow, OfferedScheme, describe_offers, read_structure
from coaching.support.queries.filters import BoardFilter, BoardList, read_filter
from coaching.support.views.board import render_row
from coaching.support.views.home import list_schemes_of
from coaching.synthesis.reports.schemes import list_schemes
from programmes.models import Organisation, SupportScheme

SEEN_SIGNER = Signer(salt="coaching.support.need")
"""Signs that a person read a need: only they learn that it left the board."""


@require_http_methods(["GET", "HEAD", "POST"])
def support_need(request: AuthenticatedRequest, edition: str, uid: UUID, find: FindReader) -> HttpResponse:
    """A need: a partner answers for their body, an organiser records the decision, and the answer of a body
    (``?body=``).

    The filters of the address lead to the next one. The board fetches ``?part=``: a form into its cell, or the row
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
        data = request.POST if request.POST.get("do") == "stance" else None
        stance = next((cell.stance for cell in row.cells if cell.body == body), None)
        forms["stance"] = StanceForm(data, body=body, bodies=board.bodies, schemes=schemes, stance=stance)
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
    """The need. Raises ``Http404``; ``None``, with a message, for one that left the board while this person read it."""
    try:
        return reader.find_need(uid)
    except Http404:
        signature = SEEN_SIGNER.signature(f"{reader.user.pk}:{uid}")
        if not constant_time_compare(request.POST.get("signature", ""), signature):
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
        "signature": SEEN_SIGNER.signature(f"{reader.user.pk}:{need.uid}"),
        "stance_form": forms.get("stance"),
        "decision_form": forms.get("decide"),
        **list_schemes_of(reader.edition, reader, read_structure(row.need), kinds, schemes),
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
    """Add a message with a link to undo. Side effects: a message, and the last answer in the session. ``before``: the
    former answer."""
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
    """The next pending need of the filtered list; else the board, at the row of a need that was opened alone."""
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
    """The form alone, for its cell of the board; or the row, when nothing may be edited any more."""
    if form is None:
        return render_row(request, reader, row.need)
    # several may be open on one page
    form.auto_id = f"{part}-{row.need.pk}-{body.pk if body else 0}-%s"
    context = {"form": form, "do": part, "body": body, "board_url": reader.reverse("board")}
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/support/_cell_form.html", context, status=status)


def _list_own(reader: BoardReader, schemes: Iterable[SupportScheme]) -> tuple[OfferedScheme, ...]:
    """The schemes of the reader's body; none for an organiser, who reads all of them beside the need."""
    return describe_offers(scheme for scheme in schemes if scheme.organisation == reader.body)


def _find_body(request: AuthenticatedRequest, bodies: Iterable[Organisation]) -> Organisation | None:
    """The body that an organiser answers for. Raises ``Http404`` for one without a column."""
    requested = request.GET.get("body")
    if not requested:
        return None
    for body in bodies:
        if str(body.pk) == requested:
            return body
    raise Http404


def _find_stance(need: Need, body: Organisation) -> Stance | None:
    return Stance.objects.filter(need=need, organisation=body).select_related("scheme").first()


def _build_decision_form(
    request: AuthenticatedRequest,
    row: NeedRow,
    bodies: Sequence[Organisation],
    schemes: Sequence[SupportScheme],
) -> SupportDecisionForm:
    """The decision form, with the one offer to lead and its amount as initial values."""
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
    """The saved row; ``None`` when it was refused, and the form keeps the typed values."""
    common: Values = {"need": need, "actor": request.user, "at": timezone.now(), **form.values}
    with RefusalAsError(form):
        if isinstance(form, SupportDecisionForm):
            return actions.decide_support(**common)
        if body:
            return actions.take_stance(organisation=body, **common)
    return None


@require_POST
def quick_stance(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """One click of a partner on the board; the same click again withdraws it. The comment and the amount stay."""
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
    """Undo the last answer, unless somebody of the same body changed it since; then back to the need."""
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


LAST = "support_last_answer"


def remember_answer(
    request: AuthenticatedRequest,
    reader: BoardReader,
    wanted: BoardFilter,
    saved: Stance,
    before: Stance | None,
) -> str:
    """The address that undoes ``saved``; "" when it equals the former answer ``before``. Side effect: the session."""
    if before and before.tick == saved.tick:
        return ""
    request.session[LAST] = {
        "answer": [saved.pk, saved.tick],
        "before": serializers.serialize("json", [before]) if before else "",
    }
    undo = reverse("coaching:undo_support_stance", args=[reader.edition.slug, saved.need.uid])
    return f"{undo}?{wanted.query}"


def take_back_answer(request: AuthenticatedRequest, need: Need, body: Organisation, at: datetime) -> bool:
    """Restore the former answer to ``need`` before the last one of this person; ``False`` when that was about another
    need.

    Side effects: those of the actions; the session forgets it. Raises ``TransitionRefused``, ``EditConflict``.
    """
    pk, tick = request.session.get(LAST, {}).get("answer", (0, 0))
    stance = Stance.objects.filter(pk=pk, need=need, organisation=body).first()
    if stance is None:
        return False
    before = request.session.pop(LAST)["before"]
    if not before:
        stance.need, stance.tick = need, tick
        withdraw_stance(stance=stance, actor=request.user, at=at)
        return True
    [row] = serializers.deserialize("json", before)
    old: Any = row.object
    take_stance(
        need=need,
        organisation=body,
        kind=StanceKind(old.kind),
        refer_to=old.refer_to,
        scheme=old.scheme,
        comment=old.comment,
        amount=old.amount,
        amount_for=old.amount_for,
        base_version=tick,
        actor=request.user,
        at=at,
    )
    return True
