"""The projects a mentor follows: the last exchange, what moved since, what comes next, one line to note another."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.home.coach import list_cards, list_news_columns
from coaching.models import MentorMeeting
from coaching.pairing.actions import meetings, pairing as pairings
from coaching.pairing.enums import MeetingKind
from coaching.pairing.queries.mentors import list_mentored
from coaching.plan.actions import record_progress
from coaching.plan.enums import ActionState
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
HOME = "coaching:coaching_home"


def build_world() -> factories.World:
    world = factories.edition_with(participations=2, mentors=1)
    at = timezone.now() - timedelta(weeks=7)
    for place in world.participations:
        pairing = pairings.propose(participation=place, mentor=world.mentors[0], actor=world.organiser, at=at)
        pairings.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=at)
    return world


built, world = share_world(build_world)


def cards_of(world, at=None):
    at = at or timezone.now()
    return list_cards(list_mentored(world.mentors[0], at, **list_news_columns()).followed, at)


def speak(world, number: int, weeks: int) -> None:
    at = timezone.now()
    meetings.note_exchange(
        pairing=world.participations[number].pairings.get(), on=timezone.localdate(at) - timedelta(weeks=weeks),
        kind=MeetingKind.PHONE, line="Le budget", actor=world.mentors[0], at=at,
    )  # fmt: skip


def test_projects_without_contact_for_longest_come_first(world):
    speak(world, 0, weeks=1)
    speak(world, 1, weeks=5)

    cards = [(card.followed.last, card.followed.is_quiet) for card in cards_of(world)]

    assert cards == [("il y a 5 semaines", True), ("il y a 7 jours", False)]


def test_the_next_step_is_what_is_due_first_and_still_to_do(world):
    at = timezone.now()
    place = world.participations[0]
    late = plans.action(place, line="Écrire la charte", due_on=timezone.localdate(at) + timedelta(days=9))
    done = plans.action(place, line="Réunir l’équipe", due_on=timezone.localdate(at))
    record_progress(action=done, state=ActionState.DONE, note="", actor=world.holder, at=at)

    card = next(card for card in cards_of(world) if card.followed.pairing.participation == place)

    assert (card.step, card.due_on, card.news) == (late.first_step or late.line, late.due_on, "aujourd’hui")


def test_a_commitment_that_moves_is_news_without_its_words(as_user):
    table = ClosedTable()
    commitment = table.commit()
    mentor = factories.role(table.edition, "mentor")
    pairing = pairings.propose(participation=table.place, mentor=mentor, actor=table.organiser, at=AT)
    pairings.answer(pairing=pairing, accepted=True, actor=mentor, at=AT)

    followed = list_mentored(mentor, AT, **list_news_columns()).followed
    (card,) = list_cards(followed, AT + timedelta(days=21))

    assert card.news == "il y a 3 semaines"
    assert commitment.what not in as_user(mentor).get(reverse(HOME)).text


def test_an_exchange_is_noted_from_the_home_and_one_comes_back_to_it(world, as_user):
    client, slug = as_user(world.mentors[0]), world.participations[0].project.slug
    address = reverse("coaching:note_exchange", args=[slug])
    assert address in client.get(reverse(HOME)).text
    typed = {"from_home": "1", "on": str(timezone.localdate()), "by": "phone", "line": "Le devis est signé"}

    assert client.post(address, typed).url == reverse(HOME)

    assert MentorMeeting.objects.get().notes.get().text == "Le devis est signé"
    assert "Dernier échange : aujourd’hui" in client.get(reverse(HOME)).text.replace("\xa0", " ")
    refused = client.post(address, {**typed, "on": "2099-01-01"})
    assert refused.status_code == 422
    assert "Le devis est signé" in refused.text
