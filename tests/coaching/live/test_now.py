"""« Maintenant » and the cockpit: what each reads, the one button, what follows by itself."""

from datetime import datetime, time, timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coaching.attendance.actions import attendees
from coaching.attendance.visits import Visit
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.live.cursor import read_sources
from coaching.live.queries import find_live_links, read_now
from coaching.models import Attendance, Booking, MixRound, ProgrammeRelease, Room, Slot, SlotGroup, SlotShift
from coaching.session.enums import SlotKind
from coaching.session.timetable import PARIS
from coaching.surveys.actions import room
from tests.support.live import run_session
from tests.support.session import paired
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def build_live():
    """Two rooms, a plenary all day, and turns at the same hour, one for each project."""
    made = run_session()
    day = made.session.days.get()
    rooms = [Room.objects.create(session=made.session, name=name) for name in ("Arche", "Balise")]
    made.slot = Slot.objects.create(
        day=day, starts_at=time(0), ends_at=time(23, 59), title_fr="La frise", kind=SlotKind.INDIVIDUAL
    )
    for place, where in zip(made.world.participations, rooms, strict=True):
        Booking.objects.create(slot=made.slot, participation=place, room=where)
    made.release()
    return made


built, live = share_world(build_live)


def holder_of(place):
    return place.project.members.get().user


def at_noon(live):
    return datetime.combine(live.session.days.get().date, time(12), tzinfo=PARIS)


def read(live, attendee):
    return read_now(Visit(live.code, attendee), at_noon(live))


def test_each_attendee_reads_their_own_turn_only(live):
    first, other = live.world.participations
    attendee = live.session.attendees.get(participation=first, user__isnull=False)
    page = live.join(attendee).get(live.url()).content.decode()

    assert "Arche" in page
    assert first.project.title in page
    assert "Balise" not in page
    assert other.project.title not in page


def test_a_holder_without_a_turn_reads_that_none_is_placed_yet(live):
    place = live.world.participations[0]
    attendee = live.session.attendees.get(participation=place, user__isnull=False)
    mentor = live.session.attendees.filter(participation=None)[0]
    text = "Aucun tour de coaching individuel n’est placé pour votre projet"
    assert text not in live.join(attendee).get(live.url()).content.decode()

    Booking.objects.filter(participation=place).delete()
    live.release()

    assert text in live.join(attendee).get(live.url()).content.decode()
    assert text not in live.join(mentor).get(live.url()).content.decode()
    late = datetime.combine(live.session.days.get().date, time(23, 59, 30), tzinfo=PARIS)
    assert not read_now(Visit(live.code, attendee), late).unplaced


def test_nothing_of_the_draft_is_read_before_it_is_released(live):
    live.session.releases.all().delete()
    attendee = live.session.attendees.filter(participation__isnull=False)[0]

    page = live.join(attendee).get(live.url()).content.decode()

    assert "La frise" not in page
    assert "Arche" not in page


def test_a_person_who_comes_alone_reads_what_is_for_everybody(live):
    guest = attendees.add_attendee(
        session=live.session, name="Ana", kind="observer", actor=None, at=timezone.now()
    )
    page = live.join(guest).get(live.url()).content.decode()

    assert "Arche" not in page
    assert "Balise" not in page


