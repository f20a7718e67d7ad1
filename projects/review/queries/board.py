"""The assignment board: its columns, the cells of each dossier, and the rows of a proposal."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programmes.bodies import body_numbers
from programmes.models import Edition
from projects.conflicts.queries import list_pairs_set_aside
from projects.models import Application, PlannedDuty, Review, ReviewAssignment
from projects.review.queries.assignment import Seat
from projects.review.solver.assignment import Dossier, Proposal, Reviewer, Unmet, Why, conflict

PAGE_SIZE = 25
MAX_COLUMNS = 14
"""Reviewers that a board shows side by side; beyond, one looks body by body."""


def bodies(seats: list[Seat]) -> list[tuple[str, str]]:
    """The bodies of the committee, as choices of a filter."""
    return list({str(seat.body_id or ""): seat.body or gettext("sans organisme") for seat in seats}.items())


def select_seats(seats: list[Seat], body: str) -> list[Seat]:
    """The columns of the board: those of one body if requested, else as many people as fit a screen."""
    chosen = [seat for seat in seats if str(seat.body_id or "") == body] if body else seats
    return chosen[:MAX_COLUMNS]


class CellLook(NamedTuple):
    """``words`` are for screen readers; ``change`` is the change that pressing the cell plans, if it can be pressed."""

    style: str
    icon: str
    words: "str | Promise"
    change: str = ""


SAME_BODY = CellLook("conflict", "cross", _("%(who)s siège pour l’organisme qui dépose"))
LOOKS = {
    "give": CellLook("planned", "plus", _("%(ref)s sera confié à %(who)s : annuler"), "take_back"),
    "take_back": CellLook("planned", "minus", _("%(ref)s sera repris à %(who)s : annuler"), "give"),
    "assigned": CellLook("assigned", "dot", _("%(who)s évalue %(ref)s : reprendre"), "take_back"),
    "possible": CellLook("possible", "plus", _("Confier %(ref)s à %(who)s"), "give"),
    "sent": CellLook("sent", "check", _("évaluation de %(who)s envoyée")),
    "excluded": CellLook("conflict", "diamond", _("déport de %(who)s")),
}
CLOSED_LOOKS = {
    **LOOKS,
    "assigned": CellLook("assigned", "dot", _("confié à %(who)s, sans évaluation envoyée")),
    "possible": CellLook("", "", _("non confié")),
}
"""Once decisions are announced nothing is assigned any more."""


@dataclass(frozen=True)
class BoardCell:
    """A dossier and a member of the committee.

    ``state``: assigned, sent (their review counts: it cannot be taken back), possible, same_body, excluded (they
    stepped aside), or the change that waits to be applied: give, take_back.
    """

    reference: str
    seat: Seat
    state: str
    look: CellLook

    @property
    def words(self) -> str:
        """What the cell means, for screen readers."""
        return str(self.look.words) % {"who": self.seat.user, "ref": self.reference}

    @property
    def anchor(self) -> str:
        return f"cell-{self.reference}-{self.seat.user.pk}"

    @property
    def toggle(self) -> str:
        """What pressing the cell sends."""
        return f"{self.look.change}:{self.reference}:{self.seat.user.pk}"


@dataclass(frozen=True)
class BoardRow:
    """``former``: who sent a review that counts, then left the committee; they have no column."""

    application: Application
    cells: list[BoardCell]
    others: int
    former: list[str]


def rows(
    applications: list[Application],
    seats: list[Seat],
    planned: Iterable[PlannedDuty] = (),
    *,
    closed: bool = False,
) -> list[BoardRow]:
    """The cells of one page; needs ``hidden_because`` of each application: two queries. ``closed``: nothing changes.

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

    looks = CLOSED_LOOKS if closed else LOOKS

    def find_state(dossier: Dossier, reviewer: Reviewer) -> str:
        pair = (dossier.id, reviewer.id)
        if not closed and pair in changes:
            return changes[pair]
        if pair in aside:
            return Why.EXCLUDED.value
        if pair in sent_by_pair:
            return "sent" if sent_by_pair[pair] else "assigned"
        why = conflict(dossier, reviewer, aside)
        return why.value if why else "possible"

    def cells(application: Application) -> list[BoardCell]:
        dossier = Dossier(application.pk, numbers.get(application.project.organisation_id))
        states = [(seat, find_state(dossier, reviewer)) for seat, reviewer in reviewers]
        return [
            BoardCell(application.reference, seat, state, looks.get(state, SAME_BODY))
            for seat, state in states
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
        return gettext("un seul organisme peut le lire")
    return ngettext(
        "il manque une personne sans conflit d’intérêts",
        "il manque %(n)s personnes sans conflit d’intérêts",
        unmet.missing,
    ) % {"n": unmet.missing}
