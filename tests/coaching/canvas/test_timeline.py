"""The timeline: rows of four kinds, those of the line in one order; drawn for today, for what is aimed at, or both."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from coaching.canvas.actions.canvas import add_stakeholder, add_to_problem
from coaching.canvas.enums import ItemKind
from coaching.canvas.queries.adn import name_blocker
from coaching.models import Axis, Blocker, Canvas, CanvasItem
from coaching.room.access import find_room
from tests.support.rooms import give_axes, typed

pytestmark = pytest.mark.django_db


def save(client, place, kind, field, value, uid=None, base_version=0):
    url = reverse("coaching:room_row_field", args=[place.project.slug, kind, uid or uuid4(), field])
    return client.post(url, {"value": value, "base_version": base_version})


def draw(client, place, query=""):
    return client.get(reverse("coaching:room_timeline", args=[place.project.slug]) + query)


def read_drawing(answer):
    page = answer.content.decode()
    return page[page.index("data-frieze") : page.index("moments-title")]


def test_kinds_of_the_line_share_one_order_and_move_among_one_another(client, place, holder):
    client.force_login(holder)
    uids = [uuid4() for _kind in range(4)]
    kinds = [ItemKind.STEP, ItemKind.STAKEHOLDER, ItemKind.DECISION, ItemKind.TURNING_POINT]
    for uid, kind in zip(uids, kinds, strict=True):
        assert save(client, place, kind, "label", f"{kind} 1", uid).status_code == 200

    move = reverse("coaching:room_row_move", args=[place.project.slug, ItemKind.TURNING_POINT, uids[3]])
    answer = client.post(move, {"by": "-1"})

    assert answer["Location"].endswith(f"#row-{uids[3]}")
    line = CanvasItem.objects.exclude(kind=ItemKind.STAKEHOLDER).order_by("position")
    assert [item.kind for item in line] == [ItemKind.STEP, ItemKind.TURNING_POINT, ItemKind.DECISION]
    drawing = read_drawing(draw(client, place))
    assert drawing.index("step 1") < drawing.index("turning_point 1") < drawing.index("decision 1")


def test_an_empty_timeline_asks_one_thing_and_the_rest_opens_after_the_first_row(client, place, holder):
    client.force_login(holder)
    empty = draw(client, place).content.decode()
    uid = re.search(r'data-row="([^"]+)"', empty)[1]
    hidden = dict(re.findall(rf'<input type="hidden" name="({uid}-\w+)"(?: value="([^"]*)")?', empty))
    assert empty.count("data-row-blank") == 1
    assert "Qu’est-ce qui s’est passé" in empty
    assert not any(title in empty for title in ("actors-title", "texts-title", "frieze-title"))

    typed_row = {**hidden, "base_version": 0, f"{uid}-label": "La cour fermée", f"{uid}-date_text": "en mars"}
    answer = client.post(reverse("coaching:room_row", args=[place.project.slug, "step", uid]), typed_row)

    assert answer["Location"].endswith(f"#row-{uid}")
    page = draw(client, place).content.decode()
    assert all(title in page for title in ("actors-title", "texts-title", "frieze-title"))
    item = CanvasItem.objects.get()
    assert (item.label, item.date_text, item.phase) == ("La cour fermée", "en mars", "today")


def test_the_switch_draws_what_stands_today_or_is_aimed_at(client, place, holder):
    client.force_login(holder)
    for name, phase in (("Papier partout", "today"), ("Tablettes", "target"), ("Réunion du lundi", "both")):
        uid = uuid4()
        save(client, place, "step", "label", name, uid)
        save(client, place, "step", "phase", phase, uid, 1)

    drawn = {
        phase: [
            name
            for name in ("Papier", "Tablettes", "Réunion")
            if name in read_drawing(draw(client, place, f"?phase={phase}"))
        ]
        for phase in ("today", "target", "both", "nonsense")
    }

    assert drawn == {
        "today": ["Papier", "Réunion"],
        "target": ["Tablettes", "Réunion"],
        "both": ["Papier", "Tablettes", "Réunion"],
        "nonsense": ["Papier", "Tablettes", "Réunion"],
    }


def test_actors_stand_below_by_influence(client, place, holder):
    client.force_login(holder)
    for name, influence in (("Syndicat", "1"), ("Direction", "3"), ("Clients", "")):
        uid = uuid4()
        save(client, place, "stakeholder", "label", name, uid)
        if influence:
            assert save(client, place, "stakeholder", "influence", influence, uid, 1).status_code == 200

    drawing = read_drawing(draw(client, place))

    assert drawing.index("Direction") < drawing.index("Syndicat") < drawing.index("Clients")
    assert "décisif" in drawing
    assert save(client, place, "stakeholder", "influence", "4").status_code == 422


def test_a_frozen_timeline_refuses_rows_and_stays_as_it_is(client, place, holder, organiser):
    client.force_login(holder)
    uid = uuid4()
    save(client, place, "step", "label", "Avant", uid)
    client.force_login(organiser)
    client.post(reverse("coaching:room_canvas_freeze", args=[place.project.slug, "timeline"]))
    client.force_login(holder)

    written = save(client, place, "step", "label", "Après", uid, 1)
    added = save(client, place, "step", "label", "Une autre")
    client.post(reverse("coaching:room_row_remove", args=[place.project.slug, "step", uid]))
    whole = client.post(
        reverse("coaching:room_row", args=[place.project.slug, "step", uid]),
        {f"{uid}-label": "Envoyée sans script", f"{uid}-phase": "today", "base_version": "1"},
    )

    assert [written.status_code, added.status_code] == [423, 423]
    assert "gardé sur cet appareil" in written.json()["error"]
    assert [item.label for item in CanvasItem.objects.active()] == ["Avant"]
    assert whole.status_code == 422
    assert "Envoyée sans script" in whole.content.decode()


def test_a_row_that_was_refused_comes_back_as_typed(client, place, holder):
    client.force_login(holder)
    uid = uuid4()

    answer = client.post(
        reverse("coaching:room_row", args=[place.project.slug, "decision", uid]),
        {f"{uid}-label": "Acheter", f"{uid}-phase": "un jour"},
    )

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Acheter"' in page
    assert '<details class="row-more" open>' in page


def test_a_reader_sees_the_drawing_and_no_form(client, place, holder):
    client.force_login(holder)
    save(client, place, "step", "label", "Premier essai")
    reader = place.project.members.create(
        user=__import__("tests.factories", fromlist=["user"]).user(),
        rights="read",
        joined_at=place.offered_at,
    ).user
    client.force_login(reader)

    page = draw(client, place).content.decode()

    assert "Premier essai" in page
    assert "row-form" not in page
    assert save(client, place, "step", "label", "Un lecteur").status_code == 404


def test_a_card_of_the_dossier_becomes_an_actor(client, place, holder):
    room = find_room(holder, place.project.slug)

    add_stakeholder(room, "Les équipes de nuit " * 10, holder, place.offered_at)
    add_to_problem(room, "Trop de saisies.", holder, place.offered_at)
    add_to_problem(room, "Deux fois.", holder, place.offered_at)

    actor = CanvasItem.objects.get()
    assert (actor.kind, len(actor.label)) == (ItemKind.STAKEHOLDER, 160)
    assert actor.detail.startswith("Les équipes de nuit")
    answer = Canvas.objects.get(kind="pitch").sheet.answers.get()
    assert answer.value == "Trop de saisies.\nDeux fois."


def row_url(place, kind, uid, moment=""):
    url = reverse("coaching:room_row", args=[place.project.slug, kind, uid])
    return f"{url}?moment={moment}" if moment else url


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
        row_url(place, "step", session_uid),
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
    url = reverse("coaching:adn_blocker", args=[place.project.slug, blocker.uid])
    fields = {f"{blocker.uid}-priority": 1, f"{blocker.uid}-state": "open", "base_version": 1}
    page = client.get(reverse("coaching:room_adn", args=[place.project.slug]), {"edit": blocker.uid})
    assert url in page.content.decode()

    saved = client.post(url, {**fields, f"{blocker.uid}-text": "Le temps manque"})
    refused = client.post(url, {**fields, f"{blocker.uid}-text": "x" * 999})

    assert saved.url == f"{reverse('coaching:room_adn', args=[place.project.slug])}#card-{blocker.uid}"
    assert refused.status_code == 422
    assert "coaching/canvas/adn.html" in [template.name for template in refused.templates]
    assert "x" * 999 in refused.content.decode()
