"""Without JavaScript, what is saved or refused comes back to the page one wrote on."""

from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.urls import reverse

from coaching.canvas.adn import name_blocker
from coaching.models import Axis, Blocker, CanvasItem
from tests.support.rooms import give_axes, typed

pytestmark = pytest.mark.django_db


def row_url(place, kind, uid, where):
    return f"{reverse('coaching:room_row', args=[place.project.slug, kind, uid])}?{urlencode({'in': where})}"


def test_a_step_of_the_sixth_month_returns_to_its_own_canvas(client, place, holder):
    client.force_login(holder)
    uid = uuid4()

    answer = client.post(
        row_url(place, "step", uid, "m6"),
        {f"{uid}-label": "Un essai", f"{uid}-phase": "today", "base_version": 0},
    )

    page = reverse("coaching:room_timeline", args=[place.project.slug])
    assert answer.url == f"{page}?moment=m6#row-{uid}"
    assert CanvasItem.objects.get().canvas.moment == "m6"


def test_a_refused_step_stands_on_the_canvas_it_is_of(client, place, holder):
    client.force_login(holder)
    uid, session_uid = uuid4(), uuid4()
    client.post(
        row_url(place, "step", session_uid, ""),
        {f"{session_uid}-label": "De la session", f"{session_uid}-phase": "today"},
    )

    answer = client.post(
        row_url(place, "step", uid, "m6"), {f"{uid}-label": "x" * 999, f"{uid}-phase": "today"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "x" * 999 in page
    assert "De la session" not in page


@pytest.fixture
def blocker(place):
    give_axes(place.edition)
    axis = Axis.objects.filter(edition=place.edition).first()
    return Blocker.objects.create(
        participation=place, text="Le temps", axis=axis, **typed(uid=name_blocker(place, axis))
    )


def test_a_blocker_written_on_the_map_returns_to_the_map(client, place, holder, blocker):
    client.force_login(holder)
    url = row_url(place, "blocker", blocker.uid, "adn.session")
    fields = {f"{blocker.uid}-priority": 1, f"{blocker.uid}-state": "open", "base_version": 1}
    page = client.get(reverse("coaching:room_adn", args=[place.project.slug]), {"edit": blocker.uid})
    assert url in page.content.decode()

    kept = client.post(url, {**fields, f"{blocker.uid}-text": "Le temps manque"})
    refused = client.post(url, {**fields, f"{blocker.uid}-text": "x" * 999})

    assert kept.url == f"{reverse('coaching:room_adn', args=[place.project.slug])}#card-{blocker.uid}"
    assert refused.status_code == 422
    assert "coaching/canvas/adn.html" in [template.name for template in refused.templates]
    assert "x" * 999 in refused.content.decode()


def test_a_blocker_written_in_the_plan_returns_to_the_plan(client, place, holder):
    client.force_login(holder)
    uid = uuid4()

    answer = client.post(
        row_url(place, "blocker", uid, ""),
        {f"{uid}-text": "Un mot", f"{uid}-priority": 1, f"{uid}-state": "open"},
    )

    assert answer.url == f"{reverse('coaching:room_plan', args=[place.project.slug])}#card-{uid}"
