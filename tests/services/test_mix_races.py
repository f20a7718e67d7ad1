"""Several phones and two facilitators at one instant, on the mix."""

import uuid

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import add_observer, sync_attendees
from coaching.attendance.actions.codes import make_code
from coaching.attendance.codes import make_key
from coaching.ideas.actions import contributions
from coaching.ideas.actions.contributions import send_contribution
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.ideas.enums import RoundState
from coaching.models import Attendee, Contribution, MixBoard, MixRound, MixSeat, Rotation, SessionCode
from tests.support.live import LiveSession, run_session
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live() -> LiveSession:
    cache.clear()
    found = run_session()
    planned = contributions.plan_rounds(
        session=found.session, count=2, minutes=15, actor=None, at=timezone.now()
    )
    contributions.open_round(mix_round=planned[0], actor=None, at=timezone.now())
    return found


def send(live: LiveSession, uid: uuid.UUID) -> Contribution:
    author = live.attendee_of(live.world.holder)
    return send_contribution(
        session=live.session,
        attendee=author,
        uid=uid,
        participation=live.world.participations[1],
        blocker=None,
        kind="idea",
        text="Faire essayer l’outil avant de choisir.",
        at=timezone.now(),
    )


def test_one_idea_sent_by_several_threads_is_one_row(live: LiveSession) -> None:
    uid = uuid.uuid4()

    sent = at_once(lambda _tab: send(live, uid))

    assert Contribution.objects.count() == 1
    assert {getattr(row, "pk", row) for row in sent} == {Contribution.objects.get().pk}


def test_ideas_of_one_instant_have_each_their_tick_and_none_is_lost(live: LiveSession) -> None:
    before = MixBoard.objects.get().tick

    at_once(lambda _tab: send(live, uuid.uuid4()))

    ticks = sorted(Contribution.objects.values_list("wall_tick", flat=True))
    assert ticks == list(range(before + 1, before + 1 + TABS))


def test_two_facilitators_open_two_rounds_and_one_of_them_is_refused(live: LiveSession) -> None:
    contributions.close_round(mix_round=MixRound.objects.get(number=1), actor=None, at=timezone.now())

    def open_one(tab: int) -> None:
        mix_round = MixRound.objects.get(number=tab + 1)
        return contributions.open_round(mix_round=mix_round, actor=None, at=timezone.now())

    answers = at_once(open_one, 2)

    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == 1
    assert MixRound.objects.filter(state=RoundState.OPEN).count() == 1


def test_rounds_planned_at_once_have_each_their_number(live: LiveSession) -> None:
    at_once(
        lambda _tab: contributions.plan_rounds(
            session=live.session, count=2, minutes=5, actor=None, at=timezone.now()
        )
    )

    assert list(MixRound.objects.values_list("number", flat=True)) == list(range(1, 3 + 2 * TABS))


def test_a_code_made_by_several_stands_alone(live: LiveSession) -> None:
    at_once(lambda _tab: make_code(session=live.session, actor=None, at=timezone.now()))

    assert SessionCode.objects.standing().count() == 1


def test_a_list_brought_up_to_date_by_several_names_nobody_twice(live: LiveSession) -> None:
    Attendee.objects.all().delete()

    at_once(lambda _tab: sync_attendees(session=live.session, at=timezone.now()))
    at_once(lambda _tab: add_observer(session=live.session, name="Maud Lenormand", at=timezone.now()))

    names = list(Attendee.objects.values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert names.count("Maud Lenormand") == 1


def test_phones_that_choose_one_name_at_once_get_it_once_and_the_others_are_asked_for_the_badge(
    live: LiveSession,
) -> None:
    wanted = live.attendee_of(live.world.holder)
    phones = [Client() for _tab in range(TABS)]
    sent = {"k": make_key(live.code.code), "attendee": wanted.pk}

    answers = at_once(lambda tab: phones[tab].post(live.url("live_join"), sent))

    assert sorted(answer.status_code for answer in answers) == [302, *([422] * (TABS - 1))]
    assert wanted.door_requests.count() == TABS - 1
    assert [say_who(phone, live) == wanted.pk for phone in phones] == [
        answer.status_code == 302 for answer in answers
    ]
    late = next(tab for tab, answer in enumerate(answers) if answer.status_code == 422)
    assert b'name="badge"' in answers[late].content
    live.join(wanted, phones[late])
    assert [say_who(phone, live) for phone in phones] == [
        wanted.pk if tab == late else None for tab in range(TABS)
    ]


def say_who(phone: Client, live: LiveSession) -> int | None:
    """Who this phone is, as a page of the session recognises it."""
    context = phone.get(live.url()).context
    return context["visit"].attendee.pk if "visit" in context else None


def test_two_facilitators_make_the_rotation_at_once_and_one_of_them_reads_the_other_s(
    live: LiveSession,
) -> None:
    places = [place.pk for place in live.world.participations]
    wish = RotationWish(tables=places, rounds=2, capacity=8, only_present=False, apart_by_territory=False)

    def make(_tab: int) -> Rotation:
        return make_rotation(
            session=live.session, wish=wish, keep=False, seen="", actor=None, at=timezone.now()
        )

    answers = at_once(make)

    assert sum(isinstance(answer, Rotation) for answer in answers) == 1
    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == TABS - 1
    only_rotation = Rotation.objects.get()
    assert only_rotation in answers
    assert only_rotation.tables.count() == len(places)
    seated = list(MixSeat.objects.values_list("attendee", "number"))
    assert len(seated) == len(set(seated)) > 0
