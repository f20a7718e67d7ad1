"""The money of an edition: proposed, granted and paid amounts, added up, with their rows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.accounts.models import User
from coaching.followup.enums import CommitmentState
from coaching.followup.queries.letters import list_places
from coaching.models import Commitment, Need, Stance, SupportDecision
from coaching.portfolio.queries.small_multiples import find_department, format_department
from coaching.support.enums import GIVES
from programmes.models import Edition, Organisation
from projects.models import Participation

PAGE = 60


class AmountKind(TextChoices):
    PROPOSED = "proposed", _("proposé")
    GRANTED = "granted", _("accordé")
    PAID = "paid", _("versé")


@dataclass(frozen=True)
class AmountRow:
    """One amount; ``subject``: its need or commitment, with the page ``href``."""

    kind: AmountKind
    amount: Decimal
    purpose: str
    place: Participation
    body: str
    scheme: str
    subject: str
    href: str

    @property
    def project(self) -> str:
        return self.place.project.title

    @property
    def structure(self) -> Organisation | None:
        return self.place.project.organisation

    @property
    def department(self) -> str:
        return format_department(find_department(self.place))


@dataclass(frozen=True)
class AmountGrouping:
    """A way to group amounts: ``read`` gives the key of a row, ``describe`` its label. ``code`` names it in
    addresses."""

    code: str
    title: str | Promise
    by: str | Promise
    read: Callable[[AmountRow], str]
    describe: Callable[[str], str] = str


GROUPINGS = (
    AmountGrouping("body", _("Organisme"), _("Par organisme"), lambda row: row.body),
    AmountGrouping(
        "scheme",
        _("Dispositif"),
        _("Par dispositif"),
        lambda row: row.scheme,
        lambda name: name or gettext("sans dispositif"),
    ),
    AmountGrouping(
        "department",
        _("Département"),
        _("Par département"),
        lambda row: find_department(row.place),
        format_department,
    ),
    AmountGrouping("project", _("Projet"), _("Par projet"), lambda row: row.project),
)


@dataclass(frozen=True)
class AmountTotal:
    """A sum of granted amounts. ``amount`` is ``None`` without any; ``query`` lists its rows."""

    kind: AmountKind
    amount: Decimal | None
    query: str


@dataclass(frozen=True)
class AmountTable:
    grouping: AmountGrouping
    lines: list[tuple[str, list[AmountTotal]]]
    """By label, a total for each kind, the largest granted first."""


@dataclass(frozen=True)
class AmountSummary:
    totals: dict[AmountKind, AmountTotal]
    tables: list[AmountTable]

    def find_total(self, kind: AmountKind) -> AmountTotal | None:
        """``None`` without any such amount."""
        total = self.totals[kind]
        return total if total.amount is not None else None


def list_decided_needs(places: Mapping[int, Participation]) -> list[Need]:
    """The shared needs of these projects, with their decisions. One query."""
    editions = {place.edition_id for place in places.values()}
    needs = Need.objects.for_partners(editions).filter(participation__in=list(places))
    return list(needs.select_related("decision__lead", "decision__scheme").order_by("participation", "pk"))


def list_commitments(places: Iterable[int]) -> list[Commitment]:
    """The commitments to these projects, with their body and their line. One query."""
    rows = Commitment.objects.filter(participation__in=list(places)).select_related("body", "line")
    return list(rows.order_by("participation", "pk"))


def list_amounts(
    places: Mapping[int, Participation], needs: Sequence[Need], commitments: Iterable[Commitment]
) -> list[AmountRow]:
    """The amounts of the projects ``places``, which come with edition, project and organisation. One query.

    A granted amount is in the decision on a need that is still shared; for other needs, in the commitment.
    """
    by_key = {need.pk: need for need in needs}
    stances = Stance.objects.filter(need__in=by_key, amount__isnull=False).select_related(
        "organisation", "scheme"
    )
    rows = [
        _describe_need_amount(
            places, AmountKind.PROPOSED, by_key[stance.need_id], stance, stance.organisation
        )
        for stance in stances.order_by("need", "pk")
    ]
    decisions = {need.pk: need.decision for need in needs if hasattr(need, "decision")}
    decided = {
        key
        for key, decision in decisions.items()
        if decision.amount is not None and decision.outcome in GIVES
    }
    rows += [
        _describe_need_amount(places, AmountKind.GRANTED, by_key[key], decisions[key], decisions[key].lead)
        for key in sorted(decided)
    ]
    return rows + _list_commitment_amounts(places, commitments, decided)


def _describe_need_amount(
    places: Mapping[int, Participation],
    kind: AmountKind,
    need: Need,
    row: Stance | SupportDecision,
    body: Organisation | None,
) -> AmountRow:
    assert row.amount is not None
    place = places[need.participation_id]
    return AmountRow(
        kind,
        row.amount,
        row.amount_for,
        place,
        str(body or ""),
        str(row.scheme or ""),
        need.sentence,
        reverse("coaching:manage_support_need", args=[place.edition.slug, need.uid]),
    )


def _list_commitment_amounts(
    places: Mapping[int, Participation],
    commitments: Iterable[Commitment],
    decided: Collection[int],
) -> list[AmountRow]:
    """The paid amount of each commitment; and its granted one unless it is in the decisions of the needs
    ``decided``.
    """
    rows = []
    for commitment in commitments:
        place = places[commitment.participation_id]
        counts = commitment.need_id not in decided and commitment.state != CommitmentState.DROPPED
        amounts = {
            AmountKind.GRANTED: commitment.amount if counts else None,
            AmountKind.PAID: commitment.paid,
        }
        rows += [
            AmountRow(
                kind,
                amount,
                commitment.amount_for,
                place,
                str(commitment.body),
                commitment.line.scheme if commitment.line else "",
                commitment.what,
                reverse("coaching:manage_commitment", args=[place.edition.slug, commitment.pk]),
            )
            for kind, amount in amounts.items()
            if amount is not None
        ]
    return rows


def summarise_amounts(rows: Collection[AmountRow]) -> AmountSummary:
    """Totals, and a table for each grouping. No query."""
    tables = []
    for grouping in GROUPINGS:
        groups: dict[str, list[AmountRow]] = defaultdict(list)
        for row in rows:
            groups[grouping.read(row)].append(row)
        lines = [
            (grouping.describe(name), [_add_up(own, kind, {grouping.code: name}) for kind in AmountKind])
            for name, own in groups.items()
        ]
        lines.sort(key=lambda line: ([-(total.amount or 0) for total in line[1][1:]], line[0]))
        tables.append(AmountTable(grouping, lines))
    return AmountSummary({kind: _add_up(rows, kind, {}) for kind in AmountKind}, tables)


def _add_up(rows: Iterable[AmountRow], kind: AmountKind, group: Mapping[str, str]) -> AmountTotal:
    amounts = [row.amount for row in rows if row.kind == kind]
    total = sum(amounts, Decimal(0)) if amounts else None
    return AmountTotal(kind, total, f"?{urlencode({'kind': kind.value, **group})}")


@dataclass(frozen=True)
class AmountLine:
    """A body's amounts of each kind for a need or a commitment, and what they pay."""

    body: str
    scheme: str
    purposes: list[str]
    cells: list[list[AmountRow]]


