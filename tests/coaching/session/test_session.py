"""A session being prepared: agenda, rooms, slots, turns, publication."""

from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.attendance.queries import list_room_signs
from coaching.models import Booking, Session, Slot
from coaching.session.actions import releases, session as actions, turns as bookings
from coaching.session.details import read_details
from coaching.session.draft import complete_days
from coaching.session.enums import SlotKind
from coaching.session.releases import find_followed
from projects.decision.enums import ParticipationState
from tests import factories
from tests.support.session import AT, FIRST, SECOND, confirm_read, manage, paired, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def prepare() -> tuple[factories.World, Session]:
    world = factories.edition_with(participations=2, mentors=1, facilitators=1)
    return world, planned(world, "Amphi", "Labo")


built, prepared = share_world(prepare)


def individual(session: Session) -> Slot:
    return Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )[0]


def test_a_new_session_starts_with_two_full_days_in_both_languages():
    world = factories.edition_with()
    session = planned(world, "Amphi", "Labo", "Amphi")
    slots = Slot.objects.filter(day__session=session)
    assert session.days.count() == 2
    assert session.rooms.count() == 2
    assert slots.filter(day__date=FIRST).count() == 11
    assert slots.filter(day__date=SECOND).count() == 9
    assert not slots.filter(title_en="").exists()
    assert set(slots.filter(kind=SlotKind.PLENARY).values_list("room__name", flat=True)) == {"Amphi"}


def test_the_edition_follows_the_days_of_its_session(prepared):
    world, session = prepared
    actions.add_day(session=session, day=SECOND + timedelta(days=1), actor=world.organiser, at=AT)
    world.edition.refresh_from_db()
    assert (world.edition.session_starts_on, world.edition.session_ends_on) == (
        FIRST,
        SECOND + timedelta(days=1),
    )


def test_an_edition_has_one_session(prepared):
    world, _session = prepared
    with pytest.raises(actions.PlanRefused, match="déjà préparée"):
        planned(world)


def test_the_last_day_stays(prepared):
    world, session = prepared
    first, second = session.days.order_by("date")
    actions.remove_day(day=first, actor=world.organiser, at=AT)
    with pytest.raises(actions.PlanRefused, match="au moins un jour"):
        actions.remove_day(day=second, actor=world.organiser, at=AT)


def test_a_project_gets_a_turn_which_is_recorded_and_taken_back(client, prepared):
    world, session = prepared
    room = session.rooms.get(name="Amphi")
    booking = bookings.book_slot(
        slot=individual(session),
        participation=world.participations[0],
        room=room,
        actor=world.organiser,
        at=AT,
    )
    assert booking.room == room
    assert AuditEntry.objects.filter(verb="book_slot", scope=world.edition.scope).count() == 1
    manage(client, world, "session_unbook", booking.pk, data={})
    assert not Booking.objects.exists()


def test_a_mentor_of_two_projects_is_not_asked_twice_at_once(prepared):
    world, session = prepared
    for participation in world.participations:
        paired(participation, world.mentors[0])
    rooms = list(session.rooms.all())
    about = {"slot": individual(session), "actor": world.organiser, "at": AT}
    bookings.book_slot(participation=world.participations[0], room=rooms[0], **about)
    with pytest.raises(actions.PlanRefused, match=str(world.mentors[0])):
        bookings.book_slot(participation=world.participations[1], room=rooms[1], **about)


def test_a_project_of_another_edition_has_no_turn_here():
    world, elsewhere = factories.edition_with(), factories.edition_with(participations=1)
    session = planned(world)
    with pytest.raises(actions.PlanRefused, match="pas de cette session"):
        bookings.book_slot(
            slot=individual(session),
            participation=elsewhere.participations[0],
            room=None,
            actor=world.organiser,
            at=AT,
        )


def test_a_slot_in_a_room_that_is_taken_is_refused(prepared):
    world, session = prepared
    day = session.days.order_by("date").first()
    wanted = Slot(
        day=day,
        starts_at=time(9, 15),
        ends_at=time(10),
        title_fr="Atelier",
        room=session.rooms.get(name="Amphi"),
    )
    with pytest.raises(actions.PlanRefused, match="déjà prise par «\xa0Accueil et émargement\xa0»"):
        actions.save_slot(slot=wanted, leaders=[], actor=world.organiser, at=AT)
    assert not Slot.objects.filter(title_fr="Atelier").exists()


def test_a_slot_that_moves_onto_another_of_its_projects_is_refused(prepared):
    world, session = prepared
    first, second = Slot.objects.filter(day__session=session, day__date=FIRST, kind=SlotKind.INDIVIDUAL)[:2]
    for slot in (first, second):
        bookings.book_slot(
            slot=slot, participation=world.participations[0], room=None, actor=world.organiser, at=AT
        )
    second.starts_at = first.starts_at
    with pytest.raises(actions.PlanRefused, match="déjà attendu"):
        actions.save_slot(slot=second, leaders=[], actor=world.organiser, at=AT)


