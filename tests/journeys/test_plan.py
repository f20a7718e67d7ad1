"""The plan, the timeline and the pitch, with a keyboard alone, over a network that goes and comes back."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import FloatRect, Locator, Page, expect

from coaching.canvas.actions.canvas import validate_canvas
from coaching.canvas.actions.edition import load_preset
from coaching.canvas.defaults import PRESETS
from coaching.models import ActionItem, AxisReading, Blocker, Canvas, CanvasItem, Need
from programmes.models import Organisation
from tests import factories
from tests.support.browser import press, reach
from tests.support.rooms import typed

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]


@pytest.mark.main_journey
def test_an_axis_leads_to_a_blocker_an_action_and_a_need(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    holder = place.project.members.get(leads=True).user
    load_preset(edition=place.edition, preset=PRESETS["qvct"], actor=holder, at=factories.NOW)
    page = page_for(holder, 360)
    page.goto(reverse("coaching:room_adn", args=[place.project.slug]))
    axis = page.get_by_role("article", name="Utilisabilité")
    for number in range(1, 4):  # one axis a screen
        shown = page.get_by_role("article").filter(visible=True, has_text=f"Axe {number} sur 12")
        expect(page.get_by_role("article").filter(visible=True)).to_have_count(1)
        press(page, shown.get_by_role("link", name="Axe suivant"))
    expect(axis.get_by_text("Axe 4 sur 12")).to_be_visible()
    expect(axis.get_by_role("heading")).to_be_focused()

    reach(page, axis.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(axis.get_by_text("enregistré").first).to_be_visible()
    press(page, axis.locator("summary"))
    reach(page, axis.get_by_role("textbox", name="constat"))
    page.keyboard.type("Trop d’écrans à la fois")
    page.keyboard.press("Tab")
    expect(axis.locator(".row-field-finding").get_by_text("enregistré")).to_be_visible()
    expect(page.locator(".adn-progress")).to_contain_text("1 axe sur 12")
    press(page, axis.get_by_role("button", name="C’est un verrou"))
    press(page, axis.get_by_role("link", name="Le retrouver dans le plan"))

    press(page, page.get_by_role("button", name="En faire une action"))
    action = page.get_by_role("article", name="Lever le verrou")
    press(page, action.get_by_role("link", name="Un besoin"))
    expect(action.get_by_role("textbox", name="Ce qui vous aiderait")).to_be_focused()
    page.keyboard.type("Une ergonome, deux jours")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Transmettre aux partenaires"))

    expect(page.get_by_role("status").get_by_text("Les partenaires lisent ce besoin").first).to_be_visible()
    need = Need.objects.get()
    assert (need.sentence, need.is_shared, need.action) == (
        "Une ergonome, deux jours",
        True,
        ActionItem.objects.get(),
    )
    assert need.action.blocker == Blocker.objects.get(text="Trop d’écrans à la fois")
    assert AxisReading.objects.get().level == 1


def test_a_card_that_is_changed_is_read_again_and_goes_to_its_column(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    holder = place.project.members.get(leads=True).user
    ActionItem.objects.create(
        participation=place, line="Former", created_at=factories.NOW, saved_at=factories.NOW
    )
    page = page_for(holder)
    page.goto(reverse("coaching:room_plan", args=[place.project.slug]))
    card = page.locator(".plan-card-action")
    expect(card.locator("form[data-row]")).to_have_count(0)

    press(page, card.get_by_role("link", name="Modifier Former"))
    expect(card.get_by_role("textbox", name="piste d’action")).to_be_focused()
    card.get_by_role("textbox", name="piste d’action").fill("Former les équipes")
    card.get_by_role("combobox", name="priorité").select_option("3")
    expect(card.locator(".row-field-priority").get_by_text("enregistré")).to_be_visible()
    press(page, card.get_by_role("link", name="Fermer Former"))

    column = page.locator('[data-column="3"]')
    expect(column.get_by_role("heading", name="Former les équipes")).to_be_visible()
    expect(page.get_by_role("link", name="Modifier Former les équipes")).to_be_focused()


def test_a_plan_that_is_only_read_sends_nothing(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    action = ActionItem.objects.create(
        participation=place, line="Former", priority=2, created_at=factories.NOW, saved_at=factories.NOW
    )
    page = page_for(place.project.members.get(leads=True).user)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.goto(reverse("coaching:room_plan", args=[place.project.slug]))
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)

    action.refresh_from_db()
    assert (sent, action.version) == ([], 1)
    expect(page.locator("details[open]")).to_have_count(0)
    expect(page.locator(".plan-card form[data-row]")).to_have_count(0)


def find_box(found: Locator) -> FloatRect:
    box = found.bounding_box()
    assert box is not None
    return box


def test_a_card_that_opens_leaves_its_neighbours_as_they_are(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    for name in ("Une caisse", "Une agence", "Une chambre", "Un fonds"):
        factories.role(place.edition, "partner", through=Organisation.objects.create(name=name))
    for sentence in ("Une ergonome", "Un local"):
        Need.objects.create(participation=place, sentence=sentence, **typed())
    page = page_for(place.project.members.get(leads=True).user, 1280)
    page.goto(reverse("coaching:room_plan", args=[place.project.slug]))
    opened, neighbour = (page.get_by_role("article", name=name) for name in ("Une ergonome", "Un local"))
    height = find_box(neighbour)["height"]

    page.get_by_role("link", name="Modifier Une ergonome").press("Enter")

    body, close = opened.get_by_label("Une chambre"), opened.get_by_role("link", name="Fermer")
    expect(body).to_be_visible()
    assert find_box(opened)["height"] > 2 * height
    assert find_box(neighbour)["height"] == height
    # nothing stands over another
    assert find_box(body)["y"] + find_box(body)["height"] <= find_box(close)["y"]


@pytest.mark.main_journey
def test_a_step_is_added_without_network_then_moved(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    page = page_for(place.project.members.get(leads=True).user, 360)
    page.goto(reverse("coaching:room_timeline", args=[place.project.slug]))

    expect(page.get_by_role("textbox", name="Qu’est-ce qui s’est passé ?")).to_be_focused()
    expect(page.get_by_role("heading", name="Acteurs")).to_have_count(0)
    page.keyboard.type("Premier essai")
    page.keyboard.press("Tab")
    expect(page.get_by_text("enregistré").first).to_be_visible()
    page.get_by_role("button", name="Ajouter").press("Enter")
    expect(page.locator("[data-frieze]")).to_contain_text("Premier essai")
    page.wait_for_load_state()  # with its scripts
    page.context.set_offline(True)
    page.get_by_role("button", name="Ajouter : Point de bascule").press("Enter")
    page.keyboard.type("Un départ")
    page.keyboard.press("Tab")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()
    assert CanvasItem.objects.count() == 1
    page.context.set_offline(False)
    expect(page.locator("[data-frieze]")).to_contain_text("Un départ")
    page.reload()

    page.get_by_role("link", name="Modifier Un départ").press("Enter")
    page.get_by_role("button", name="Monter Un départ").press("Enter")

    expect(page.get_by_role("button", name="Monter Un départ")).to_be_focused()
    labels = page.locator("[data-frieze] .moment-label")
    expect(labels).to_have_text(["Un départ", "Premier essai"])
    assert list(CanvasItem.objects.order_by("position").values_list("label", flat=True)) == [
        "Un départ",
        "Premier essai",
    ]


def test_text_typed_in_a_canvas_that_closed_stays_on_the_page(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    holder = place.project.members.get(leads=True).user
    page = page_for(holder)
    page.goto(reverse("coaching:room_pitch", args=[place.project.slug]))
    page.get_by_label("L’accroche").fill("Une première phrase")
    page.keyboard.press("Tab")
    expect(page.get_by_text("enregistré").first).to_be_visible()
    validate_canvas(canvas=Canvas.objects.get(), actor=holder, at=factories.NOW)

    page.get_by_label("Le problème").fill("Tapé trop tard")
    page.keyboard.press("Tab")

    expect(page.get_by_text("il est gardé sur cet appareil").first).to_be_visible()
    expect(page.get_by_label("Le problème")).to_have_value("Tapé trop tard")


def test_the_timer_runs_pauses_and_is_put_back_by_keyboard(page_for: PageFor) -> None:
    edition = factories.edition()
    factories.participation(edition)
    page = page_for(factories.role(edition, "facilitator"))
    page.clock.install()
    page.goto(reverse("coaching:session_pitches", args=[edition.slug]))
    clock = page.get_by_role("timer")
    expect(clock).to_have_text("4:00")

    page.get_by_role("button", name="Démarrer").press("Enter")
    page.clock.run_for(181_000)
    expect(page.get_by_text("Il reste une minute.")).to_be_visible()
    page.get_by_role("button", name="Pause").press("Space")
    paused = clock.text_content()
    page.clock.run_for(5_000)
    assert clock.text_content() == paused
    page.get_by_role("button", name="Reprendre").press("Enter")
    page.clock.run_for(60_000)
    expect(page.get_by_text("Le temps est écoulé.")).to_be_visible()
    expect(clock).to_have_text("0:00")
    page.get_by_role("button", name="Remettre à zéro").press("Enter")

    expect(clock).to_have_text("4:00")
