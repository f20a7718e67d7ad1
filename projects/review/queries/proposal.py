"""The page of a proposal: its rows with the reason of each juror, what is not met, and what would free it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from programmes.expertise import list_expertise
from programmes.models import Edition, Organisation
from projects.models import Application, DutyReason, ReviewAssignment, SearchEntry
from projects.review.queries.assignment import Seat, find_shared_skills
from projects.review.queries.board import PAGE_SIZE
from projects.review.solver.assignment import AssignmentProblem, Because, Proposal, Unmet, Why

NAMED = 3
"""People with a conflict that a line names."""


@dataclass(frozen=True)
class ProposedReader:
    """``is_new``: they were not in the proposal before."""

    seat: Seat
    reason: str
    is_new: bool


@dataclass(frozen=True)
class ProposedRow:
    """Who reads a dossier under the proposal: those who already did, then those proposed."""

    application: Application
    assigned: list[str]
    new: list[ProposedReader]


def list_proposed_rows(
    edition: Edition, applications: list[Application], seats: list[Seat], proposal: Proposal
) -> list[ProposedRow]:
    """One page of the proposal: three queries, more for a committee with over a hundred skills."""
    people = {seat.user.pk: seat for seat in seats}
    keys = {application.pk for application in applications}
    duties = ReviewAssignment.objects.expected().filter(application__in=keys)
    assigned: defaultdict[int, list[str]] = defaultdict(list)
    for duty in duties.with_reviewer().order_by("application", "pk"):
        assigned[duty.application_id].append(duty.reviewer_label)
    pairs = {pair: because for pair, because in proposal.because.items() if pair[0] in keys}
    skilled = {who for (_dossier, who), because in pairs.items() if because == Because.EXPERTISE}
    expertise = list_expertise(edition) if skilled else {}
    skills = {who: ", ".join(expertise.get(who, ())) for who in sorted(skilled)}
    shared = find_shared_skills(SearchEntry.objects.filter(application__in=keys), skills) if skills else {}
    new: defaultdict[int, list[ProposedReader]] = defaultdict(list)
    for pair, because in pairs.items():
        reason = shared.get(pair) or str(DutyReason(because.value).label)
        new[pair[0]].append(ProposedReader(people[pair[1]], reason, pair in proposal.new))
    return [
        ProposedRow(application, assigned[application.pk], new[application.pk])
        for application in applications
    ]


@dataclass(frozen=True)
class Shortage:
    """What a proposal could not satisfy: dossiers with their reasons, then what frees all of it, cheapest first."""

    dossiers: list[tuple[Application, str]]
    remedies: list[str]


def find_shortage(
    edition: Edition, problem: AssignmentProblem, proposal: Proposal, seats: list[Seat]
) -> Shortage | None:
    """``None`` when nothing is missing; at most 25 dossiers. Three queries at most: dossiers, bodies, people."""
    if not proposal.unmet:
        return None
    # numpy and OR-Tools: for the few processes that make a proposal
    from projects.review.solver.shortage import list_conflicts, list_remedies

    listed = proposal.unmet[:PAGE_SIZE]
    applications = Application.objects.in_bulk([row.dossier for row in listed])
    dossiers = {dossier.id: dossier for dossier in problem.dossiers}
    names = {seat.user.pk: str(seat.user) for seat in seats}
    lines = [
        (
            applications[row.dossier],
            _describe_unmet(row, _name_conflicts(list_conflicts(problem, dossiers[row.dossier]), names)),
        )
        for row in listed
    ]
    remedies = list_remedies(problem, proposal)
    bodies = Organisation.objects.in_bulk(sorted({body for remedy in remedies for body in remedy.bodies}))
    before = {who.id: who.capacity for who in problem.reviewers}
    texts = []
    for remedy in remedies:
        if remedy.capacities:
            texts.append(_describe_capacities(remedy.capacities, before, names))
        elif remedy.wanted:
            texts.append(_describe_fewer(remedy.wanted, edition.reviews_wanted))
        else:
            texts.append(
                _describe_jurors(remedy.people, [str(bodies[body]) for body in sorted(remedy.bodies)])
            )
    return Shortage(lines, texts)


def _name_conflicts(conflicts: Mapping[int, Why], names: Mapping[int, str]) -> list[str]:
    why = {Why.SAME_BODY: gettext("même organisme"), Why.EXCLUDED: gettext("déport")}
    listed = [f"{names[who]} ({why[because]})" for who, because in conflicts.items() if who in names]
    more = len(listed) - NAMED
    if more <= 0:
        return listed
    others = ngettext("%(n)s autre personne", "%(n)s autres personnes", more) % {"n": more}
    return [*listed[:NAMED], others]


def _describe_unmet(unmet: Unmet, conflicts: Iterable[str]) -> str:
    names = get_text_list(list(conflicts), gettext("et"))
    if unmet.why == Why.ONE_BODY:
        text = gettext("un seul organisme peut le lire")
    elif unmet.why == Why.ONE_READER:
        text = gettext("une seule personne peut lire les dossiers de cet organisme")
    elif unmet.why == Why.CAPACITY:
        text = ngettext(
            "il manque une évaluation : le comité a atteint le nombre de dossiers que chacun peut lire",
            "il manque %(n)s évaluations : le comité a atteint le nombre de dossiers que chacun peut lire",
            unmet.missing,
        ) % {"n": unmet.missing}
    else:
        text = ngettext(
            "il manque une personne sans conflit d’intérêts",
            "il manque %(n)s personnes sans conflit d’intérêts",
            unmet.missing,
        ) % {"n": unmet.missing}
    return gettext("%(text)s. Écartés : %(names)s") % {"text": text, "names": names} if names else text


def _describe_capacities(
    capacities: Mapping[int, int], before: Mapping[int, int | None], names: Mapping[int, str]
) -> str:
    raised = [
        gettext("%(who)s, de %(before)s à %(after)s")
        % {"who": names.get(who, ""), "before": before[who], "after": after}
        for who, after in capacities.items()
    ]
    return gettext("Augmentez le nombre de dossiers que chacun peut lire : %(people)s.") % {
        "people": get_text_list(raised, gettext("et"))
    }


def _describe_jurors(people: int, bodies: list[str]) -> str:
    text = ngettext(
        "Une personne de plus au comité suffit", "%(n)s personnes de plus au comité suffisent", people
    ) % {"n": people}
    if not bodies:
        return f"{text}."
    return gettext("%(text)s, hors de %(bodies)s.") % {
        "text": text,
        "bodies": get_text_list(bodies[:NAMED], gettext("et")),
    }


def _describe_fewer(wanted: int, before: int) -> str:
    return ngettext(
        "Demandez %(n)s évaluation par dossier au lieu de %(before)s.",
        "Demandez %(n)s évaluations par dossier au lieu de %(before)s.",
        wanted,
    ) % {"n": wanted, "before": before}
