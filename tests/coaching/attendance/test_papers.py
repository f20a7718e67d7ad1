"""What is printed for the two days: who and what stands on it, and how many pages."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coaching.attendance.actions import attendees
from coaching.attendance.halves import list_half_days
from coaching.models import Slot, SlotGroup
from coaching.session.actions import releases
from tests import factories
from tests.support.session import AT, manage, planned

pytestmark = pytest.mark.django_db
NASTY = "Léo <b>#strong[Gras]</b> 🎈"


def names(world, session, number):
    return [
        attendees.add_attendee(
            session=session, name=f"Personne {turn:02}", kind="observer", actor=world.organiser, at=AT
        )
        for turn in range(number)
    ]


def read(client, world, name, query=""):
    client.force_login(world.organiser)
    answer = client.get(reverse(f"coaching:{name}", args=[world.edition.slug]) + query)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def words(document):
    return " ".join(page.extract_text() for page in document.pages)


def test_a_sheet_has_twenty_people_a_page_and_lines_for_the_unexpected(client):
    world = factories.edition_with(facilitators=1)
    session = planned(world, "Amphi")
    slot = Slot.objects.filter(day__session=session).order_by("day__date", "starts_at")[0]
    slot.leaders.add(world.facilitators[0])
    names(world, session, 17)

    assert len(read(client, world, "attendance_sheet").pages) == 4
    names_18 = attendees.add_attendee(
        session=session, name=NASTY, kind="observer", actor=world.organiser, at=AT, body="Organisme"
    )
    key = list_half_days(session)[0].key
    document = read(client, world, "attendance_sheet", f"?half={key}")
    text = words(document)

    assert len(document.pages) == 2
    assert "#strong[Gras]" in text
    assert names_18.body in text
    assert str(world.facilitators[0]) in text
    assert "Signature" in text


def test_badges_stand_eight_a_page_and_one_can_be_printed_alone(client):
    world = factories.edition_with()
    session = planned(world)
    made = names(world, session, 9)

    assert len(read(client, world, "badges").pages) == 2
    alone = read(client, world, "badges", f"?person={made[3].pk}")
    assert "Personne 03" in words(alone)
    assert "Personne 04" not in words(alone)


def test_each_room_has_its_page_with_what_takes_place_there(client):
    world = factories.edition_with()
    planned(world, "Amphi", "Atelier")
    document = read(client, world, "door_signs")

    assert len(document.pages) == 2
    assert "Accueil et émargement" in document.pages[0].extract_text()
    assert "Rien" in document.pages[1].extract_text()


def test_tents_are_for_people_or_for_projects(client):
    world = factories.edition_with(participations=2)
    session = planned(world)
    names(world, session, 3)

    assert len(read(client, world, "table_tents").pages) == 3
    assert len(read(client, world, "table_tents", "?of=projects").pages) == 2


def test_a_certificate_lists_the_half_days_really_attended_even_of_who_was_removed(client):
    world = factories.edition_with()
    session = planned(world)
    first, second = names(world, session, 2)
    half_days = list_half_days(session)
    for half_day in (half_days[2], half_days[0]):
        attendees.check_in(attendee=first, half_day=half_day, actor=None, at=AT)
    attendees.remove_attendee(attendee=first, actor=world.organiser, at=AT)

    text = words(document := read(client, world, "certificates"))

    assert len(document.pages) == 1
    assert "2 demi-journées" in text.replace("\xa0", " ")
    assert "jeudi 3 décembre" in text.lower().replace("\xa0", " ")
    assert second.name not in text


def test_papers_of_an_unknown_person_are_not_found(client):
    world = factories.edition_with()
    session = planned(world)
    (first,) = names(world, session, 1)
    attendees.check_in(attendee=first, half_day=list_half_days(session)[0], actor=None, at=AT)
    client.force_login(world.organiser)
    for name in ("badges", "certificates"):
        url = reverse(f"coaching:{name}", args=[world.edition.slug])
        for person in ("9" * 5000, "9" * 25, "0", "-1", "x", "٣"):
            assert client.get(url, {"person": person}).status_code == 404, person
        assert client.get(url, {"person": first.pk}).status_code == 200


def test_papers_follow_what_was_released_and_are_a_draft_when_nothing_was(client):
    world = factories.edition_with(participations=1)
    session = planned(world, "Amphi", "Labo")
    names(world, session, 1)
    for paper in ("door_signs", "attendance_sheet"):
        assert "Brouillon" in words(read(client, world, paper))
    assert "Brouillon" in manage(client, world, "session_papers").text
    slot = Slot.objects.get(title_fr="Grand Mix des idées")
    SlotGroup.objects.create(slot=slot, name="Table 7", key="7", room=session.rooms.get(name="Labo"))
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    Slot.objects.filter(title_fr="Conférence").update(
        title_fr="Titre secret", starts_at="21:00", ends_at="22:00"
    )
    session.rooms.filter(name="Amphi").update(name="Salle secrète")
    session.venue = "Lieu secret"
    session.save()

    signs, sheets = words(read(client, world, "door_signs")), words(read(client, world, "attendance_sheet"))

    assert "Table 7" in signs
    assert "Amphi" in signs
    assert "Conférence" in signs
    for text in (signs, sheets):
        assert "Brouillon" not in text
        assert "Titre secret" not in text
        assert "Lieu secret" not in text
    assert "Le Dôme" in sheets


def test_certificates_have_the_hours_that_were_announced(client):
    world = factories.edition_with(participations=1)
    session = planned(world, "Amphi")
    names(world, session, 1)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    half_day = list_half_days(session)[0]
    attendees.check_in(attendee=session.attendees.get(), half_day=half_day, actor=world.organiser, at=AT)
    announced = half_day.times
    Slot.objects.filter(day=half_day.day, starts_at=half_day.starts_at).update(starts_at="06:10")

    certificate = words(read(client, world, "certificates"))

    assert " ".join(announced.split()) in " ".join(certificate.split())
    assert "6 h 10" not in certificate
