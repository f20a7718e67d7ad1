"""The rotation in its pages: asked for, followed when people come and go, read on a phone and printed."""

import copy
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.attendance.actions import attendees
from coaching.attendance.codes import make_key
from coaching.attendance.visits import Visit
from coaching.ideas.actions import contributions, rotation as actions
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.ideas.forms import RotationForm
from coaching.ideas.seating import read_room
from coaching.ideas.seats import list_slips
from coaching.live.queries import read_now
from coaching.models import (
    Attendee,
    MixBoard,
    MixRound,
    MixSeat,
    Room,
    Rotation,
    RotationPair,
    Slot,
    SlotGroup,
)
from coaching.session.enums import SlotActivity, SlotKind
from coaching.session.timetable import PARIS
from tests.support.live import run_session

pytestmark = pytest.mark.django_db
FEW = 200
"""Exchanges that small plans need."""


def build_live():
    found = run_session(participations=4, mentors=6)
    contributions.plan_rounds(
        session=found.session, count=3, minutes=15, actor=found.world.organiser, at=timezone.now()
    )
    return found


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(build_live)


@pytest.fixture
def live(built, db):
    cache.clear()
    return copy.deepcopy(built)


@pytest.fixture
def organiser(live):
    client = Client()
    client.force_login(live.world.organiser)
    return client


def test_tables_are_for_everybody_expected_until_most_people_are_there(live):
    room = read_room(live.session, timezone.now())
    for there, base in ((1, "expected"), (len(room.sitters), "present")):
        sitters = [replace(sitter, is_present=number < there) for number, sitter in enumerate(room.sitters)]

        form = RotationForm(room=replace(room, sitters=sitters), rotation=None, rounds=3)

        assert form["people"].initial == base
        assert len(form["tables"].initial) == 4


def test_a_phone_proposes_the_project_of_its_table_first(live):
    plan(live)
    MixRound.objects.filter(number=1).update(state="open", opened_at=timezone.now())
    seat = MixSeat.objects.filter(number=1, stays=False).first()

    page = live.join(seat.attendee).get(live.url("mix_idea"))

    assert f'value="{seat.table.participation_id}" selected' in page.content.decode()


def test_projects_that_nobody_hears_are_named_with_a_remedy(live, organiser):
    """Four projects of one person; one round only lets half of them be heard."""
    for attendee in mentors(live):
        attendees.remove_attendee(attendee=attendee, actor=None, at=timezone.now())
    live.session.attendees.filter(kind="partner").update(removed_at=timezone.now())
    read = lambda: organiser.get(page_of(live)).content.decode().replace("\xa0", " ")  # noqa: E731
    plan(live, rounds=1)
    page = read()
    titles = list(Rotation.objects.get().tables.values_list("participation__project__title", flat=True))

    assert "2 projets ne sont entendus par personne" in page
    assert "Ajoutez un tour : avec 2 tours, personne n’est oublié." in page
    assert any(title in page.partition("Pour y remédier")[0] for title in titles)
    plan(live, rounds=2)
    assert "Chaque projet est entendu" in read()


def test_one_who_leaves_after_the_plan_leaves_a_project_unheard(live, organiser):
    """The page reads seats as they are, not what the plan promised."""
    plan(live, rounds=2)
    live.session.attendees.exclude(kind="holder").update(removed_at=timezone.now())
    first, *others = live.session.attendees.filter(kind="holder").order_by("pk")
    for attendee in others:
        attendees.remove_attendee(attendee=attendee, actor=None, at=timezone.now())

    page = organiser.get(page_of(live)).content.decode().replace("\xa0", " ")

    assert f"1 personne ne rencontre personne : {first.name}" in page


def page_of(live, name="rotation"):
    return reverse(f"coaching:{name}", args=[live.world.edition.slug])


def wish_of(live, **more):
    values = {
        "tables": [place.pk for place in live.world.participations],
        "rounds": 3,
        "capacity": 9,
        "only_present": False,
        "apart_by_territory": False,
        "enough": FEW,
        **more,
    }
    return RotationWish(**values)