def test_the_button_says_one_is_there_then_what_is_open(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    assert [button.posts for button in read(live, attendee).buttons] == [True]

    day = live.session.days.get()
    Attendance.objects.create(attendee=attendee, day=day, half="am", at=at_noon(live))
    assert read(live, attendee).buttons == []
    assert read(live, attendee).checked_in == at_noon(live)


def test_open_rounds_come_before_the_button_of_presence(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    at = at_noon(live)
    opened = MixRound.objects.create(
        session=live.session, number=1, minutes=15, state="open", opened_at=at - timedelta(minutes=5)
    )
    assert [button.label for button in read(live, attendee).buttons] == ["Écrire une idée", "Je suis là"]

    survey = room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=at)
    shown = read(live, attendee)
    assert [button.label for button in shown.buttons] == [
        "Répondre au débrief",
        "Écrire une idée",
        "Je suis là",
    ]
    assert survey
    opened.delete()

    Attendance.objects.create(attendee=attendee, day=live.session.days.get(), half="am", at=at)
    assert [button.label for button in read(live, attendee).buttons] == ["Répondre au débrief"]


def do(live, activity, kind=SlotKind.INDIVIDUAL):
    """The slot of the session is for this activity, as it was released."""
    Slot.objects.filter(pk=live.slot.pk).update(activity=activity, kind=kind)
    live.release()


def rooms_of(live, attendee):
    """The buttons that lead into rooms, to write there."""
    now = read_now(Visit(live.code, attendee, proved=True), at_noon(live))
    buttons = [button for button in now.buttons if not button.posts and "/photos/" not in button.url]
    return [(button.label.replace("\N{NO-BREAK SPACE}", " "), button.url) for button in buttons]


def test_what_the_slot_is_for_has_a_button_into_ones_own_room(live):
    project = live.world.participations[0].project
    attendee = live.session.attendees.get(participation__project=project, user__isnull=False)
    for activity, kind, words, page in (
        ("timeline", SlotKind.INDIVIDUAL, "Écrire la frise de « %s »", "room_timeline"),
        ("timeline", SlotKind.GROUP, "Écrire la frise de « %s »", "room_timeline"),
        ("pitch", SlotKind.PLENARY, "Préparer le pitch de « %s »", "room_pitch"),
        ("adn", SlotKind.GROUP, "Remplir la carte ADN de « %s »", "room_adn"),
        ("plan", SlotKind.INDIVIDUAL, "Écrire le plan d’action de « %s »", "room_plan"),
    ):
        do(live, activity, kind)
        address = reverse(f"coaching:{page}", args=[project.slug])
        assert rooms_of(live, attendee) == [(words % project, address)], (activity, kind)


def test_what_was_just_written_stays_within_reach_of_what_follows(live):
    """The frise ends, then the debrief opens while ideas are taken: each keeps the one before."""
    place = live.world.participations[0]
    attendee = live.session.attendees.get(participation=place, user__isnull=False)
    day, frise = live.session.days.get(), f"Écrire la frise de « {place.project} »"
    Slot.objects.filter(pk=live.slot.pk).update(ends_at=time(12), activity="timeline")
    Slot.objects.create(
        day=day, starts_at=time(12), ends_at=time(14), kind=SlotKind.PLENARY, activity="pitch"
    )
    live.release()

    assert [label for label, _url in rooms_of(live, attendee)] == [
        f"Préparer le pitch de « {place.project} »", frise
    ]  # fmt: skip

    at = at_noon(live)
    MixRound.objects.create(session=live.session, number=1, minutes=15, state="open", opened_at=at)
    room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=at)
    labels = [button.label.replace("\N{NO-BREAK SPACE}", " ") for button in read(live, attendee).buttons]
    assert labels[:2] == ["Répondre au débrief", "Écrire une idée"]
    assert labels[-2:] == [frise, "Joindre une photo de la feuille"]


def test_the_photo_of_a_sheet_has_the_next_button_and_names_the_project_among_several(live):
    place, other = live.world.participations
    [mentor] = live.world.mentors
    paired(place, mentor)
    paired(other, mentor)
    do(live, "adn", SlotKind.PLENARY)

    labels = [button.label for button in read(live, live.attendee_of(mentor)).buttons if not button.posts]
    assert [label.replace("\N{NO-BREAK SPACE}", " ") for label in labels] == [
        f"{words} « {followed.project} »"
        for followed in (place, other)
        for words in ("Remplir la carte ADN de", "Joindre une photo de la feuille de")
    ]
    do(live, "plan", SlotKind.PLENARY)
    assert not any("photo" in button.label for button in read(live, live.attendee_of(mentor)).buttons)


def test_the_mentor_of_a_project_has_the_button_of_its_turn(live):
    place, _other = live.world.participations
    [mentor] = live.world.mentors
    paired(place, mentor)
    do(live, "timeline")
    assert [label for label, _url in rooms_of(live, live.attendee_of(mentor))] == [
        f"Écrire la frise de « {place.project} »"
    ]

    Booking.objects.filter(participation=place).delete()  # the other project is received, not theirs
    live.release()
    assert rooms_of(live, live.attendee_of(mentor)) == []


def test_a_holder_writes_between_their_turns_too(live):
    attendee = live.session.attendees.filter(participation__isnull=False, user__isnull=False)[0]
    later = Slot.objects.create(
        day=live.session.days.get(), starts_at=time(13), ends_at=time(14), kind=SlotKind.INDIVIDUAL
    )
    do(live, "timeline")
    assert not read(live, attendee).between_turns

    Booking.objects.filter(participation=attendee.participation).update(slot=later)
    live.release()
    assert rooms_of(live, attendee)
    assert read(live, attendee).between_turns


