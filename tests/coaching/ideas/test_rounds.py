"""Rounds of the mix: those who run it open and close them, and their time goes on alone."""

import copy
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from coaching.ideas.actions import contributions
from coaching.ideas.enums import RoundState
from coaching.ideas.queries import take_tick
from coaching.models import MixRound
from tests.support.mix import FETCH, author_of, fields, read_feed, run_mix

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(run_mix)


@pytest.fixture
def live(built, db):
    cache.clear()
    return copy.deepcopy(built)


@pytest.fixture
def phone(live):
    return live.join(author_of(live))


def test_one_round_at_a_time_and_the_second_facilitator_gets_a_message(client, live):
    contributions.plan_rounds(session=live.session, count=2, minutes=10, actor=None, at=timezone.now())
    _first, second, _third = MixRound.objects.all()
    client.force_login(live.world.facilitators[0])
    url = reverse("coaching:mix_round", args=[live.world.edition.slug, second.pk])

    refused = client.post(url, {"do": "open"}, follow=True).content.decode()

    assert "Un tour est déjà ouvert" in refused
    second.refresh_from_db()
    assert second.state == RoundState.PLANNED


def test_a_round_opened_twice_is_opened_once(live):
    contributions.close_round(mix_round=MixRound.objects.get(), actor=None, at=timezone.now())
    mine, theirs = MixRound.objects.get(), MixRound.objects.get()
    contributions.open_round(mix_round=mine, actor=None, at=timezone.now())

    with pytest.raises(TransitionRefused):
        contributions.open_round(mix_round=theirs, actor=None, at=timezone.now())


def test_a_round_removed_twice_is_gone_and_no_longer_extended(live):
    by = {"actor": None, "at": timezone.now()}
    [planned] = contributions.plan_rounds(session=live.session, count=1, minutes=10, **by)
    stale = MixRound.objects.get(pk=planned.pk)

    contributions.remove_round(mix_round=planned, **by)
    contributions.remove_round(mix_round=stale, **by)

    assert AuditEntry.objects.filter(verb="remove_round").count() == 1
    with pytest.raises(TransitionRefused, match="retiré"):
        contributions.add_minutes(mix_round=stale, minutes=5, at=timezone.now())


def test_minutes_that_two_facilitators_add_at_once_both_count(live):
    before, mine, theirs = (MixRound.objects.get() for _reader in range(3))

    for seen in (mine, theirs):
        contributions.add_minutes(mix_round=seen, minutes=5, at=timezone.now())

    assert MixRound.objects.get().minutes == before.minutes + 10


def test_those_who_run_the_mix_plan_extend_close_and_remove_rounds(client, live):
    client.force_login(live.world.facilitators[0])
    page, edition = reverse("coaching:mix", args=[live.world.edition.slug]), live.world.edition.slug
    client.post(page, {"do": "plan", "count": 2, "minutes": 20})
    current = {"do": "plan", "count": 10, "minutes": 20}
    first, second, third = MixRound.objects.all()

    def do(mix_round, what):
        client.post(reverse("coaching:mix_round", args=[edition, mix_round.pk]), {"do": what})

    do(first, "extend")
    do(first, "close")
    do(third, "remove")
    do(first, "remove")

    assert [(r.number, r.minutes, r.state) for r in MixRound.objects.all()] == [
        (1, 20, "closed"),
        (2, 20, "planned"),
    ]
    assert second.minutes == 20
    assert client.post(page, {"do": "plan", "count": 0, "minutes": 20}).status_code == 422
    client.post(page, current)
    assert "Vingt tours au plus" in client.post(page, current, follow=True).content.decode()


def test_the_next_act_alone_is_the_main_button(client, live):
    client.force_login(live.world.facilitators[0])
    page = reverse("coaching:mix", args=[live.world.edition.slug])
    client.post(page, {"do": "plan", "count": 2, "minutes": 20})
    main = re.compile(r'<button[^>]*btn-primary[^>]*>\s*(\w+)<span class="visually-hidden"> (\d)')

    assert main.findall(client.get(page).text) == [("Terminer", "1")]
    contributions.close_round(mix_round=MixRound.objects.get(number=1), actor=None, at=timezone.now())
    assert main.findall(client.get(page).text) == [("Ouvrir", "2")]


