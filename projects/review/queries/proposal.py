"""The page of a proposal: its rows with the reason of each juror, what is not met, and what would free it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import get_text_list
from django.utils.translation import gettext, ngettext

from programmes.models import Edition
from projects.declarations.queries import select_pending_roles
from projects.models import Application, DutyReason
from projects.review.queries.assignment import Seat
from projects.review.queries.board import PAGE_SIZE
from projects.review.queries.problem import AssignmentFacts, DossierLine
from projects.review.solver.assignment import Proposal, Unmet, Why

NAMED = 3
"""People with a conflict that a line names."""


@dataclass(frozen=True)
class ProposedReader:
    """A juror whom the proposal assigns. ``reason``: why, unless it is the usual one; ``is_new``: they were not in the
    proposal before.
    """

    seat: Seat
    reason: str
    is_new: bool


@dataclass(frozen=True)
class ProposedRow:
    """Who reads a dossier under the proposal: those who already did, then those proposed."""

    application: Application
    assigned: list[str]
    new: list[ProposedReader]


def explain_empty(facts: AssignmentFacts) -> str:
    """Why there is nobody to propose: what is missing first."""
    if not facts.dossiers:
        return gettext("Aucun dossier n’est encore à évaluer : il faut d’abord en déclarer un éligible.")
    if not facts.seats:
        return gettext("Le comité n’a encore aucun membre qui évalue.")
    return gettext("Chaque dossier a déjà toutes les évaluations possibles.")


def find_usual_reason(facts: AssignmentFacts, proposal: Proposal) -> str:
    """The reason of more than half of the assignments, ``""`` when there is none: the page gives it once. No query."""
    reasons = Counter(_describe_reason(pair, facts, proposal) for pair in proposal.because)
    for reason, number in reasons.most_common(1):
        if number > 1 and 2 * number > len(proposal.because):
            return reason
    return ""


def _describe_reason(pair: tuple[int, int], facts: AssignmentFacts, proposal: Proposal) -> str:
    return facts.skills.get(pair) or str(DutyReason(proposal.because[pair].value).label)


def list_proposed_rows(
    applications: list[Application], facts: AssignmentFacts, proposal: Proposal, usual_reason: str = ""
) -> list[ProposedRow]:
    """One page of the proposal, without the ``usual_reason``: no query."""
    people = {seat.user.pk: seat for seat in facts.seats}
    keys = {application.pk for application in applications}
    assigned: defaultdict[int, list[str]] = defaultdict(list)
    for dossier, reviewer in facts.duties:
        if dossier in keys and reviewer in facts.names:
            assigned[dossier].append(facts.names[reviewer])
    new: defaultdict[int, list[ProposedReader]] = defaultdict(list)
    for pair in proposal.because:
        if pair[0] in keys:
            reason = _describe_reason(pair, facts, proposal)
            reader = ProposedReader(
                people[pair[1]], "" if reason == usual_reason else reason, pair in proposal.new
            )
            new[pair[0]].append(reader)
    return [
        ProposedRow(application, sorted(assigned[application.pk]), new[application.pk])
        for application in applications
    ]


@dataclass(frozen=True)
class Shortage:
    """What a proposal could not satisfy: reasons, each with its dossiers, then what frees all of it, cheapest first."""

    dossiers: list[tuple[str, list[DossierLine]]]
    listed: int
    remedies: list[str]


def find_shortage(edition: Edition, facts: AssignmentFacts, proposal: Proposal) -> Shortage | None:
    """``None`` when nothing is missing; at most 25 dossiers. No query."""
    if not proposal.unmet:
        return None
    # numpy and OR-Tools: for the few processes that make a proposal
    from projects.review.solver.shortage import list_conflicts, list_remedies

    problem, names = facts.problem, facts.names
    dossiers = {dossier.id: dossier for dossier in problem.dossiers}
    lines: dict[str, list[DossierLine]] = {}
    for row in proposal.unmet[:PAGE_SIZE]:
        conflicts = list_conflicts(problem, dossiers[row.dossier])
        unresolved = {person for dossier, person in facts.unresolved if dossier == row.dossier}
        reason = _describe_unmet(row, _name_conflicts(conflicts, names, unresolved))
        lines.setdefault(reason, []).append(facts.dossiers[row.dossier])
    before = {who.id: who.capacity for who in problem.reviewers}
    texts = []
    for remedy in list_remedies(problem, proposal):
        if remedy.deputies:
            people = get_text_list([names[who] for who in remedy.deputies], gettext("et"))
            text = gettext("Confiez-les à la main à des suppléances : %(people)s.")
            texts.append(text % {"people": people})
        elif remedy.capacities:
            texts.append(_describe_capacities(remedy.capacities, before, names))
        elif remedy.wanted:
            texts.append(_describe_fewer(remedy.wanted, edition.reviews_wanted))
        else:
            bodies = [facts.bodies[body] for body in sorted(remedy.bodies)]
            texts.append(_describe_jurors(remedy.people, remedy.dossiers, bodies))
    return Shortage(list(lines.items()), len(proposal.unmet[:PAGE_SIZE]), texts)


def _name_conflicts(
    conflicts: Mapping[int, Why], names: Mapping[int, str], unresolved: Collection[int]
) -> list[str]:
    why = {
        Why.SAME_BODY: gettext("même organisme"),
        Why.EXCLUDED: gettext("déport"),
        Why.DEPUTY: gettext("suppléance"),
    }
    waits = gettext("réponse à résoudre")
    listed = [
        f"{names[who]} ({waits if who in unresolved else why[because]})"
        for who, because in conflicts.items()
        if who in names
    ]
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
            "il manque une évaluation : toute personne qui pourrait le lire a déjà autant de dossiers qu’accepté",
            "il manque %(n)s évaluations : toute personne qui pourrait le lire a déjà autant de dossiers qu’accepté",
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
    people: dict[tuple[int | None, int], list[str]] = {}
    for who, after in capacities.items():
        people.setdefault((before[who], after), []).append(names.get(who, ""))
    raised = [
        gettext("de %(before)s à %(after)s pour %(who)s")
        % {"who": get_text_list(who, gettext("et")), "before": first, "after": after}
        for (first, after), who in people.items()
    ]
    return gettext("Demandez-leur plus de dossiers : %(people)s.") % {"people": " ; ".join(raised)}


def _describe_jurors(people: int, dossiers: int, bodies: list[str]) -> str:
    text = ngettext(
        "Invitez une personne de plus au comité", "Invitez %(n)s personnes de plus au comité", people
    ) % {"n": people}
    if len(bodies) > NAMED:
        text = gettext("%(text)s, d’un organisme qui n’a déposé aucun de ces dossiers") % {"text": text}
    elif bodies:
        text = gettext("%(text)s, d’un organisme autre que %(bodies)s") % {
            "text": text,
            "bodies": get_text_list(bodies, gettext("et")),
        }
    work = ngettext("%(n)s dossier à lire", "%(n)s dossiers à lire", dossiers) % {"n": dossiers}
    return gettext("%(text)s (%(work)s).") % {"text": text, "work": work}


def _describe_fewer(wanted: int, before: int) -> str:
    return ngettext(
        "Demandez %(n)s évaluation par dossier au lieu de %(before)s.",
        "Demandez %(n)s évaluations par dossier au lieu de %(before)s.",
        wanted,
    ) % {"n": wanted, "before": before}


def annotate_undeclared(rows: "QuerySet[Application]", edition: Edition) -> "QuerySet[Any]":
    """Each with ``undeclared``, how many people have answers left in the open conflict round of the edition: one
    number, read with the page.
    """
    pending = select_pending_roles().filter(edition=edition).order_by().values("edition")
    number = pending.annotate(number=Count("user", distinct=True)).values("number")
    return rows.annotate(undeclared=Coalesce(Subquery(number), 0))
