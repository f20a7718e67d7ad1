"""The proposal of who reads what: its terms, what it says, and applying it."""

from collections import Counter

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsError
from accelerator.web.paging import Counted
from programmes.access import edition_for
from programmes.models import Edition
from projects.conflicts.queries import why_hidden
from projects.models import AssignmentStrategy
from projects.review.actions import proposals
from projects.review.forms import StrategyForm
from projects.review.queries import assignment as duties, board
from projects.review.queries.problem import PANEL_LIMIT, find_plan, list_dossier_lines
from projects.review.queries.proposal import explain_empty, find_shortage, list_proposed_rows


@require_http_methods(["GET", "HEAD", "POST"])
def assignment_proposal(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the solver proposes, with its reasons; applying it gives every duty and writes to reviewers.

    Posted with ``propose``, it is computed and stored; with a ``strategy``, computed anew on other terms.
    """
    current_edition = edition_for(request, edition)
    if "strategy" in request.POST:
        return _choose_strategy(request, current_edition)
    if "propose" in request.POST:
        proposals.save_proposal(edition=current_edition, actor=request.user, at=timezone.now())
        return redirect("projects:assignment_proposal", edition=edition)
    if request.method == "POST":
        return _apply(request, current_edition)
    return _render_proposal(request, current_edition)


def _choose_strategy(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    form = StrategyForm(find_plan(edition), list_dossier_lines(edition), request.POST)
    if form.is_valid():
        with RefusalAsError(form, "strategy"):
            proposals.choose_strategy(
                edition=edition,
                strategy=AssignmentStrategy(form.cleaned_data["strategy"]),
                anchors=form.cleaned_data["anchors"],
                count=form.cleaned_data["count"],
                actor=request.user,
                at=timezone.now(),
            )
            proposals.save_proposal(edition=edition, actor=request.user, at=timezone.now())
            return redirect("projects:assignment_proposal", edition=edition.slug)
    return _render_proposal(request, edition, form)


def _apply(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    try:
        assigned = proposals.apply_proposal(
            edition=edition, digest=request.POST.get("digest", ""), actor=request.user, at=timezone.now()
        )
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect("projects:assignment_proposal", edition=edition.slug)
    text = ngettext("%(n)s évaluation est confiée.", "%(n)s évaluations sont confiées.", assigned)
    messages.success(request, text % {"n": assigned})
    return redirect("projects:manage_assignment", edition=edition.slug)


def _render_proposal(
    request: AuthenticatedRequest, edition: Edition, form: StrategyForm | None = None
) -> HttpResponse:
    situation = proposals.read_situation(edition, request.user)
    facts, proposal = situation.facts, situation.proposal
    new = Counter(reviewer for _dossier, reviewer in proposal.pairs)
    keys = {dossier for dossier, _reviewer in proposal.pairs}
    concerned = duties.to_review(edition).filter(pk__in=keys).annotate(**why_hidden(request.user, "pk"))
    page = Counted(concerned, board.PAGE_SIZE, total=len(keys)).get_page(request.GET.get("page"))
    return render(
        request,
        "projects/review/assignment_proposal.html",
        {
            "edition": edition,
            "proposal": proposal,
            "empty_text": explain_empty(facts),
            "planned": facts.planned,
            "lightest": proposal.load_range[0],
            "heaviest": proposal.load_range[1],
            "reviewers": len({reviewer for _dossier, reviewer in proposal.pairs}),
            "loads": [
                (seat, proposal.loads[seat.user.pk] - new[seat.user.pk], proposal.loads[seat.user.pk])
                for seat in facts.seats
                if seat.user.pk in proposal.loads
            ],
            "shortage": find_shortage(edition, facts, proposal),
            "page": page,
            "rows": list_proposed_rows(list(page.object_list), facts, proposal),
            "too_late": edition.reviews_are_closed(timezone.now()),
            "form": form or StrategyForm(situation.plan, facts.dossiers),
            "panel_limit": PANEL_LIMIT,
        },
    )
