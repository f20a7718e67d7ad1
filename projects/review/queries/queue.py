"""A reviewer's list: what is left to read, what was sent, what one stepped aside from, and what comes next."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from accelerator.questionnaires.models import Answer, Question
from accelerator.registry import Registry
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from programmes.models.role import join_juror, must_accept_declaration
from programmes.queries import RoleBook
from projects.anonymity.models import is_anonymous
from projects.anonymity.queries import HIDDEN_STRUCTURE, name_dossier
from projects.application.enums import READ_BY_JURY, SCORED, ApplicationState
from projects.application.queries.dossier import JURY_READS
from projects.conflicts.models import join_set_aside
from projects.models import (
    Application,
    CommitteeMinutes,
    ConflictEffect,
    ConflictRound,
    Meeting,
    Review,
    ReviewAssignment,
    ReviewState,
)
from projects.review.queries.reviews import wrote_beside

CHARACTERS_A_MINUTE = 1000
"""About 170 words a minute: somebody who reads to give an opinion."""
TODO, STARTED, SENT, DECIDED, CLOSED = "todo", "started", "sent", "decided", "closed"
NO_VOTE, ASIDE = "no_vote", "aside"
STAGES: list[tuple[str, "str | Promise", str]] = [
    (TODO, _("À évaluer"), "info"),
    (STARTED, _("Commencé"), "warning"),
    (SENT, _("Envoyé"), "success"),
    (DECIDED, _("Décision annoncée"), "success"),
    (NO_VOTE, _("Sans vote"), "neutral"),
    (ASIDE, _("Déport"), "neutral"),
    (CLOSED, _("Clos sans évaluation"), "neutral"),
]
PLACES = {stage: place for place, (stage, _label, _tone) in enumerate(STAGES)}
TO_WRITE = (TODO, STARTED)
NO_DEADLINE = datetime.max.replace(tzinfo=UTC)
SUBMITTED = ReviewState.SUBMITTED.value  # compared once for each of a thousand duties
HIDDEN = ConflictEffect.HIDDEN.value


class Duty(NamedTuple):
    """A dossier to read, as the list orders it: nothing of the dossier itself. ``due`` closes the reviews.

    ``reads``: opinions that it has so far. ``turn``: its place in the order of this person, see :func:`find_turn`.
    """

    pk: int
    application: int
    reference: str
    stage: str
    due: datetime | None
    reads: int = 0
    turn: int = 0
    is_relief_requested: bool = False
    call: int = 0

    def can_be_sent(self, at: datetime) -> bool:
        return self.stage in TO_WRITE and (self.due is None or self.due > at)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A row of the queue: ``reason`` is why it was assigned to this person, ``minutes`` are of reading.

    ``score`` is their own, out of 100, once sent; ``outcome`` what became of the dossier, once announced.
    """

    stage: str
    due: datetime | None
    reference: str
    title: "str | Promise"
    structure_name: "str | Promise"
    reason: str
    edition: int
    edition_name: str
    minutes: int
    score: Decimal | None
    outcome: ApplicationState | None
    duty: int = 0
    can_be_sent: bool = False
    is_relief_requested: bool = False
    is_complete: bool = False
    """Every criterion is answered: only to be sent."""

    @property
    def is_open(self) -> bool:
        """Whether it is still to be written: the list then helps to choose."""
        return self.stage in TO_WRITE


def duties(user: User, at: datetime) -> list[Duty]:
    """All of this person's duties in editions where they still sit, in the order of the list: one query.

    What is left to do comes first; in each stage, editions whose reviews are open, then nearest deadline first. Read
    whole, without the dossiers: the list, its counts, the next one and the header's number are all made of it, and each
    of them costs the database as much as all. Those set aside are in it: they show so, without content.
    """
    rows = _duties.fetch(user=user.pk)
    listed = [
        Duty(
            pk,
            application,
            reference,
            _find_stage(state, effect, mine),
            due and max(due, later or due),
            reads,
            find_turn(user.pk, application),
            relief is not None,
            call,
        )
        for pk, application, reference, state, call, due, later, effect, mine, reads, relief in rows
        if state in READ_BY_JURY
    ]
    return sorted(
        listed,
        key=lambda duty: (
            PLACES[duty.stage],
            duty.due is not None and duty.due <= at,
            duty.due or NO_DEADLINE,
            duty.turn,
            duty.reference,
        ),
    )


