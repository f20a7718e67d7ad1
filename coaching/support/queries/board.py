"""The board of the partners: needs by project, with the answer of each body and the decision."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext, gettext as _

from accelerator.accounts.models import User
from accelerator.amounts import describe_amount
from coaching.models import Need, PartnerMeeting, Stance, SupportDecision
from coaching.plan.queries import find_partner_bodies
from coaching.support.enums import HELPS, MeetingState, StanceKind, describe_stance
from coaching.support.models import AboutNeedQuerySet
from programmes.models import Edition, Organisation, SupportScheme
from programmes.scheme_fit import SchemeTerms, StructureFacts, fit
from projects.application.queries.structure import build_structure_facts, find_head_count
from projects.conflicts.models import find_conflicts
from projects.models import Project

BOARD_FIELDS = (
    "uid", "version", "sentence", "kind", "urgency", "participation__project__title",
    "participation__project__organisation__name", "participation__project__organisation__short_name",
)  # fmt: skip
"""The fields of a need in a row of the board."""


class GivenStance(NamedTuple):
    """A :class:`Stance` as a board needs it, with names instead of rows: a board has hundreds of them."""

    need: int
    organisation: int
    kind: str
    tick: int
    comment: str
    refer_to: str
    scheme: str
    amount: Decimal | None = None
    amount_for: str = ""
    refer_to_id: int | None = None
    scheme_id: int | None = None

    @property
    def label(self) -> str:
        return str(StanceKind(self.kind).label)

    @property
    def words(self) -> str:
        return describe_stance(self.kind, self.refer_to)


@dataclass(slots=True)
class StanceCell:
    """The answer of one body to one need; no ``stance`` without an answer."""

    need: Need
    body: Organisation
    stance: GivenStance | None = None
    is_wished: bool = False
    is_own: bool = False
    """Whether it is the body of the reader."""


class PrintedCell(NamedTuple):
    """A :class:`StanceCell` for templates, which unpack hundreds of them.

    ``key``: ``{need}-{body}``; ``answer``: kind and tick of the answer, or ""; ``words``: the answer, or the wish of
    the project for the body.
    """

    key: str
    classes: str
    body: str
    answer: str
    words: str
    comment: str
    amount: str


@dataclass
class NeedRow:
    """A need on the board. ``schemes``: names of the fitting schemes, best first, if the board was read with them."""

    need: Need
    cells: list[StanceCell] = field(default_factory=list)
    decision: SupportDecision | None = None
    schemes: list[str] = field(default_factory=list)

    def _count(self, *kinds: StanceKind) -> int:
        return sum(1 for cell in self.cells if cell.stance and cell.stance.kind in kinds)

    @cached_property
    def is_uncovered(self) -> bool:
        """Whether nobody leads nor helps."""
        return not self._count(*HELPS)

    @cached_property
    def is_contended(self) -> bool:
        """Whether several bodies would lead."""
        return self._count(StanceKind.LEAD) > 1

    @cached_property
    def own(self) -> StanceCell | None:
        return next((cell for cell in self.cells if cell.is_own), None)

    @property
    def is_addressed(self) -> bool:
        """Whether the project wishes for the reader's body, or one of the schemes beside the need fits."""
        return bool(self.schemes or (self.own and self.own.is_wished))

    @property
    def awaits_own(self) -> bool:
        """Whether it has neither an answer of the reader's body nor a decision."""
        return self.own is not None and self.own.stance is None and self.decision is None

    @property
    def takers(self) -> list[StanceCell]:
        """The bodies that lead or help."""
        return [cell for cell in self.cells if cell.stance and cell.stance.kind in HELPS]

    @property
    def answered(self) -> list[StanceCell]:
        return [cell for cell in self.cells if cell.stance]

    @cached_property
    def lead_cell(self) -> StanceCell | None:
        """The cell of :attr:`only_lead`, with its body."""
        leads = [cell for cell in self.cells if cell.stance and cell.stance.kind == StanceKind.LEAD]
        return leads[0] if len(leads) == 1 else None

    @property
    def only_lead(self) -> GivenStance | None:
        """The answer of the one body that would lead; ``None`` for none, or several."""
        return self.lead_cell.stance if self.lead_cell else None


@dataclass
class ProjectRows:
    project: Project
    rows: list[NeedRow] = field(default_factory=list)


