"""Several phones and two facilitators at one instant, on the mix."""

import uuid
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import add_observer, sync_attendees
from coaching.attendance.actions.codes import make_code
from coaching.ideas.actions import rounds
from coaching.ideas.actions.contributions import send_contribution
from coaching.ideas.enums import RoundState
from coaching.models import Attendee, Contribution, MixBoard, MixRound, SessionCode
from tests.support.live import LiveSession, run_session
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live() -> LiveSession:
    cache.clear()
    found = run_session()
    planned = rounds.plan_rounds(session=found.session, count=2, minutes=15, actor=None, at=timezone.now())
    rounds.open_round(mix_round=planned[0], actor=None, at=timezone.now())
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


def test_two_facilitators_open_two_rounds_and_one_of_them_is_told(live: LiveSession) -> None:
    rounds.close_round(mix_round=MixRound.objects.get(number=1), actor=None, at=timezone.now())

    def open_one(tab: int) -> Any:
        mix_round = MixRound.objects.get(number=tab + 1)
        return rounds.open_round(mix_round=mix_round, actor=None, at=timezone.now())

    answers = at_once(open_one, 2)

    assert sum(isinstance(answer, TransitionRefused) for answer in answers) == 1
    assert MixRound.objects.filter(state=RoundState.OPEN).count() == 1


def test_rounds_planned_at_once_have_each_their_number(live: LiveSession) -> None:
    at_once(
        lambda _tab: rounds.plan_rounds(
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
