"""One need of the board: the words of the project, the answers of bodies, the decision."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from accelerator.web.autosave import parse_version
from accelerator.web.refusals import RefusalAsError, RefusalAsMessage
from coaching.models import Need, Stance
from coaching.support import actions
from coaching.support.access import BoardReader, FindReader, find_partner
from coaching.support.enums import QUICK, StanceKind
from coaching.support.forms import StanceForm, SupportDecisionForm
from coaching.support.queries.board import NeedRow, list_answering_bodies
from coaching.support.views.board import render_row
from coaching.support.views.home import schemes_of
from programmes.models import Organisation


@require_http_methods(["GET", "HEAD", "POST"])
def support_need(request: AuthenticatedRequest, edition: str, uid: UUID, find: FindReader) -> HttpResponse:
    """A need: a partner answers for their body, an organiser notes the decision, and what a body (``?body=``) says.

    The board fetches ``?part=``: a form into its cell, or the row again.
    """
    reader = find(request, edition)
    need, part = reader.find_need(uid), request.GET.get("part", "") if request.htmx else ""
    if part == "row":
        return render_row(request, reader, need)
    board, bodies = reader.read_board(with_schemes=False, only=need), list_answering_bodies(reader.edition.pk)
    [row] = board.rows
    body = _find_body(request, bodies) if reader.runs else reader.body
    doing = request.POST.get("do", "")
    forms: dict[str, StanceForm | SupportDecisionForm] = {}
    # what was typed for a meeting that was closed meanwhile stays in its form
    if body and (doing == "stance" or not board.is_closed):
        forms["stance"] = _build_stance_form(request, reader, row, body, bodies)
    if reader.runs and (doing == "decide" or not board.is_closed):
        forms["decide"] = _build_decision_form(request, reader, row, bodies)
    form = forms.get(doing)
    if form and form.is_valid() and _save(request, form, need, body):
        if part:
            return render_row(request, reader, need)
        messages.success(request, form.saved)
        return redirect(f"{reader.reverse('board')}#need-{need.pk}")
    if part:
        return _render_in_cell(request, reader, row, body, part, forms.get(part))
    project, kinds = need.participation.project, [need.kind] if need.kind else None
    context = {
        "board": board,
        "reader": reader,
        "board_url": reader.reverse("board"),
        "row": row,
        "need": row.need,
        "project": project,
        "body": body,
        "stance_form": forms.get("stance"),
        "decision_form": forms.get("decide"),
        **schemes_of(reader.edition, reader, project, kinds),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/support/need.html", context, status=status)


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


def _find_body(request: AuthenticatedRequest, bodies: "QuerySet[Organisation]") -> Organisation | None:
    """The body that an organiser answers for. Raises ``Http404`` for one that has no column."""
    body = request.GET.get("body")
    if not body:
        return None
    if not body.isdecimal():
        raise Http404
    return get_object_or_404(bodies, pk=int(body[:9]))


def _build_stance_form(
    request: AuthenticatedRequest,
    reader: BoardReader,
    row: NeedRow,
    body: Organisation,
    bodies: "QuerySet[Organisation]",
) -> StanceForm:
    given = Stance.objects.filter(need=row.need, organisation=body).select_related("refer_to", "scheme")
    data = request.POST if request.POST.get("do") == "stance" else None
    return StanceForm(data, edition=reader.edition, body=body, bodies=bodies, stance=given.first())


def _build_decision_form(
    request: AuthenticatedRequest, reader: BoardReader, row: NeedRow, bodies: "QuerySet[Organisation]"
) -> SupportDecisionForm:
    """The decision form, which proposes the body that offers to lead and its amount, if one alone does."""
    offers = [cell.stance for cell in row.answered if cell.stance and cell.stance.kind == StanceKind.LEAD]
    data = request.POST if request.POST.get("do") == "decide" else None
    proposed = offers[0] if len(offers) == 1 else None
    return SupportDecisionForm(
        data, edition=reader.edition, bodies=bodies, decision=row.decision, proposed=proposed
    )


def _save(
    request: AuthenticatedRequest,
    form: StanceForm | SupportDecisionForm,
    need: Need,
    body: Organisation | None,
) -> bool:
    """Whether it was saved; what was typed stays in the form when it was not."""
    common: Values = {"need": need, "actor": request.user, "at": timezone.now(), **form.values}
    with RefusalAsError(form):
        if isinstance(form, SupportDecisionForm):
            actions.decide_support(**common)
        elif body:
            actions.take_stance(organisation=body, **common)
        return True
    return False


@require_POST
def quick_stance(request: AuthenticatedRequest, edition: str, uid: UUID) -> HttpResponse:
    """One click of a partner on the board; the same click again takes it back.

    A comment and an amount that were there stay.
    """
    reader = find_partner(request, edition)
    need = reader.find_need(uid)
    if reader.body is None or request.POST.get("kind") not in QUICK:
        raise Http404
    at, seen = timezone.now(), parse_version(request.POST.get("seen", "")) or 0
    kind = StanceKind(request.POST["kind"])
    stance = Stance.objects.filter(need=need, organisation=reader.body).select_related("scheme").first()
    with RefusalAsMessage(request):
        is_bare = stance and not stance.comment and stance.amount is None and not stance.amount_for
        if stance and is_bare and stance.kind == kind and stance.version == seen:
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
    return redirect(f"{reader.reverse('board')}#need-{need.pk}")
