"""A facilitator copes with a late team, a lost room, an absent mentor and a project that leaves, from the cockpit."""

import re
from collections.abc import Callable
from datetime import time

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from time_machine import TimeMachineFixture

from coaching.models import Booking, Incident, Pairing, Room, Slot
from coaching.session.enums import SlotKind
from projects.models import Participation
from tests.support.live import LiveSession, run_session
from tests.support.session import paired

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
PHONE = 360


@pytest.fixture
def live(time_machine: TimeMachineFixture) -> LiveSession:
    """At half past nine: three turns of the morning in two rooms; each project has its mentor, a fourth is free."""
    cache.clear()
    time_machine.move_to(timezone.localtime().replace(hour=9, minute=30))
    found = run_session(participations=3, mentors=4)
    found.world.edition.session_starts_on = found.world.edition.session_ends_on = timezone.localdate()
    found.world.edition.save()
    day = found.session.days.get()
    slots = [
        Slot.objects.create(
            day=day,
            title_fr="La frise",
            kind=SlotKind.INDIVIDUAL,
            starts_at=time(hour),
            ends_at=time(hour + 1),
        )
        for hour in (10, 11, 12)
    ]
    rooms = [Room.objects.create(session=found.session, name=name, key=name) for name in ("Arche", "Balise")]
    for place, mentor, slot in zip(found.world.participations, found.world.mentors, slots, strict=False):
        paired(place, mentor)
        Booking.objects.create(slot=slot, participation=place, room=rooms[0])
    found.release()
    return found


def report(page: Page, button: str, who: str, until: str = "") -> None:
    """Say who is missing, read what moves in place, accept it."""
    box = page.locator("#incident")
    box.get_by_role("link", name=button).click()
    box.locator("select[name=who]").select_option(label=who)
    if until:
        box.locator("select[name=until]").select_option(value=until)
    box.get_by_role("button", name="Voir ce qui bouge").click()
    expect(box.get_by_role("heading", name=re.compile("(Ce qui|Rien ne) bouge"))).to_be_visible()


def accept(page: Page) -> None:
    page.get_by_role("button", name="Appliquer et prévenir").click()
    expect(page.locator("#incident .incident-buttons")).to_be_visible()


def hour_of(place: Participation) -> time:
    return Booking.objects.get(participation=place).slot.starts_at


@pytest.mark.parametrize("width", [1280, PHONE])
def test_everything_that_goes_wrong_is_handled_without_leaving_the_cockpit(
    page_for: PageFor, console: list[str], axe: Callable[..., None], live: LiveSession, width: int
) -> None:
    world = live.world
    late, lost, gone = world.participations
    cockpit = reverse("coaching:cockpit", args=[world.edition.slug])
    holder = page_for(width=PHONE)
    holder.goto(live.door)
    holder.get_by_role("button", name=str(late.project.members.get(leads=True).user)).click()
    expect(holder.get_by_text("10 h").first).to_be_visible()
    page = page_for(world.facilitators[0], width=width)
    page.goto(cockpit)

    # a late team: it is received after eleven, and its phone says so
    report(page, "Projet en retard", late.project.title, "late")
    page.get_by_label("Arrive vers").fill("11:00")
    page.get_by_role("button", name="Voir ce qui bouge").click()
    expect(page.locator("#incident").get_by_text("10 h").first).to_be_visible()
    axe(page)
    accept(page)
    assert hour_of(late) >= time(11)
    expect(holder.get_by_text("11 h, Balise").or_(holder.get_by_text("Balise")).first).to_be_visible()

    # a lost room: everything that was to be in it is in the other
    report(page, "Salle perdue", "Arche", "day")
    accept(page)
    assert not Booking.objects.filter(room__name="Arche").exists()

    # an absent mentor: somebody free takes over
    absent, free = world.mentors[1], world.mentors[3]
    report(page, "Marraine, parrain absent", str(absent), "day")
    page.get_by_label(lost.project.title).select_option(label=str(free))
    page.get_by_role("button", name="C’est oui").click()
    expect(page.get_by_text(f"suivi par {free}")).to_be_visible()
    accept(page)
    assert Pairing.objects.current().get(participation=lost).mentor == free

    # a project that leaves, and is back
    report(page, "Projet parti", gone.project.title)
    accept(page)
    assert not Booking.objects.filter(participation=gone).exists()
    page.get_by_role("button", name=f"Est de retour : {gone.project.title}").click()
    expect(page.get_by_text("C’est annulé").first).to_be_visible()
    assert Booking.objects.filter(participation=gone).exists()

    assert page.url.endswith(cockpit)
    assert Incident.objects.standing().count() == 3
    assert console == []