def find_turn(reviewer: int, application: int) -> int:
    """The place of a dossier in the order of one person: always the same, and not that of the others.

    Read in one order by everybody, the first dossiers would get the freshest eyes of the whole committee.
    """
    return int.from_bytes(blake2b(f"{reviewer}:{application}".encode(), digest_size=4).digest(), "big")


def _list_duties(user: User) -> QuerySet[ReviewAssignment, Any]:
    return (
        ReviewAssignment.objects.active()
        .filter(reviewer=user)
        .annotate(
            seat=join_juror(user, "application__call__edition__"),
            aside=join_set_aside(user, "application__"),
            mine=FilteredRelation("application__reviews", condition=Q(application__reviews__reviewer=user)),
        )
        .filter(seat__isnull=False)
        .order_by()
        .values_list(
            "pk",
            "application",
            "application__reference",
            "application__state",
            "application__call",
            "application__call__edition__reviews_due_at",
            "seat__reviews_due_at",
            "aside__effect",
            "mine__state",
            "application__reviews_done",
            "relief_requested_at",
        )
    )


_duties = PreparedQuery(_list_duties, user=BigIntegerField())


def _find_stage(state: str, effect: str | None, mine: str | None) -> str:
    if effect:
        return ASIDE if effect == HIDDEN else NO_VOTE
    if mine == SUBMITTED:
        return SENT if state in SCORED else DECIDED
    if state not in SCORED:
        return CLOSED
    return STARTED if mine else TODO


def waiting(user: User, at: datetime) -> int:
    """How many reviews this person can still send, for the header: one query."""
    return sum(duty.can_be_sent(at) for duty in duties(user, at))


class CommitteeEdition(NamedTuple):
    """An edition on the list of a juror. ``meets``: its committee has yet to meet; ``met_at``: when it closed its last
    meeting, until the decisions are announced; ``ranks``: its ranking opens to who sits there without an office, until
    then too; ``has_minutes``: its minutes are to be read by who sits there without an office; ``must_declare``: they
    have yet to accept its declaration of interests; ``awaits``: dossiers may still come to them, ``is_deputy`` as to a
    deputy; ``closes_at``: the end of its call; ``has_lost_reviews``: they wrote about dossiers, of any edition, that
    they no longer review; ``has_round``: its committee declares, or declared, its links with the dossiers."""

    edition: Edition
    meets: bool
    met_at: datetime | None
    ranks: bool
    has_minutes: bool
    must_declare: bool
    awaits: bool
    is_deputy: bool
    closes_at: datetime | None
    has_lost_reviews: bool
    has_round: bool


def list_committees(
    roles: RoleBook, user: User, duties: Iterable[Duty], at: datetime
) -> list[CommitteeEdition]:
    """The committees on which this person sits, nearest meeting first; ``duties`` are theirs. One query."""
    readable = [duty.application for duty in duties if duty.can_be_sent(at)]
    seated = roles.edition_ids(Capability.SIT_ON_COMMITTEE)
    without_office = seated - roles.edition_ids(Capability.READ_SELECTION)
    reviewed = roles.edition_ids(Capability.REVIEW)
    ranked = without_office & reviewed
    of_edition = {"edition": OuterRef("edition")}
    meetings = Meeting.objects.concluded().filter(**of_edition).order_by("-closed_at")
    minutes = CommitteeMinutes.objects.filter(meeting__edition=OuterRef("edition")).order_by()
    rows: Any = Role.objects.who_can(Capability.SIT_ON_COMMITTEE).filter(user=user, edition__in=seated).annotate(
        closes_at=F("edition__call__closes_at"),
        closed_at=Subquery(meetings.values("closed_at")[:1]),
        has_minutes=Exists(minutes),
        must_accept=ExpressionWrapper(must_accept_declaration(), BooleanField()),
        has_round=Exists(ConflictRound.objects.filter(**of_edition).order_by()),
        has_lost_reviews=ExpressionWrapper(wrote_beside(user, readable), BooleanField()),
    )  # fmt: skip
    seats = list(rows.select_related("edition").order_by("edition__committee_meets_at", "edition", "pk"))
    deputies = {seat.edition_id for seat in seats if seat.is_deputy and seat.can(Capability.REVIEW)}
    # an office comes beside a seat: one row for each edition
    by_edition = {seat.edition_id: seat for seat in seats}
    return [
        CommitteeEdition(
            edition := seat.edition,
            meets=not seat.closed_at
            and edition.committee_meets_at is not None
            and edition.committee_meets_at >= at,
            met_at=None if edition.announced_at else seat.closed_at,
            ranks=edition.pk in ranked
            and edition.announced_at is None
            and seat.closes_at is not None
            and seat.closes_at <= at,
            has_minutes=seat.has_minutes and edition.pk in without_office,
            must_declare=seat.must_accept and edition.announced_at is None,
            awaits=edition.pk in reviewed and not seat.closed_at and edition.announced_at is None,
            is_deputy=edition.pk in deputies,
            closes_at=seat.closes_at,
            has_lost_reviews=seat.has_lost_reviews,
            has_round=seat.has_round,
        )
        for seat in by_edition.values()
    ]