def plan(live, keep=False, **more):
    seen = actions.format_version(Rotation.objects.filter(session=live.session).first())
    wanted = {"wish": wish_of(live, **more), "keep": keep, "seen": seen, "actor": live.world.organiser}
    return make_rotation(session=live.session, at=timezone.now(), **wanted)


def where(attendee):
    return list(attendee.mix_seats.order_by("number").values_list("table__number", flat=True))


def mentors(live):
    return list(live.session.attendees.filter(kind="mentor").order_by("pk"))


def test_holders_receive_in_one_round_and_visit_in_the_next_and_the_others_see_three_tables(live):
    made = plan(live)

    for holder in live.session.attendees.filter(kind="holder"):
        receives = list(holder.mix_seats.order_by("number").values_list("stays", flat=True))
        assert receives in ([True, False, True], [False, True, False])
        own = made.tables.get(participation=holder.participation_id).number
        assert [number == own for number in where(holder)] == receives
    for mentor in mentors(live):
        assert len(where(mentor)) == 3
    heard = set(MixSeat.objects.filter(stays=False).values_list("table", flat=True))
    assert len(heard) == 4
    facilitator = live.session.attendees.get(kind="facilitator")
    assert where(facilitator) == []


def test_people_of_one_project_share_its_table_then_swap(live):
    place = live.world.participations[0]
    companion = attendees.add_attendee(
        session=live.session, name="Camille", kind="companion", participation=place,
        actor=live.world.organiser, at=timezone.now(),
    )  # fmt: skip

    plan(live, rounds=2)

    holder = live.session.attendees.get(kind="holder", participation=place)
    seats = [list(person.mix_seats.order_by("number")) for person in (holder, companion)]
    assert [[seat.stays for seat in own] for own in seats] == [[True, False], [False, True]]


def test_two_projects_a_table_are_heard_together_and_rounds_take_longer(live, organiser):
    made = plan(live, layout="two")

    assert sorted(made.tables.values_list("number", flat=True)) == [1, 1, 2, 2]
    assert set(MixRound.objects.values_list("minutes", flat=True)) == {19}
    assert "4 minutes de plus" in organiser.get(page_of(live)).content.decode().replace("\xa0", " ")
    mentor = mentors(live)[0]
    [first, *_others] = read_now(Visit(live.code, mentor), timezone.now()).seats
    titles = set(
        made.tables.filter(number=first.table).values_list("participation__project__title", flat=True)
    )
    assert set(first.title.split(" · ")) <= titles
    plan(live, keep=True, layout="two")
    assert set(MixRound.objects.values_list("minutes", flat=True)) == {19}
    assert len(set(mentor.mix_seats.values_list("number", "table__number"))) == 3
    actions.remove_rotation(session=live.session, actor=live.world.organiser, at=timezone.now())
    assert set(MixRound.objects.values_list("minutes", flat=True)) == {15}


def test_a_round_that_began_keeps_its_minutes(live):
    first = MixRound.objects.get(session=live.session, number=1)
    contributions.open_round(mix_round=first, actor=live.world.organiser, at=timezone.now())

    plan(live, layout="two")

    assert list(MixRound.objects.order_by("number").values_list("minutes", flat=True)) == [15, 19, 19]


def test_two_sessions_in_parallel_share_nobody(live):
    made = plan(live, layout="halves")

    for attendee in live.session.attendees.all():
        halves = set(attendee.mix_seats.values_list("table__half", flat=True))
        assert len(halves) <= 1
    assert sorted(made.tables.values_list("half", flat=True)) == [1, 1, 2, 2]
    mentor = mentors(live)[0]
    half = mentor.mix_seats.first().table.half
    assert f"Séance {half}" in live.join(mentor).get(live.url()).content.decode().replace("\xa0", " ")


