"""Letters as an organiser prepares them, and as the project reads them; the dates of calls."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accelerator.accounts.models import User
from accelerator.links import LinkForged, SignedLink
from coaching.followup.enums import LineAnswer
from coaching.followup.models import LetterLine, SupportLetter
from coaching.models import Need, PartnerMeeting
from coaching.plan.enums import Urgency
from coaching.support.enums import GIVES, MeetingState
from programmes.models import Edition
from projects.models import Participation, ProjectMember

DAYS_TO_CALL = {Urgency.NOW: 14, Urgency.SOON: 30, Urgency.LATER: 60}
"""Unless an organiser chooses a day: the sooner, the more urgent the need."""


def plan_call(need: Need | None, today: date) -> date:
    """The day of the call for a need; a removed need counts as due soon."""
    urgency = Urgency(need.urgency) if need else Urgency.SOON
    return today + timedelta(DAYS_TO_CALL[urgency])


def postpone_call(line: LetterLine, today: date) -> date | None:
    """The day of the line, planned again from today once it has come; ``None`` without one."""
    if line.due_on is None or line.due_on > today:
        return line.due_on
    return plan_call(line.need, today)


def find_call_day(line: LetterLine, today: date) -> date | None:
    """The day that readers see: that of the commitment once there is one, else that of accepting today."""
    commitment = getattr(line, "commitment", None)
    if commitment:
        due_on: date | None = commitment.due_on
        return due_on
    return line.due_on if line.answer == LineAnswer.REFUSED else postpone_call(line, today)


@dataclass
class LetterRow:
    """One project in the list: its draft letter, if any, and the last one sent."""

    participation: Participation
    draft: SupportLetter | None = None
    sent: SupportLetter | None = None
    answers: Counter[str] = field(default_factory=Counter)
    """Of the last letter sent: ``offers``, ``accepted``, ``refused``."""

    @property
    def waiting(self) -> int:
        return self.answers["offers"] - self.answers["accepted"] - self.answers["refused"]


@dataclass
class LetterList:
    rows: list[LetterRow]
    may_send: bool
    is_closed: bool

    @property
    def to_send(self) -> list[LetterRow]:
        return [row for row in self.rows if row.draft and not row.participation.has_left]


@dataclass
class ReadLetter:
    """A letter as its reader sees it. ``lines``: those that offer something, then the others."""

    letter: SupportLetter
    lines: list[LetterLine]
    is_last: bool
    versions: list[SupportLetter]

    @property
    def offers(self) -> list[LetterLine]:
        return [line for line in self.lines if line.outcome in GIVES]

    @property
    def others(self) -> list[LetterLine]:
        return [line for line in self.lines if line.outcome not in GIVES]

    @property
    def waiting(self) -> int:
        return sum(not line.answer for line in self.offers)


def is_meeting_closed(edition: Edition) -> bool:
    """Whether the meeting is closed. One query."""
    return PartnerMeeting.objects.filter(edition=edition, state=MeetingState.CLOSED).exists()


def list_places(user: User, *editions: Edition) -> "QuerySet[Participation]":
    """The projects that come and that this organiser may read."""
    return Participation.objects.confirmed().read_by_organiser(user).filter(edition__in=editions)


def list_places_with_room(user: User, edition: Edition) -> "QuerySet[Participation]":
    """The projects of :func:`list_places`, and those that left during the session: their letters stay readable."""
    return Participation.objects.with_room().read_by_organiser(user).filter(edition=edition)


def list_letters(user: User, edition: Edition) -> LetterList:
    """The projects with their letters, by title. Four queries."""
    places = list_places_with_room(user, edition).select_related("project__organisation")
    rows = {place.pk: LetterRow(place) for place in places.order_by("project__title", "pk")}
    letters = SupportLetter.objects.filter(participation__in=rows).order_by("number")
    for letter in letters:
        row = rows[letter.participation_id]
        if letter.is_sent:
            row.sent = letter
        else:
            row.draft = letter
    last = {row.sent.pk: row for row in rows.values() if row.sent}
    lines = LetterLine.objects.filter(letter__in=last, outcome__in=sorted(GIVES)).order_by()
    for letter_id, answer in lines.values_list("letter", "answer"):
        last[letter_id].answers["offers"] += 1
        if answer:
            last[letter_id].answers[answer] += 1
    closed = is_meeting_closed(edition)
    return LetterList([row for row in rows.values() if row.draft or row.sent], closed, closed)


def read_letter(
    participation: Participation, number: int | None = None, *, drafts: bool
) -> ReadLetter | None:
    """This version, or the last when ``number`` is ``None``; ``drafts``: also an unsent one. Two queries.

    ``None`` without a letter.
    """
    letters = SupportLetter.objects.filter(participation=participation).order_by("-number")
    versions = list(letters if drafts else letters.sent())
    chosen = next((letter for letter in versions if number is None or letter.number == number), None)
    if chosen is None:
        return None
    for letter in versions:
        letter.participation = participation
    lines = list(
        chosen.lines.select_related("lead", "person", "need", "answered_by", "commitment").order_by(
            "position", "pk"
        )
    )
    return ReadLetter(chosen, lines, chosen == versions[0], versions)


@dataclass(frozen=True)
class SentLetter:
    """The last letter sent to a project; ``waiting``: how many of its lines have no answer."""

    sent_at: datetime
    waiting: int


def list_letter_columns(place: str) -> dict[str, object]:
    """The columns of :func:`read_sent_letter`, as expressions over rows whose participation is ``place``."""
    unanswered = Q(lines__outcome__in=sorted(GIVES), lines__answer="")
    letters = SupportLetter.objects.sent().filter(participation=OuterRef(place), sent_at__isnull=False)
    last = letters.order_by("-number")
    waiting = last.annotate(waiting=Count("lines", filter=unanswered)).values("waiting")
    return {
        "letter_sent_at": Subquery(last.values("sent_at")[:1]),
        "letter_waiting": Subquery(waiting[:1]),
    }


def read_sent_letter(row: Any) -> SentLetter | None:
    """The last letter sent to the project of a row with these columns. No query."""
    return SentLetter(row.letter_sent_at, row.letter_waiting) if row.letter_sent_at else None


def find_place(user: User, edition: Edition, slug: str) -> Participation | None:
    """The project of this address that this organiser may read. One query."""
    places = list_places_with_room(user, edition).filter(project__slug=slug)
    return places.select_related("project__organisation", "edition__programme").first()


def list_answered_lines(body: int, edition: int) -> list[LetterLine]:
    """The lines of this body in the last letters, with the answers: the accepted ones by commitment.

    Needs that a project no longer shares are left out, unless it accepted the offer. One query.
    """
    last = SupportLetter.objects.sent().filter(participation=OuterRef("letter__participation"))
    passed = Need.objects.for_partners([edition])
    lines = LetterLine.objects.filter(
        letter__participation__in=Participation.objects.confirmed()
        .filter(edition=edition)
        .order_by()
        .values("pk"),
        lead=body,
        outcome__in=sorted(GIVES),
        letter=last.order_by("-number").values("pk")[:1],
    )
    visible = lines.filter(need__in=passed.order_by().values("pk")) | lines.filter(answer=LineAnswer.ACCEPTED)
    return list(
        visible.select_related("letter__participation__project__organisation", "person").order_by(
            "letter__participation__project__title", "position", "pk"
        )
    )


LETTER_LINK = SignedLink(
    salt="coaching.letter-link",
    url_name="coaching:accept_letter",
    fields=("pk", "person"),
    max_age=timedelta(days=400),
)


def find_letter_by_token(token: str) -> tuple[SupportLetter, User] | None:
    """The sent letter and the person who accepts it, in two queries; ``None`` for a forged or expired link, or a
    person who no longer edits the project."""
    try:
        pk, person = LETTER_LINK.read(token)
    except LinkForged:
        return None
    rows = SupportLetter.objects.sent().select_related(
        "participation__edition__call", "participation__edition__programme", "participation__project"
    )
    letter = rows.filter(pk=pk).first()
    if letter is None:
        return None
    editors = (
        ProjectMember.objects.editors().active().filter(project=letter.participation.project_id, user=person)
    )
    member = editors.select_related("user").first()
    return (letter, member.user) if member and member.user else None