def next_duty(duties: Iterable[Duty], at: datetime, *, after: Application | None = None) -> Duty | None:
    """The next dossier to score: nearest deadline first, then one begun before one untouched, then the one with the
    fewest opinions. Those that this person asked to be relieved of come last."""
    possible = (
        duty for duty in duties if duty.can_be_sent(at) and not (after and duty.application == after.pk)
    )
    return min(
        possible,
        key=lambda item: (
            item.is_relief_requested,
            item.due or NO_DEADLINE,
            item.stage != STARTED,
            item.reads,
            item.turn,
        ),
        default=None,
    )


def lines(roles: RoleBook, duties: Sequence[Duty], at: datetime) -> dict[int, QueueLine]:
    """What the list shows of each of these duties to the person of these roles, by its key: one query."""
    organised = roles.edition_ids(Capability.MANAGE_APPLICATIONS)  # they read names, even when they score
    has_drafts = any(duty.stage == STARTED for duty in duties)
    # excluded and not joined: the database then makes the list of these questions once, and not for each dossier
    unread = Question.objects.exclude(audience__in=JURY_READS)
    read = Answer.objects.filter(sheet=OuterRef("application__sheet")).exclude(question__in=unread)
    totals = read.order_by().values("sheet").annotate(total=Sum(Length(Cast("value", CharField()))))
    assignments = (
        ReviewAssignment.objects.filter(pk__in=[duty.pk for duty in duties])
        .annotate(
            mine=FilteredRelation(
                "application__reviews", condition=Q(application__reviews__reviewer=F("reviewer"))
            ),
            is_anonymous=ExpressionWrapper(is_anonymous("application__call__edition__"), BooleanField()),
            is_complete=_is_complete_draft() if has_drafts else Value(False),
            length=Subquery(totals.values("total"), output_field=IntegerField()),
        )
        .order_by()
    )
    rows = {
        row.pk: row
        for row in assignments.values_list(
            "pk",
            "reason",
            "application__title",
            "application__structure_name",
            "application__call__edition",
            "application__call__edition__name",
            "application__state",
            "mine__total",
            "is_anonymous",
            "is_complete",
            "length",
            named=True,
        )
    }
    return {
        duty.pk: _build_line(
            duty, row, at, row.is_anonymous and row.application__call__edition not in organised
        )
        for duty in duties
        if (row := rows.get(duty.pk))
    }


def _is_complete_draft() -> Exists:
    """Whether the review of a duty is a draft that answers every criterion."""
    drafts = Review.objects.complete_drafts()
    return Exists(
        drafts.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer")).order_by()
    )


def _build_line(duty: Duty, row: Any, at: datetime, hides_names: bool) -> QueueLine:
    return QueueLine(
        stage=duty.stage,
        due=duty.due,
        reference=duty.reference,
        title=name_dossier(duty.reference) if hides_names else row.application__title,
        structure_name=HIDDEN_STRUCTURE if hides_names else row.application__structure_name,
        reason=row.reason,
        edition=row.application__call__edition,
        edition_name=row.application__call__edition__name,
        minutes=max(1, round((row.length or 0) / CHARACTERS_A_MINUTE)),
        score=row.mine__total if duty.stage in (SENT, DECIDED) else None,
        outcome=ApplicationState(row.application__state) if duty.stage == DECIDED else None,
        duty=duty.pk,
        can_be_sent=duty.can_be_sent(at),
        is_relief_requested=duty.is_relief_requested,
        is_complete=duty.stage == STARTED and row.is_complete,
    )


@dataclass(frozen=True)
class QueueNotice:
    """One thing to do, with the page where it is done."""

    title: str
    text: str
    href: str
    label: str


NoticeReader = Callable[[RoleBook], Iterable[QueueNotice]]

_readers: Registry[NoticeReader] = Registry()
register_notices = _readers.add


def list_notices(roles: RoleBook) -> list[QueueNotice]:
    """What waits for the person of these roles beside their list: a query or more for each reader."""
    return [notice for read in _readers for notice in read(roles)]