def test_a_person_who_only_chose_a_name_shows_their_badge_on_the_way(live):
    place = live.world.participations[0]
    attendee = live.session.attendees.get(participation=place, user__isnull=False)
    do(live, "timeline")

    write, photo = [button for button in read(live, attendee).buttons if not button.posts]

    page = reverse("coaching:room_timeline", args=[place.project.slug])
    assert write.url == f"{live.url('live_badge')}?next={quote(page, safe='')}"
    assert photo.url == f"{live.url('live_badge')}?next={quote(f'{page}photos/add/', safe='')}"


def test_where_nothing_is_to_be_written_the_page_says_so(live):
    listener = live.attendee_of(live.world.partners[0])
    assert not read(live, listener).only_listens  # projects are received one by one

    do(live, "", SlotKind.PLENARY)
    Attendance.objects.create(attendee=listener, day=live.session.days.get(), half="am", at=at_noon(live))
    assert read(live, listener).only_listens
    do(live, "", SlotKind.BREAK)
    assert not read(live, listener).only_listens


def test_a_person_who_has_no_account_or_no_project_has_no_button_into_a_room(live):
    place = live.world.participations[0]
    do(live, "timeline", SlotKind.PLENARY)
    companion = attendees.add_attendee(
        session=live.session, name="Ana", kind="companion", participation=place, actor=None, at=timezone.now()
    )

    assert rooms_of(live, companion) == []
    assert rooms_of(live, live.attendee_of(live.world.partners[0])) == []


def test_the_button_goes_when_the_slot_is_over_and_waits_for_a_release(live):
    attendee = live.session.attendees.filter(participation__isnull=False, user__isnull=False)[0]
    Slot.objects.filter(pk=live.slot.pk).update(activity="timeline")
    assert rooms_of(live, attendee) == []

    live.release()
    assert rooms_of(live, attendee)
    Slot.objects.filter(pk=live.slot.pk).update(ends_at=time(12))
    live.release()
    assert rooms_of(live, attendee) == []