def test_a_slot_with_its_turns_may_move_within_its_own_hour(prepared):
    world, session = prepared
    slot = individual(session)
    participation = world.participations[0]
    bookings.book_slot(slot=slot, participation=participation, room=None, actor=world.organiser, at=AT)
    slot.ends_at = (datetime.combine(FIRST, slot.ends_at) - timedelta(minutes=5)).time()

    actions.save_slot(slot=slot, leaders=[], actor=world.organiser, at=AT)

    assert Slot.objects.get(pk=slot.pk).ends_at == slot.ends_at
    assert slot.bookings.get().participation == participation


def test_a_slot_during_a_plenary_is_refused(prepared):
    world, session = prepared
    plenary = Slot.objects.filter(day__session=session, kind=SlotKind.PLENARY).order_by(
        "day__date", "starts_at"
    )[0]
    wanted = Slot(day=plenary.day, starts_at=plenary.starts_at, ends_at=plenary.ends_at, title_fr="Atelier")
    with pytest.raises(actions.PlanRefused, match="réunit tout le monde"):
        actions.save_slot(slot=wanted, leaders=[], actor=world.organiser, at=AT)


def test_projects_are_shared_out_over_the_day_once():
    world = factories.edition_with(participations=3, mentors=1)
    session = planned(world, "Amphi", "Labo")
    for participation in world.participations:
        paired(participation, world.mentors[0])
    day = session.days.order_by("date").first()
    assert bookings.share_out_day(day=day, actor=world.organiser, at=AT)[:2] == (3, [])
    assert bookings.share_out_day(day=day, actor=world.organiser, at=AT)[:2] == (0, [])
    assert Booking.objects.filter(slot__day=day).values("slot").distinct().count() == 3
    day.refresh_from_db()
    assert (day.shared_at, day.shared_gap) == (AT, 0)
    first, second = complete_days(read_details(session))
    assert first.quality.startswith("Plan optimal")
    assert second.quality == ""


def test_projects_without_a_room_are_named():
    world = factories.edition_with(participations=1)
    session = planned(world)
    placed, left, _quality = bookings.share_out_day(day=session.days.first(), actor=world.organiser, at=AT)
    assert (placed, left) == (0, [(world.participations[0], "plus de salle libre")])


def test_the_many_that_have_no_turn_are_counted_by_reason_and_some_are_named(client):
    world = factories.edition_with(participations=12)
    session = planned(world, "Amphi")
    client.force_login(world.organiser)
    url = reverse("coaching:session_share_out", args=[world.edition.slug, session.days.first().pk])

    page = client.post(url, follow=True).content.decode().replace("\xa0", " ")

    left = world.edition.participations.filter(bookings=None)
    named = [place for place in left if str(place.project) in page]
    assert "9 projets restent sans créneau (plus de salle libre)" in page
    assert len(named) == 5
    assert "et 4 autres." in page


def test_rooms_come_in_the_order_of_their_numbers(client):
    world = factories.edition_with(participations=1)
    session = planned(world, "Salle 10", "Salle 2", "Amphi")
    day = session.days.first()
    client.force_login(world.organiser)
    pages = [
        ("manage_session",),
        ("session_grid", day.pk),
        ("session_repair", day.pk),
        ("session_add_slot", day.pk),
        ("session_bookings", individual(session).pk),
        ("session_groups", Slot.objects.get(title_fr="Grand Mix des idées").pk),
    ]
    for name, *args in pages:
        page = client.get(reverse(f"coaching:{name}", args=[world.edition.slug, *args])).content.decode()
        found = [page.rindex(f">{room}<") for room in ("Amphi", "Salle 2", "Salle 10")]
        assert found == sorted(found), name
    assert [sign.name for sign in list_room_signs(session, find_followed(session))] == [
        "Amphi",
        "Salle 2",
        "Salle 10",
    ]


def test_publishing_notifies_everybody_once():
    world = factories.edition_with(participations=2, mentors=1, facilitators=1, reviewers=1, partners=1)
    factories.participation(world.edition, state=ParticipationState.OFFERED)
    session = planned(world)
    assert releases.publish_timetable(session=session, actor=world.organiser, at=AT) == 5
    sent_mails = OutgoingMail.objects.filter(template="coaching/session/timetable_published")
    assert sent_mails.count() == 5
    assert sent_mails.filter(to_email=world.partners[0].email).exists()
    with pytest.raises(TransitionRefused, match="déjà publié"):
        releases.publish_timetable(session=Session.objects.get(), actor=world.organiser, at=AT)
    assert sent_mails.count() == 5


