"""Releases and the draft. Everybody reads the last release; organisers edit the draft."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.web.templatetags.prose import PARIS, clock, day
from coaching.models import ProgrammeRelease, Session, Slot
from coaching.session.mentors import annotate_mentor, find_scribe_name, name_mentor
from coaching.session.parts import SlotPart, list_parts
from coaching.session.programme import (
    PlannedGroup,
    PlannedPlace,
    PlannedSlot,
    PlannedSpeaker,
    PlannedTurn,
    SessionProgramme,
)
from programmes.models import Edition
from programmes.models.edition import SCOPED_EDITION
from projects.decision.enums import place_is_confirmed
from projects.models import Participation, ProjectMember

CHANGES = (
    *("edit_session", "remove_day", "share_out_day", "repair_turns", "fill_waiting"),
    *("edit_room", "remove_room", "book_slot", "unbook_slot"),
    *("add_slot", "edit_slot", "remove_slot", "add_group", "edit_group", "remove_group"),
    *("add_speaker", "edit_speaker", "remove_speaker"),
)
"""Verbs of the audit log after which the draft may differ from the release."""
WHOLE_RELEASES = ("publish_timetable", "release_programme")
"""Verbs after which it does not; other releases are of a part: late hours, a room, somebody who left."""


@dataclass(frozen=True)
class Received:
    """A project of the timetable with its present title, address and accepted mentor."""

    project: str
    mentor: int | None
    mentor_name: str
    comes: bool
    is_own: bool
    slug: str
    scribe: str = ""
    """The scribe of its table, while it is in the session, or ""."""


def find_names(people: Iterable[int]) -> dict[int, str]:
    """The present names of these accounts. One query, none without accounts."""
    wanted = User.objects.filter(pk__in=set(people)).order_by().only("name", "email")
    return {person.pk: str(person) for person in wanted}


def name_speakers(slot: PlannedSlot, names: Mapping[int, str]) -> list[str]:
    """The speakers of this slot, in order; an account without a name was deleted. No query."""
    speakers = [row.name if row.user is None else names.get(row.user, "") for row in slot.speakers]
    return [name for name in speakers if name]


def find_received(
    participations: Iterable[int], user: User | None = None, *, edition: int | None = None
) -> dict[int, Received]:
    """These projects by participation, and all those of ``edition``; whether ``user`` is a member or the mentor of
    each. One query, none without a project."""
    keys = set(participations)
    if not keys and not edition:
        return {}
    wanted = Q(pk__in=keys) | Q(edition=edition) if edition else Q(pk__in=keys)
    rows = annotate_received(Participation.objects.filter(wanted).select_related("project"))
    rows = rows.annotate(scribe_name=find_scribe_name())
    own = ProjectMember.objects.present().filter(project=OuterRef("project"), user=user)
    received = rows.annotate(is_own=Exists(own)) if user else rows
    return {row.pk: describe_received(row) for row in received.order_by("project__title", "pk")}


def annotate_received(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds to participations what :func:`describe_received` reads."""
    comes = Case(When(place_is_confirmed(), then=True), default=False)
    return annotate_mentor(rows, place="").annotate(comes=comes)


def describe_received(row: Any) -> Received:
    """The project of a participation; ``is_own`` and ``scribe_name``: annotations, where somebody reads them. No
    query."""
    scribe = "" if row.left_session_at else getattr(row, "scribe_name", "")
    return Received(
        str(row.project),
        row.mentor_id,
        name_mentor(row),
        row.comes,
        getattr(row, "is_own", False),
        row.project.slug,
        scribe or "",
    )


class HasPlace(Protocol):
    """A timetable with a place."""

    @property
    def place(self) -> PlannedPlace | None: ...


@dataclass(frozen=True)
class ReleasedTurn:
    """The hour and room of a released turn."""

    slot: PlannedSlot
    room: str

    def __str__(self) -> str:
        return describe_turn(self)


def read_release(release: ProgrammeRelease) -> SessionProgramme:
    """The timetable of a release."""
    stored = release.snapshot
    return SessionProgramme(
        slots=tuple(PlannedSlot.load(slot) for slot in stored["slots"]),
        gone=tuple(PlannedSlot.load(slot) for slot in stored["gone"]),
        number=release.number,
        sequence=stored["sequence"],
        released_at=release.released_at,
        place=PlannedPlace(*stored["place"]) if "place" in stored else None,
    )


def find_released(session: Session) -> SessionProgramme | None:
    """The last released timetable; ``None`` before the first release. One query."""
    release = session.releases.order_by("-number").first()
    return read_release(release) if release else None


def find_last_number(session: Session) -> int:
    """The number of the last release; 0 before the first. One query, without the timetable."""
    return session.releases.order_by("-number").values_list("number", flat=True).first() or 0


def read_draft(session: Session) -> SessionProgramme:
    """The draft. Two queries."""
    rows = Slot.objects.filter(day__session=session).select_related("day", "room")
    return plan_draft(session, rows.order_by("day__date", "starts_at", "pk"), list_parts(session))