@dataclass
class SupportBoard:
    """The partners' board of an edition. ``bodies``: the columns: bodies of the partners of the edition, and others
    that answered, by name.
    """

    meeting: PartnerMeeting
    bodies: list[Organisation]
    projects: list[ProjectRows]

    @cached_property
    def rows(self) -> list[NeedRow]:
        return [row for project in self.projects for row in project.rows]

    def find_row(self, need: int) -> NeedRow | None:
        return next((row for row in self.rows if row.need.pk == need), None)

    @cached_property
    def uncovered(self) -> list[NeedRow]:
        return [row for row in self.rows if row.is_uncovered and not row.decision]

    @cached_property
    def undecided(self) -> list[NeedRow]:
        return [row for row in self.rows if not row.decision]

    @property
    def is_open(self) -> bool:
        return self.meeting.state == MeetingState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.meeting.state == MeetingState.CLOSED


def find_meeting(edition: Edition) -> PartnerMeeting:
    """The meeting of an edition, else an unsaved one in preparation. One query."""
    return PartnerMeeting.objects.filter(edition=edition).first() or PartnerMeeting(edition=edition)


def list_needs(edition: int) -> QuerySet[Need]:
    """The shared needs, by project, the urgent ones first; with the fields of a row of the board."""
    needs = Need.objects.for_partners([edition]).select_related("participation__project__organisation")
    return needs.order_by("participation__project__title", "participation", "urgency", "position", "pk")


def is_hidden_from(user: User) -> Q:
    """Condition: the project of the need is one that this user leads, led, or stepped aside from."""
    aside, own = find_conflicts(user)
    return Q(participation__project__in=own) | Q(participation__project__application__in=aside)


def read_board(
    edition: Edition,
    board_needs: Iterable[Need],
    *,
    own: Organisation | None = None,
    meeting: PartnerMeeting | None = None,
) -> SupportBoard:
    """The board of the needs ``board_needs`` (:func:`list_needs`).

    Six queries, whatever their number: needs, wishes, answers, decisions, bodies, and the ``meeting`` if it is not at
    hand.
    """
    meeting = meeting or find_meeting(edition)
    needs: list[Need] = list(board_needs)
    wished = set(list_wishes(needs))
    stances: dict[tuple[int, int], GivenStance] = {}
    for need_pk, body_pk, kind, tick, comment, *more, short, name, scheme in list_stances(needs):
        stances[need_pk, body_pk] = GivenStance(
            need_pk, body_pk, kind, tick, comment, short or name or "", scheme or "", *more
        )
    decisions = {decision.need_id: decision for decision in list_decisions(needs)}
    bodies = list(list_answering_bodies(edition.pk))
    # by their keys: a board has hundreds of cells, and models are slow to compare
    columns = [(body, body.pk, own is not None and body.pk == own.pk) for body in bodies]
    projects: dict[int, ProjectRows] = {}
    for need in needs:
        cells = [
            StanceCell(need, body, stances.get(key), key in wished, is_own)
            for body, pk, is_own in columns
            for key in ((need.pk, pk),)
        ]
        place = projects.setdefault(need.participation_id, ProjectRows(need.participation.project))
        place.rows.append(NeedRow(need, cells, decisions.get(need.pk)))
    return SupportBoard(meeting, bodies, list(projects.values()))


def print_cells(rows: Iterable[NeedRow], *, notes: bool, marks_own: bool) -> list[list[PrintedCell]]:
    """The cells of each row; without ``notes``, no comment nor amount of a body. ``marks_own``: the column of the
    reader's body."""
    labels: dict[tuple[str, str], str] = {}
    wished = gettext("souhaité par le projet")

    def print_cell(cell: StanceCell) -> PrintedCell:
        key, body, stance = f"{cell.need.pk}-{cell.body.pk}", str(cell.body), cell.stance
        classes = "board-own " if cell.is_own and marks_own else ""
        if stance is None:
            words = wished if cell.is_wished else ""
            return PrintedCell(key, f"{classes}board-empty", body, "", words, "", "")
        kind = stance.kind, stance.refer_to
        labels[kind] = labels.get(kind) or stance.words
        answer, comment = f"{stance.kind} {stance.tick}", stance.comment if notes else ""
        amount = describe_amount(stance.amount, stance.amount_for) if notes else ""
        return PrintedCell(key, f"{classes}stance-{stance.kind}", body, answer, labels[kind], comment, amount)

    return [[print_cell(cell) for cell in row.cells] for row in rows]


def list_wishes(needs: list[Need]) -> Any:
    """The bodies that projects wish for: need and body."""
    return Need.wished.through.objects.filter(need__in=needs).values_list("need", "organisation")


