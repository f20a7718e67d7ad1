"""What organisers edit is a draft: people read the last release, and only those whose programme changes get a mail."""

from datetime import time
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from icalendar import Calendar

from accelerator.outbox.models import OutgoingMail
from coaching.models import Booking, ProgrammeRelease, Room, Session, Slot
from coaching.session import timetable
from coaching.session.actions import releases, session as actions, turns as bookings
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.announcing import announce
from coaching.session.calendar import PersonalFiles
from coaching.session.changes import ChangeKind, compare
from coaching.session.enums import SlotKind
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from tests import factories
from tests.support.session import AT, FIRST, confirm_read, manage, paired, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def published(**counts: int) -> tuple[factories.World, Session]:
    """A published session with a turn for each project on the first day, the first mentor on the first project."""
    world = factories.edition_with(**{"participations": 2, "mentors": 1, "facilitators": 1, **counts})
    session = planned(world, "Amphi", "Labo")
    paired(world.participations[0], world.mentors[0])
    bookings.share_out_day(day=session.days.get(date=FIRST), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return world, session


def seen(session: Session) -> str:
    released = find_released(session)
    assert released is not None
    return compute_fingerprint(released, read_draft(session))


def release(world: factories.World, session: Session) -> int:
    return releases.release_changes(session=session, seen=seen(session), actor=world.organiser, at=AT)


def list_recipients(session: Session, number: int) -> set[Any]:
    mails = OutgoingMail.objects.filter(template="coaching/session/timetable_changed")
    return {
        mail.user
        for mail in mails.filter(dedupe_key__startswith=f"release:{session.pk}:{number}:").order_by("pk")
    }


def turn_of(world: factories.World, index: int = 0) -> Booking:
    return Booking.objects.select_related("slot__day__session__edition", "participation__project").get(
        participation=world.participations[index]
    )


def events_of(session: Session, person) -> dict[str, Any]:
    files = [Calendar.from_ical(file.content) for file in PersonalFiles(session).of(person)]
    return {str(event["uid"]): event for file in files for event in file.walk("VEVENT")}


def event_of(session: Session, person, slot: int):
    found = [event for key, event in events_of(session, person).items() if key.startswith(f"slot-{slot}@")]
    return found[0] if found else None


built, released_session = share_world(published)


def test_publishing_stores_the_first_release_and_nothing_is_pending(client, released_session):
    world, session = released_session
    first = ProgrammeRelease.objects.get()
    assert (first.number, first.released_by) == (1, world.organiser)
    assert compare(find_released(session), read_draft(session)) == []
    assert "pas encore publié" not in manage(client, world, "manage_session").text


def test_a_room_deleted_with_turns_in_it_stays_public_until_it_is_released(as_user, released_session):
    world, session = released_session
    room = Room.objects.get(name=turn_of(world).room.name)
    actions.remove_room(room=room, actor=world.organiser, at=AT)
    page = reverse("coaching:timetable", args=[world.edition.slug])

    assert room.name in as_user(world.holder).get(page).text
    assert room.name in as_user(world.holder).get(reverse("coaching:my_home")).text
    assert room.name in as_user(world.mentors[0]).get(reverse("coaching:coaching_home")).text
    release(world, session)

    own = timetable.find_readable_timetable(session, world.holder, every_turn=False).mine
    assert [turn.room for entry in own for turn in entry.own_turns] == [""]


def test_a_slot_moved_or_deleted_is_public_once_released(client, released_session):
    world, session = released_session
    talk = Slot.objects.get(title_fr="Conférence")
    actions.remove_slot(slot=talk, actor=world.organiser, at=AT)
    page = reverse("coaching:timetable", args=[world.edition.slug])

    assert "Conférence" in client.get(page).text
    release(world, session)
    assert "Conférence" not in client.get(page).text


def test_the_draft_is_read_by_organisers_only(as_user, released_session):
    world, _session = released_session
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Titre secret")
    page = reverse("coaching:timetable", args=[world.edition.slug]) + "?draft=1"
    for who in (world.holder, world.mentors[0], world.facilitators[0]):
        assert "Titre secret" not in as_user(who).get(page).text
        assert "Titre secret" not in as_user(who).get(page.replace("/?", ".ics?")).text
    assert "Titre secret" in as_user(world.organiser).get(page).text


def test_only_those_whose_programme_changes_are_notified():
    world, session = published(participations=3)
    turn = turn_of(world)
    Booking.objects.filter(pk=turn.pk).update(room=None)

    assert release(world, session) == 2

    assert list_recipients(session, 2) == {world.holder, world.mentors[0]}
    mail = OutgoingMail.objects.get(dedupe_key=f"release:{session.pk}:2:{world.holder.pk}")
    assert world.participations[0].project.title in mail.text
    assert "sans salle" in mail.text


def test_what_gathers_everybody_is_announced_to_everybody(released_session):
    world, session = released_session
    Slot.objects.filter(title_fr="Conférence").update(starts_at=time(18, 15))
    everybody = OutgoingMail.objects.filter(template="coaching/session/timetable_published").count()
    assert release(world, session) == everybody


def test_a_person_who_leads_a_coaching_slot_is_notified_and_others_are_not(released_session):
    world, session = released_session
    slot = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, bookings=None).first()
    slot.leaders.add(world.facilitators[0])
    release(world, session)
    assert list_recipients(session, 2) == {world.facilitators[0]}


