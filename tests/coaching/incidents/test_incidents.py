"""What goes wrong on the day: what moves, what is notified, what is refused, and undoing it."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from accelerator.web.templatetags.prose import PARIS
from coaching.attendance.actions.attendees import sync_attendees
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.incidents.actions.incidents import (
    IncidentOutcome,
    record_incident,
    reseat_tables,
    undo_incident,
)
from coaching.incidents.actions.planning import LAST, IncidentPlan, IncidentReport, plan_incident
from coaching.incidents.enums import IncidentKind
from coaching.models import (
    Booking,
    Incident,
    MixSeat,
    Pairing,
    ProgrammeRelease,
    Room,
    RotationTable,
    Session,
    Slot,
    SlotGroup,
)
from coaching.session.actions import turns
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.actions.releases import publish_timetable, release_changes
from coaching.session.changes import compare
from coaching.session.enums import SlotKind
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from programmes.models import Organisation, Role
from tests import factories
from tests.support.session import AT, FIRST, SECOND, paired, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
MORNING = datetime.combine(FIRST, time(10), tzinfo=PARIS)


def build_world() -> factories.World:
    """Three projects received on the first day by a mentor each, in two rooms; a fourth mentor; published."""
    found = factories.edition_with(participations=3, mentors=4, facilitators=2)
    found.edition.announced_at = AT
    found.edition.session_starts_on, found.edition.session_ends_on = FIRST, SECOND
    found.edition.save()
    session = planned(found, "Amphi", "Labo")
    for place, mentor in zip(found.participations, found.mentors, strict=False):
        paired(place, mentor)
    turns.share_out_day(day=session.days.get(date=FIRST), actor=found.organiser, at=AT)
    publish_timetable(session=session, actor=found.organiser, at=AT)
    OutgoingMail.objects.all().delete()
    return found


built, world = share_world(build_world)


def session_of(world: factories.World) -> Session:
    found: Session = world.edition.session
    return found


def report(world: factories.World, kind: IncidentKind, until: time = LAST, **what: Any) -> IncidentReport:
    day = session_of(world).days.get(date=FIRST)
    return IncidentReport(kind, day, time(10), until, **what)


def read(world: factories.World, reported: IncidentReport, at: datetime = MORNING) -> IncidentPlan:
    return plan_incident(session_of(world), reported, at)


def accept(
    world: factories.World,
    reported: IncidentReport,
    *,
    seen: str = "",
    by: User | None = None,
    at: datetime = MORNING,
) -> IncidentOutcome:
    return record_incident(
        session=session_of(world),
        report=reported,
        seen=seen or read(world, reported, at).seen,
        actor=by or world.facilitators[0],
        at=at,
    )


def undo(world: factories.World, done: IncidentOutcome, at: datetime = MORNING) -> IncidentOutcome:
    return undo_incident(session=session_of(world), pk=done.incident.pk, actor=world.facilitators[0], at=at)


def draft(world: factories.World) -> dict[int, tuple[int, str]]:
    rows = Booking.objects.filter(slot__day__session=session_of(world))
    return {row.participation_id: (row.slot_id, str(row.room)) for row in rows.select_related("room")}


def released(world: factories.World) -> dict[int, tuple[int, str]]:
    programme = find_released(session_of(world))
    assert programme is not None
    return {turn.participation: (slot.pk, turn.room) for slot in programme.slots for turn in slot.turns}


def first_slots(world: factories.World) -> list[Slot]:
    day = session_of(world).days.get(date=FIRST)
    return list(day.slots.filter(kind=SlotKind.INDIVIDUAL).select_related("day").order_by("starts_at"))


# --- what moves, and who hears of it ---


def test_a_late_project_is_received_later_and_everybody_concerned_is_notified(world: factories.World) -> None:
    place = world.participations[0]
    first, second, *_rest = first_slots(world)
    Booking.objects.filter(participation=place).update(slot=first)
    release(world)

    done = accept(world, report(world, IncidentKind.LATE, second.starts_at, participation=place))

    slot, _room = draft(world)[place.pk]
    assert Slot.objects.get(pk=slot).starts_at >= second.starts_at
    assert released(world) == draft(world)
    written = set(OutgoingMail.objects.values_list("to_email", flat=True))
    assert {place.project.find_lead().email, world.mentors[0].email} <= written
    assert done.mails == len(written)
    assert world.organiser.email not in written


def release(world: factories.World) -> None:
    session = session_of(world)
    before = find_released(session)
    assert before is not None
    if compare(before, read_draft(session)):
        release_changes(
            session=session,
            seen=compute_fingerprint(before, read_draft(session)),
            actor=world.organiser,
            at=AT,
        )
    OutgoingMail.objects.all().delete()


def test_a_lost_room_moves_the_turns_to_come_and_undoing_puts_back_what_was_public(
    world: factories.World,
) -> None:
    room = Booking.objects.exclude(room=None)[0].room
    before, public = draft(world), released(world)

    done = accept(world, report(world, IncidentKind.LOST, room=room))

    assert str(room) not in {name for _slot, name in draft(world).values()}
    assert released(world) == draft(world)
    number = ProgrammeRelease.objects.count()
    assert done.mails > 0

    back = undo(world, done)

    assert (draft(world), released(world)) == (before, public)
    assert ProgrammeRelease.objects.count() == number + 1
    assert back.mails == done.mails
    with pytest.raises(PlanRefused, match="déjà annulé"):
        undo(world, done)


def test_a_lost_room_moves_what_gathers_people_in_it_too(world: factories.World) -> None:
    session = session_of(world)
    amphi, labo = session.rooms.get(name="Amphi"), session.rooms.get(name="Labo")
    talk = session.days.get(date=FIRST).slots.filter(kind=SlotKind.PLENARY, starts_at__gt=time(13))[0]
    Slot.objects.filter(pk=talk.pk).update(room=amphi)
    release(world)

    done = accept(world, report(world, IncidentKind.LOST, room=amphi))

    assert Slot.objects.get(pk=talk.pk).room == labo
    programme = find_released(session)
    assert programme is not None
    assert next(slot.room for slot in programme.slots if slot.pk == talk.pk) == "Labo"
    undo(world, done)
    assert Slot.objects.get(pk=talk.pk).room == amphi


def test_a_group_that_was_given_another_room_meanwhile_stays_there(world: factories.World) -> None:
    session = session_of(world)
    amphi, labo = session.rooms.get(name="Amphi"), session.rooms.get(name="Labo")
    other = Room.objects.create(session=session, name="Serre")
    slot = session.days.get(date=FIRST).slots.filter(kind=SlotKind.PLENARY, starts_at__gt=time(13))[0]
    Slot.objects.filter(pk=slot.pk).update(kind=SlotKind.GROUP, room=None)
    groups = [SlotGroup.objects.create(slot=slot, name=name, key=name, room=amphi) for name in ("un", "deux")]
    release(world)

    done = accept(world, report(world, IncidentKind.LOST, room=amphi))
    assert amphi.pk not in set(SlotGroup.objects.filter(slot=slot).values_list("room", flat=True))
    SlotGroup.objects.filter(pk=groups[1].pk).update(room=None)
    undo(world, done)

    assert [SlotGroup.objects.get(pk=group.pk).room for group in groups] == [amphi, None]
    assert {labo, other} >= {Slot.objects.get(pk=slot.pk).room} - {None}


def test_begun_slots_stay_and_prepared_changes_stay_unpublished(world: factories.World) -> None:
    slots = first_slots(world)
    Booking.objects.filter(participation=world.participations[0]).update(slot=slots[0])
    Booking.objects.filter(participation=world.participations[1]).update(slot=slots[-1])
    release(world)
    begun = datetime.combine(FIRST, slots[0].starts_at, tzinfo=PARIS)
    plenary = Slot.objects.filter(day__date=SECOND, kind=SlotKind.PLENARY)[0]
    Slot.objects.filter(pk=plenary.pk).update(title_fr="Pas encore dit")
    room = Room.objects.get(pk=Booking.objects.get(participation=world.participations[0]).room_id)
    before = draft(world)[world.participations[0].pk]

    accept(world, report(world, IncidentKind.LOST, room=room), at=begun)

    assert draft(world)[world.participations[0].pk] == before
    programme = find_released(session_of(world))
    assert programme is not None
    assert "Pas encore dit" not in {slot.title_fr for slot in programme.slots}


def test_an_absent_mentor_is_relieved_by_somebody_free_whom_no_conflict_bars(world: factories.World) -> None:
    place, absent, free = world.participations[0], world.mentors[0], world.mentors[3]
    reported = report(world, IncidentKind.ABSENT, mentor=absent)

    [orphan] = read(world, reported).orphans

    names = {role.user for role in orphan.candidates}
    assert free in names
    assert absent not in names
    before = draft(world)
    done = accept(world, report(world, IncidentKind.ABSENT, mentor=absent, substitutes={place.pk: free}))

    assert draft(world) == before  # the one who relieves is free then: nothing moves
    pairing = Pairing.objects.current().get(participation=place)
    assert (pairing.mentor, pairing.is_accepted) == (free, True)
    undo(world, done)
    again = Pairing.objects.current().get(participation=place)
    assert (again.mentor, again.is_accepted) == (absent, True)


def test_the_mentor_of_a_project_that_left_meanwhile_is_given_back_too(world: factories.World) -> None:
    place, absent, free = world.participations[0], world.mentors[0], world.mentors[3]
    done = accept(world, report(world, IncidentKind.ABSENT, mentor=absent, substitutes={place.pk: free}))
    accept(world, report(world, IncidentKind.LEFT, participation=place))

    undo(world, done)

    assert Pairing.objects.current().get(participation=place).mentor == absent


def test_a_person_who_is_of_the_same_body_or_elsewhere_relieves_nobody(world: factories.World) -> None:
    place, absent = world.participations[0], world.mentors[0]
    body = Organisation.objects.create(name="Le même")
    place.project.organisation = body
    place.project.save()
    Role.objects.filter(user=world.mentors[3]).update(organisation=body)
    slot = Booking.objects.get(participation=place).slot
    slot.leaders.add(world.mentors[2])
    reported = report(world, IncidentKind.ABSENT, mentor=absent)

    [orphan] = read(world, reported).orphans
    assert {role.user for role in orphan.candidates} <= {world.mentors[1]}

    before = draft(world)
    with pytest.raises(TransitionRefused):
        accept(
            world, report(world, IncidentKind.ABSENT, mentor=absent, substitutes={place.pk: world.mentors[3]})
        )
    assert draft(world) == before
    assert not Incident.objects.exists()


def test_a_person_who_relieves_at_one_hour_is_not_offered_twice(world: factories.World) -> None:
    first, second, _third = world.participations
    absent, free = world.mentors[0], world.mentors[3]
    Booking.objects.filter(participation=second).delete()
    Booking.objects.create(participation=second, slot=Booking.objects.get(participation=first).slot)
    Pairing.objects.filter(participation=second).update(mentor=absent)

    reported = report(world, IncidentKind.ABSENT, mentor=absent, substitutes={first.pk: free})
    by_project = {row.booking.participation: row for row in read(world, reported).orphans}

    assert free in {role.user for role in by_project[first].candidates}
    assert free not in {role.user for role in by_project[second].candidates}


def test_an_absent_mentor_without_relief_gives_the_turn_up_and_a_later_repair_remembers(
    world: factories.World,
) -> None:
    place, absent = world.participations[0], world.mentors[0]

    done = accept(world, report(world, IncidentKind.ABSENT, mentor=absent))

    assert place.pk not in draft(world)
    assert place.pk not in released(world)
    room = Booking.objects.exclude(room=None)[0].room
    accept(world, report(world, IncidentKind.LOST, room=room))
    assert place.pk not in draft(world)
    undo(world, done)
    assert place.pk in released(world)


def test_nobody_takes_over_but_a_project_left_without_mentor_nor_who_is_missing(
    world: factories.World,
) -> None:
    left, other, _third = world.participations
    missing, _second, _third, free = world.mentors
    before = list(Pairing.objects.order_by("pk").values())

    for substitutes in ({other.pk: free}, {left.pk: missing}):
        reported = report(world, IncidentKind.ABSENT, mentor=missing, substitutes=substitutes)
        assert not read(world, reported).report.substitutes
        accept(world, reported)

        assert list(Pairing.objects.order_by("pk").values()) == before


# --- a project that leaves ---


def test_a_project_that_leaves_gives_up_its_upcoming_turns_and_comes_back(world: factories.World) -> None:
    place = world.participations[0]
    slot = Slot.objects.create(
        day=session_of(world).days.get(date=SECOND),
        title_fr="Ateliers",
        kind=SlotKind.GROUP,
        starts_at=time(8),
        ends_at=time(9),
    )
    group = SlotGroup.objects.create(slot=slot, name="Groupe 1", key="groupe 1")
    group.participations.add(place)
    release(world)
    before, public = draft(world), released(world)

    done = accept(world, report(world, IncidentKind.LEFT, participation=place))

    place.refresh_from_db()
    assert (place.is_confirmed, place.is_away) == (True, True)
    assert place.pk not in draft(world) | released(world)
    assert not group.participations.exists()
    assert Pairing.objects.current().filter(participation=place).exists()
    with pytest.raises(PlanRefused, match="parti en cours de session"):
        turns.book_slot(
            slot=first_slots(world)[0], participation=place, room=None, actor=world.organiser, at=MORNING
        )

    assert undo(world, done).blocked == 0
    place.refresh_from_db()
    assert not place.is_away
    assert (draft(world), released(world)) == (before, public)
    assert list(group.participations.all()) == [place]


def test_a_turn_that_somebody_took_meanwhile_is_not_given_back(world: factories.World) -> None:
    place, other = world.participations[:2]
    mine = Booking.objects.get(participation=place)
    done = accept(world, report(world, IncidentKind.LEFT, participation=place))
    Booking.objects.filter(participation=other).update(slot=mine.slot, room=mine.room)

    assert undo(world, done).blocked == 1

    assert place.pk not in draft(world)


def test_nobody_leaves_a_session_that_has_not_begun_nor_twice(world: factories.World) -> None:
    place = world.participations[0]
    reported = report(world, IncidentKind.LEFT, participation=place)
    early = MORNING - timedelta(days=3)
    with pytest.raises(TransitionRefused, match="n’a pas commencé"):
        accept(world, reported, at=early)
    accept(world, reported)
    with pytest.raises(TransitionRefused, match="déjà parti"):
        accept(world, reported)
    assert Incident.objects.standing().count() == 1


# --- two at once ---


def test_of_two_who_mark_a_late_project_absent_one_learns_by_whom_it_was(world: factories.World) -> None:
    reported = report(world, IncidentKind.ABSENT, participation=world.participations[0])
    seen = read(world, reported).seen
    accept(world, reported, seen=seen)
    releases, turns_then = ProgrammeRelease.objects.count(), draft(world)

    with pytest.raises(PlanRefused, match=f"{world.facilitators[0]} vient de noter"):
        accept(world, reported, seen=seen, by=world.facilitators[1])

    assert (ProgrammeRelease.objects.count(), draft(world)) == (releases, turns_then)
    assert Incident.objects.count() == 1


def test_a_later_word_on_the_same_project_replaces_the_earlier(world: factories.World) -> None:
    place = world.participations[0]
    accept(world, report(world, IncidentKind.LATE, time(11), participation=place))
    reported = report(world, IncidentKind.ABSENT, participation=place)
    earlier = read(world, reported).earlier
    assert earlier is not None
    assert earlier.kind == IncidentKind.LATE

    accept(world, reported)

    assert [row.kind for row in Incident.objects.standing()] == [IncidentKind.ABSENT]


def test_a_repair_accepted_while_somebody_publishes_changes_nothing(world: factories.World) -> None:
    room = Booking.objects.exclude(room=None)[0].room
    reported = report(world, IncidentKind.LOST, room=room)
    seen, before = read(world, reported).seen, draft(world)
    Slot.objects.filter(kind=SlotKind.PLENARY).update(title_fr="Autre titre")
    release(world)
    public = released(world)

    with pytest.raises(PlanRefused, match="a publié des changements pendant que vous lisiez"):
        accept(world, reported, seen=seen)

    assert (draft(world), released(world)) == (before, public)
    assert not Incident.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_release_at_the_same_instant_rolls_the_repair_back(
    world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Booking.objects.exclude(room=None)[0].room
    reported = report(world, IncidentKind.LOST, room=room)
    before = draft(world)

    def race(*_args: object, **_given: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("coaching.session.actions.releases.save_release", race)
    with pytest.raises(PlanRefused, match="rien n’est parti"), transaction.atomic():
        accept(world, reported)

    assert draft(world) == before
    assert not Incident.objects.exists()


def test_a_turn_moved_by_hand_since_is_not_undone(world: factories.World) -> None:
    room = Booking.objects.exclude(room=None)[0].room
    done = accept(world, report(world, IncidentKind.LOST, room=room))
    moved = done.incident.changes["moves"][0]
    Booking.objects.filter(participation=moved["project"]).delete()

    with pytest.raises(PlanRefused, match="a changé depuis"):
        undo(world, done)

    assert Incident.objects.standing().exists()


# --- the database ---


def test_the_database_refuses_what_no_page_records(world: factories.World) -> None:
    row: dict[str, Any] = {
        "day": session_of(world).days.get(date=FIRST),
        "kind": IncidentKind.LATE,
        "participation": world.participations[0],
        "starts_at": time(10),
        "ends_at": time(11),
        "at": MORNING,
    }

    def is_refused(name: str, **fields: Any) -> None:
        with pytest.raises(IntegrityError, match=f"{name}|participation_id"), transaction.atomic():
            Incident.objects.create(**row | fields)

    is_refused("incident_in_order", ends_at=time(9))
    is_refused("incident_of_one", mentor=world.mentors[0])
    Incident.objects.create(**row)
    is_refused("incident_participation_once")


# --- the tables of the mix ---


def test_the_table_of_a_project_that_left_is_freed_and_given_back(world: factories.World) -> None:
    session, place = session_of(world), world.participations[0]
    sync_attendees(session=session, at=AT)
    wish = RotationWish(
        tables=[row.pk for row in world.participations],
        rounds=2,
        capacity=8,
        only_present=False,
        apart_by_territory=False,
    )
    make_rotation(session=session, wish=wish, keep=False, seen="", actor=world.organiser, at=AT)
    done = accept(world, report(world, IncidentKind.LEFT, participation=place))
    place.refresh_from_db()

    assert reseat_tables(session=session, place=place, actor=world.organiser, at=MORNING)

    tables = RotationTable.objects.filter(rotation__session=session)
    assert place.pk not in set(tables.values_list("participation", flat=True))
    seated = MixSeat.objects.filter(table__rotation__session=session)
    assert not seated.filter(attendee__participation=place).exists()
    assert seated.exists()

    undo(world, done)
    place.refresh_from_db()
    later = MORNING + timedelta(minutes=5)
    assert reseat_tables(session=session, place=place, actor=world.organiser, at=later)
    assert place.pk in set(tables.values_list("participation", flat=True))
