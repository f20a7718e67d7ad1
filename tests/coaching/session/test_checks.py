"""The check before publishing: read in its page, mended from it, and a refusal where something is impossible."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from coaching.models import Booking, ProgrammeRelease, Room, Slot
from coaching.session import timetable
from coaching.session.actions import releases, turns
from coaching.session.checks import check_programme
from coaching.session.details import read_details
from coaching.session.enums import SlotActivity, SlotKind
from programmes.models import Call, Edition
from projects.models import Participation
from tests import factories
from tests.support.session import AT, FIRST, confirm_read, manage, paired, planned
from tests.support.todo import list_titles

pytestmark = pytest.mark.django_db


def list_texts(session):
    return [finding.text.replace("\xa0", " ") for finding in check_programme(read_details(session))]


def test_sixty_projects_find_pitches_turns_mentors_and_rooms_that_are_short():
    world = factories.edition_with(participations=60, mentors=1)
    session = planned(world, "Amphi", "Labo")
    Room.objects.filter(name="Amphi").update(seats=50)
    for place in world.participations[:4]:
        paired(place, world.mentors[0])

    texts = list_texts(session)

    assert any(
        "à 4 minutes par projet, il faut 240 minutes et il y en a 90. Avec 3 salles en parallèle" in text
        for text in texts
    )
    assert any(
        "60 projets en 3 tours (la frise du projet) demandent 20 salles à la fois ; il y en a 2." in text
        for text in texts
    )
    assert any(
        f"suit plus de projets qu’il n’y a de tours (3, pour la frise du projet) : {world.mentors[0]} (4)."
        in text
        for text in texts
    )
    assert any("La salle « Amphi » a 50 places" in text and "attend 61 personnes" in text for text in texts)


def test_a_small_edition_that_is_ready_has_nothing_to_read():
    world = factories.edition_with(participations=2, mentors=2)
    session = planned(world, "Amphi", "Labo")
    for place, mentor in zip(world.participations, world.mentors, strict=True):
        paired(place, mentor)
    for day in session.days.all():
        turns.share_out_day(day=day, actor=world.organiser, at=AT)
    room = Room.objects.get(name="Amphi")
    Slot.objects.filter(kind=SlotKind.GROUP).update(room=room)
    turns.fill_waiting(session=session, actor=world.organiser, at=AT)

    assert list_texts(session) == []


def test_a_project_that_left_the_session_is_planned_for_no_more():
    world = factories.edition_with(participations=2)
    session = planned(world, "Amphi", "Labo")
    assert any("2 projets attendent" in text for text in list_texts(session))

    Participation.objects.filter(pk=world.participations[1].pk).update(left_session_at=AT)

    assert any("1 projet attend" in text for text in list_texts(session))


def test_nothing_is_published_before_its_sentences_are_read(client):
    world = factories.edition_with(participations=1)
    session = planned(world)
    read = confirm_read(session)
    assert f'value="{read["read"]}"' in manage(client, world, "session_publish").text

    manage(client, world, "session_publish", data={})
    assert not ProgrammeRelease.objects.exists()
    factories.participation(world.edition)  # another sentence than those that were read
    manage(client, world, "session_publish", data=read)
    assert not ProgrammeRelease.objects.exists()
    manage(client, world, "session_publish", data=confirm_read(session))
    assert ProgrammeRelease.objects.count() == 1


def test_an_impossible_programme_is_not_published(client):
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world, "Amphi")
    first, second = Slot.objects.filter(day__date=FIRST, activity=SlotActivity.TIMELINE).order_by(
        "starts_at"
    )[:2]
    for slot in (first, second):
        Booking.objects.create(slot=slot, participation=world.participations[0])
    Slot.objects.filter(pk=second.pk).update(starts_at=first.starts_at, ends_at=first.ends_at)

    page = manage(client, world, "session_publish").text
    answer = manage(client, world, "session_publish", data=confirm_read(session))

    assert "impossible" in page
    assert 'name="read"' not in page
    assert answer.status_code == 302
    assert not ProgrammeRelease.objects.exists()


def test_one_act_lets_projects_that_wait_work_on_their_own(client):
    world = factories.edition_with(participations=2, mentors=1)
    session = planned(world, "Amphi", "Labo")
    for day in session.days.all():
        turns.share_out_day(day=day, actor=world.organiser, at=AT)
    assert any("2 projets attendent, jusqu’à 120 minutes" in text for text in list_texts(session))

    manage(client, world, "session_fill_waiting", data={})

    assert not any("attendent" in text for text in list_texts(session))
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    read = timetable.find_readable_timetable(session, world.holder, every_turn=False)
    individual = [entry for entry in read.mine if entry.slot.is_individual]
    assert len(individual) == 6
    alone = [entry.alone.replace("\xa0", " ") for entry in individual if not entry.own_turns]
    assert alone == ["En autonomie : la frise du projet"] * 2 + ["En autonomie : le plan d’action"] * 2
    # a project that the programme names nowhere
    late = factories.participation(world.edition).project.members.get(leads=True).user
    client.force_login(late)
    page = client.get(reverse("coaching:timetable", args=[world.edition.slug])).text.replace("\xa0", " ")
    assert page.count("En autonomie : la frise du projet") == 9
    unplaced = timetable.find_readable_timetable(session, late, every_turn=False)
    assert len([entry for entry in unplaced.entries if entry.alone]) == 6
    mentor = timetable.find_readable_timetable(session, world.mentors[0], every_turn=True)
    assert not any(entry.alone for entry in mentor.entries)


def test_filling_turns_twice_changes_nothing():
    world = factories.edition_with(participations=1)
    session = planned(world)

    assert turns.fill_waiting(session=session, actor=world.organiser, at=AT) == 6
    assert turns.fill_waiting(session=session, actor=world.organiser, at=AT) == 0


def test_a_session_that_is_near_has_a_line_and_one_that_is_far_has_none():
    world = factories.edition_with(participations=1)
    Edition.objects.filter(pk=world.edition.pk).update(announced_at=AT)
    Call.objects.filter(edition=world.edition).update(
        published_at=AT - timedelta(days=60),
        opens_at=AT - timedelta(days=60),
        closes_at=AT - timedelta(days=30),
    )
    session = planned(world)
    near = datetime.combine(FIRST, time(9), tzinfo=UTC) - timedelta(days=10)

    def list_lines(at):
        titles = list_titles(world.edition, world.organiser, at)
        return [title for title in titles if "régler dans le programme" in title]

    assert list_lines(near) == [f"{len(list_texts(session))} points à régler dans le programme"]
    assert list_lines(near - timedelta(days=30)) == []
