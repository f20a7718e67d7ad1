"""The best proposal for all projects without a mentor, with its reasons in words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any

from django.db.models import Count, Prefetch, Subquery
from django.utils.translation import gettext as _, ngettext

from accelerator.accounts.models import User
from coaching.models import Pairing
from coaching.pairing import solver
from coaching.pairing.enums import PairingState
from coaching.pairing.queries.board import describe_conflict, list_mentor_roles
from coaching.pairing.queries.wishes import CollectedWishes, WishCount
from coaching.session.mentor_hours import MentorHours
from coaching.session.mentors import name_person
from programmes.models import Edition
from programmes.queries import RoleSummary
from projects.conflicts.queries import list_conflicting_pairs
from projects.models import Participation, SearchEntry
from projects.review.queries.assignment import find_shared_skills


def compute_default_capacity(projects: int, mentors: int) -> int:
    """An even share of all projects, and one more, so that skills still count."""
    return ceil(projects / mentors) + 1 if mentors else 0


@dataclass(frozen=True)
class ProposalDraft:
    """The decisions of an organiser on the board: ``locked`` is participation → mentor, ``capacities`` mentor →
    projects.

    ``left_out``: participations that stay without a proposal.
    """

    locked: Mapping[int, int] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    capacities: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ProposalChoice:
    """A mentor in the list of one project: ``why_not`` forbids, ``note`` informs."""

    mentor: User
    why_not: str
    note: str
    is_chosen: bool
    is_elsewhere: bool = False
    """Whether the reason is the hour of a turn, not a conflict of interest."""


@dataclass(frozen=True)
class ProposalRow:
    """A project in the proposal of pairings. ``reason``: why this mentor, or why nobody; ``alternative``: the next
    one, and the cost.
    """

    participation: Participation
    choices: list[ProposalChoice]
    mentor: int | None
    is_locked: bool
    reason: str
    alternative: str
    refusals: list[Pairing]
    avoided: list[str]
    """The wishes « plutôt pas » of each side, for organisers."""


@dataclass(frozen=True)
class ProposalLoad:
    role: RoleSummary
    capacity: int
    now: int
    planned: int

    @property
    def is_over(self) -> bool:
        return self.planned > self.capacity


@dataclass(frozen=True)
class ProposalBoard:
    rows: list[ProposalRow]
    loads: list[ProposalLoad]
    cost: int
    wishes: WishCount

    @cached_property
    def unfollowed(self) -> list[ProposalRow]:
        return [row for row in self.rows if row.mentor is None]

    @property
    def proposed(self) -> int:
        return len(self.rows) - len(self.unfollowed)


class _Facts:
    """The data of an edition: eight queries, one more for each hundred skills."""

    def __init__(self, edition: Edition, draft: ProposalDraft) -> None:
        self.roles = list_mentor_roles(edition)
        self.names = {role.user_id: str(role.user) for role in self.roles}
        over = Pairing.objects.select_related("mentor").exclude(state=PairingState.ACCEPTED)
        coming = edition.participations.confirmed()
        current = Pairing.objects.current().order_by().values("participation")
        counted = coming.order_by().values("edition").annotate(all=Count("pk")).values("all")
        self.participations: list[Any] = list(
            coming.exclude(pk__in=current)
            .select_related("project__organisation", "project__application")
            .annotate(coming=Subquery(counted))
            .prefetch_related(
                Prefetch("pairings", queryset=over.order_by("-proposed_at", "-pk"), to_attr="over")
            )
            .order_by("project__title", "pk")
        )
        default = compute_default_capacity(
            self.participations[0].coming if self.participations else 0, len(self.roles)
        )
        self.capacities = {
            role.user_id: draft.capacities.get(role.user_id, _read_capacity(role, default))
            for role in self.roles
        }
        self.hours = MentorHours.read(edition)
        self.why_not = self._list_conflicts(edition)
        self.skills = self._list_skills()
        self.wishes = CollectedWishes(edition, {role.pk: role.user_id for role in self.roles})

    def _list_conflicts(self, edition: Edition) -> dict[solver.Pair, tuple[solver.Forbidden, str]]:
        declared = list_conflicting_pairs(edition) if self.participations else frozenset()
        conflicts: dict[solver.Pair, tuple[solver.Forbidden, str]] = {}
        for participation in self.participations:
            project = participation.project
            gone = {pairing.mentor_id for pairing in participation.over}
            for role in self.roles:
                pair = (participation.pk, role.user_id)
                if (project.application.pk, role.user_id) in declared:
                    words = describe_conflict(None, [], role.user, is_declared=True)
                    conflicts[pair] = (solver.Forbidden.CONFLICT, words)
                elif words := describe_conflict(project.organisation, [role.organisation], role.user):
                    conflicts[pair] = (solver.Forbidden.SAME_BODY, words)
                elif role.user_id in gone:
                    words = _("%(mentor)s a décliné, ou ne suit plus ce projet.") % {"mentor": role.user}
                    conflicts[pair] = (solver.Forbidden.DECLINED, words)
                elif reasons := self.hours.explain_clashes(participation.pk, name_person(role.user)):
                    conflicts[pair] = (solver.Forbidden.ELSEWHERE, reasons[0])
        return conflicts

    def _list_skills(self) -> dict[solver.Pair, str]:
        dossiers = {item.project.application.pk: item.pk for item in self.participations}
        entries = SearchEntry.objects.filter(application__in=list(dossiers))
        skills = (
            find_shared_skills(entries, {role.user_id: role.skills for role in self.roles})
            if dossiers
            else {}
        )
        return {(dossiers[dossier], mentor): terms for (dossier, mentor), terms in skills.items()}

    def as_problem(self, draft: ProposalDraft) -> solver.PairingProblem:
        forbidden = {pair: why for pair, (why, _words) in self.why_not.items()}
        # Only an organiser proposes a project again to somebody who declined: once chosen, nothing forbids it.
        for pair in draft.locked.items():
            if forbidden.get(pair) == solver.Forbidden.DECLINED:
                del forbidden[pair]
        projects = tuple(item.pk for item in self.participations if item.pk not in draft.left_out)
        return solver.PairingProblem(
            projects=projects,
            mentors=tuple(
                solver.Mentor(role.user_id, self.capacities[role.user_id], role.load) for role in self.roles
            ),
            forbidden=forbidden,
            skilled=frozenset(self.skills),
            wished_by_project=self.wishes.ranks[False],
            wished_by_mentor=self.wishes.ranks[True],
            avoided_by_project=frozenset(self.wishes.reasons[False]),
            avoided_by_mentor=frozenset(self.wishes.reasons[True]),
            locked=draft.locked,
            rivals=self.hours.list_rivals(projects),
        )


def _read_capacity(role: RoleSummary, default: int) -> int:
    chosen = getattr(role, "mentor_capacity", None)
    return chosen.projects if chosen else default


def propose_board(edition: Edition, draft: ProposalDraft | None = None) -> ProposalBoard:
    """The board to edit, solved with the decisions of ``draft``. Nine queries at most for up to a hundred skills."""
    draft = draft or ProposalDraft()
    facts = _Facts(edition, draft)
    proposal = solver.propose(facts.as_problem(draft))
    matches = {match.project: match for match in proposal.matches}
    nobody = {unfollowed.project: unfollowed for unfollowed in proposal.unfollowed}
    decided = {*draft.locked, *draft.left_out}
    rows = [
        _build_row(facts, item, matches.get(item.pk), nobody.get(item.pk), is_locked=item.pk in decided)
        for item in facts.participations
    ]
    loads = [
        ProposalLoad(role, facts.capacities[role.user_id], role.load, proposal.loads[role.user_id])
        for role in facts.roles
    ]
    return ProposalBoard(
        sorted(rows, key=lambda row: row.mentor is not None), loads, proposal.cost, facts.wishes.count
    )


def _build_row(
    facts: _Facts,
    participation: Any,
    match: solver.Match | None,
    nobody: solver.Unfollowed | None,
    *,
    is_locked: bool,
) -> ProposalRow:
    choices = []
    for role in facts.roles:
        pair = (participation.pk, role.user_id)
        why, words = facts.why_not.get(pair, (None, ""))
        parts = (facts.wishes.describe(pair), facts.skills.get(pair, ""))
        note = _("a décliné") if why == solver.Forbidden.DECLINED else " · ".join(filter(None, parts))
        forbids = "" if why == solver.Forbidden.DECLINED else words
        chosen = bool(match and match.mentor == role.user_id)
        elsewhere = why == solver.Forbidden.ELSEWHERE
        choices.append(ProposalChoice(role.user, forbids, note, chosen, elsewhere))
    return ProposalRow(
        participation=participation,
        choices=choices,
        mentor=match.mentor if match else None,
        is_locked=is_locked and nobody is None,
        reason=_explain_ground(facts, match) if match else _explain_nobody(facts, participation, nobody),
        alternative=_describe_alternative(facts, match) if match else "",
        refusals=[pairing for pairing in participation.over if pairing.state == PairingState.REFUSED],
        avoided=facts.wishes.list_avoided(participation.pk, facts.names),
    )


def _explain_ground(facts: _Facts, match: solver.Match) -> str:
    pair = (match.project, match.mentor)
    if wished := facts.wishes.explain_ground(pair):
        chosen = _("Votre choix.") if match.ground == solver.Ground.CHOSEN else ""
        return " ".join(filter(None, (chosen, wished)))
    return " ".join(filter(None, (_explain_own_ground(facts, match), facts.wishes.describe_avoided(pair))))


def _explain_own_ground(facts: _Facts, match: solver.Match) -> str:
    if match.ground == solver.Ground.SKILLED:
        return _("Le dossier parle de : %(skills)s.") % {"skills": facts.skills[match.project, match.mentor]}
    words = {
        solver.Ground.CHOSEN: _("Votre choix."),
        solver.Ground.ONLY: _("La seule personne possible."),
        solver.Ground.LIGHTEST: _("Sans domaine en commun : pour équilibrer les charges."),
    }
    return words[match.ground]


def _describe_alternative(facts: _Facts, match: solver.Match) -> str:
    if match.alternative is None:
        return ""
    values = {"mentor": facts.names[match.alternative.mentor], "extra": match.alternative.extra}
    if not match.alternative.extra:
        return _("Sinon %(mentor)s, sans rien perdre.") % values
    words = ngettext(
        "Sinon %(mentor)s : %(extra)d point perdu.",
        "Sinon %(mentor)s : %(extra)d points perdus.",
        match.alternative.extra,
    )
    return words % values


def _explain_nobody(facts: _Facts, participation: Any, nobody: solver.Unfollowed | None) -> str:
    """Why nobody is proposed for this project, and what would help; ``None`` if the organiser chose so."""
    if nobody and nobody.why == solver.NotFollowed.ALL_ELSEWHERE:
        names = ", ".join(facts.names[mentor] for mentor in nobody.able[:3])
        return _(
            "Qui pourrait le suivre (%(names)s) reçoit un autre projet à la même heure : déplacez un rendez-vous."
        ) % {"names": names}
    if nobody and nobody.able:
        names = ", ".join(facts.names[mentor] for mentor in nobody.able[:3])
        return _(
            "Plus de place chez qui pourrait le suivre (%(names)s) : augmentez leur nombre de projets."
        ) % {"names": names}
    if nobody is None:
        return _("Votre choix : personne pour l’instant.")
    reasons_why_not = [
        words for (project, _mentor), words in facts.why_not.items() if project == participation.pk
    ]
    reasons = [words for why, words in reasons_why_not if why != solver.Forbidden.ELSEWHERE][:3]
    if elsewhere := sum(why == solver.Forbidden.ELSEWHERE for why, _words in reasons_why_not):
        words = ngettext(
            "%(count)d personne est ailleurs quand il est reçu : déplacez son rendez-vous.",
            "%(count)d personnes sont ailleurs quand il est reçu : déplacez son rendez-vous.",
            elsewhere,
        )
        reasons.append(words % {"count": elsewhere})
    return " ".join([_("Personne ne peut le suivre."), *reasons])
