"""The dossiers of a meeting as one reader knows them: their place in the order of the day, what is decided of them."""

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery

from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.application.enums import READ_BY_JURY, SCORED
from projects.conflicts.queries import Apart, Conflicts
from projects.decision.enums import Outcome
from projects.decision.queries.decisions import Tally
from projects.deliberation.enums import AgendaBlock
from projects.models import Application, Meeting, Objection

COLUMNS = (
    "reference", "title", "structure_name", "department", "profile", "state", "score", "score_low", "score_high",
    "call", "project",
)  # fmt: skip
LAST = 1_000_000
"""The position of a dossier that arrived after the opening."""


@dataclass(frozen=True)
class MeetingDossier:
    """A dossier in a meeting. ``outcome``: what the meeting decided, else what was decided before; "" for neither.

    ``reason`` and ``explanation`` are those of that decision; ``who`` took it, in the meeting.
    """

    application: Application
    block: AgendaBlock
    position: int
    outcome: str = ""
    is_pending: bool = False
    in_block: bool = False
    reason: str = ""
    explanation: str = ""
    reserve_rank: int | None = None
    who: str = ""
    who_pk: int | None = None
    at: datetime | None = None
    rank: int | None = None
    objector: str = ""
    objection: str = ""
    """Who asked that it be debated rather than decided with its block, and why if they said it."""

    @property
    def pk(self) -> int:
        return self.application.pk

    @property
    def score(self) -> Decimal | None:
        return self.application.score

    @property
    def is_selected(self) -> bool:
        return self.outcome == Outcome.SELECTED

    @property
    def is_open(self) -> bool:
        """Whether the committee may still decide: not withdrawn meanwhile, not announced."""
        return self.application.state in SCORED

    @property
    def is_undecided(self) -> bool:
        return self.is_open and not self.outcome

    @property
    def outcome_label(self) -> str:
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def mark(self) -> str:
        """Identifies what the meeting decided; empty while it decided nothing."""
        return self.at.isoformat() if self.is_pending and self.at else ""

    def with_decision(
        self, outcome: Outcome, *, reason: str, explanation: str, in_block: bool = False
    ) -> "MeetingDossier":
        """The dossier as it would be once this is decided."""
        return replace(
            self,
            outcome=outcome.value,
            reason=reason,
            explanation=explanation,
            is_pending=True,
            in_block=in_block,
        )


def list_dossiers(meeting: Meeting, conflicts: Conflicts) -> list[MeetingDossier]:
    """The dossiers of the meeting, decided before it too, in its order; not those hidden from the reader. One query.

    Without conflicts each scored one has its rank.
    """
    return read_dossiers(meeting, conflicts)[0]


def read_dossiers(meeting: Meeting, conflicts: Conflicts) -> tuple[list[MeetingDossier], Apart]:
    """The dossiers of :func:`list_dossiers`, and those to decide that are hidden from the reader, by reference,
    without score nor decision.
    """
    objections = Objection.objects.filter(meeting=meeting, application=OuterRef("pk")).order_by("pk")
    pending = FilteredRelation("pending_decisions", condition=Q(pending_decisions__meeting=meeting))
    agenda = FilteredRelation("agenda_items", condition=Q(agenda_items__meeting=meeting))
    concerned = Q(state__in=SCORED) | Q(decision__announced_at__isnull=False) | Q(pending__isnull=False)
    rows = (
        Application.objects.for_edition(meeting.edition)
        .annotate(pending=pending, agenda=agenda)
        .filter(concerned)
        .annotate(
            block=F("agenda__block"),
            position=F("agenda__position"),
            pending_outcome=F("pending__outcome"),
            pending_reason=F("pending__reason"),
            pending_explanation=F("pending__explanation"),
            pending_rank=F("pending__reserve_rank"),
            pending_in_block=F("pending__in_block"),
            pending_at=F("pending__at"),
            pending_by=F("pending__by"),
            pending_name=F("pending__by__name"),
            decided_outcome=F("decision__outcome"),
            decided_reason=F("decision__reason"),
            decided_rank=F("decision__reserve_rank"),
            objector=Subquery(objections.values("user__name")[:1]),
            objection=Subquery(objections.values("reason")[:1]),
        )
        .only(*COLUMNS)
        .order_by(F("agenda__position").asc(nulls_last=True), "pk")
    )
    visible: list[Application] = []
    hidden: list[Application] = []
    for row in map(conflicts.mark, rows):
        row.visible_decision = None
        (hidden if row.pk in conflicts.because else visible).append(row)
    apart = sorted((row for row in hidden if row.state in SCORED), key=lambda row: row.reference)
    return _add_ranks([_make_dossier(row) for row in visible], conflicts), Apart(
        apart, conflicts.is_pending_only
    )


