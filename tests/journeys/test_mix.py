"""The mix in a room: two phones without an account, a projector, and a network that is cut once."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from coaching.attendance.codes import make_key
from coaching.ideas.actions import contributions
from coaching.ideas.actions.contributions import send_contribution
from coaching.ideas.actions.rotation import RotationWish, make_rotation
from coaching.models import Attendee, Contribution
from projects.models import Participation
from tests.support.live import LiveSession, run_session

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360


@pytest.fixture
def live() -> LiveSession:
    cache.clear()
    found = run_session(participations=3)
    [first] = contributions.plan_rounds(
        session=found.session, count=1, minutes=15, actor=None, at=timezone.now()
    )
    contributions.open_round(mix_round=first, actor=None, at=timezone.now())
    return found


def join(page: Page, base: str, live: LiveSession, attendee: Attendee) -> None:
    page.goto(base + live.door)
    page.get_by_role("button", name=attendee.name).click()
    page.goto(base + live.url("mix_idea"))


def write(page: Page, title: str, text: str) -> None:
    page.get_by_label("Pour quel projet ?").select_option(label=title)
    page.get_by_label("Votre texte").fill(text)
    page.get_by_role("button", name="Envoyer").click()


WHOLE = """(selector) => {
  const edge = document.querySelector("[data-columns]").getBoundingClientRect();
  return [...document.querySelectorAll(selector)].filter((card) => {
    const { left, right, top, bottom } = card.getBoundingClientRect();
    return left >= edge.left && right <= edge.right && top >= edge.top && bottom <= Math.min(edge.bottom, innerHeight);
  }).map((card) => Number(card.dataset.id));
}"""
"""What is seen of the cards of a wall, none cut off."""


def list_seen(wall: Page) -> list[int]:
    return wall.evaluate(WHOLE, "[data-id]")


def test_the_room_sees_each_idea_of_thirteen_projects_and_first_the_one_that_arrives(
    page_for: Callable[..., Page], site: str
) -> None:
    cache.clear()
    live, at = run_session(participations=13), timezone.now()
    [first] = contributions.plan_rounds(session=live.session, count=1, minutes=15, actor=None, at=at)
    contributions.open_round(mix_round=first, actor=None, at=at)
    *places, last = sorted(live.world.participations, key=lambda place: place.project.title)
    authors = {place.pk: live.session.attendees.get(participation=place) for place in (places[0], last)}

    def write_to(place: Participation, text: str) -> int:
        author = authors[last.pk if place == places[0] else places[0].pk]
        written = {"participation": place, "blocker": None, "kind": "idea", "text": text}
        return send_contribution(
            session=live.session, attendee=author, uid=uuid4(), at=timezone.now(), **written
        ).pk

    written = {
        write_to(places[n % 12], f"{n} " + "Essayer avec deux équipes avant de choisir. " * 3)
        for n in range(30)
    }
    wall = page_for()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.clock.install(time=at)
    wall.goto(f"{site}{live.url('mix_wall')}?k={make_key(live.code.code)}")
    wall.clock.run_for(1_000)

    seen = set(list_seen(wall))
    assert seen < written
    for _half in range(80):  # twice a screen: one may turn just before it is looked at
        if seen == written:
            break
        # its clock may run ahead of the answers: the notice that says so takes room, and screens begin elsewhere
        wall.clock.run_for(6_000)
        seen |= set(list_seen(wall))
    assert seen == written

    wall.get_by_role("button", name="Arrêter le défilement").click()
    with wall.expect_response(lambda answer: "feed" in answer.url):
        wall.clock.run_for(4_000)
    wall.clock.run_for(1_000)  # what the answer brought is drawn
    held = list_seen(wall)
    wall.clock.run_for(
        13_000
    )  # a screen stays twelve seconds; after fifteen without an answer the wall says so
    assert list_seen(wall) == held
    wall.get_by_role("button", name="Arrêter le défilement").click()

    arrived = write_to(last, "Celle qui arrive.")
    with wall.expect_response(lambda answer: "feed" in answer.url and answer.status == 200):
        wall.clock.run_for(4_000)
    expect(wall.locator(f"[data-id='{arrived}']")).to_have_count(1)
    seen = set()
    for _second in range(8):  # looked at each second: on a slow machine more time passes, and its screen too
        wall.clock.run_for(1_000)
        seen |= set(list_seen(wall))
    assert arrived in seen


def test_the_room_finds_thirteen_tables_on_one_screen(page_for: Callable[..., Page], site: str) -> None:
    cache.clear()
    live = run_session(participations=13, mentors=25)
    tables = [place.pk for place in live.world.participations]
    wish = RotationWish(
        tables, rounds=3, capacity=9, only_present=False, apart_by_territory=False, enough=200
    )
    plan = {"session": live.session, "wish": wish, "keep": False, "seen": "", "actor": live.world.organiser}
    make_rotation(**plan, at=timezone.now())
    wall = page_for()
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{site}{live.url('mix_tables')}?k={make_key(live.code.code)}")

    assert len(wall.evaluate(WHOLE, ".wall-tables > li")) == 13
    expect(wall.locator("[data-pages]")).to_be_hidden()
    wall.set_viewport_size({"width": 1920, "height": 600})
    expect(wall.locator("[data-pages]")).to_be_visible()


def test_a_refused_idea_waits_for_the_one_that_is_being_written(
    page_for: Callable[..., Page], site: str, console: list[str], live: LiveSession
) -> None:
    one, other, third = live.world.participations
    phone = page_for(width=PHONE)
    join(phone, site, live, live.session.attendees.get(participation=one))
    phone.context.set_offline(True)
    write(phone, third.project.title, "À qui n’est plus là.")
    phone.get_by_label("Pour quel projet ?").select_option(label=other.project.title)
    phone.get_by_label("Votre texte").fill("La suivante.")
    third.state = "declined"
    third.save()
    phone.context.set_offline(False)

    expect(phone.locator("[data-idea-waiting]")).to_contain_text("À qui n’est plus là. (")
    expect(phone.get_by_label("Votre texte")).to_have_value("La suivante.")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.locator("[data-idea-mine]")).to_contain_text("La suivante.")
    expect(phone.get_by_label("Votre texte")).to_have_value("À qui n’est plus là.")
    expect(phone.locator("[data-idea-waiting]")).to_be_hidden()
    assert list(Contribution.objects.values_list("text", flat=True)) == ["La suivante."]
    console.clear()  # Chromium writes the 422 there


def test_what_one_writes_comes_back_for_the_project_it_was_for(
    page_for: Callable[..., Page], site: str, live: LiveSession
) -> None:
    one, other, third = live.world.participations
    phone = page_for(width=PHONE)
    join(phone, site, live, live.session.attendees.get(participation=one))
    phone.get_by_label("Pour quel projet ?").select_option(label=third.project.title)
    phone.get_by_label("Remarque").check()
    phone.get_by_label("Votre texte").fill("Pas encore")

    phone.goto(f"{site}{live.url('mix_idea')}?project={other.pk}")

    expect(phone.get_by_label("Votre texte")).to_have_value("Pas encore")
    expect(phone.get_by_label("Pour quel projet ?")).to_have_value(str(third.pk))
    expect(phone.get_by_label("Remarque")).to_be_checked()
