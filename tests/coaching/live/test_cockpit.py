"""The cockpit: what is to be done, one line a table, with a button that acts; and which tables write."""

import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from coaching.attendance.halves import plan_half_days
from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.live.queries import read_attendance
from coaching.live.tables import read_step, read_todo
from coaching.models import (
    Attendance,
    Booking,
    Canvas,
    CanvasItem,
    Pairing,
    ProgrammeRelease,
    Room,
    Slot,
)
from coaching.session.actions.session import save_slot
from coaching.session.enums import SlotActivity, SlotKind
from coaching.session.releases import find_released, read_draft
from coaching.session.timetable import PARIS
from projects.models import Participation
from tests import factories
from tests.support.live import run_session
from tests.support.session import paired
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def build_live():
    """Two projects at their frise from noon to one, each with a mentor; a third mentor is free."""
    made = run_session(mentors=3)
    day = made.session.days.get()
    made.slot = Slot.objects.create(
        day=day,
        starts_at=time(12),
        ends_at=time(13),
        title_fr="La frise",
        kind=SlotKind.INDIVIDUAL,
        activity=SlotActivity.TIMELINE,
    )
    for place, mentor, name in zip(
        made.world.participations, made.world.mentors, ("Arche", "Balise"), strict=False
    ):
        room = Room.objects.create(session=made.session, name=name)
        Booking.objects.create(slot=made.slot, participation=place, room=room)
        paired(place, mentor)
    made.release()
    return made


built, live = share_world(build_live)


def at_noon(live, minutes=20):
    noon = datetime.combine(live.session.days.get().date, time(12), tzinfo=PARIS)
    return noon + timedelta(minutes=minutes)


def read(live, minutes=20):
    at = at_noon(live, minutes)
    session = live.session
    released, draft = find_released(session), read_draft(session)
    attendance = read_attendance(session, plan_half_days(session, draft), at)
    _timetable, tables = read_step(session, released, attendance.names, at)
    return tables, read_todo(session, released, draft, tables, attendance)


def retitle(live, title):
    slot = Slot.objects.get(pk=live.slot.pk)
    slot.title_fr = title
    save_slot(slot=slot, leaders=[], actor=live.world.organiser, at=timezone.now())


def write(place, at):
    canvas, _new = Canvas.objects.get_or_create(participation=place, kind=CanvasKind.TIMELINE)
    return CanvasItem.objects.create(
        canvas=canvas, kind=ItemKind.STEP, label="Un essai", created_at=at, saved_at=at
    )


def test_the_table_of_a_project_that_left_is_not_waited_for(live):
    gone, stays = live.world.participations[:2]
    Participation.objects.filter(pk=gone.pk).update(left_session_at=at_noon(live, 0))

    tables, settle = read(live)

    assert [table.participation for table in tables.tables] == [stays]
    assert gone not in [table.participation for table in settle.idle]


def page_of(live, name="cockpit", *args):
    return reverse(f"coaching:{name}", args=[live.world.edition.slug, *args])


def test_a_table_writes_has_written_or_has_begun_nothing(live):
    first, second = live.world.participations
    write(first, at_noon(live, 15))
    tables, todo = read(live)

    assert [(table.participation, table.is_lately, table.is_idle) for table in tables.tables] == [
        (first, True, False),
        (second, False, True),
    ]
    assert [table.participation for table in todo.idle] == [second]
    later = read(live, 40)[0].tables[0]
    assert (later.is_lately, later.is_idle) == (False, False)


def test_no_table_is_idle_in_a_step_that_has_just_begun_or_asks_nothing(live):
    assert read(live, 9)[1].idle == []
    assert read(live, 70)[1].idle == []
    assert len(read(live, 10)[1].idle) == 2


def test_removed_rows_do_not_count_as_written(live):
    place = live.world.participations[0]
    item = write(place, at_noon(live, 15))
    CanvasItem.objects.filter(pk=item.pk).update(removed_at=at_noon(live, 16))

    assert place in [table.participation for table in read(live)[1].idle]


def test_a_table_without_a_mentor_offers_who_is_free_and_no_conflict_bars(live):
    first, _second = live.world.participations
    _own, busy, free = live.world.mentors
    Pairing.objects.filter(participation=first).delete()
    [alone] = read(live)[1].alone
    assert (alone.table.participation, alone.proposed) == (first, None)
    # one receives the other project at the same hour
    assert busy not in [role.user for role in alone.free]
    assert free in [role.user for role in alone.free]

    role = live.world.edition.roles.get(user=free)
    role.organisation = first.project.organisation = factories.organisation()
    role.save()
    first.project.save()

    assert free not in [role.user for role in read(live)[1].alone[0].free]


def test_a_project_that_was_erased_since_the_release_keeps_nobody_busy(live, client):
    first, gone = live.world.participations
    Pairing.objects.filter(participation=first).delete()
    gone.delete()
    client.force_login(live.world.facilitators[0])

    [alone] = client.get(page_of(live)).context["todo"].alone

    assert live.world.mentors[1] in [role.user for role in alone.free]


def test_a_mentor_who_has_not_answered_is_named(live):
    Pairing.objects.filter(participation=live.world.participations[0]).update(state="proposed")
    [alone] = read(live)[1].alone

    assert alone.proposed.mentor == live.world.mentors[0]