def test_an_empty_programme_is_not_published(prepared):
    world, session = prepared
    Slot.objects.all().delete()
    with pytest.raises(TransitionRefused, match="vide"):
        releases.publish_timetable(session=session, actor=world.organiser, at=AT)


# pages


def test_before_there_is_a_session_the_page_offers_to_prepare_one(client):
    world = factories.edition_with()
    assert "Préparer la session" in manage(client, world, "manage_session").content.decode()
    data = {"venue": "Le Dôme", "first_day": "2026-12-03", "second_day": "2026-12-04", "rooms": "Amphi\nLabo"}
    response = manage(client, world, "manage_session", data=data)
    assert response.status_code == 302
    assert Session.objects.get().rooms.count() == 2


def test_two_colleagues_who_prepare_it_at_once_find_one_session(client, monkeypatch):
    world = factories.edition_with()
    seen = []

    def not_yet(edition):
        if not seen:
            seen.append(planned(world))
            return None
        return seen[0]

    monkeypatch.setattr("coaching.session.timetable.find_session", not_yet)

    response = manage(client, world, "manage_session", data={"venue": "Le Dôme", "first_day": FIRST})

    assert response.url == reverse("coaching:manage_session", args=[world.edition.slug])
    assert Session.objects.count() == 1


def test_days_out_of_order_come_back_with_what_was_typed(client):
    world = factories.edition_with()
    data = {"venue": "Le Dôme d’ici", "first_day": "2026-12-04", "second_day": "2026-12-03", "rooms": ""}
    response = manage(client, world, "manage_session", data=data)
    assert response.status_code == 422
    assert "Le Dôme d’ici" in response.content.decode()
    assert not Session.objects.exists()


def test_a_slot_is_added_changed_and_removed(client, prepared):
    world, session = prepared
    day = session.days.order_by("date").first()
    data = {
        "title_fr": "Photo",
        "title_en": "",
        "kind": "plenary",
        "starts_at": "20:30",
        "ends_at": "20:45",
        "room": "",
        "leaders": [world.facilitators[0].pk],
    }
    assert manage(client, world, "session_add_slot", day.pk, data=data).status_code == 302
    slot = Slot.objects.get(title_fr="Photo")
    assert list(slot.leaders.all()) == world.facilitators
    assert (
        manage(client, world, "session_slot", slot.pk, data={**data, "ends_at": "20:00"}).status_code == 422
    )
    assert (
        manage(client, world, "session_slot", slot.pk, data={**data, "leaders": ["9" * 26]}).status_code
        == 422
    )
    assert (
        manage(client, world, "session_slot", slot.pk, data={**data, "title_fr": "Photos"}).status_code == 302
    )
    assert (
        "Supprimer ce créneau" in manage(client, world, "session_slot", slot.pk).text.partition("<dialog")[2]
    )
    assert manage(client, world, "session_remove_slot", slot.pk, data={}).status_code == 302
    assert not Slot.objects.filter(pk=slot.pk).exists()


def test_a_clash_comes_back_on_the_page_in_words(client, prepared):
    world, session = prepared
    slot, room = individual(session), session.rooms.get(name="Amphi")
    one, other = world.participations
    data = {"participation": one.pk, "room": room.pk}
    assert manage(client, world, "session_bookings", slot.pk, data=data).status_code == 302
    overlapping = Slot.objects.create(
        day=slot.day,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        title_fr="Autre",
        kind=SlotKind.INDIVIDUAL,
    )
    response = manage(
        client, world, "session_bookings", overlapping.pk, data={"participation": other.pk, "room": room.pk}
    )
    assert response.status_code == 422
    assert f"La salle «\xa0Amphi\xa0» est déjà prise par «\xa0{one.project.title}\xa0»" in response.text
    assert Booking.objects.count() == 1


def test_publishing_names_what_leaves_and_what_is_missing(client):
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world)
    page = manage(client, world, "session_publish").content.decode()
    assert "2 messages partent aussitôt" in page
    assert "n’a pas encore de parrain" in page
    manage(client, world, "session_publish", data=confirm_read(session))
    assert Session.objects.get().published_at
    assert manage(client, world, "session_publish", data={}).status_code == 302


def test_before_there_is_a_session_its_pages_lead_to_the_one_that_prepares_it(client):
    world = factories.edition_with()
    for name in (
        *("session_venue", "session_add_day", "session_add_room", "session_publish", "timetable"),
        *("manage_attendees", "presence", "manage_gallery", "cockpit", "session_papers", "door"),
        *("session_code", "mix", "rotation", "debrief_wall"),
    ):
        response = manage(client, world, name)
        home = f"/manage/{world.edition.slug}/session/"
        assert (response.status_code, response["Location"]) == (302, home), name
