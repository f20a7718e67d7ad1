"""The ADN map drawn again six months after the session: what was read then stands beside what is read now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.adn import name_reading
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.models import AxisReading
from tests import factories
from tests.support.browser import reach
from tests.support.rooms import give_axes, typed

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.main_journey
def test_a_map_drawn_again_shows_before_and_after(
    page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    ended = timezone.localdate() - timedelta(days=190)
    place = factories.participation(factories.edition(session_starts_on=ended, session_ends_on=ended))
    give_axes(place.edition)
    canvas = open_canvas(participation=place, kind=CanvasKind.ADN, at=timezone.now())
    for axis in place.edition.axes.all():
        uid = name_reading(place, CanvasMoment.SESSION, axis)
        AxisReading.objects.create(canvas=canvas, axis=axis, level=1, **typed(uid=uid))
    page = page_for(place.project.members.get(leads=True).user, 360)
    page.goto(reverse("coaching:room_adn", args=[place.project.slug]))

    page.get_by_role("link", name="Refaire la carte, 6 mois après").click()
    axis = page.get_by_role("article", name="Utilisabilité")
    expect(axis.get_by_text("1 · faible")).to_be_visible()
    reach(page, axis.get_by_role("radio").first)
    for _rung in range(3):
        page.keyboard.press("ArrowRight")
    expect(axis.get_by_text("enregistré").first).to_be_visible()
    page.reload()

    expect(page.get_by_role("paragraph").filter(has_text="1 en progrès, 0 en recul")).to_be_visible()
    page.get_by_text("La même chose en tableau").click()
    expect(page.get_by_role("row", name="Utilisabilité")).to_contain_text("3 · solide")
    expect(page.locator(".radar-before")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="À la session").click()
    expect(page.get_by_role("article", name="Utilisabilité").get_by_role("radio", name="1")).to_be_checked()
    levels = AxisReading.objects.filter(axis__code="usability").order_by("canvas__moment")
    assert dict(levels.values_list("canvas__moment", "level")) == {"session": 1, "m6": 3}
