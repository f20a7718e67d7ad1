"""Calculations over duties that people have already: they plan changes on the board, and change nothing themselves."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from projects.audit import record_act
from projects.models import Application, DutyChange, DutyReason, PlannedDuty, Review, ReviewAssignment
from projects.review.actions.assignment import AssignmentRefused, check_reviews_are_open
from projects.review.queries.assignment import list_relief_requests
from projects.review.queries.problem import build_problem
from projects.review.solver.assignment import AssignmentProblem, Pair, Proposal


@transaction.atomic
def plan_rebalancing(*, edition: Edition, actor: User, at: datetime) -> list[PlannedDuty]:
    """Plan the fewest changes after which loads are even and each dossier has its readers; returns them.

    Locked duties, reviews begun or sent, changes already planned and the actor's own duties do not move, nor do
    dossiers hidden from the actor. Side effects: the planned changes, an audit entry when there are some. Raises
    :class:`AssignmentRefused` once reviews are closed.
    """
    edition = lock_and_read_edition(edition.pk, "call")
    check_reviews_are_open(edition, at)
    problem = build_problem(edition)
    visible = _list_visible(edition, actor)
    movable = frozenset(
        pair for pair in _list_movable(edition, problem) if pair[0] in visible and pair[1] != actor.pk
    )
    proposal = _solve(_release_duties(problem, movable))
    added = {
        pair: DutyReason(because.value)
        for pair, because in proposal.because.items()
        if pair not in movable and pair[0] in visible
    }
    withdrawn = dict.fromkeys(proposal.dropped, DutyReason.BALANCE)
    return _plan(edition, added, withdrawn, "rebalance", actor=actor, at=at)


@transaction.atomic
def plan_relief(*, edition: Edition, actor: User, at: datetime) -> list[PlannedDuty]:
    """Plan who takes over all that jurors wrote they will not manage; returns the planned changes.

    Not the actor's own dossiers, nor those hidden from them. Side effects: those of :func:`plan_replacement` for each
    juror. Raises :class:`AssignmentRefused` once reviews are closed.
    """
    requests: dict[User, list[Application]] = {}
    for duty in list_relief_requests(edition, actor):
        if duty.reviewer_id != actor.pk:
            requests.setdefault(duty.reviewer, []).append(duty.application)
    planned = [
        plan_replacement(edition, without=juror, dossiers=dossiers, actor=actor, at=at)
        for juror, dossiers in requests.items()
    ]
    return [duty for changes in planned for duty in changes]


@transaction.atomic
def plan_replacement(
    edition: Edition, *, without: User, dossiers: Collection[Application], actor: User, at: datetime
) -> list[PlannedDuty]:
    """Plan who takes over dossiers that a juror gives back, with the fewest changes; returns the planned changes.

    Nothing else moves while others have the capacity; otherwise duties of others do, except locked ones and reviews
    begun. Organisers read all of it on the board, and apply it or not. A change already planned for one of these
    dossiers and this juror gives way. Side effects: the planned changes, an audit entry. Raises
    :class:`AssignmentRefused` once reviews are closed, or when none of these dossiers waits for a review of this juror.
    """
    edition = lock_and_read_edition(edition.pk, "call")
    check_reviews_are_open(edition, at)
    keys = {dossier.pk for dossier in dossiers}
    waiting = ReviewAssignment.objects.awaited().filter(
        application__in=keys, application__call__edition=edition, reviewer=without
    )
    withdrawn = {(duty.application_id, without.pk) for duty in waiting}
    if not withdrawn:
        raise AssignmentRefused(_("Aucun de ces dossiers n’attend une évaluation de cette personne."))
    PlannedDuty.objects.filter(
        application__in=[dossier for dossier, _who in withdrawn], reviewer=without
    ).delete()
    problem = build_problem(edition)
    problem = replace(problem, excluded=problem.excluded | withdrawn, assigned=problem.assigned - withdrawn)
    concerned = {dossier for dossier, _who in withdrawn}
    proposal = _solve(problem)
    added = {pair for pair in proposal.pairs if pair[0] in concerned}
    dropped: set[Pair] = set()
    if any(row.dossier in concerned for row in proposal.unmet):
        movable = frozenset(pair for pair in _list_movable(edition, problem) if pair[1] != actor.pk)
        moved = _solve(replace(_release_duties(problem, movable), fewest_changes=True))
        if _count_missing(moved) < _count_missing(proposal):
            added = set(moved.pairs) - movable
            dropped = set(moved.dropped)
    reasons = dict.fromkeys(added, DutyReason.REPLACEMENT)
    withdrawals = dict.fromkeys(dropped, DutyReason.BALANCE) | dict.fromkeys(withdrawn, DutyReason.RETURNED)
    return _plan(edition, reasons, withdrawals, "plan_replacement", actor=actor, at=at)


def _solve(problem: AssignmentProblem) -> Proposal:
    # numpy and OR-Tools: for the few processes that make a proposal
    from projects.review.solver.proposal import propose

    return propose(problem)


def _release_duties(problem: AssignmentProblem, movable: frozenset[Pair]) -> AssignmentProblem:
    """The problem in which these duties may move. Who reads more than their capacity may keep as much: nothing is taken
    back that nobody else takes over.
    """
    loads = Counter(reviewer for _dossier, reviewer in problem.assigned)
    reviewers = tuple(
        who if who.capacity is None else replace(who, capacity=max(who.capacity, loads[who.id]))
        for who in problem.reviewers
    )
    return replace(problem, reviewers=reviewers, assigned=problem.assigned - movable, preferred=movable)


def _count_missing(proposal: Proposal) -> int:
    return sum(row.missing or 1 for row in proposal.unmet)


def _list_visible(edition: Edition, actor: User) -> frozenset[int]:
    """Keys of the dossiers that the actor may judge."""
    return frozenset(
        Application.objects.for_edition(edition).judged_by(actor).order_by().values_list("pk", flat=True)
    )


def _list_movable(edition: Edition, problem: AssignmentProblem) -> frozenset[Pair]:
    """Duties that a calculation may move: neither locked, nor begun, nor planned by hand, nor of deputies: it would
    not give them back.
    """
    duties = ReviewAssignment.objects.standing().filter(application__call__edition=edition, locked=False)
    begun = Review.objects.filter(application__call__edition=edition).order_by()
    planned = PlannedDuty.objects.filter(application__call__edition=edition).order_by()
    pairs = set(duties.order_by().values_list("application", "reviewer"))
    pairs -= set(begun.values_list("application", "reviewer"))
    pairs -= set(planned.values_list("application", "reviewer"))
    return frozenset(pair for pair in pairs & problem.assigned if pair[1] not in problem.titulars)


def _plan(
    edition: Edition,
    added: Mapping[Pair, DutyReason],
    withdrawn: Mapping[Pair, DutyReason],
    verb: str,
    *,
    actor: User,
    at: datetime,
) -> list[PlannedDuty]:
    changes = [(pair, DutyChange.GIVE, because) for pair, because in added.items()]
    changes += [(pair, DutyChange.TAKE_BACK, because) for pair, because in withdrawn.items()]
    # a change that a colleague planned by hand while the solver ran stays as they planned it
    PlannedDuty.objects.bulk_create(
        [
            PlannedDuty(
                application_id=dossier,
                reviewer_id=reviewer,
                change=change,
                because=because,
                planned_by=actor,
                planned_at=at,
            )
            for (dossier, reviewer), change, because in sorted(changes)
        ],
        ignore_conflicts=True,
    )
    stored = PlannedDuty.objects.filter(
        application__call__edition=edition, planned_by=actor, planned_at=at
    ).order_by("application", "reviewer")
    pairs = added.keys() | withdrawn.keys()
    planned = [duty for duty in stored if (duty.application_id, duty.reviewer_id) in pairs]
    if planned:
        record_act(edition, verb, {"changes": len(planned)}, actor=actor, at=at)
    return planned


class ReliefRefused(TransitionRefused):
    """The request cannot be saved; ``message`` is the reason."""


@transaction.atomic
def set_relief_requests(
    *, reviewer: User, listed: Collection[int], requested: Collection[int], reason: str, at: datetime
) -> int:
    """Record which of the ``listed`` duties of this person they ask to be relieved of: ``requested``, among those
    awaited.

    Returns how many are newly requested. Side effects: the duties; an audit entry for each that changes; organisers
    read them in « À traiter » and on the assignment board. Raises :class:`ReliefRefused` for a new request without a
    reason.
    """
    duties = (
        ReviewAssignment.objects.awaited_at(at)
        .select_for_update(of=("self",))
        .filter(pk__in=listed, reviewer=reviewer)
        .select_related("application__call__edition")
        .order_by("pk")
    )
    changed = [duty for duty in duties if (duty.pk in requested) != (duty.relief_requested_at is not None)]
    new = [duty for duty in changed if duty.pk in requested]
    if new and not reason.strip():
        raise ReliefRefused(_("Un mot d’explication aide l’organisation à redistribuer."))
    for duty in changed:
        is_requested = duty.pk in requested
        duty.relief_requested_at = at if is_requested else None
        duty.relief_reason = reason.strip()[:300] if is_requested else ""
        duty.save(update_fields=["relief_requested_at", "relief_reason"])
        record_act(
            duty.application,
            "request_relief" if is_requested else "withdraw_relief",
            {"reason": duty.relief_reason} if is_requested else {},
            actor=reviewer,
            at=at,
            edition=duty.application.call.edition,
        )
    return len(new)
