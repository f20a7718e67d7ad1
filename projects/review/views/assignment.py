"""Who reads what: the board, what organisers change by hand, more time for one juror, the proposal and its terms."""

from collections import Counter
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.outbox.reminders import reminders_in_words
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from accelerator.web.paging import Counted
from programmes.access import edition_for
from programmes.capabilities import Capability
from programmes.committee import count_committee_invitations, describe_pending_invitations
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.conflicts.queries import why_hidden
from projects.models import Application, AssignmentStrategy, DutyChange, PlannedDuty
from projects.review.actions import assignment, planned_duties, proposals
from projects.review.actions.assignment import extend_reviews as extend
from projects.review.actions.rebalancing import plan_rebalancing, plan_relief
from projects.review.forms import ExceedForm, ReviewExtensionForm, StrategyForm
from projects.review.queries import assignment as duties, board
from projects.review.queries.assignment import list_extended_seats
from projects.review.queries.planned import group_by_dossier, list_planned_duties, list_planned_loads
from projects.review.queries.problem import PANEL_LIMIT, find_plan, list_dossier_lines
from projects.review.queries.proposal import (
    annotate_undeclared,
    explain_empty,
    find_shortage,
    find_usual_reason,
    list_proposed_rows,
)

LOCKS = {"lock": True, "unlock": False}
CALCULATIONS = {"rebalance": plan_rebalancing, "relief": plan_relief}


