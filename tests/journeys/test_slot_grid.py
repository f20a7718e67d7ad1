"""The grid of a day: a slot is moved by hand and by keyboard, refused at once, put back, moved by a colleague."""

from collections.abc import Callable
from datetime import time

import pytest
from playwright.sync_api import Page, expect

from coaching.models import Slot
from tests import factories
from tests.support.session import FIRST, planned

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_slot_is_moved_by_keyboard_and_by_hand(page_for: Callable[..., Page], console: list[str]) -> None:
    world = factories.edition_with(organisers=1)
    session = planned(world, "Amphi", "Labo")
    slot = Slot.objects.get(title_fr="Apéro")
    page = page_for(world.organiser)
    page.goto(f"/manage/{world.edition.slug}/session/days/{session.days.get(date=FIRST).pk}/grid/")
    grip, status = page.get_by_role("button", name="Déplacer Apéro"), page.locator("[data-status]")

    grip.press("ArrowDown")
    grip.press("Shift+ArrowDown")
    grip.press("ArrowRight")
    expect(status).to_have_text("Apéro, 19:35 – 20:50, Amphi")
    grip.press("Escape")
    expect(status).to_have_text("Rien n’a bougé.")

    grip.press("ArrowUp")
    expect(status).to_contain_text("réunit tout le monde")
    grip.press("Escape")

    grip.press("ArrowDown")
    grip.press("ArrowRight")
    grip.press("Enter")
    expect(status).to_contain_text("Déplacé")
    slot.refresh_from_db()
    assert (slot.starts_at, str(slot.room)) == (time(19, 30), "Amphi")
    expect(grip).to_be_focused()

    page.get_by_role("button", name="Annuler le déplacement").click()
    expect(page.locator(f'[data-slot="{slot.pk}"]')).to_have_attribute("data-from", "19:15")
    expect(status).to_contain_text("Déplacé")

    block = page.locator(f'[data-slot="{slot.pk}"]')
    block.scroll_into_view_if_needed()
    box = block.bounding_box()
    labo = page.locator("th", has_text="Labo").bounding_box()
    assert box is not None
    assert labo is not None
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 8)
    page.mouse.down()
    page.mouse.move(labo["x"] + 40, box["y"] + box["height"] + 12, steps=4)
    page.mouse.move(labo["x"] + 50, box["y"] + box["height"] + 22, steps=4)
    page.mouse.up()
    expect(status).to_contain_text("Déplacé")
    expect(page.locator(f'[data-slot="{slot.pk}"]')).to_have_attribute(
        "data-in", str(session.rooms.get(name="Labo").pk)
    )
    assert f"/days/{session.days.get(date=FIRST).pk}/grid/" in page.url

    Slot.objects.filter(pk=slot.pk).update(starts_at="19:20", ends_at="20:35", version=99)
    grip.press("ArrowDown")
    grip.press("Enter")
    expect(status).to_contain_text("a enregistré ce créneau entre-temps")
    console.clear()  # a refusal is a refused request
    page.get_by_role("button", name="Déplacer quand même").click()
    expect(status).to_contain_text("Déplacé")
    slot.refresh_from_db()
    assert str(slot.room) == "Labo"
    console.clear()


def test_many_rooms_scroll_and_leave_words_whole(page_for: Callable[..., Page]) -> None:
    world = factories.edition_with(organisers=1)
    session = planned(world, *(f"Salle {number}" for number in range(1, 15)))
    page = page_for(world.organiser)
    page.goto(f"/manage/{world.edition.slug}/session/days/{session.days.get(date=FIRST).pk}/grid/")

    columns = page.locator(".tt-rooms thead th[scope=colgroup]")
    widths = columns.evaluate_all("cells => cells.map(cell => cell.getBoundingClientRect().width)")
    assert len(widths) == 15
    assert min(widths) >= 140
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