def test_the_time_left_is_visible_everywhere(live, phone):
    ends = timezone.localtime(MixRound.objects.get().opened_at + timedelta(minutes=15))
    hour = f"{ends.hour}\u00a0h\u00a0{ends.minute:02d}"

    assert hour in phone.get(live.url("mix_idea")).content.decode()
    current = read_feed(Client(), live).json()["round"]
    assert current["ends"] == ends.timestamp() * 1000
    assert current["shuts"] > current["ends"]


def end_time(live, minutes):
    """Move the open round so that it should have ended ``minutes`` ago, and notify the screens."""
    opened = timezone.now() - timedelta(minutes=15 + minutes, seconds=5)
    MixRound.objects.update(opened_at=opened)
    take_tick(live.session.pk)


def read(client, url):
    """With plain spaces: the catalogue of a language adds those that do not break."""
    return client.get(url).text.replace("\N{NO-BREAK SPACE}", " ")


def read_cockpit(client, live):
    client.force_login(live.world.facilitators[0])
    return read(client, reverse("coaching:cockpit_state", args=[live.world.edition.slug]))


def test_once_its_time_is_over_a_round_takes_the_last_ideas_and_says_so(client, live, phone):
    end_time(live, minutes=3)

    page, wall = read(phone, live.url("mix_idea")), read(phone, live.url("mix_wall"))
    sent = phone.post(live.url("mix_idea"), fields(live), headers=FETCH)

    assert ">temps écoulé : finissez votre phrase et envoyez</b>" in page
    assert ">temps écoulé</b>" in wall
    assert sent.status_code == 200
    assert "Écrire une idée" in phone.get(live.url("live")).text
    assert "dépassé de 3 min" in read_cockpit(client, live)
    run = client.get(reverse("coaching:mix", args=[live.world.edition.slug])).text
    assert "temps dépassé" in run
    assert ">en cours<" not in run


def test_a_round_that_nobody_closed_is_over_for_the_room_and_still_closed_by_hand(client, live, phone):
    end_time(live, minutes=11)

    page, wall = read(phone, live.url("mix_idea")), read(phone, live.url("mix_wall"))
    refused = phone.post(live.url("mix_idea"), fields(live), headers=FETCH)

    assert "est terminé. Préparez votre idée pour le prochain." in page
    assert "temps écoulé</b>" not in wall
    assert "terminé" in wall
    assert refused.status_code == 423
    assert "Écrire une idée" not in phone.get(live.url("live")).text
    assert "dépassé de 11 min" in read_cockpit(client, live)
    assert "Terminer le tour 1" in read_cockpit(client, live)


def test_five_minutes_more_for_a_round_whose_time_is_over_are_counted_from_now(live):
    end_time(live, minutes=11)
    mix_round, at = MixRound.objects.get(), timezone.now()

    contributions.add_minutes(mix_round=mix_round, minutes=5, at=at)

    assert timedelta(minutes=5) <= mix_round.ends_at - at < timedelta(minutes=6)


def test_opening_the_next_round_closes_the_one_whose_time_is_over(live):
    contributions.plan_rounds(session=live.session, count=1, minutes=10, actor=None, at=timezone.now())
    end_time(live, minutes=1)
    first, second = MixRound.objects.all()

    contributions.open_round(mix_round=second, actor=live.world.organiser, at=timezone.now())

    assert [found.state for found in MixRound.objects.all()] == [RoundState.CLOSED, RoundState.OPEN]
    assert AuditEntry.objects.filter(verb="close_round", subject_id=str(first.pk)).count() == 1


def test_a_round_forgotten_for_hours_does_not_offer_five_minutes_more(client, live):
    end_time(live, minutes=300)
    mix_round = MixRound.objects.get()
    client.force_login(live.world.facilitators[0])
    url = reverse("coaching:mix_round", args=[live.world.edition.slug, mix_round.pk])

    page = client.post(url, {"do": "extend"}, follow=True).text

    assert "Cinq minutes de plus" not in page
    assert "quatre heures au plus" in page
    assert MixRound.objects.get().minutes == mix_round.minutes
