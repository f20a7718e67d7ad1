"""The input of the assignment solver: the committee, its conflicts, capacities and skills, the dossiers, the duties."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from accelerator.accounts.models import User
from programmes.bodies import body_numbers
from programmes.capabilities import Capability, list_roles
from programmes.models import Edition, Organisation, Role
from programmes.models.role import format_juror
from projects.application.enums import SCORED
from projects.conflicts.queries import list_barred_people, list_conflicting_pairs, list_excluded_pairs
from projects.models import (
    Application,
    AssignmentPlan,
    AssignmentStrategy,
    ReviewAssignment,
    SearchEntry,
)
from projects.review.queries.assignment import (
    Seat,
    find_shared_skills,
    split_skills,
    to_review,
)
from projects.review.queries.planned import list_planned_pairs
from projects.review.solver.assignment import AssignmentProblem, Dossier, Pair, Reviewer

PANEL_LIMIT = 40
"""Dossiers that a whole committee may read."""


class DossierLine(NamedTuple):
    """A dossier to be scored; ``organisation`` is the key of the body that applies."""

    pk: int
    reference: str
    title: str
    organisation: int | None
    organisation_name: str | None
    organisation_siret: str | None

    @property
    def label(self) -> str:
        return f"{self.reference} {self.title}".strip()


@dataclass(frozen=True)
class AssignmentFacts:
    """The problem of an edition, and the names of its parts: its pages need no more queries.

    ``names``: of each juror, present or former, by account. ``bodies``: of each organisation, by key. ``duties``: the
    pairs assigned, without those planned by hand. ``skills``: what a pair has in common, in words. ``planned``: how
    many of the changes planned by hand the reader may see. ``unresolved``: pairs whose answer waits for an organiser.
    """

    problem: AssignmentProblem
    dossiers: Mapping[int, DossierLine]
    seats: list[Seat]
    names: Mapping[int, str]
    bodies: Mapping[int, str]
    duties: frozenset[Pair]
    skills: Mapping[Pair, str]
    planned: int
    unresolved: frozenset[Pair] = frozenset()


def find_plan(edition: Edition) -> AssignmentPlan:
    """The plan of an edition, one that is not saved while nobody chose anything: one query."""
    return AssignmentPlan.objects.filter(edition=edition).first() or AssignmentPlan(edition=edition)


def build_problem(edition: Edition, plan: AssignmentPlan | None = None) -> AssignmentProblem:
    """The problem alone of :func:`read_facts`."""
    return read_facts(edition, plan).problem


def read_facts(
    edition: Edition, plan: AssignmentPlan | None = None, reader: User | None = None
) -> AssignmentFacts:
    """Every dossier to be scored, every reviewer, conflicts, duties and shared skills: six queries, one more without
    a ``plan``, for each hundred labels of expertise.

    What organisers planned by hand counts as done. Nobody gets a dossier while their answer about it waits for an
    organiser; who has it already keeps it.
    """
    dossiers = list_dossier_lines(edition)
    jurors = _read_jurors(edition)
    seated = {juror.user.pk: juror for juror in jurors if juror.sits}
    able = [seated[pk] for pk in sorted(seated) if not seated[pk].is_barred]
    read = SearchEntry.objects.filter(call__edition=edition, application__state__in=SCORED)
    shared = find_shared_skills(read, {juror.user.pk: ", ".join(juror.labels) for juror in able})
    duties = ReviewAssignment.objects.expected().filter(application__call__edition=edition).order_by()
    pairs = frozenset(duties.values_list("application", "reviewer"))
    able_keys = {juror.user.pk for juror in able}
    former = {
        juror.user.pk: juror
        for juror in jurors
        if juror.user.pk not in able_keys and juror.user.pk in {reviewer for _dossier, reviewer in pairs}
    }
    planned, excluded = list_planned_pairs(edition, reader), list_excluded_pairs(edition)
    bodies = [
        Organisation(
            pk=row.organisation, name=row.organisation_name or "", siret=row.organisation_siret or ""
        )
        for row in dossiers.values()
        if row.organisation is not None
    ]
    bodies += [juror.organisation for juror in (*able, *former.values()) if juror.organisation]
    numbers = body_numbers(bodies)
    plan = plan or find_plan(edition)
    panel = set(dossiers) if plan.strategy == AssignmentStrategy.PANEL else set(plan.anchors)

    def as_reviewer(juror: "_Juror") -> Reviewer:
        body = numbers.get(juror.organisation.pk) if juror.organisation else None
        return Reviewer(juror.user.pk, body, juror.capacity, juror.is_deputy)

    problem = AssignmentProblem(
        dossiers=tuple(Dossier(row.pk, numbers.get(row.organisation)) for row in dossiers.values()),
        reviewers=tuple(as_reviewer(juror) for juror in able),
        wanted=edition.reviews_wanted,
        excluded=excluded.conflicts | (excluded.unresolved - pairs) | planned.withdrawn,
        former=tuple(as_reviewer(juror) for juror in former.values()),
        assigned=pairs | planned.added,
        panel=frozenset(panel),
        affinity={pair: len(split_skills(text)) for pair, text in shared.items()},
    )
    return AssignmentFacts(
        problem=problem,
        dossiers=dossiers,
        seats=[
            Seat(juror.user, juror.organisation, juror.capacity, juror.is_deputy) for juror in seated.values()
        ],
        names={juror.user.pk: format_juror(juror.user, has_left=not juror.sits) for juror in jurors},
        bodies={body.pk: str(body) for body in bodies},
        duties=pairs,
        skills=shared,
        planned=planned.visible,
        unresolved=excluded.unresolved,
    )


def list_dossier_lines(edition: Edition) -> dict[int, DossierLine]:
    """The dossiers to be scored, by key, in the order of their references. One query."""
    columns = ("organisation", "organisation__name", "organisation__siret")
    rows = (
        Application.objects.for_edition(edition)
        .filter(state__in=SCORED)
        .order_by("reference")
        .values_list("pk", "reference", "title", *(f"project__{column}" for column in columns))
    )
    return {row[0]: DossierLine(*row) for row in rows}


@dataclass
class _Juror:
    user: User
    organisation: Organisation | None
    capacity: int | None
    is_deputy: bool
    sits: bool
    is_barred: bool
    labels: list[str]


def _read_jurors(edition: Edition) -> list[_Juror]:
    """Everybody who sits on the committee, by body then name, after those who once did, each as they did last; with
    their labels of expertise, in the order of the edition. One query: a row for each label.
    """
    barred = list_barred_people(edition, timezone.now()).filter(pk=OuterRef("user"))
    roles = (
        Role.objects.filter(edition=edition, name__in=list_roles(Capability.REVIEW))
        .select_related("user", "organisation")
        .annotate(label=F("expertise__label"), is_barred=Exists(barred))
        .order_by(
            F("ended_at").asc(nulls_last=True), "organisation__name", "user__name", "pk",
            "expertise__position", "expertise",
        )
    )  # fmt: skip
    jurors: dict[int, _Juror] = {}
    last: dict[int, int] = {}
    for role in roles:
        if last.get(role.user_id) != role.pk:
            jurors.pop(role.user_id, None)  # they sit anew: their place is that of the last seat
            sits = role.ended_at is None and role.user.is_active
            seat = (role.organisation, role.capacity, role.is_deputy, sits, role.is_barred)
            jurors[role.user_id] = _Juror(role.user, *seat, labels=[])
            last[role.user_id] = role.pk
        if role.label:
            jurors[role.user_id].labels.append(role.label)
    return list(jurors.values())


def choose_anchors(edition: Edition, count: int) -> list[int]:
    """Choose dossiers for all to read, of different profiles and departments, with few conflicts. Three queries."""
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