def test_people_of_projects_that_compete_never_sit_together(live):
    one, other, *_rest = live.world.participations
    companion = attendees.add_attendee(
        session=live.session, name="Camille", kind="companion", participation=one,
        actor=live.world.organiser, at=timezone.now(),
    )  # fmt: skip
    actions.separate_projects(session=live.session, one=other, other=one)

    made = plan(live)

    tables = {table.number: table.participation_id for table in made.tables.all()}
    assert other.pk not in {tables[number] for number in where(companion)}
    rival = live.session.attendees.get(participation=other)
    assert not set(zip(where(companion), (1, 2, 3), strict=True)) & set(
        zip(where(rival), (1, 2, 3), strict=True)
    )


def test_a_mentor_who_leaves_moves_few_others(live):
    plan(live)
    gone = mentors(live)[0]
    left = list(live.session.attendees.exclude(pk=gone.pk).order_by("pk"))  # a partner turns too
    before = {person.pk: where(person) for person in left}
    attendees.remove_attendee(attendee=gone, actor=live.world.organiser, at=timezone.now())

    made = plan(live, keep=True)

    moved = sum(a != b for person in left for a, b in zip(before[person.pk], where(person), strict=True))
    assert made.moves == moved <= 3
    assert where(gone) == []


def test_a_round_that_began_stays_as_it_was_and_who_comes_late_is_seated(live):
    plan(live)
    first = MixRound.objects.get(session=live.session, number=1)
    contributions.open_round(mix_round=first, actor=live.world.organiser, at=timezone.now())
    before = set(MixSeat.objects.filter(number=1).values_list("attendee", "table__number"))
    late = attendees.add_attendee(
        session=live.session, name="Retard", kind="speaker", actor=live.world.organiser, at=timezone.now()
    )

    plan(live, keep=True)

    assert before <= set(MixSeat.objects.filter(number=1).values_list("attendee", "table__number"))
    assert len(where(late)) == 3


def test_too_few_seats_say_how_many_are_lacking(live):
    with pytest.raises(TransitionRefused, match="place"):
        plan(live, tables=[live.world.participations[0].pk], capacity=2)


def test_of_two_who_plan_at_once_the_second_gets_a_message(live):
    plan(live)
    with pytest.raises(TransitionRefused, match="quelqu’un d’autre"):
        make_rotation(
            session=live.session, wish=wish_of(live), keep=False, seen="", actor=None,
            at=timezone.now() + timedelta(seconds=1),
        )  # fmt: skip


def test_a_plan_refused_for_another_one_is_sent_again_from_the_page_that_shows_it(live, organiser):
    def send(seen):
        return organiser.post(
            page_of(live, "rotation"),
            {
                "rounds": "3",
                "capacity": "9",
                "people": "expected",
                "tables": [str(place.pk) for place in live.world.participations],
                "seen": seen,
            },
        )

    send("")
    refused = send("")

    assert (refused.status_code, "quelqu’un d’autre" in refused.text) == (422, True)
    assert send(refused.context["seen"]).status_code == 302


def test_an_organiser_plans_from_the_page_and_prints(live, organiser):
    sent = {
        "rounds": "3",
        "capacity": "5",
        "people": "expected",
        "tables": [place.pk for place in live.world.participations],
        f"part_{mentors(live)[0].pk}": "out",
        "do": "make",
        "seen": "",
    }

    answer = organiser.post(page_of(live), sent)

    assert answer.status_code == 302
    assert where(mentors(live)[0]) == []
    page_text = organiser.get(page_of(live)).content.decode()
    assert mentors(live)[1].name in page_text
    for name in ("rotation_tables", "rotation_slips"):
        assert organiser.get(page_of(live, name)).content.startswith(b"%PDF")
    assert organiser.post(page_of(live, "change_rotation"), {"do": "remove"}).status_code == 302
    assert not Rotation.objects.exists()


def test_a_project_that_is_sent_twice_has_one_table(live, organiser):
    places = [place.pk for place in live.world.participations]
    sent = {
        "rounds": "3",
        "capacity": "9",
        "people": "expected",
        "tables": 2 * places,
        "do": "make",
        "seen": "",
    }

    assert organiser.post(page_of(live), sent).status_code == 302

    assert Rotation.objects.get().tables.count() == len(places)