def test_each_change_is_described_in_words(released_session):
    world, session = released_session
    turn = turn_of(world)
    other = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, bookings=None, day__date=FIRST).first()
    gone = Slot.objects.get(title_fr="Conférence")
    renamed = Slot.objects.get(title_fr="Grand Mix des idées")
    actions.remove_slot(slot=gone, actor=world.organiser, at=AT)
    Slot.objects.filter(pk=renamed.pk).update(title_fr="Le Grand Mix", room=Room.objects.get(name="Labo"))
    renamed.leaders.add(world.facilitators[0])
    Booking.objects.filter(pk=turn.pk).update(slot=other)
    Slot.objects.create(
        day=other.day, starts_at="21:00", ends_at="22:00", title_fr="Concert", kind=SlotKind.PLENARY
    )

    found = announce(session, compare(find_released(session), read_draft(session)))

    texts = {change.change.kind: str(change).replace("\N{NO-BREAK SPACE}", " ") for change in found.changes}
    assert set(texts) == {
        ChangeKind.ADDED,
        ChangeKind.REMOVED,
        ChangeKind.TITLE,
        ChangeKind.ROOM,
        ChangeKind.LEADERS,
        ChangeKind.TURN_MOVED,
    }
    assert texts[ChangeKind.TITLE] == "« Grand Mix des idées » s’appelle maintenant « Le Grand Mix »"
    assert texts[ChangeKind.ROOM].endswith("Labo (avant : sans salle)")
    assert str(world.facilitators[0]) in texts[ChangeKind.LEADERS]
    assert texts[ChangeKind.TURN_MOVED].startswith(f"« {world.participations[0].project.title} » est reçu : ")
    assert other.title_fr in texts[ChangeKind.TURN_MOVED]


def test_the_sequence_grows_and_what_went_is_cancelled(released_session):
    world, session = released_session
    turn, slot = turn_of(world), Slot.objects.get(title_fr="Conférence")
    talk = slot.pk
    assert event_of(session, world.holder, talk)["sequence"] == 1
    Booking.objects.all().delete()
    actions.remove_slot(slot=slot, actor=world.organiser, at=AT)
    release(world, session)

    for person in (world.holder, world.mentors[0]):
        for pk in (turn.slot_id, talk):
            event = event_of(session, person, pk)
            assert (event["status"], event["sequence"]) == ("CANCELLED", 2)
    stays = event_of(session, world.holder, Slot.objects.filter(kind=SlotKind.PLENARY)[0].pk)
    assert ("status" in stays, stays["sequence"]) == (False, 2)
    assert event_of(session, world.facilitators[0], turn.slot_id) is None

    Booking.objects.create(slot=turn.slot, participation=turn.participation)
    release(world, session)
    back = event_of(session, world.holder, turn.slot_id)
    assert ("status" in back, back["sequence"]) == (False, 3)
    assert event_of(session, world.holder, talk)["status"] == "CANCELLED"


def test_changes_that_were_not_read_are_not_released(client, released_session):
    world, session = released_session
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Causerie")
    read = seen(session)
    Slot.objects.filter(title_fr="Causerie").update(title_fr="Débat")
    with pytest.raises(PlanRefused, match="a changé pendant que vous lisiez"):
        releases.release_changes(session=session, seen=read, actor=world.organiser, at=AT)
    page = manage(client, world, "session_publish")
    assert "Débat" in page.text
    answer = manage(client, world, "session_publish", data={"seen": read, **confirm_read(session)})
    assert answer.status_code == 302
    assert ProgrammeRelease.objects.count() == 1


