"""The assignment board: its columns and the cells of each dossier."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from programmes.bodies import body_numbers
from projects.conflicts.queries import list_excluded_pairs
from projects.models import Application, DutyChange, PlannedDuty, Review, ReviewAssignment
from projects.review.queries.assignment import Seat
from projects.review.queries.planned import PlannedLoad
from projects.review.solver.assignment import (
    Dossier,
    Pair,
    Reviewer,
    Why,
    conflict,
    group_titulars,
    stands_in,
)

PAGE_SIZE = 15
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
    """How a cell of the assignment board looks. ``words`` are for screen readers; ``change`` is the change that
    pressing the cell plans, if it can be pressed.
    """

    style: str
    icon: str
    words: "str | Promise"
    change: str = ""


UNRESOLVED = "unresolved"
LOOKS = {
    "give": CellLook("planned", "plus", _("%(ref)s sera confié à %(who)s : annuler"), "take_back"),
    "take_back": CellLook("planned", "minus", _("%(ref)s sera repris à %(who)s : annuler"), "give"),
    "assigned": CellLook("assigned", "dot", _("%(who)s évalue %(ref)s : reprendre"), "take_back"),
    "possible": CellLook("possible", "plus", _("Confier %(ref)s à %(who)s"), "give"),
    "deputy": CellLook("deputy", "person", _("Confier %(ref)s à %(who)s, en suppléance"), "give"),
    "same_body": CellLook("conflict", "cross", _("%(who)s siège pour l’organisme qui dépose")),
    "barred": CellLook("conflict", "diamond", _("%(who)s tient un dossier de cet appel, sans dérogation")),
    "locked": CellLook("locked", "lock", _("%(who)s évalue %(ref)s, verrouillé : reprendre"), "take_back"),
    "sent": CellLook("sent", "check", _("évaluation de %(who)s envoyée")),
    UNRESOLVED: CellLook(
        "conflict", "clock", _("%(who)s a répondu sur son lien avec %(ref)s : à résoudre d’abord")
    ),
    "excluded": CellLook("conflict", "diamond", _("déport de %(who)s")),
}
LOCKING_LOOKS = {state: look._replace(change="") for state, look in LOOKS.items()} | {
    "assigned": CellLook("assigned", "dot", _("Verrouiller : %(who)s évalue %(ref)s"), "lock"),
    "locked": CellLook("locked", "lock", _("Déverrouiller : %(who)s évalue %(ref)s"), "unlock"),
    "possible": CellLook("", "", _("non confié")),
    "deputy": CellLook("", "", _("non confié")),
}
"""While organisers lock cells, nothing else can be pressed."""
CLOSED_LOOKS = {
    **LOOKS,
    "locked": CellLook("assigned", "dot", _("confié à %(who)s, sans évaluation envoyée")),
    "assigned": CellLook("assigned", "dot", _("confié à %(who)s, sans évaluation envoyée")),
    "possible": CellLook("", "", _("non confié")),
    "deputy": CellLook("", "", _("non confié")),
}
"""Once decisions are announced nothing is assigned any more."""


class BoardCell(NamedTuple):
    """A dossier and a member of the committee; templates unpack it, which is faster than to read each name.

    ``state``: assigned, locked (no calculation moves it), sent (their review counts: it cannot be taken back),
    possible, deputy (it could only be assigned by hand: see ``stands_in``), barred (they hold a dossier of the call),
    same_body, excluded (they stepped aside), or the change that waits to be applied: give, take_back.
    ``words``: what the cell means, and why this juror for a dossier assigned to them. ``toggle``: what pressing the
    cell sends, empty if it cannot be pressed.
    """

    state: str
    initials: str
    style: str
    icon: str
    words: str
    anchor: str
    toggle: str


@dataclass(frozen=True)
class BoardRow:
    """A dossier on the assignment board. ``former``: who sent a review that counts, then left the committee; they have
    no column.

    ``readers``: the name of each person who reads it, and why; those without a noted reason are left out.
    """

    application: Application
    cells: list[BoardCell]
    others: int
    former: list[str]
    readers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _CellFacts:
    """What the cells of a page are read from, by (dossier, juror); ``titulars`` by deputy, ``overloads`` by juror."""

    changes: Mapping[Pair, str]
    aside: frozenset[Pair]
    unresolved: frozenset[Pair]
    duties: Mapping[Pair, Any]
    titulars: Mapping[int, list[Reviewer]]
    overloads: Mapping[int, str]

    def find_state(self, dossier: Dossier, seat: Seat, reviewer: Reviewer) -> str:
        pair = (dossier.id, reviewer.id)
        if pair in self.changes:
            return self.changes[pair]
        if pair in self.aside:
            return Why.EXCLUDED.value
        if duty := self.duties.get(pair):
            return "sent" if duty.sent else "locked" if duty.locked else "assigned"
        if why := conflict(dossier, reviewer, self.aside):
            return why.value
        if pair in self.unresolved:
            return UNRESOLVED
        if seat.is_barred:
            return "barred"
        is_free = stands_in(dossier, self.titulars.get(reviewer.id, ()), self.aside)
        return "possible" if is_free else Why.DEPUTY.value

    def find_why(self, pair: Pair, state: str) -> str:
        if state == Why.DEPUTY:
            return gettext("une personne titulaire de son organisme peut le lire")
        if state == DutyChange.GIVE:
            return self.overloads.get(pair[1], "")
        return self.duties[pair].reason_label if pair in self.duties else ""


def rows(
    applications: list[Application],
    seats: list[Seat],
    planned: Iterable[PlannedDuty] = (),
    *,
    committee: list[Seat],
    loads: Iterable[PlannedLoad] = (),
    closed: bool = False,
    locking: bool = False,
) -> list[BoardRow]:
    """The cells of one page, for the ``seats`` of a ``committee``; needs ``hidden_because`` of each application: two
    queries. ``loads``: what ``planned`` changes do to them; ``closed``: nothing changes; ``locking``: cells are locked
    or unlocked.

    The reviewers of a dossier are hidden from a reader with a conflict of interest in it.
    """
    keys = [application.pk for application in applications]
    counted = Review.objects.in_score().filter(
        application=OuterRef("application"), reviewer=OuterRef("reviewer")
    )
    expected = ReviewAssignment.objects.expected().filter(application__in=keys).annotate(sent=Exists(counted))
    duties: list[Any] = list(expected.with_reviewer().order_by("pk"))
    bodies = [
        *(application.project.organisation for application in applications),
        *(seat.organisation for seat in committee),
    ]
    numbers = body_numbers(body for body in bodies if body)

    def as_reviewer(seat: Seat) -> Reviewer:
        return Reviewer(seat.user.pk, numbers.get(seat.body_id), is_deputy=seat.is_deputy)

    excluded = list_excluded_pairs(applications=keys)
    facts = _CellFacts(
        changes={} if closed else {(duty.application_id, duty.reviewer_id): duty.change for duty in planned},
        aside=excluded.conflicts,
        unresolved=excluded.unresolved,
        duties={(duty.application_id, duty.reviewer_id): duty for duty in duties},
        overloads={load.user.pk: load.label for load in loads if load.is_overloaded},
        titulars=group_titulars(as_reviewer(seat) for seat in committee if not seat.is_barred),
    )
    lazy_looks = CLOSED_LOOKS if closed else LOCKING_LOOKS if locking else LOOKS
    looks = {state: look._replace(words=str(look.words)) for state, look in lazy_looks.items()}
    reviewers = [(seat, as_reviewer(seat)) for seat in seats]

    def make_cell(application: Application, dossier: Dossier, seat: Seat, reviewer: Reviewer) -> BoardCell:
        ref, state = application.reference, facts.find_state(dossier, seat, reviewer)
        look, why = looks[state], facts.find_why((dossier.id, reviewer.id), state)
        words = look.words % {"who": seat.user, "ref": ref}
        return BoardCell(
            state=state,
            initials=seat.initials,
            style=look.style,
            icon=look.icon,
            words=f"{words} ({why})" if why else words,
            anchor=f"cell-{ref}-{reviewer.id}",
            toggle=look.change and f"{look.change}:{ref}:{reviewer.id}",
        )

    def make_cells(application: Application) -> list[BoardCell]:
        dossier = Dossier(application.pk, numbers.get(application.project.organisation_id))
        return [make_cell(application, dossier, seat, reviewer) for seat, reviewer in reviewers]

    former: defaultdict[int, list[str]] = defaultdict(list)
    readers: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for duty in duties:
        if duty.reason_label:
            readers[duty.application_id].append((duty.reviewer_label, duty.reason_label))
        if duty.reviewer_left:
            former[duty.application_id].append(duty.reviewer_label)
    columns = {seat.user.pk for seat in seats}
    others = Counter(
        dossier for dossier, reviewer in facts.duties.keys() - facts.aside if reviewer not in columns
    )
    return [
        BoardRow(
            application,
            [] if application.hidden_because else make_cells(application),
            others[application.pk],
            [] if application.hidden_because else former[application.pk],
            [] if application.hidden_because else readers[application.pk],
        )
        for application in applications
    ]
