"""The input of the assignment solver: the committee, its conflicts, capacities and skills, the dossiers, the duties."""

from collections import Counter
from typing import Any

from django.utils import timezone

from programmes.bodies import body_numbers
from programmes.capabilities import Capability, list_roles
from programmes.expertise import list_expertise
from programmes.models import Edition, Organisation, Role
from projects.application.enums import SCORED
from projects.conflicts.queries import list_barred_people, list_conflicting_pairs
from projects.models import (
    Application,
    AssignmentPlan,
    AssignmentStrategy,
    ReviewAssignment,
    SearchEntry,
)
from projects.review.queries.assignment import find_shared_skills, list_planned_pairs, split_skills, to_review
from projects.review.solver.assignment import AssignmentProblem, Dossier, Reviewer

PANEL_LIMIT = 40
"""Dossiers that a whole committee may read."""
BODY = ("organisation", "organisation__name", "organisation__siret")


def find_plan(edition: Edition) -> AssignmentPlan:
    """The plan of an edition, one that is not saved while nobody chose anything: one query."""
    return AssignmentPlan.objects.filter(edition=edition).first() or AssignmentPlan(edition=edition)


def build_problem(edition: Edition, plan: AssignmentPlan | None = None) -> AssignmentProblem:
    """Every dossier to be scored, every reviewer, conflicts, duties and shared skills: seven queries, eight once
    somebody left the committee after sending reviews.

    What organisers planned by hand counts as done.
    """
    dossiers = (
        Application.objects.for_edition(edition)
        .filter(state__in=SCORED)
        .order_by("reference")
        .values_list("pk", *(f"project__{column}" for column in BODY))
    )
    roles = (
        Role.objects.jurors()
        .filter(edition=edition)
        .exclude(user__in=list_barred_people(edition, timezone.now()))
        .order_by("user")
        .values_list("user", *BODY, "capacity")
    )
    expertise = list_expertise(edition)
    skills = {reviewer: ", ".join(expertise.get(reviewer, ())) for reviewer, *_row in roles}
    read = SearchEntry.objects.filter(call__edition=edition, application__state__in=SCORED)
    duties = ReviewAssignment.objects.expected().filter(application__call__edition=edition).order_by()
    pairs = frozenset(duties.values_list("application", "reviewer"))
    former = _former(
        edition, {reviewer for _dossier, reviewer in pairs} - {reviewer for reviewer, *_ in roles}
    )
    to_give, to_take_back = list_planned_pairs(edition)
    numbers = body_numbers(
        Organisation(pk=body, name=name, siret=siret)
        for _pk, body, name, siret, *_capacity in [*dossiers, *roles, *former]
        if body is not None
    )
    plan = plan or find_plan(edition)
    panel = (
        {pk for pk, *_body in dossiers} if plan.strategy == AssignmentStrategy.PANEL else set(plan.anchors)
    )
    return AssignmentProblem(
        dossiers=tuple(Dossier(pk, numbers.get(body)) for pk, body, *_words in dossiers),
        reviewers=tuple(Reviewer(pk, numbers.get(body), row[-1]) for pk, body, *row in roles),
        wanted=edition.reviews_wanted,
        excluded=list_conflicting_pairs(edition) | to_take_back,
        former=tuple(Reviewer(pk, numbers.get(body)) for pk, body, *_words in former),
        assigned=pairs | to_give,
        panel=frozenset(panel),
        affinity={pair: len(split_skills(text)) for pair, text in find_shared_skills(read, skills).items()},
    )


def _former(edition: Edition, people: set[int]) -> list[tuple[Any, ...]]:
    """Those of these people who sat on the committee once, each with the body they sat for last."""
    if not people:
        return []
    ended = Role.objects.filter(edition=edition, name__in=list_roles(Capability.REVIEW), user__in=people)
    rows = ended.order_by("user", "ended_at", "pk").values_list("user", *BODY)
    return list({row[0]: row for row in rows}.values())


def choose_anchors(edition: Edition, count: int) -> list[int]:
    """So many dossiers for all to read: of different profiles and departments, with few conflicts. Three queries."""
    rows = to_review(edition).values_list("pk", "profile", "department", "project__organisation")
    conflicts = Counter(application for application, _person in list_conflicting_pairs(edition))
    bodies = set(Role.objects.jurors().filter(edition=edition).values_list("organisation", flat=True))
    left = {pk: (profile, department, body in bodies) for pk, profile, department, body in rows}
    profiles, departments, chosen = Counter[str](), Counter[str](), list[int]()
    while left and len(chosen) < count:
        best = min(
            left,
            key=lambda pk: (profiles[left[pk][0]], departments[left[pk][1]], left[pk][2], conflicts[pk], pk),
        )
        profile, department, _own = left.pop(best)
        profiles[profile] += 1
        departments[department] += 1
        chosen.append(best)
    return sorted(chosen)