def plan_draft(
    session: Session, slots: Iterable[Slot], parts: Mapping[int, Sequence[SlotPart]]
) -> SessionProgramme:
    """The draft, from its slots in order and the result of :func:`~coaching.session.parts.list_parts`. No query."""
    place = PlannedPlace(session.venue, session.address, session.access_notes)
    planned = (_plan_slot(slot, parts.get(slot.pk, ())) for slot in slots)
    return SessionProgramme(slots=tuple(planned), place=place)


def read_place(session: Session, programme: HasPlace | None) -> Session:
    """A copy of the session with the place of this timetable; it is not to be saved."""
    if programme is None or programme.place is None:
        return session
    copied = copy(session)
    copied.venue, copied.address = programme.place.venue, programme.place.address
    copied.access_notes = programme.place.access_notes
    return copied


def _plan_slot(slot: Slot, parts: Sequence[SlotPart]) -> PlannedSlot:
    def select(kind: str, group: int | None = None) -> list[SlotPart]:
        return [part for part in parts if part.kind == kind and group in (None, part.pk)]

    turns = (PlannedTurn(part.key, part.room) for part in select("turn") if part.key)
    return PlannedSlot(
        pk=slot.pk,
        day=slot.day.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        title_fr=slot.title_fr,
        title_en=slot.title_en,
        kind=slot.kind,
        room=slot.room.name if slot.room else "",
        leaders=_list_keys(select("leader")),
        turns=tuple(sorted(turns, key=lambda turn: (turn.room, turn.participation))),
        groups=tuple(
            PlannedGroup(
                group.pk,
                group.name,
                group.room,
                _list_keys(select("group leader", group.pk)),
                _list_keys(select("project", group.pk)),
            )
            for group in sorted(select("group"), key=lambda part: (part.order, part.pk))
        ),
        summary_fr=slot.summary_fr,
        summary_en=slot.summary_en,
        speakers=tuple(
            PlannedSpeaker(part.key, part.name, part.function, part.body) for part in select("speaker")
        ),
        activity=slot.activity,
        autonomy=slot.autonomy,
    )


def _list_keys(parts: Iterable[SlotPart]) -> tuple[int, ...]:
    return tuple(sorted(part.key for part in parts if part.key))


def find_followed(session: Session) -> SessionProgramme:
    """The timetable for people on site: the last release, else the draft. Three queries at most."""
    return find_released(session) or read_draft(session)


def select_unpublished_changes(editions: Iterable[Edition]) -> QuerySet[AuditEntry]:
    """The changes of these drafts since they were released as a whole, but those that were released by themselves, at
    the same instant; ``edition_key``: of which edition. The log is read: comparing two timetables takes three queries.
    """
    entries = AuditEntry.objects.filter(scope__in=[edition.scope for edition in editions], verb__in=CHANGES)
    whole = AuditEntry.objects.filter(scope=OuterRef("scope"), verb__in=WHOLE_RELEASES).order_by("-at")
    partial = ProgrammeRelease.objects.filter(
        session__edition=OuterRef("edition_key"), released_at=OuterRef("at")
    )
    return entries.annotate(edition_key=SCOPED_EDITION).filter(
        ~Exists(partial), at__gt=Subquery(whole.values("at")[:1])
    )


def compute_fingerprint(released: SessionProgramme, draft: SessionProgramme) -> str:
    """A hash of the last release and the draft, which an organiser read before releasing."""
    # sorted keys: the same programme has the same mark, whatever order it was read in
    digest = hashlib.sha256(json.dumps(draft.dump(), sort_keys=True).encode()).hexdigest()[:16]
    return f"{released.number}:{digest}"


def list_released_turns(participations: Iterable[int]) -> dict[int, list[ReleasedTurn]]:
    """The turns of these projects that are released, in order. One query."""
    wanted = set(participations)
    editions = Participation.objects.filter(pk__in=wanted).values("edition")
    turns: dict[int, list[ReleasedTurn]] = {}
    for release in ProgrammeRelease.objects.last_ones().filter(session__edition__in=editions):
        for slot in read_release(release).slots:
            for turn in slot.turns:
                if turn.participation in wanted:
                    turns.setdefault(turn.participation, []).append(ReleasedTurn(slot, turn.room))
    return turns


def list_upcoming_turns(participation: int, at: datetime) -> list[ReleasedTurn]:
    """The turns of this project that are released and not over. One query."""
    now = timezone.localtime(at).replace(tzinfo=None)
    turns = list_released_turns([participation]).get(participation, [])
    return [turn for turn in turns if datetime.combine(turn.slot.day, turn.slot.ends_at) > now]


def describe_turn(turn: ReleasedTurn) -> str:
    """« Frise du projet : jeudi 13 décembre 2018 à 11 h 15, salle Dumont »."""
    slot = turn.slot
    starts = datetime.combine(slot.day, slot.starts_at, tzinfo=PARIS)
    when = _("%(day)s à %(time)s") % {"day": day(slot.day), "time": clock(starts)}
    words = _("%(what)s : %(when)s") % {"what": slot.title, "when": when}
    return f"{words}, {turn.room}" if turn.room else words
