"""Several needs decided at once while the partners meet: agreed to their one offer, or deferred; and withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from coaching.support.access import BoardReader, find_organiser
from coaching.support.actions import answers as actions
from coaching.support.forms import AgreementForm, DeferralForm
from coaching.support.queries.board import NeedRow, SupportBoard


@require_http_methods(["GET", "HEAD", "POST"])
def agree_to_offers(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The needs with one offer to lead: agree to the ticked ones together."""
    reader = find_organiser(request, edition)
    board = reader.read_board()
    form = AgreementForm(request.POST or None)
    if form.is_valid():
        needs = {str(row.need.uid): row.need.pk for row in board.rows}
        offers = [
            # a need that left the board, or never was there, is one that changed meanwhile
            actions.ReadOffer(needs.get(uid, 0), body, tick)
            for uid, body, tick in form.cleaned_data["needs"]
        ]
        with RefusalAsError(form):
            done = actions.agree_to_offers(
                edition=reader.edition, offers=offers, actor=request.user, at=timezone.now()
            )
            return _finish(request, reader, done)
    rows = [row for row in board.undecided if row.only_lead]
    return _render(request, reader, board, rows, form)


@require_http_methods(["GET", "HEAD", "POST"])
def defer_needs(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The needs without a decision: defer the ticked ones, for one reason."""
    reader = find_organiser(request, edition)
    board = reader.read_board()
    form = DeferralForm(request.POST or None)
    if form.is_valid():
        uids = set(form.cleaned_data["needs"])
        needs = [row.need for row in board.rows if str(row.need.uid) in uids]
        with RefusalAsError(form):
            done = actions.defer_needs(
                edition=reader.edition,
                needs=needs,
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=timezone.now(),
            )
            return _finish(request, reader, done, missing=len(uids) - len(needs))
    return _render(request, reader, board, board.undecided, form)


@require_POST
def undo_decisions(request: AuthenticatedRequest, edition: str, tick: int) -> HttpResponse:
    """Withdraw the decisions of one act that nobody changed since."""
    reader = find_organiser(request, edition)
    with RefusalAsMessage(request):
        count = actions.withdraw_decisions(
            edition=reader.edition,
            needs=reader.list_needs(),
            tick=tick,
            actor=request.user,
            at=timezone.now(),
        )
        text = ngettext("%(count)d décision est annulée.", "%(count)d décisions sont annulées.", count)
        if count:
            messages.success(request, text % {"count": count})
        else:
            messages.error(request, _("Ces décisions ont changé entre-temps : elles restent."))
    return redirect(reader.reverse("board"))


def _finish(
    request: AuthenticatedRequest, reader: BoardReader, done: actions.DecidedTogether, missing: int = 0
) -> HttpResponse:
    count, left = len(done.decisions), done.left + missing
    if count:
        text = ngettext("%(count)d décision est notée.", "%(count)d décisions sont notées.", count)
        undo = reverse("coaching:undo_support_decisions", args=[reader.edition.slug, done.tick])
        messages.success(request, text % {"count": count}, extra_tags=f"undo={undo}")
    if left:
        text = ngettext(
            "%(count)d besoin a changé entre-temps et reste tel qu’il est : relisez-le.",
            "%(count)d besoins ont changé entre-temps et restent tels qu’ils sont : relisez-les.",
            left,
        )
        messages.warning(request, text % {"count": left})
    return redirect(reader.reverse("board"))


def _render(
    request: AuthenticatedRequest,
    reader: BoardReader,
    board: SupportBoard,
    rows: list[NeedRow],
    form: AgreementForm | DeferralForm,
) -> HttpResponse:
    lines = [(row, form.key(row), form.is_ticked(row)) for row in rows]
    context = {
        "form": form,
        "lines": lines,
        "board": board,
        "board_url": reader.reverse("board"),
        "is_deferral": isinstance(form, DeferralForm),
    }
    status = 422 if form.is_bound else 200
    return render(request, "coaching/support/decide_together.html", context, status=status)