def test_a_person_who_comes_second_learns_that_a_colleague_released(released_session):
    world, session = released_session
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Causerie")
    read = seen(session)
    release(world, session)
    with pytest.raises(PlanRefused, match=f"{world.organiser} a publié des changements"):
        releases.release_changes(session=session, seen=read, actor=world.organiser, at=AT)
    with pytest.raises(PlanRefused, match="Rien n’a changé"):
        release(world, session)


def test_the_page_says_what_leaves_and_to_whom(client, released_session):
    world, session = released_session
    Booking.objects.filter(pk=turn_of(world).pk).update(room=None)
    assert "1 changement pas encore publié" in manage(client, world, "manage_session").text
    page = manage(client, world, "session_publish").text
    assert "Publier et prévenir 2 personnes" in page
    assert str(world.holder) in page
    assert str(world.mentors[0]) in page
    manage(client, world, "session_publish", data={"seen": seen(session), **confirm_read(session)})
    assert ProgrammeRelease.objects.count() == 2
    assert "Tout est publié" in manage(client, world, "session_publish").text


def test_a_project_that_leaves_is_out_of_what_is_public_and_the_draft_stays_one(released_session):
    world, session = released_session
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Titre secret")
    turn = turn_of(world)

    releases.take_out(
        edition=world.edition, participation=world.participations[0].pk, actor=world.organiser, at=AT
    )

    released = find_released(session)
    assert world.participations[0].pk not in {
        found.participation for slot in released.slots for found in slot.turns
    }
    assert "Titre secret" not in {slot.title_fr for slot in released.slots}
    assert event_of(session, world.holder, turn.slot_id)["status"] == "CANCELLED"
    assert not OutgoingMail.objects.filter(template="coaching/session/timetable_changed").exists()


def test_a_turn_whose_project_comes_no_more_is_not_visible(released_session):
    world, session = released_session
    world.participations[0].state = "declined"
    world.participations[0].save()
    assert timetable.find_readable_timetable(session, world.holder, every_turn=True).mine == []


def test_a_snapshot_names_nobody(released_session):
    world, session = released_session
    Slot.objects.get(title_fr="Conférence").leaders.add(world.facilitators[0])
    release(world, session)
    stored = str(ProgrammeRelease.objects.order_by("-number")[0].snapshot)
    people = (world.holder, world.mentors[0], world.facilitators[0])
    assert not [person for person in people if str(person) in stored or person.email in stored]
    assert world.participations[0].project.title not in stored
    text = str(timetable.find_readable_timetable(session, AnonymousUser(), every_turn=False).days)
    assert str(world.facilitators[0]) in text


def test_another_place_is_public_and_everybody_is_notified_once_released(client, released_session):
    world, session = released_session
    session.venue, session.address = "La Halle", "1 quai Neuf"
    actions.save_venue(session=session, actor=world.organiser, at=AT)
    page = reverse("coaching:timetable", args=[world.edition.slug])
    slot = Slot.objects.get(title_fr="Conférence").pk

    assert "Le Dôme" in client.get(page).text
    assert "La Halle" not in client.get(page).text
    assert "La Halle" not in event_of(session, world.holder, slot)["location"]
    assert "1 changement pas encore publié" in manage(client, world, "manage_session").text
    everybody = OutgoingMail.objects.filter(template="coaching/session/timetable_published").count()
    assert release(world, session) == everybody

    client.logout()
    assert "La Halle, 1 quai Neuf" in client.get(page).text
    assert "La Halle" in event_of(session, world.holder, slot)["location"]
    mail = OutgoingMail.objects.get(dedupe_key=f"release:{session.pk}:2:{world.holder.pk}")
    assert "La Halle, 1 quai Neuf (avant" in mail.text
    session.access_notes = "Tramway B"
    session.save()
    (texts,) = announce(session, compare(find_released(session), read_draft(session))).changes
    assert " ".join(str(texts).split()) == "Venir : Tramway B"


def test_a_release_from_before_places_were_stored_has_that_of_the_session(client, released_session):
    world, session = released_session
    only_release = ProgrammeRelease.objects.get()
    del only_release.snapshot["place"]
    only_release.save()
    assert compare(find_released(session), read_draft(session)) == []
    assert "Le Dôme" in client.get(reverse("coaching:timetable", args=[world.edition.slug])).text