@require_http_methods(["GET", "HEAD", "POST"])
def manage_assignment(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Dossiers × reviewers; each cell plans to give or take back one dossier. Planned changes are applied or dropped
    there.
    """
    current_edition = edition_for(request, edition)
    if request.method == "POST":
        if "planned" in request.POST:
            return _resolve(request, current_edition)
        calculation = next((CALCULATIONS[name] for name in CALCULATIONS if name in request.POST), None)
        return _calculate(request, current_edition, calculation) if calculation else _toggle(request, edition)
    return _render_board(request, current_edition)


def _render_board(
    request: AuthenticatedRequest, current_edition: Edition, form: ExceedForm | None = None
) -> HttpResponse:
    at, counts = timezone.now(), duties.board_counts(current_edition)
    planned = list(list_planned_duties(current_edition, request.user)) if counts["planned"] else []
    seats = duties.committee(current_edition)
    loads = list_planned_loads(
        planned,
        {seat.user.pk: seat.load for seat in seats},
        {seat.user.pk: seat.capacity for seat in seats},
    )
    seats_on_page = board.select_seats(seats, request.GET.get("body", ""))
    closed = current_edition.announced_at is not None and not counts["to_review"]
    too_late = not closed and current_edition.reviews_are_closed(at)
    extended = list_extended_seats(current_edition, at).select_related("user") if too_late else ()
    locking = not closed and request.GET.get("mode") == "lock"
    invited = 0 if seats else sum(count_committee_invitations(current_edition, at).values())
    dossiers = duties.read_by_jury(current_edition) if closed else duties.to_review(current_edition)
    dossiers = dossiers.annotate(**why_hidden(request.user, "pk"))
    total = counts["read"] if closed else counts["to_review"]
    page = Counted(dossiers, board.PAGE_SIZE, total=total).get_page(request.GET.get("page"))
    rows = board.rows(
        list(page.object_list),
        seats_on_page,
        planned,
        committee=seats,
        loads=loads,
        closed=closed,
        locking=locking,
    )
    return render(
        request,
        "projects/review/assignment_board.html",
        {
            "edition": current_edition,
            "seats": seats,
            "invited": describe_pending_invitations(invited) if not seats else "",
            "seats_on_page": seats_on_page,
            "bodies": board.bodies(seats),
            "body": request.GET.get("body", ""),
            "page": page,
            "relief_requests": list(duties.list_relief_requests(current_edition, request.user))
            if counts["relief"]
            else [],
            "rows": rows,
            "has_unresolved": any(cell.state == board.UNRESOLVED for row in rows for cell in row.cells),
            "locking": locking,
            "has_deputies": any(seat.is_deputy for seat in seats),
            "strategy": counts["strategy"],
            "planned": planned,
            "planned_dossiers": group_by_dossier(planned),
            "planned_loads": loads,
            "exceed_form": form or ExceedForm(),
            "is_overloaded": any(load.is_overloaded for load in loads),
            "missing": counts["missing"],
            "is_begun": any(seat.load for seat in seats),
            "closed": closed,
            "may_remind": not closed and not too_late,
            "too_late": too_late,
            "extended": {seat.user_id: seat.user for seat in extended},
        },
    )


def _toggle(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    toggle = request.POST.get("toggle", "").replace("\0", "")
    verb, ref, number = [*toggle.split(":"), "", "", ""][:3]
    dossiers = Application.objects.read_by_organiser(request.user).select_related("call__edition")
    application = get_object_or_404(dossiers, call__edition__slug=edition, reference=ref)
    reviewer = get_object_or_404(User, pk=number if number.isdecimal() and len(number) < 18 else 0)
    if verb not in {*DutyChange.values, *LOCKS}:
        raise Http404
    with RefusalAsMessage(request):
        if verb in LOCKS:
            assignment.lock_duty(
                application=application,
                reviewer=reviewer,
                locked=LOCKS[verb],
                actor=request.user,
                at=timezone.now(),
            )
            return _return_to_cell(request, ref, reviewer)
        planned_duties.plan_duty(
            application=application,
            reviewer=reviewer,
            change=DutyChange(verb),
            actor=request.user,
            at=timezone.now(),
        )
    return _return_to_cell(request, ref, reviewer)


def _return_to_cell(request: AuthenticatedRequest, ref: str, reviewer: User) -> HttpResponse:
    return redirect(f"{request.get_full_path()}#cell-{ref}-{reviewer.pk}")  # where one was, the focus too


def _calculate(
    request: AuthenticatedRequest, edition: Edition, calculation: Callable[..., list[PlannedDuty]]
) -> HttpResponse:
    board_url = reverse("projects:manage_assignment", args=[edition.slug])
    try:
        changes = calculation(edition=edition, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.warning(request, refusal.message)
        return redirect(board_url)
    if not changes:
        messages.success(request, _("Rien à changer : les charges sont aussi égales que possible."))
        return redirect(board_url)
    return redirect(f"{board_url}#planned")


def _resolve(request: AuthenticatedRequest, current_edition: Edition) -> HttpResponse:
    """Apply the listed changes, drop them all, or one of them; the board with the form when they are refused."""
    actor = request.user
    planned = read_keys(request, "planned")
    undone = read_keys(request, "undo")
    if undone or "drop" in request.POST:
        dropped = planned_duties.drop_planned_duties(
            edition=current_edition, planned=undone or planned, actor=actor
        )
        text = ngettext("%(n)s changement est annulé.", "%(n)s changements sont annulés.", dropped)
        messages.success(request, text % {"n": dropped})
        return redirect(request.get_full_path())
    form = ExceedForm(request.POST)
    if not form.is_valid():
        return _render_board(request, current_edition, form)
    with RefusalAsError(form, "reason"):
        applied = planned_duties.apply_planned_duties(
            edition=current_edition,
            planned=planned,
            actor=actor,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
        for duty, refusal in applied.refused:
            messages.warning(request, f"{duty.reviewer}, {duty.application.reference} : {refusal.message}")
        messages.success(request, describe_applied(applied))
        return redirect(request.get_full_path())
    return _render_board(request, current_edition, form)


def read_keys(request: AuthenticatedRequest, name: str) -> list[int]:
    """The keys of rows that a form sent under this name; anything else is passed over."""
    return [int(value) for value in request.POST.getlist(name) if value.isdecimal() and len(value) < 18]


def describe_applied(applied: planned_duties.Applied) -> str:
    """What was done, and to how many people a mail leaves."""
    done = ngettext("%(n)s changement est appliqué", "%(n)s changements sont appliqués", applied.done)
    mails = ngettext("%(n)s message part.", "%(n)s messages partent.", applied.people)
    return f"{done % {'n': applied.done}} ; {mails % {'n': applied.people}}"


@require_POST
def remind_reviewer(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Remind one reviewer of pending reviews."""
    current_edition = edition_for(request, edition)
    number = request.POST.get("reviewer", "")
    seats = {str(seat.user.pk): seat.user for seat in duties.committee(current_edition)}
    if number not in seats:
        raise Http404
    with RefusalAsMessage(request):
        sent = assignment.remind_reviewer(
            edition=current_edition, reviewer=seats[number], actor=request.user, at=timezone.now()
        )
        messages.success(request, reminders_in_words(sent))
    return redirect(f"{reverse('projects:manage_assignment', args=[edition])}#loads")


@require_http_methods(["GET", "HEAD", "POST"])
def extend_reviews(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The jurors who have more time, and the form that gives some."""
    current_edition, at = edition_for(request, edition), timezone.now()
    people = people_who_can(current_edition, Capability.REVIEW).order_by("name", "pk")
    form = ReviewExtensionForm(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form, "until"):
            extend(edition=current_edition, actor=request.user, at=at, **form.cleaned_data)
            messages.success(request, _("Le délai est accordé ; la personne reçoit un message."))
            return redirect("projects:extend_reviews", edition=edition)
    extended = list_extended_seats(current_edition, at).select_related("user")
    context = {"edition": current_edition, "form": form, "extended": extended}
    return render_form(request, "projects/review/review_extension.html", context, form)


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
    concerned = annotate_undeclared(concerned, edition)
    page = Counted(concerned, board.PAGE_SIZE, total=len(keys)).get_page(request.GET.get("page"))
    usual_reason = find_usual_reason(facts, proposal)
    rows = list_proposed_rows(list(page.object_list), facts, proposal, usual_reason)
    return render(
        request,
        "projects/review/assignment_proposal.html",
        {
            "edition": edition,
            "proposal": proposal,
            "empty_text": explain_empty(facts),
            "planned": facts.planned,
            "undeclared": next((dossier.undeclared for dossier in page.object_list), 0),
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
            "rows": rows,
            "usual_reason": usual_reason,
            "has_assigned": any(row.assigned and not row.application.hidden_because for row in rows),
            "too_late": edition.reviews_are_closed(timezone.now()),
            "form": form or StrategyForm(situation.plan, facts.dossiers),
            "panel_limit": PANEL_LIMIT,
        },
    )
