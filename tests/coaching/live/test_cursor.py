"""Two hundred phones ask every five seconds: one query each while nothing changed, and nothing missed when it did."""

from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coaching.attendance.actions import attendees
from coaching.attendance.halves import list_half_days
from coaching.attendance.visits import Visit
from coaching.broadcasts.actions import note_reader, send_broadcast, withdraw_broadcast
from coaching.ideas.actions.contributions import open_round, plan_rounds
from coaching.live.cursor import find_until, read_cursor
from coaching.live.queries import read_now
from coaching.models import Broadcast, MixBoard, MixRound, Slot, SlotShift
from coaching.session.timetable import PARIS
from coaching.surveys.actions import room
from projects.models import Participation
from tests.support.live import run_session
from tests.support.session import paired
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def build_live():
    made = run_session()
    day = made.session.days.get()
    made.slot = Slot.objects.create(day=day, starts_at=time(0), ends_at=time(23, 59), title_fr="La frise")
    made.release()
    return made


built, live = share_world(build_live)


def holder_of(live):
    return live.session.attendees.filter(participation__isnull=False, user__isnull=False)[0]


def poll(phone, live, tag="", *, probe=""):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = phone.get(live.url("live_now") + probe, headers={"If-None-Match": tag} if tag else {})
    return answer, len(captured)


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_phone_asks_one_query_while_nothing_changed(live, client, signed_in):
    """It sends the tag without its cookies, as static/js/live.js does."""
    attendee = holder_of(live)
    if signed_in:
        client.force_login(attendee.user)
    first, _queries = poll(client if signed_in else live.join(attendee), live)

    again, queries = poll(Client(), live, first["ETag"], probe="?probe")

    assert (again.status_code, again.content, queries) == (304, b"", 1)


def test_changes_are_sent_only_to_recognised_attendees(live):
    phone = live.join(holder_of(live))
    tag = poll(phone, live)[0]["ETag"]
    broadcast(live)

    probed, _queries = poll(Client(), live, tag, probe="?probe")
    nobody = Client().get(live.url("live_now"), headers={"If-None-Match": tag, "X-Requested-With": "fetch"})

    assert (probed.status_code, probed.content) == (204, b"")
    assert nobody.status_code == 401
    assert "Bonjour" in poll(phone, live, tag)[0].text


def release(live):
    Slot.objects.filter(pk=live.slot.pk).update(title_fr="La carte")
    live.release()


def shift(live):
    SlotShift.objects.create(day=live.session.days.get(), minutes=10, moves=[], at=timezone.now())


def open_debrief(live):
    room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=timezone.now())


def start_round(live):
    [planned] = plan_rounds(session=live.session, count=1, minutes=15, actor=None, at=timezone.now())
    open_round(mix_round=planned, actor=None, at=timezone.now())


def check_in(live):
    [half_day, *_others] = list_half_days(live.session)
    attendees.check_in(attendee=holder_of(live), half_day=half_day, actor=None, at=timezone.now())


def broadcast(live):
    send_broadcast(session=live.session, text="Bonjour", actor=live.world.organiser, at=timezone.now())


def change_mentor(live):
    paired(holder_of(live).participation, live.world.mentors[0])


def test_changes_of_the_sources_of_the_page_are_followed_at_once(live):
    attendee = holder_of(live)
    for change in (release, shift, open_debrief, start_round, check_in, broadcast, change_mentor):
        before = read_cursor(attendee.pk, live.code.code, timezone.now())
        change(live)
        assert read_cursor(attendee.pk, live.code.code, timezone.now()) != before, change.__name__


def test_a_message_that_is_seen_withdrawn_or_over_is_followed(live):
    broadcast(live)
    attendee, at = holder_of(live), timezone.now()
    sent = Broadcast.objects.get()
    cursors = [read_cursor(attendee.pk, live.code.code, at)]
    note_reader(broadcast=sent, attendee=attendee, at=at)
    cursors.append(read_cursor(attendee.pk, live.code.code, at))
    assert read_cursor(attendee.pk, live.code.code, at + timedelta(minutes=61)) != cursors[-1]
    withdraw_broadcast(broadcast=sent, actor=live.world.organiser, at=at)
    cursors.append(read_cursor(attendee.pk, live.code.code, at))

    assert len(set(cursors)) == 3


def test_the_clock_alone_draws_the_page_again_when_a_slot_ends(live):
    ends = datetime.combine(live.session.days.get().date, time(23, 59), tzinfo=PARIS)
    visit = Visit(live.code, holder_of(live))

    assert find_until(read_now(visit, ends - timedelta(seconds=90))) == int(ends.timestamp())
    noon = ends - timedelta(hours=12)
    assert find_until(read_now(visit, noon)) == int((noon + timedelta(minutes=5)).timestamp())


def test_while_a_round_runs_the_page_is_drawn_again_each_minute(live):
    visit = Visit(live.code, holder_of(live))
    MixBoard.objects.update_or_create(session=live.session, defaults={"slot": live.slot})
    start_round(live)
    at = timezone.now()

    current = read_now(visit, at)
    assert current.round is not None
    assert find_until(current) <= int((at + timedelta(minutes=1)).timestamp())


def test_a_round_that_closes_a_shift_undone_and_a_project_that_leaves_are_followed(live):
    attendee, at = holder_of(live), timezone.now()

    def read():
        return read_cursor(attendee.pk, live.code.code, at)

    start_round(live)
    shift(live)
    cursors = [read()]
    for rows, change in (
        (MixRound.objects.all(), {"closed_at": at}),
        (SlotShift.objects.all(), {"undone_at": at}),
        (Participation.objects.exclude(pk=attendee.participation_id), {"state": "declined"}),
        (live.session.attendees.filter(pk=attendee.pk), {"name": "Un autre nom"}),
    ):
        rows.update(**change)
        cursors.append(read())

    assert len(set(cursors)) == 5


def test_a_forged_etag_is_ignored(live):
    phone = live.join(holder_of(live))
    tag = poll(phone, live)[0]["ETag"]

    assert poll(phone, live, tag.replace(".", ".0", 1))[0].status_code == 200
    assert poll(phone, live, '"a.b.c.d.e"')[0].status_code == 200


def test_a_phone_that_lost_its_name_or_its_code_meets_the_door(live):
    attendee = holder_of(live)
    phone = live.join(attendee)
    tag = poll(phone, live)[0]["ETag"]
    live.join(attendee)  # another phone proves this name
    assert "X-Live-Page" not in poll(phone, live, tag)[0]

    other = live.join(live.session.attendees.filter(kind="mentor")[0])
    tag = poll(other, live)[0]["ETag"]
    type(live.code).objects.update(revoked_at=timezone.now())
    assert "X-Live-Page" not in poll(other, live, tag)[0]
