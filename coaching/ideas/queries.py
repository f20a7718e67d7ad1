"""The mix for its pages: the wall, one's own ideas, moderation, the ideas that a project received."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.ticks import TickCounter
from coaching.ideas.enums import Verdict, Visibility
from coaching.ideas.models import GRACE, ContributionQuerySet
from coaching.models import Attendee, Blocker, Contribution, MixBoard, MixRound, Session
from projects.models import Participation

WALL_TICKS = TickCounter(MixBoard, "session")
"""The counter of a session's wall."""
take_tick, read_tick = WALL_TICKS.take, WALL_TICKS.read


@dataclass(frozen=True)
class RoundStatus:
    """The current round, else the last: ``is_over`` once it accepts no idea."""

    number: int
    is_over: bool
    ends_at: datetime | None = None
    """The end of its time; ``None`` once somebody closed it."""
    shuts_at: datetime | None = None
    """The instant until which it accepts ideas if nobody closes it."""
    minutes_over: int | None = None
    """``None`` while there is time left."""


@dataclass(frozen=True)
class WallColumn:
    place: int
    """Key of the participation."""
    title: str
    body: str
    ideas: list[dict[str, object]] = field(default_factory=list)


@dataclass(frozen=True)
class BoardStatus:
    """The state of the mix: its round, whether the wall has names, and the tick at which the tables last changed."""

    round: RoundStatus | None = None
    shows_names: bool = True
    seats: int = 0


def read_board(session_id: int, at: datetime) -> BoardStatus:
    """One query, two before any round began."""
    rounds = MixRound.objects.filter(session=session_id).begun().order_by("-opened_at")
    annotated = rounds.annotate(
        shows_names=F("session__mix_board__shows_names"), seats=F("session__mix_board__seats_tick")
    ).first()
    if annotated is None:
        settings = (
            MixBoard.objects.filter(session=session_id).values_list("shows_names", "seats_tick").first()
        )
        return BoardStatus(None, *settings) if settings else BoardStatus()
    return BoardStatus(show_round(annotated, at), annotated.shows_names is not False, annotated.seats or 0)


def show_round(mix_round: MixRound, at: datetime) -> RoundStatus:
    """The status of a round. No query."""
    ends_at = mix_round.ends_at
    if ends_at is None:
        return RoundStatus(mix_round.number, is_over=True)
    return RoundStatus(
        mix_round.number,
        is_over=mix_round.is_over(at),
        ends_at=ends_at,
        shuts_at=ends_at + GRACE,
        minutes_over=max(1, (at - ends_at) // timedelta(minutes=1)) if mix_round.is_late(at) else None,
    )


def read_changes(
    session_id: int, since: int, *, shows_names: bool
) -> tuple[list[tuple[dict[str, object], int]], list[tuple[int, int]]]:
    """The ideas of the wall changed after this tick, oldest first, and those removed from it: each with its tick. One
    query."""
    rows = Contribution.objects.filter(participation__edition__session=session_id, wall_tick__gt=since)
    visible, gone = [], []
    for row in rows.select_related("attendee").order_by("created_at", "pk"):
        if row.is_visible:
            visible.append((describe_idea(row, shows_names=shows_names), row.wall_tick))
        else:
            gone.append((row.pk, row.wall_tick))
    return visible, gone


def describe_idea(row: Contribution, *, shows_names: bool) -> dict[str, object]:
    """An idea for the wall; the author is a first name with a body, or ""."""
    return {
        "id": row.pk,
        "place": row.participation_id,
        "kind": row.kind,
        "text": row.text,
        "author": name_author(row) if shows_names else "",
    }


def name_author(row: Contribution) -> str:
    """« Maud, Presse locale »: no family name on a wall."""
    first = row.author_name.split()[0] if row.author_name.split() else ""
    body = row.attendee.body if row.attendee else ""
    return ", ".join(filter(None, [first, body]))


def render_wall(session: Session, *, shows_names: bool) -> list[WallColumn]:
    """All columns, by title, newest idea first. Two queries."""
    visible, _gone = read_changes(session.pk, -1, shows_names=shows_names)
    columns = {
        place.pk: WallColumn(place.pk, place.project.title, str(place.project.organisation or ""))
        for place in list_coming(session)
    }
    for idea, _changed in reversed(visible):
        if idea["place"] in columns:
            columns[idea["place"]].ideas.append(idea)
    return list(columns.values())


def list_coming(session: Session) -> Iterable[Participation]:
    """The projects of the session, by title. One query."""
    coming = Participation.objects.confirmed().filter(edition=session.edition_id)
    return list(coming.select_related("project__organisation").order_by("project__title", "pk"))


def list_open_blockers(session: Session) -> "QuerySet[Blocker]":
    """The blockers of all projects that ideas may answer, by project."""
    blockers = Blocker.objects.open().filter(participation__edition=session.edition_id)
    return blockers.order_by("priority", "position", "pk")


def list_own_ideas(attendee: Attendee, *, by_name: bool = False) -> "QuerySet[Contribution]":
    """The ideas of this person, latest first, with their project; ``by_name``: those of a phone that chose their
    name."""
    own = Contribution.objects.active().filter(attendee=attendee, by_name=by_name)
    return own.select_related("participation__project", "blocker").order_by("-created_at", "-pk")


def list_for_moderation(session: Session) -> ContributionQuerySet:
    """The ideas of a session, pending ones first, then the latest."""
    rank = Case(
        When(visibility=Visibility.PENDING, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = Contribution.objects.of_session(session).annotate(rank=rank)
    related = ("participation__project", "attendee", "hidden_by", "round", "blocker")
    return rows.select_related(*related).order_by("rank", F("created_at").desc(), "-pk")


def list_received(participation: Participation) -> "QuerySet[Contribution]":
    """The visible ideas that a project received, by round, then in order."""
    rows = Contribution.objects.published().filter(participation=participation)
    return rows.select_related("round", "blocker", "attendee").order_by("round__number", "created_at", "pk")


def group_ideas(ideas: Iterable[Contribution], by: str) -> list[tuple[str, list[Contribution]]]:
    """Ideas by ``round`` or by ``blocker``, each group under its name, those without one last; [] for any other
    value. No query."""
    names = {
        "round": lambda idea: (
            _("Tour %(number)d") % {"number": idea.round.number} if idea.round else _("Hors tour")
        ),
        "blocker": lambda idea: idea.blocker.text if idea.blocker else _("Sur tout le projet"),
    }
    groups: dict[str, list[Contribution]] = {}
    placed = sorted(ideas, key=lambda idea: idea.blocker is None) if by == "blocker" else ideas
    for idea in placed if by in names else ():
        groups.setdefault(names[by](idea), []).append(idea)
    return list(groups.items())


def list_thanked_ideas(user: User, limit: int = 5) -> list[Contribution]:
    """The ideas of this person that a project accepted or thanked for, latest first. One query."""
    answered = Q(verdict=Verdict.KEEP) | Q(thanked_at__isnull=False)
    own = Contribution.objects.published().filter(answered, attendee__user=user, by_name=False)
    rows = own.select_related("participation__project").only(
        "text", "verdict", "thanked_at", "participation__project__title"
    )
    return list(rows.order_by("-judged_at", "-pk")[:limit])