def test_a_refusal_leaves_what_was_typed(live, organiser):
    sent = {"rounds": "3", "capacity": "2", "people": "expected", "do": "make", "seen": ""}

    answer = organiser.post(page_of(live), {**sent, "tables": [live.world.participations[0].pk]})

    assert answer.status_code == 422
    assert "place" in answer.content.decode()


def test_each_phone_reads_its_own_table_and_the_screen_the_round_s_until_the_mix_is_over(live):
    made = plan(live)
    cache.clear()
    board = MixBoard.objects.get(session=live.session)
    feed = Client().get(live.url("mix_feed"), {"k": make_key(live.code.code), "since": 0}).json()
    assert feed["seats"] == board.seats_tick == board.tick, "screens learn that the tables changed"
    mentor, gone, *_others = mentors(live)
    phone = live.join(mentor)
    for page in ("live", "mix_idea"):
        assert "Ma table" in phone.get(live.url(page)).content.decode()
    screen = Client().get(f"{live.url('mix_tables')}?k={make_key(live.code.code)}").content.decode()
    assert "Tour 1" in screen
    assert mentor.name in screen
    assert live.session.attendees.get(kind="facilitator").name not in screen
    Attendee.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    on_paper = [slip.name for slip in list_slips(made)]
    assert (mentor.name in on_paper, gone.name in on_paper) == (True, False)
    MixRound.objects.update(state="closed", opened_at=timezone.now(), closed_at=timezone.now())
    assert "Ma table" not in phone.get(live.url()).content.decode()


def test_a_pair_of_projects_to_keep_apart_can_be_removed(live, organiser):
    one, other, *_rest = live.world.participations
    organiser.post(page_of(live, "change_rotation"), {"do": "apart", "one": one.pk, "other": other.pk})
    pair = RotationPair.objects.get()
    organiser.post(page_of(live, "change_rotation"), {"do": "apart", "one": one.pk, "other": one.pk})

    organiser.post(page_of(live, "change_rotation"), {"do": "together", "pair": pair.pk})

    assert not RotationPair.objects.exists()


def test_a_partner_who_leads_something_else_reads_the_mix_with_their_table(live):
    day = live.session.days.get()
    mix = {"day": day, "title_fr": "Grand Mix des idées", "activity": "mix", "kind": SlotKind.GROUP}
    mix_slot = Slot.objects.create(**mix, starts_at=time(0), ends_at=time(23, 58))
    group = SlotGroup.objects.create(slot=mix_slot, name="Groupe 1", key="groupe 1")
    group.participations.add(live.world.participations[0])
    talk = Slot.objects.create(day=day, title_fr="Les appuis", starts_at=time(23, 58), ends_at=time(23, 59))
    [partner] = live.world.partners
    talk.leaders.add(partner)
    live.release()
    plan(live)
    attendee = live.attendee_of(partner)
    seat = MixSeat.objects.get(attendee=attendee, number=1)

    screen = read_now(Visit(live.code, attendee), datetime.combine(day.date, time(12), tzinfo=PARIS))

    [entry] = screen.goes_on
    assert (entry.slot.title_fr, entry.seat) == (
        "Grand Mix des idées",
        f"Tour 1\N{NO-BREAK SPACE}: table {seat.table.number}",
    )
    MixRound.objects.update(state="closed", opened_at=timezone.now(), closed_at=timezone.now())
    over = read_now(Visit(live.code, attendee), datetime.combine(day.date, time(12), tzinfo=PARIS))
    assert [entry.slot.title_fr for entry in over.goes_on] == ["Grand Mix des idées"]
    assert over.seats == []


