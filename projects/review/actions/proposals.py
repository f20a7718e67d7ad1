"""The proposal of the solver: who reads what, as organisers read it, change its terms, and apply it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.transitions import apply_many
from programmes.locks import lock_and_read_edition
from programmes.models import Edition, Role
from projects.application.enums import APPLICATION
from projects.audit import record_act
from projects.models import (
    Application,
    AssignmentPlan,
    AssignmentStrategy,
    ReviewAssignment,
    SearchEntry,
)
from projects.review import emails
from projects.review.actions.assignment import (
    AssignmentRefused,
    check_reviews_are_open,
    find_reasons,
    lock_seats,
)
from projects.review.actions.scores import refresh_expected
from projects.review.queries.assignment import to_review
from projects.review.queries.problem import (
    PANEL_LIMIT,
    AssignmentFacts,
    build_problem,
    choose_anchors,
    find_plan,
    read_facts,
)
from projects.review.solver.assignment import Because, Proposal


class Situation(NamedTuple):
    """The plan of an edition, its situation now, and what the solver proposes for it."""

    plan: AssignmentPlan
    facts: AssignmentFacts
    proposal: Proposal


def propose_for(edition: Edition) -> Proposal:
    """What the solver proposes now for an edition. Reads only."""
    return read_situation(edition).proposal


def read_situation(edition: Edition, reader: User | None = None) -> Situation:
    """The situation with the proposal last read if nothing has changed, else with the nearest to it. Reads only."""
    # numpy and OR-Tools: for the few processes that make a proposal
    from projects.review.solver.proposal import describe_proposal, propose

    plan = find_plan(edition)
    facts = read_facts(edition, plan, reader)
    problem = facts.problem
    before = {(dossier, reviewer): Because(because) for dossier, reviewer, because in plan.pairs}
    if plan.situation == problem.digest:
        links = (pair for pair, because in before.items() if because == Because.LINK)
        stored = describe_proposal(problem, before, links)
        previous = {(dossier, reviewer) for dossier, reviewer, _because in plan.previous}
        return Situation(plan, facts, replace(stored, previous=frozenset(previous)))
    proposal = propose(replace(problem, preferred=frozenset(before)))
    return Situation(plan, facts, replace(proposal, previous=frozenset(before)))


@transaction.atomic
def save_proposal(*, edition: Edition, actor: User, at: datetime) -> Proposal:
    """Compute the proposal and store it, so that a later one changes as little of it as it can.

    Side effects: the plan of the edition alone.
    """
    from projects.review.solver.proposal import propose  # as in ``propose_for``

    edition = lock_and_read_edition(edition.pk, "call")
    plan = find_plan(edition)
    problem = build_problem(edition, plan)
    if plan.situation != problem.digest:
        before = frozenset((dossier, reviewer) for dossier, reviewer, _because in plan.pairs)
        proposal = propose(replace(problem, preferred=before))
        plan.previous, plan.situation = plan.pairs, problem.digest
        plan.pairs = [[*pair, because.value] for pair, because in proposal.because.items()]
        plan.save()
    return propose_for(edition)


@transaction.atomic
def choose_strategy(
    *,
    edition: Edition,
    strategy: AssignmentStrategy,
    anchors: Collection[int] = (),
    count: int = 0,
    actor: User,
    at: datetime,
) -> AssignmentPlan:
    """Change who reads what: some people each dossier, the whole committee, or some and a few dossiers read by all.

    ``anchors`` are keys of dossiers; without any, ``count`` of them are chosen, of different structures. Side effects:
    the plan, whose proposal is then computed anew, and an audit entry. Raises :class:`AssignmentRefused` for a whole
    committee with too many dossiers.
    """
    edition = lock_and_read_edition(edition.pk, "call")
    dossiers = to_review(edition)
    if strategy == AssignmentStrategy.PANEL and (number := dossiers.count()) > PANEL_LIMIT:
        raise AssignmentRefused(
            _("Tout le comité lit tout jusqu’à %(limit)s dossiers ; il y en a %(count)s.")
            % {"limit": PANEL_LIMIT, "count": number}
        )
    chosen: list[int] = []
    if strategy == AssignmentStrategy.ANCHORS:
        existing = set(dossiers.filter(pk__in=list(anchors)).values_list("pk", flat=True))
        chosen = sorted(existing) or choose_anchors(edition, count)
    plan = find_plan(edition)
    plan.strategy, plan.anchors = strategy, chosen
    plan.situation, plan.pairs, plan.previous = "", [], []
    plan.save()
    data = {"strategy": strategy.value, "anchors": len(chosen)}
    record_act(edition, "plan_assignment", data, actor=actor, at=at)
    return plan


@transaction.atomic
def apply_proposal(*, edition: Edition, digest: str, actor: User, at: datetime) -> int:
    """Give every duty of the proposal named ``digest``; returns how many.

    The proposal is computed again under the edition's lock: if the situation has changed since the page was rendered,
    nothing is done and :class:`AssignmentRefused` is raised, as it is once reviews are closed. Side effects: duties,
    eligible dossiers go under review, ``reviews_expected``, audit entries, one mail to each reviewer; a number of
    queries that does not grow.
    """
    edition = lock_and_read_edition(edition.pk, "call")
    check_reviews_are_open(edition, at)
    lock_seats(edition.pk)
    proposal = propose_for(edition)
    if proposal.digest != digest:
        raise AssignmentRefused(_("La situation a changé depuis cette proposition : en voici une nouvelle."))
    _assign_pairs(edition, proposal, actor, at)
    dossier_keys = sorted({dossier for dossier, _reviewer in proposal.pairs})
    dossiers = Application.objects.filter(pk__in=dossier_keys)
    apply_many(dossiers, "start_review", table=APPLICATION, actor=actor, at=at, scope=edition.scope)
    refresh_expected(dossier_keys)
    AssignmentPlan.objects.filter(edition=edition).update(situation="", pairs=[], previous=[])
    record_act(
        edition,
        "apply_assignment",
        {"pairs": len(proposal.pairs), "unmet": len(proposal.unmet)},
        actor=actor,
        at=at,
    )
    return len(proposal.pairs)


def _assign_pairs(edition: Edition, proposal: Proposal, actor: User, at: datetime) -> None:
    pairs = proposal.pairs
    jurors = Role.objects.jurors().filter(edition=edition)
    roles = jurors.select_related("user").prefetch_related("expertise")
    people = {role.user_id: role for role in roles}
    dossiers = Application.objects.in_bulk({dossier for dossier, _reviewer in pairs})
    reasons = find_reasons(SearchEntry.objects.filter(call__edition=edition), people.values())
    ReviewAssignment.objects.bulk_create(
        [
            ReviewAssignment(
                application_id=dossier,
                reviewer_id=reviewer,
                assigned_by=actor,
                assigned_at=at,
                withdrawn_at=None,
                reason=reasons.get((dossier, reviewer), ""),
                because=because.value,
            )
            for (dossier, reviewer), because in proposal.because.items()
        ],
        batch_size=500,
        update_conflicts=True,
        unique_fields=["application", "reviewer"],
        update_fields=[
            "assigned_by",
            "assigned_at",
            "withdrawn_at",
            "reason",
            "because",
            "locked",
            "relief_requested_at",
            "relief_reason",
        ],
    )
    by_reviewer: defaultdict[int, list[Application]] = defaultdict(list)
    for dossier, reviewer in pairs:
        by_reviewer[reviewer].append(dossiers[dossier])
    queue(
        *(
            emails.duties_assigned(
                edition,
                people[number].user,
                mine,
                due=edition.review_deadline(people[number].reviews_due_at),
                at=at,
            )
            for number, mine in by_reviewer.items()
        ),
        at=at,
    )