def test_csrf_tokens_do_not_change_the_etag_of_the_page(live):
    """The debrief is begun, and presence given, by a form each: neither token makes the middle a new one."""
    now = timezone.now()
    room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=now)
    Slot.objects.update(ends_at=time(23, 59))
    phone = live.join(live.session.attendees.filter(participation__isnull=False)[0])
    first = phone.get(live.url("live_now"))
    assert first.content.decode().count("csrfmiddlewaretoken") == 2
    ProgrammeRelease.objects.update(
        number=F("number") + 1
    )  # the page is rendered again, and has the same words
    cache.clear()

    assert phone.get(live.url("live_now"), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_a_round_past_its_time_is_listed_until_it_is_over(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    at = at_noon(live)
    timed = Slot.objects.create(
        day=live.session.days.get(),
        title_fr="Grand Mix",
        activity="mix",
        starts_at=time(11),
        ends_at=time(13),
    )
    live.release()
    made = MixRound.objects.create(session=live.session, number=1, minutes=15)
    MixRound.objects.create(session=live.session, number=2, minutes=15)
    assert read(live, attendee).round is None

    def read_round(minutes_ago, state="open"):
        MixRound.objects.filter(pk=made.pk).update(state=state, opened_at=at - timedelta(minutes=minutes_ago))
        shown = read(live, attendee).round
        return shown and (shown.is_over, shown.minutes_over)

    assert [read_round(5), read_round(18), read_round(40)] == [(False, None), (False, 3), (True, 25)]
    assert read_round(20, "closed") == (True, None)
    phone = live.join(attendee)
    MixRound.objects.update(state="planned", opened_at=None)
    MixRound.objects.filter(pk=made.pk).update(state="open", opened_at=at - timedelta(minutes=40))
    page = phone.get(live.url()).content.decode()
    assert "Le tour 1 est terminé. Préparez votre idée" in page.replace("\xa0", " ")
    MixRound.objects.filter(pk=made.pk).update(state="closed")
    MixRound.objects.filter(number=2).delete()
    assert read_round(20, "closed") is None  # no other follows
    MixRound.objects.create(session=live.session, number=2, minutes=15)
    timed.ends_at = time(11, 59)
    timed.save()
    live.release()
    assert read_round(20, "closed") is None


@pytest.mark.parametrize(("state", "says_nothing"), [("planned", True), ("open", False)])
def test_an_open_round_outside_the_hours_of_the_programme_is_something(live, client, state, says_nothing):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    Slot.objects.all().delete()
    live.release()
    opened_at = timezone.now() if state == "open" else None
    MixRound.objects.create(session=live.session, number=1, minutes=15, state=state, opened_at=opened_at)

    pages = [live.join(attendee).get(live.url()), cockpit(live, client, live.world.organiser)]

    for page, place in zip(pages, ("live-now", "cockpit-step"), strict=True):
        now = page.content.decode().split(f'class="{place}"')[1].split("</section>")[0]
        assert ("Rien pour l’instant." in now) is says_nothing


def test_saying_one_is_there_twice_is_once(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    phone = live.join(attendee)
    for _time in range(2):
        assert phone.post(live.url("live_check_in")).status_code == 302

    row = Attendance.objects.get()
    assert (row.attendee, row.by) == (attendee, None)


def test_a_removed_attendee_must_join_again_and_is_not_checked_in(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    phone = live.join(attendee)
    attendees.remove_attendee(attendee=attendee, actor=None, at=timezone.now())

    phone.post(live.url("live_check_in"))

    assert not Attendance.objects.exists()
    answer = phone.get(live.url())
    assert "X-Live-Page" not in answer.headers
    assert attendee.name not in answer.content.decode()


def test_the_middle_is_sent_again_only_when_it_changed(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    phone = live.join(attendee)
    first = phone.get(live.url("live_now"))
    assert first.status_code == 200

    same = phone.get(live.url("live_now"), headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")

    Slot.objects.update(title_fr="La carte")
    live.release()
    cache.clear()  # what a page waits for, between two questions
    changed = phone.get(live.url("live_now"), headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "La carte" in changed.content.decode()
    stranger = Client().get(live.url("live_now"))
    assert stranger.status_code == 200, "the door"
    assert "X-Live-Page" not in stranger


def test_photos_are_answered_from_one_s_phone(live):
    attendee = live.session.attendees.filter(participation__isnull=False)[0]
    phone = live.join(attendee)
    phone.post(live.url("live_photos"), {"consent": "no"})
    phone.post(live.url("live_photos"), {"consent": "perhaps"})
    attendee.refresh_from_db()
    assert attendee.image_consent == "no"


def test_the_worker_looks_after_the_pages_under_live_alone(client):
    answer = client.get(reverse("coaching:live_worker"))
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer.request["PATH_INFO"] == "/live/worker.js"
    assert "Service-Worker-Allowed" not in answer.headers
    policy = client.get(reverse("coaching:enter_code"))["Content-Security-Policy"]
    assert "worker-src" not in policy
    assert "script-src 'self'" in policy


def test_a_session_that_runs_is_linked_from_the_homes_of_those_who_come(live):
    holder = holder_of(live.world.participations[0])
    live.world.edition.session_starts_on = live.world.edition.session_ends_on = timezone.localdate()
    live.world.edition.save()
    now = timezone.now()

    assert [link.code for link in find_live_links(holder, now)] == [live.code.code]
    assert find_live_links(holder, now + timedelta(days=2)) == []
    attendees.remove_attendee(attendee=live.attendee_of(holder), actor=None, at=now)
    assert find_live_links(holder, now) == []


def test_homes_lead_to_the_session_that_runs(live, client):
    live.world.edition.session_starts_on = live.world.edition.session_ends_on = timezone.localdate()
    live.world.edition.save()
    for name, user in (
        ("my_home", holder_of(live.world.participations[0])),
        ("coaching_home", live.world.mentors[0]),
    ):
        client.force_login(user)
        assert live.url() in client.get(reverse(f"coaching:{name}")).content.decode()


def test_who_runs_the_session_is_led_to_it_before_the_programme(live, client):
    guide = live.world.facilitators[0]
    client.force_login(guide, backend="django.contrib.auth.backends.ModelBackend")
    page = live.join(live.attendee_of(guide), client).get(live.url()).text
    holder = live.join(live.attendee_of(holder_of(live.world.participations[0]))).get(live.url()).text

    assert page.index("conduire la session") < page.index('id="now"')
    assert "conduire la session" not in holder


# --- the cockpit ---


def cockpit(live, client, user, name="cockpit", *args, data=None):
    client.force_login(user)
    url = reverse(f"coaching:{name}", args=[live.world.edition.slug, *args])
    return client.get(url) if data is None else client.post(url, data)


def test_the_cockpit_names_who_is_missing_and_counts_who_is_there(live, client):
    here, away = live.session.attendees.order_by("pk")[:2]
    day = live.session.days.get()
    for half in ("am", "pm"):
        Attendance.objects.create(attendee=here, day=day, half=half, at=timezone.now())
    page = cockpit(live, client, live.world.organiser, "cockpit_state").content.decode()

    assert away.name in page
    assert here.name not in page


def test_the_cockpit_names_each_group_with_its_room_its_leader_and_its_projects(live, client):
    first, other = live.world.participations
    live.slot.delete()
    slot = Slot.objects.create(
        day=live.session.days.get(),
        title_fr="Grand Mix",
        kind=SlotKind.GROUP,
        starts_at=time(11),
        ends_at=time(13),
        room=Room.objects.create(session=live.session, name="Plateau"),
    )
    for name, place, leaders in (
        ("Nord", first, live.world.mentors),
        ("Sud", other, live.world.facilitators),
    ):
        group = SlotGroup.objects.create(
            slot=slot, name=name, key=name.lower(), room=live.session.rooms.get(name="Arche")
        )
        group.participations.add(place)
        group.leaders.set(leaders)
    live.release()
    page = cockpit(live, client, live.world.facilitators[0], "cockpit_state").content.decode()

    for text in (
        "Nord",
        "Sud",
        "Arche",
        first.project.title,
        other.project.title,
        str(live.world.mentors[0]),
    ):
        assert text in page
    assert "Plateau" not in page


def test_the_cockpit_names_who_is_received_where(live, client):
    page = cockpit(live, client, live.world.facilitators[0], "cockpit_state").content.decode()

    for text in ("Arche", "Balise", *(place.project.title for place in live.world.participations)):
        assert text in page


def test_the_cockpit_leads_to_the_tables_of_the_mix_once_there_are(live, client):
    MixRound.objects.create(
        session=live.session, number=1, minutes=15, state="open", opened_at=timezone.now()
    )
    address = live.url("mix_tables")
    assert address not in cockpit(live, client, live.world.organiser).content.decode()

    wish = RotationWish([place.pk for place in live.world.participations], 1, 4, False, False)
    make_rotation(
        session=live.session, wish=wish, keep=False, seen="", actor=live.world.organiser, at=timezone.now()
    )
    assert address in cockpit(live, client, live.world.organiser).content.decode()


def test_the_cockpit_says_why_nothing_moved(live, client):
    """The slot of the fixture lasts to midnight."""
    cockpit(live, client, live.world.organiser, "shift_programme", data={"minutes": "10", "seen": "0"})
    assert not SlotShift.objects.exists()
    assert (
        "passerait minuit"
        in client.get(reverse("coaching:cockpit", args=[live.world.edition.slug])).content.decode()
    )


def test_the_cockpit_shifts_and_puts_back(live, client):
    [who] = live.world.facilitators
    Slot.objects.update(ends_at=time(23, 0))
    Booking.objects.all().delete()
    assert "cockpit-shift" in cockpit(live, client, who).text
    cockpit(live, client, who, "shift_programme", data={"minutes": "10", "seen": "0"})
    made = SlotShift.objects.get()
    live.slot.refresh_from_db()
    assert live.slot.ends_at == time(23, 10)

    cockpit(live, client, who, "undo_shift", made.pk, data={})
    live.slot.refresh_from_db()
    assert live.slot.ends_at == time(23, 0)


def test_a_refusal_of_photos_is_not_lifted_by_a_browser_that_chose_the_name(client):
    live = run_session()
    attendee, url = live.attendee_of(live.world.holder), live.url("live_photos")
    phone = live.join(attendee)
    phone.post(url, {"consent": "yes"})
    phone.post(url, {"consent": "no"})

    phone.post(url, {"consent": "yes"})

    attendee.refresh_from_db()
    assert attendee.image_consent == "no"
    assert 'value="yes"' not in phone.get(live.url()).text
    client.force_login(live.world.holder)
    assert 'value="yes"' in client.get(live.url()).text
    client.post(url, {"consent": "yes"})
    attendee.refresh_from_db()
    assert attendee.image_consent == "yes"


def test_an_open_page_shares_the_programme_with_others_and_follows_a_release_at_once(live):
    first, other = live.world.participations
    at = at_noon(live)
    mine = live.session.attendees.get(participation=first, user__isnull=False)
    theirs = live.session.attendees.get(participation=other, user__isnull=False)

    def find_version() -> str:
        return read_sources(theirs.pk, live.code.code, timezone.now()).version

    read_now(Visit(live.code, mine), at, version=find_version())
    version = find_version()

    with CaptureQueriesContext(connection) as captured:
        shown = read_now(Visit(live.code, theirs), at, version=version)

    assert [turn.project for entry in shown.goes_on for turn in entry.turns] == [other.project.title]
    assert len(captured) <= 4
    Slot.objects.filter(pk=live.slot.pk).update(title_fr="Le pitch")
    live.release()
    [goes_on] = read_now(Visit(live.code, theirs), at, version=find_version()).goes_on
    assert goes_on.slot.title == "Le pitch"