def test_a_facilitator_pairs_the_mentor_who_agreed(live, client):
    first, _second = live.world.participations
    Pairing.objects.filter(participation=first).delete()
    client.force_login(live.world.facilitators[0])
    address, free = page_of(live, "cockpit_assign", first.pk), live.world.mentors[2]

    client.post(address, {"mentor": free.pk})
    again = client.post(address, {"mentor": free.pk}, follow=True)
    nobody = client.post(address, {"mentor": live.world.organiser.pk}, follow=True)

    assert [pairing.mentor for pairing in Pairing.objects.current().filter(participation=first)] == [free]
    assert "a déjà un parrain" in again.text
    assert "Choisissez" in nobody.text


@pytest.mark.parametrize(("state", "why"), [("confirmed", "parti en cours"), ("declined", "ne vient plus")])
def test_a_mentor_is_not_paired_with_a_project_that_has_just_left(live, client, state, why):
    """The cockpit was read before: the project is named, and nothing is written nor sent."""
    first, _second = live.world.participations
    Pairing.objects.filter(participation=first).delete()
    Participation.objects.filter(pk=first.pk).update(state=state, left_session_at=at_noon(live))
    mails = OutgoingMail.objects.count()
    client.force_login(live.world.facilitators[0])

    answer = client.post(
        page_of(live, "cockpit_assign", first.pk), {"mentor": live.world.mentors[2].pk}, follow=True
    )

    assert why in " ".join(str(message) for message in answer.context["messages"])
    assert not Pairing.objects.filter(participation=first).exists()
    assert OutgoingMail.objects.count() == mails


def test_a_mentor_is_not_paired_with_a_project_of_another_edition(live, client):
    elsewhere = factories.edition_with(participations=1).participations[0]
    client.force_login(live.world.facilitators[0])

    answer = client.post(page_of(live, "cockpit_assign", elsewhere.pk), {"mentor": live.world.mentors[0].pk})

    assert answer.status_code == 404
    assert not Pairing.objects.filter(participation=elsewhere).exists()


def test_a_project_of_whom_nobody_came_is_absent_once_somebody_did(live):
    first, second = live.world.participations
    assert read(live)[1].absent == []

    present = live.session.attendees.filter(participation=first)[0]
    day = live.session.days.get()
    Attendance.objects.create(attendee=present, day=day, half="am", at=at_noon(live))

    assert [table.participation for table in read(live)[1].absent] == [second]


def test_changes_are_published_with_one_click(live, client):
    retitle(live, "La grande frise")
    _tables, todo = read(live)
    client.force_login(live.world.facilitators[0])

    client.post(page_of(live, "cockpit_publish"), {"seen": todo.seen})

    assert todo.pending == 1
    assert find_released(live.session).slots[0].title_fr == "La grande frise"
    assert read(live)[1].pending == 0


def test_an_edit_while_the_cockpit_publishes_publishes_nothing(live, client):
    retitle(live, "La grande frise")
    seen = read(live)[1].seen
    retitle(live, "Une autre frise")
    client.force_login(live.world.facilitators[0])

    answer = client.post(page_of(live, "cockpit_publish"), {"seen": seen}, follow=True)

    assert "a changé pendant que vous lisiez" in answer.text
    assert find_released(live.session).slots[0].title_fr == "La frise"


def test_publishing_twice_is_once(live, client):
    retitle(live, "La grande frise")
    seen, before = read(live)[1].seen, ProgrammeRelease.objects.count()
    client.force_login(live.world.facilitators[0])
    for _time in range(2):
        client.post(page_of(live, "cockpit_publish"), {"seen": seen})

    assert ProgrammeRelease.objects.count() == before + 1


def test_the_page_has_one_way_out_and_the_languages(live, client):
    for person, way_out in (
        (live.world.organiser, page_of(live, "manage_edition")),
        (live.world.facilitators[0], reverse("coaching:coaching_home")),
    ):
        client.force_login(person)
        page = client.get(page_of(live)).text
        header = page.partition("<header")[2].partition("</header>")[0]
        assert re.findall(r'<a[^>]*href="([^"]+)"', header) == [way_out]
        assert 'name="language"' in header
        assert "<nav" not in page
        assert "<footer" not in page


def test_nothing_is_sent_again_while_the_page_is_the_same(live, client):
    client.force_login(live.world.organiser)
    page = client.get(page_of(live)).text
    mark = re.search(r'id="cockpit-mark" name="mark" value="(\w+)"', page)[1]

    assert client.get(page_of(live, "cockpit_state"), {"mark": mark}).status_code == 204
    write(live.world.participations[0], timezone.now())
    assert client.get(page_of(live, "cockpit_state"), {"mark": mark}).status_code == 200


def test_sixty_tables_are_grouped_by_room_and_only_the_idle_ones_unfolded(live):
    for _number in range(19):
        place = factories.participation(live.world.edition)
        room = Room.objects.create(session=live.session, name=f"Salle {_number + 1}")
        Booking.objects.create(slot=live.slot, participation=place, room=room)
    write(live.world.participations[0], at_noon(live, 15))
    live.release()

    tables, _todo = read(live)
    rooms = {group.room: group for group in tables.rooms}

    assert tables.is_grouped
    assert list(rooms)[:2] == ["Arche", "Balise"]
    assert (len(rooms["Arche"].idle), len(rooms["Arche"].others), rooms["Arche"].writing) == (0, 1, 1)
    assert (len(rooms["Salle 19"].idle), len(rooms["Salle 19"].others)) == (1, 0)
    assert list(rooms)[-1] == "Salle 19"