@dataclass(frozen=True)
class AmountProject:
    """``subjects``: the needs and commitments, each with a line for each body."""

    title: str
    department: str
    subjects: list[tuple[str, list[AmountLine]]]


def group_amounts(rows: Iterable[AmountRow], kinds: Sequence[AmountKind]) -> list[AmountProject]:
    """The rows side by side, by project and by subject, in their order. No query."""
    by_place: dict[Participation, dict[str, dict[tuple[str, str], list[AmountRow]]]] = {}
    for row in rows:
        lines = by_place.setdefault(row.place, {}).setdefault(row.subject, {})
        lines.setdefault((row.body, row.scheme), []).append(row)
    return [
        AmountProject(
            place.project.title,
            format_department(find_department(place)),
            [
                (
                    subject,
                    [
                        AmountLine(
                            body,
                            scheme,
                            list(dict.fromkeys(row.purpose for row in own if row.purpose)),
                            [[row for row in own if row.kind == kind] for kind in kinds],
                        )
                        for (body, scheme), own in lines.items()
                    ],
                )
                for subject, lines in subjects.items()
            ],
        )
        for place, subjects in by_place.items()
    ]


@dataclass(frozen=True)
class ListedAmounts:
    """A page of the filtered rows; ``filters``: in words.

    ``projects``: the same rows side by side, a column for each of ``totals``. ``has_any``: whether there are rows
    without the filters.
    """

    page: "Page[AmountRow]"
    projects: list[AmountProject]
    totals: list[AmountTotal]
    filters: list[str]
    kinds: Sequence[tuple[str, str | Promise, str, bool, int]]
    """Code, label, query that adds it to the other filters, whether it is the present one, the number of rows."""
    has_any: bool


def read_amounts(user: User, edition: Edition) -> list[AmountRow]:
    """The amounts of projects that this organiser may read, by title. Four queries."""
    places = list_places(user, edition).select_related("edition", "project__organisation")
    return read_amounts_of(places.order_by("pk"))


def read_amounts_of(places: Iterable[Participation]) -> list[AmountRow]:
    """The amounts of the projects ``places``, which come with edition, project and organisation, by title. Three
    queries.
    """
    by_key = {place.pk: place for place in places}
    rows = list_amounts(by_key, list_decided_needs(by_key), list_commitments(by_key))
    return sorted(rows, key=lambda row: (row.project, row.subject))


def add_up_by_place(rows: Iterable[AmountRow]) -> dict[int, dict[AmountKind, Decimal]]:
    """By participation, a total of each kind with an amount. No query."""
    totals: dict[int, dict[AmountKind, Decimal]] = defaultdict(dict)
    for row in rows:
        totals[row.place.pk][row.kind] = totals[row.place.pk].get(row.kind, Decimal(0)) + row.amount
    return totals


def narrow_amounts(rows: list[AmountRow], wanted: Mapping[str, str]) -> ListedAmounts:
    """The rows that match the parameters of an address; unknown parameters are ignored. No query."""
    chosen = [grouping for grouping in GROUPINGS if grouping.code in wanted]
    group = {grouping.code: wanted[grouping.code] for grouping in chosen}
    matching = [
        row for row in rows if all(grouping.read(row) == wanted[grouping.code] for grouping in chosen)
    ]
    kind = wanted.get("kind", "")
    kind = kind if kind in AmountKind.values else ""
    kinds = [
        (
            code,
            label,
            f"?{urlencode({'kind': code, **group})}",
            code == kind,
            sum(code in ("", row.kind) for row in matching),
        )
        for code, label in (("", _("Tous")), *AmountKind.choices)
    ]
    labels = [grouping.describe(wanted[grouping.code]) for grouping in chosen]
    listed = [row for row in matching if kind in ("", row.kind)]
    totals = [total for each in AmountKind if (total := _add_up(listed, each, group)).amount is not None]
    page = Paginator(listed, PAGE).get_page(wanted.get("page"))
    projects = group_amounts(page, [total.kind for total in totals])
    return ListedAmounts(page, projects, totals, labels, kinds, bool(rows))
