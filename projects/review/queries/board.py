"""The assignment board: its columns, the cells of each dossier, and the rows of a proposal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes.bodies import body_numbers
from programmes.models import Edition
from projects.conflicts.queries import list_pairs_set_aside
from projects.models import (
    Application,
    PlannedDuty,
    Review,
    ReviewAssignment,
)
from projects.review.queries.assignment import Seat
from projects.review.solver.assignment import Dossier, Proposal, Reviewer, Unmet, Why, conflict

PAGE_SIZE = 25
MAX_COLUMNS = 14
"""Reviewers that a board shows side by side; beyond, one looks body by body."""


def bodies(seats: list[Seat]) -> list[tuple[str, str]]:
    """The bodies of the committee, as choices of a filter."""
    return list({str(seat.body_id or ""): seat.body or str(_("sans organisme")) for seat in seats}.items())


def select_seats(seats: list[Seat], body: str) -> list[Seat]:
    """The columns of the board: those of one body if requested, else as many people as fit a screen."""
    chosen = [seat for seat in seats if str(seat.body_id or "") == body] if body else seats
    return chosen[:MAX_COLUMNS]


@dataclass(frozen=True)
class BoardCell:
    """``state``: assigned, sent (their review counts: it cannot be taken back), possible, same_body, excluded (they
    stepped aside).

    ``planned`` is the change that waits to be applied, « give » or « take_back », or nothing.
    """

    seat: Seat
    state: str
    planned: str = ""


@dataclass(frozen=True)
class BoardRow:
    """``former``: who sent a review that counts, then left the committee; they have no column."""

    application: Application
    cells: list[BoardCell]
    others: int
    former: list[str]


def rows(applications: list[Any], seats: list[Seat], planned: Iterable[PlannedDuty] = ()) -> list[BoardRow]:
    """The cells of one page; needs ``hidden_because`` of each application: two queries.

    The reviewers of a dossier are hidden from a reader with a conflict of interest in it.
    """
    keys = [application.pk for application in applications]
    aside = list_pairs_set_aside(keys)
    counted = Review.objects.in_score().filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    expected = ReviewAssignment.objects.expected().filter(application__in=keys).annotate(sent=Exists(counted))
    duties: list[Any] = list(expected.with_reviewer().order_by("application", "pk"))
    sent_by_pair = {(duty.application_id, duty.reviewer_id): duty.sent for duty in duties}
    bodies = [
        *(application.project.organisation for application in applications),
        *(seat.organisation for seat in seats),
    ]
    numbers = body_numbers(body for body in bodies if body)
    reviewers = [(seat, Reviewer(seat.user.pk, numbers.get(seat.body_id))) for seat in seats]

    def state(dossier: Dossier, reviewer: Reviewer) -> str:
        pair = (dossier.id, reviewer.id)
        if pair in aside:
            return Why.EXCLUDED.value
        if pair in sent_by_pair:
            return "sent" if sent_by_pair[pair] else "assigned"
        why = conflict(dossier, reviewer, aside)
        return why.value if why else "possible"

    def cells(application: Application) -> list[BoardCell]:
        dossier = Dossier(application.pk, numbers.get(application.project.organisation_id))
        return [
            BoardCell(seat, state(dossier, reviewer), changes.get((dossier.id, reviewer.id), ""))
            for seat, reviewer in reviewers
        ]

    changes = {(duty.application_id, duty.reviewer_id): duty.change for duty in planned}
    former: defaultdict[int, list[str]] = defaultdict(list)
    for duty in duties:
        if duty.reviewer_left:
            former[duty.application_id].append(duty.reviewer_label)
    columns = {seat.user.pk for seat in seats}
    return [
        BoardRow(
            application,
            [] if application.hidden_because else cells(application),
            sum(
                1
                for pair in sent_by_pair.keys() - aside
                if pair[0] == application.pk and pair[1] not in columns
            ),
            [] if application.hidden_because else former[application.pk],
        )
        for application in applications
    ]


@dataclass(frozen=True)
class ProposedRow:
    """Who reads a dossier under the proposal: those who already did, then those proposed."""

    application: Application
    assigned: list[str]
    new: list[Seat]


def list_proposed_rows(
    applications: list[Application], seats: list[Seat], proposal: Proposal
) -> list[ProposedRow]:
    """One page of the proposal: one query."""
    people = {seat.user.pk: seat for seat in seats}
    duties = ReviewAssignment.objects.expected().filter(
        application__in=[application.pk for application in applications]
    )
    assigned: defaultdict[int, list[str]] = defaultdict(list)
    for duty in duties.with_reviewer().order_by("application", "pk"):
        assigned[duty.application_id].append(duty.reviewer_label)
    new: defaultdict[int, list[Seat]] = defaultdict(list)
    for application, reviewer in proposal.pairs:
        new[application].append(people[reviewer])
    return [
        ProposedRow(application, assigned[application.pk], new[application.pk])
        for application in applications
    ]


def unmet_in_words(edition: Edition, proposal: Proposal) -> list[tuple[Application, str]]:
    """What the proposal could not satisfy, at most 50 dossiers: one query."""
    listed = proposal.unmet[:PAGE_SIZE]
    applications = Application.objects.in_bulk([row.dossier for row in listed])
    return [(applications[row.dossier], _in_words(row)) for row in listed]


def _in_words(unmet: Unmet) -> str:
    if unmet.why == Why.ONE_BODY:
        return _("un seul organisme peut le lire")
    return ngettext(
        "il manque une personne sans conflit d’intérêts",
        "il manque %(n)s personnes sans conflit d’intérêts",
        unmet.missing,
    ) % {"n": unmet.missing}