def _make_dossier(row: "Application") -> MeetingDossier:
    values = vars(row)
    is_pending = bool(values["pending_outcome"])
    source = "pending" if is_pending else "decided"
    return MeetingDossier(
        application=row,
        block=AgendaBlock(values["block"] or AgendaBlock.DEBATE),
        position=LAST if values["position"] is None else values["position"],
        outcome=values[f"{source}_outcome"] or "",
        is_pending=is_pending,
        in_block=bool(values["pending_in_block"]),
        reason=values[f"{source}_reason"] or "",
        explanation=values["pending_explanation"] or "",
        reserve_rank=values[f"{source}_rank"],
        who=values["pending_name"] or "",
        who_pk=values["pending_by"],
        at=values["pending_at"],
        objector=values["objector"] or "",
        objection=values["objection"] or "",
    )


def _add_ranks(dossiers: list[MeetingDossier], conflicts: Conflicts) -> list[MeetingDossier]:
    if conflicts:
        return dossiers
    scores = sorted(
        item.score for item in dossiers if item.score is not None and item.application.state in READ_BY_JURY
    )
    return [
        replace(item, rank=1 + len(scores) - bisect_right(scores, item.score))
        if item.score is not None
        else item
        for item in dossiers
    ]


@dataclass(frozen=True)
class Agenda:
    """The order of the day as one reader knows it. What is already decided is in its block too."""

    accept: list[MeetingDossier]
    debate: list[MeetingDossier]
    set_aside: list[MeetingDossier]
    removed: list[MeetingDossier]
    """Decided by this meeting, and withdrawn or declared ineligible since."""

    @property
    def to_accept(self) -> list[MeetingDossier]:
        return [item for item in self.accept if item.is_undecided]

    @property
    def to_set_aside(self) -> list[MeetingDossier]:
        return [item for item in self.set_aside if item.is_undecided]

    @property
    def to_debate(self) -> list[MeetingDossier]:
        return [item for item in self.debate if item.is_undecided]

    @property
    def next_block(self) -> AgendaBlock | None:
        """The block of the next decision: what is debated first, then the others; ``None`` once nothing is left."""
        left = {
            AgendaBlock.DEBATE: self.to_debate,
            AgendaBlock.ACCEPT: self.to_accept,
            AgendaBlock.SET_ASIDE: self.to_set_aside,
        }
        return next((block for block, dossiers in left.items() if dossiers), None)

    def find_next(self, current: int | None) -> MeetingDossier | None:
        """The next one to debate after the current dossier, from the first again after the last."""
        places = [item.pk for item in self.debate]
        start = places.index(current) + 1 if current in places else 0
        ahead = self.debate[start:] + self.debate[:start]
        return next((item for item in ahead if item.is_undecided and item.pk != current), None)


def arrange_agenda(dossiers: Iterable[MeetingDossier]) -> Agenda:
    """No query. A dossier that was decided and announced before is in none of its lists."""
    blocks: dict[AgendaBlock, list[MeetingDossier]] = {block: [] for block in AgendaBlock}
    removed = []
    for item in dossiers:
        if item.is_open:
            blocks[item.block].append(item)
        elif item.is_pending:
            removed.append(item)
    return Agenda(
        blocks[AgendaBlock.ACCEPT], blocks[AgendaBlock.DEBATE], blocks[AgendaBlock.SET_ASIDE], removed
    )


def sign_decisions(meeting: Meeting, agenda: Agenda) -> str:
    """A mark of what this meeting decided so far, as far as the reader of the agenda knows it. No query."""
    dossiers = (*agenda.accept, *agenda.debate, *agenda.set_aside, *agenda.removed)
    decisions = sorted((item.pk, item.mark) for item in dossiers if item.mark)
    return hashlib.sha256(repr((meeting.pk, decisions)).encode()).hexdigest()[:16]


def count_outcomes(edition: Edition, dossiers: Sequence[MeetingDossier], conflicts: Conflicts) -> Tally:
    """What is decided so far in the meeting and before, as the reader may know it. No query."""
    outcomes = Counter(item.outcome for item in dossiers)
    selected = [item.application for item in dossiers if item.is_selected]
    profiles = Counter(application.profile for application in selected)
    labels = dict(StructureProfile.choices)
    return Tally(
        places=edition.places,
        selected=outcomes[Outcome.SELECTED],
        reserve=outcomes[Outcome.RESERVE],
        not_selected=outcomes[Outcome.NOT_SELECTED],
        undecided=sum(item.is_undecided for item in dossiers),
        submitted=0,
        short=0,
        profiles=[(str(labels[key]), profiles[key]) for key in StructureProfile.values],
        departments=sorted(Counter(application.department for application in selected).items()),
        is_partial=conflicts.withholds_totals,
    )


def find_dossier(dossiers: Iterable[MeetingDossier], application: int | None) -> MeetingDossier | None:
    return next((item for item in dossiers if item.pk == application), None)