def list_stances(needs: list[Need]) -> "QuerySet[Stance, Any]":
    """The answers to these needs as tuples: seven hundred models would take longer than the rest of a page."""
    rows = Stance.objects.filter(need__in=needs).order_by()
    columns = ("refer_to__short_name", "refer_to__name", "scheme__name")
    own = ("need_id", "organisation_id", "kind", "tick", "comment")
    return rows.values_list(*own, "amount", "amount_for", "refer_to_id", "scheme_id", *columns)


def list_decisions(needs: list[Need]) -> "AboutNeedQuerySet[SupportDecision]":
    rows = SupportDecision.objects.filter(need__in=needs).select_related("lead", "scheme")
    return rows.order_by()


def list_answering_bodies(edition: int) -> QuerySet[Organisation]:
    """The bodies of the partners of the edition, and those that answered: the column of a body whose people left
    stays."""
    answered = Stance.objects.on_board(edition).order_by().values("organisation")
    partners = find_partner_bodies(edition).order_by().values("pk")
    return Organisation.objects.filter(Q(pk__in=partners) | Q(pk__in=answered)).order_by("name", "pk")


def sign_versions(needs: Iterable[tuple[int, int]]) -> str:
    """The signature of the list of needs, from keys and versions of needs of one edition, in any order."""
    versions = "-".join(f"{pk}.{version}" for pk, version in sorted(needs))
    return hashlib.sha256(versions.encode()).hexdigest()[:16]


def find_last_tick(needs: QuerySet[Need]) -> int:
    """The tick of the last change of an answer to these needs, or of a decision. One query."""
    last = needs.order_by().aggregate(stance=Max("stances__tick"), decision=Max("decision__tick"))
    return max(tick or 0 for tick in last.values())


def find_changed_needs(edition: int, since: int, tick: int) -> set[int] | None:
    """The needs whose answers or decision changed after ``since``. One query.

    ``None``, any of them, when a tick until ``tick`` is on no row: an answer was withdrawn, or overwritten.
    """
    stances, decisions = (
        model.objects.on_board(edition).filter(tick__gt=since).order_by().values_list("need", "tick")
        for model in (Stance, SupportDecision)
    )
    rows = list(stances.union(decisions))
    changed, ticks = {need for need, _tick in rows}, {tick for _need, tick in rows}
    return changed if ticks.issuperset(range(since + 1, tick + 1)) else None


OF_STRUCTURE = (
    "participation__project__application__profile",
    "participation__project__application__department",
)


class OfferedScheme(NamedTuple):
    """A scheme as a board needs it."""

    name: str
    terms: SchemeTerms


def list_offers(edition: Edition, body: Organisation | None = None) -> tuple[OfferedScheme, ...]:
    """The schemes of the edition, or of this ``body`` alone, by name. One query."""
    schemes = edition.schemes.current()
    if body is not None:
        schemes = schemes.filter(organisation=body)
    return describe_offers(schemes.order_by("name", "pk"))


def describe_offers(schemes: Iterable[SupportScheme]) -> tuple[OfferedScheme, ...]:
    return tuple(OfferedScheme(scheme.name, scheme.terms) for scheme in schemes)


def with_structures(needs: "QuerySet[Need]", *columns: str) -> "QuerySet[Need]":
    """The needs with these ``columns`` and those of :func:`read_structure`."""
    head_counts = find_head_count(OuterRef("participation__project__application__sheet"))
    return (
        needs.select_related("participation__project__organisation", "participation__project__application")
        .only(*columns, *OF_STRUCTURE)
        .annotate(head_count_answer=Subquery(head_counts[:1]))
    )


def read_structure(need: Need) -> StructureFacts:
    """The structure of the need's project, from its dossier. No query after :func:`with_structures`."""
    application = getattr(need.participation.project, "application", None)
    return build_structure_facts(application, getattr(need, "head_count_answer", None))


def list_fitting_schemes(offers: Iterable[OfferedScheme], need: Need, today: date) -> list[str]:
    """Names of the schemes for this need, the best first; none for a need without a kind. No query."""
    if not need.kind:
        return []
    facts = read_structure(need)
    fits = [(fit(offer.terms, facts, [need.kind], today), offer.name) for offer in offers]
    fits.sort(key=lambda pair: pair[0].rank)
    return [
        _("%(scheme)s (à vérifier)") % {"scheme": name} if verdict.to_check else name
        for verdict, name in fits
        if verdict.is_proposed
    ]
