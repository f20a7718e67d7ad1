"""The programme as a PDF: each thing in its room, nothing that its reader may not know, and the draft said as such."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from pypdf import PdfReader

from coaching.models import Booking, Slot, SlotGroup
from coaching.session.actions import releases
from coaching.session.enums import SlotKind
from coaching.session.printing import list_blocks
from coaching.session.timetable import readable
from tests import factories
from tests.support.session import AT, FIRST, paired, planned

pytestmark = pytest.mark.django_db


def given(**more):
    world = factories.edition_with(participations=2, mentors=1, **more)
    session = planned(world, "Amphi", "Labo")
    Slot.objects.filter(title_fr="Conférence").update(room=session.rooms.get(name="Amphi"))
    slot = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, day__date=FIRST).order_by("starts_at")[0]
    for participation, room in zip(world.participations, session.rooms.order_by("name"), strict=True):
        Booking.objects.create(slot=slot, participation=participation, room=room)
    return world, session, slot


def read(client, world, who=None, query=""):
    client.logout()
    if who:
        client.force_login(who)
    answer = client.get(reverse("coaching:timetable_pdf", args=[world.edition.slug]) + query)
    if answer.status_code != 200:
        return answer.status_code
    return PdfReader(io.BytesIO(answer.content))


def words(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def test_a_page_a_day_with_turns_in_their_rooms_for_the_team(client):
    world, session, slot = given()
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    document = read(client, world, world.organiser, "?by=day")

    assert len(document.pages) == 2
    assert document.pages[0].mediabox.width > document.pages[0].mediabox.height
    assert "/StructTreeRoot" in document.trailer["/Root"]
    for said in (
        "Amphi",
        "Labo",
        "Conférence",
        "Programme publié",
        *map(str, (world.participations[0].project,)),
    ):
        assert said in words(document)
    shown = readable(session, world.organiser, every_turn=True)
    entry = next(entry for entry in shown.entries if entry.slot.pk == slot.pk)
    assert [(held.room, held.title) for held in list_blocks(entry)] == [
        ("Amphi", str(world.participations[0].project)),
        ("Labo", str(world.participations[1].project)),
    ]
    assert read(client, world, world.organiser, "?paper=a3").pages[0].mediabox.width > 1100
    assert read(client, world, world.organiser, "?paper=a5") == 404


@pytest.mark.parametrize("paper", ["a3", "a4"])
@pytest.mark.parametrize("days", [2, 3])
def test_the_whole_programme_stands_on_one_page(client, paper, days):
    world, session, slot = given()
    if days > 2:
        third = session.days.create(date=FIRST + timedelta(days=2))
        for held in Slot.objects.filter(day__date=FIRST):
            third.slots.create(
                starts_at=held.starts_at, ends_at=held.ends_at, title_fr=held.title_fr, kind=held.kind
            )
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    document = read(client, world, world.organiser, f"?paper={paper}")

    assert len(document.pages) == 1
    said = words(document)
    for held in Slot.objects.filter(day__session=session):
        assert held.title_fr in said
    for turn in slot.bookings.all():
        assert str(turn.participation.project) in said
        assert turn.room.name in said


def test_who_leads_a_group_is_distinct_from_its_projects():
    world, session, _slot = given()
    slot = Slot.objects.get(title_fr="Grand Mix des idées")
    group = SlotGroup.objects.create(slot=slot, name="Nord", room=session.rooms.get(name="Labo"))
    group.leaders.set(world.mentors)
    group.participations.set(world.participations)
    shown = readable(session, world.organiser, draft=True, every_turn=True)
    (held,) = list_blocks(next(entry for entry in shown.entries if entry.slot.pk == slot.pk))
    first, second = sorted(str(row.project) for row in world.participations)
    assert (held.detail, held.lines) == (str(world.mentors[0]), (first, second))


def test_the_many_projects_of_a_group_are_counted_on_the_page_of_all_days(client):
    world = factories.edition_with(participations=4, mentors=1)
    session = planned(world, "Amphi", "Labo")
    slot = Slot.objects.get(title_fr="Grand Mix des idées")
    slot.leaders.set(world.mentors)
    group = SlotGroup.objects.create(slot=slot, name="Nord", room=session.rooms.get(name="Labo"))
    group.leaders.set(world.mentors)
    group.participations.set(world.participations)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    titles = [str(row.project) for row in world.participations]

    whole = words(read(client, world, world.organiser)).replace("\xa0", " ")
    days = words(read(client, world, world.organiser, "?by=day"))
    own = words(read(client, world, world.holder))

    assert f"Nord · Labo · {world.mentors[0]} · 4 projets" in whole
    assert whole.count(str(world.mentors[0])) == 1
    assert [title for title in titles if title in whole] == []
    assert [title for title in titles if title in days] == titles
    assert [title for title in titles if title in own] == titles[:1]


@pytest.mark.parametrize("query", ["", "?by=day"])
def test_nobody_reads_whom_others_are_received_by(client, query):
    world, session, slot = given()
    mentor = world.mentors[0]
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    public = words(read(client, world, query=query))
    own = words(read(client, world, world.holder, query))

    assert slot.title in public
    for place in world.participations:
        assert place.project.title not in public
    assert world.participations[0].project.title in own
    assert world.participations[1].project.title not in own
    assert str(mentor) not in public


def test_a_draft_is_for_organisers_and_says_so(client):
    world, session, _slot = given()
    assert read(client, world) == 404
    assert "Brouillon" in words(read(client, world, world.organiser))
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Titre secret")

    assert "Titre secret" not in words(read(client, world, query="?draft=1"))
    draft = words(read(client, world, world.organiser, "?draft=1"))
    assert "Titre secret" in draft
    assert "Brouillon" in draft


def test_a_break_for_all_takes_the_width_and_many_turns_stay_legible(client):
    world, session, _slot = given()
    paired(world.participations[1], world.mentors[0])
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    said = words(read(client, world, world.organiser, "?by=day"))
    assert "Sans salle" not in said
    assert str(world.mentors[0]) in said