def test_tables_are_listed_with_the_room_of_their_group_and_go_once_the_mix_is_past(live, organiser):
    day = live.session.days.get()
    mix = {"day": day, "title_fr": "Grand Mix des idées", "activity": "mix", "kind": SlotKind.GROUP}
    mix_slot = Slot.objects.create(
        **mix,
        starts_at=time(10),
        ends_at=time(12),
        room=Room.objects.create(session=live.session, name="Plateau"),
    )
    for number, place in enumerate(live.world.participations):
        room = Room.objects.create(session=live.session, name=f"Salle {number}")
        group = SlotGroup.objects.create(
            slot=mix_slot, name=f"Groupe {number}", key=f"groupe {number}", room=room
        )
        group.participations.add(place)
    live.release()
    plan(live)
    attendee = mentors(live)[0]
    rooms = {place.pk: f"Salle {number}" for number, place in enumerate(live.world.participations)}

    def read(hour, minute=0):
        return read_now(
            Visit(live.code, attendee), datetime.combine(day.date, time(hour, minute), tzinfo=PARIS)
        )

    during = read(11)
    assert [seat.room for seat in during.seats] == [rooms[seat.place] for seat in during.seats]
    assert during.goes_on[0].seat_room == during.seats[0].room
    assert len(read(12, 29).seats) == 3  # it may end late
    assert read(12, 30).seats == []
    assert [entry.seat for entry in read(12, 30).today if entry.slot.pk == mix_slot.pk] == [""]
    MixRound.objects.filter(number=2).update(
        state="open", opened_at=datetime.combine(day.date, time(12, 25), tzinfo=PARIS)
    )
    assert len(read(12, 30).seats) == 3

    screen = (
        live.join(attendee).get(f"{live.url('mix_tables')}?k={make_key(live.code.code)}").content.decode()
    )
    assert all(name in screen for name in rooms.values())


def test_tables_of_one_room_have_numbers_that_follow(live):
    places = live.world.participations
    mix_slot = Slot.objects.create(
        day=live.session.days.get(),
        title_fr="Idées croisées",
        activity=SlotActivity.MIX,
        kind=SlotKind.GROUP,
        starts_at=time(10),
        ends_at=time(12),
    )
    for number, held_there in enumerate(([places[2]], [places[0], places[3]])):
        room = Room.objects.create(session=live.session, name=f"Salle {number}")
        group = SlotGroup.objects.create(slot=mix_slot, name=f"G {number}", key=f"g {number}", room=room)
        group.participations.set(held_there)

    rotation = plan(live)

    order = list(rotation.tables.order_by("number").values_list("participation", flat=True))
    assert order == [places[number].pk for number in (2, 0, 3, 1)]


def test_tables_there_were_keep_their_numbers_whatever_their_rooms(live):
    before = plan(live)
    known = list(before.tables.order_by("number").values_list("participation", flat=True))
    last = next(place for place in live.world.participations if place.pk == known[-1])
    mix_slot = Slot.objects.create(
        day=live.session.days.get(),
        title_fr="Idées croisées",
        activity=SlotActivity.MIX,
        kind=SlotKind.GROUP,
        starts_at=time(10),
        ends_at=time(12),
    )
    room = Room.objects.create(session=live.session, name="Salle 1")
    SlotGroup.objects.create(slot=mix_slot, name="G", key="g", room=room).participations.add(last)

    repaired = plan(live, keep=True)

    assert list(repaired.tables.order_by("number").values_list("participation", flat=True)) == known


def test_the_slot_of_the_mix_is_chosen_among_those_that_are_released(live, organiser):
    day = live.session.days.get()
    mix_slot = Slot.objects.create(day=day, title_fr="Ateliers croisés", starts_at=time(9), ends_at=time(10))
    live.release()
    Slot.objects.create(day=day, title_fr="Encore secret", starts_at=time(11), ends_at=time(12))
    url = page_of(live, "mix")

    page = organiser.get(url).content.decode()
    organiser.post(url, {"do": "set", "shows_names": "on", "slot": mix_slot.pk})

    assert "Ateliers croisés" in page
    assert "Encore secret" not in page
    assert MixBoard.objects.get(session=live.session).slot == mix_slot
