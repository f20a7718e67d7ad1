"""From the reviewer's list to the holder's answer, in a real browser."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accelerator.questionnaires.enums import QuestionKind
from projects.conflicts.actions import recuse
from projects.models import Review, ReviewState, Score
from projects.review.actions.review import level_value
from tests.factories import World, edition_with, published_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.main_journey
def test_a_review_saves_itself_and_is_sent(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=2)
    page = page_for(world.reviewer, 360)
    page.goto("/review/")
    page.get_by_role("link", name="Dossier suivant").click()
    expect(page.get_by_role("group", name="Attention au travail")).to_be_visible()
    # each juror has an order of their own
    first, second = sorted(world.applications, key=lambda application: application.reference not in page.url)

    page.get_by_role("group", name="Attention au travail").get_by_role("radio", name="3 solide").check()
    expect(page.locator("[data-saved]")).to_contain_text("enregistré à")
    page.get_by_label("Note privée").fill("À relire avec les équipes")
    with page.expect_response(re.compile("private_note")):
        page.get_by_label("Note privée").blur()
    expect(page.locator("[data-answered]")).to_have_text("1")
    page.reload()
    expect(page.get_by_label("Note privée")).to_have_value("À relire avec les équipes")

    page.get_by_role("group", name="Maturité").get_by_role("radio", name="non évaluable").check()
    expect(page.locator("[data-score]")).to_have_text("75")
    page.get_by_role("button", name="Envoyer et suivant").click()
    expect(page).to_have_url(re.compile(second.reference))
    assert Review.objects.get(application=first).state == ReviewState.SUBMITTED
    page.goto(reverse("projects:review", args=[first.reference]))


def test_a_grid_sent_too_soon_is_finished_where_it_stands(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    page.get_by_role("group", name="Attention au travail").get_by_role("radio", name="3 solide").check()
    expect(page.locator("[data-saved]")).to_contain_text("enregistré à")

    page.get_by_role("button", name="Envoyer et suivant").click()
    maturity = page.get_by_role("group", name="Maturité")
    expect(maturity).to_contain_text("Choisissez un niveau")
    expect(page.locator("[data-answered]")).to_have_text("1")
    maturity.get_by_role("radio", name="2 partiel").check()

    expect(page.locator("[data-answered]")).to_have_text("2")
    expect(page.get_by_text("Choisissez un niveau")).to_have_count(0)
    page.reload()
    expect(maturity.get_by_role("radio", name="2 partiel")).to_be_checked()


def test_digits_score_the_criterion_in_focus_and_go_on_to_the_next(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer)
    address = reverse("projects:review", args=[world.applications[0].reference])
    page.goto(address)
    first, second = page.get_by_role("group", name="Attention"), page.get_by_role("group", name="Maturité")

    page.keyboard.press("3")
    expect(first.get_by_role("radio", name="3 solide")).to_be_checked()
    page.get_by_label("Note privée").press("1")
    second.get_by_role("radio", name="0 absent").focus()
    with page.expect_response(re.compile("level")):
        page.keyboard.press("4")
    expect(second.get_by_role("radio", name="4 exemplaire")).to_be_checked()
    expect(page.get_by_role("group", name="Vos commentaires")).to_be_focused()
    expect(page.get_by_label("Note privée")).to_have_value("1")

    page.get_by_label("Un critère à la fois").check()
    expect(first).to_be_hidden()
    page.get_by_role("button", name="Critère précédent").click()
    page.get_by_role("button", name="Critère précédent").click()
    expect(first).to_be_visible()
    expect(second).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Un critère à la fois")).to_be_checked()
    page.get_by_label("Un critère à la fois").uncheck()
    expect(second).to_be_visible()


SELECT_TITLE = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("[data-answer=title] p"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_a_passage_is_marked_and_found_again(page_for: Callable[..., Page], width: int) -> None:
    form = published_form({"key": "title", "kind": QuestionKind.SHORT_TEXT, "audience": "jury"})
    world = edition_with(reviewers=1, applications=1, form=form)
    page = page_for(world.reviewer, width)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    expect(page.get_by_role("button", name="Marquer ce passage")).to_be_hidden()

    page.evaluate(SELECT_TITLE)
    page.get_by_role("button", name="Marquer ce passage").click()

    expect(page.get_by_text("1 passage marqué")).to_be_visible()
    assert page.evaluate("CSS.highlights.get('marked').size") == 1
    page.get_by_label("Votre remarque").fill("À demander")
    page.locator("#highlights").get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Votre remarque")).to_have_value("À demander")
    assert page.evaluate("CSS.highlights.get('marked').size") == 1


COVERED = """() => {
  const [field, bar] = [document.activeElement, document.querySelector(".review-bar")];
  const [one, other] = [field.getBoundingClientRect(), bar.getBoundingClientRect()];
  return !bar.contains(field) && (one.bottom > Math.min(other.top, innerHeight) || one.top < 0);
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_the_bar_does_not_cover_the_focused_element(page_for: Callable[..., Page], width: int) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer, width)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]) + "#grid")
    page.locator("#grid").focus()
    covered = []
    for _step in range(8):
        page.keyboard.press("Tab")
        page.wait_for_timeout(100)
        if page.evaluate(COVERED):
            covered.append(page.evaluate("document.activeElement.outerHTML"))
    assert covered == []

    page.get_by_role("button", name="Envoyer et suivant").click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("#error-summary").get_by_role("link").last.click()
    expect(page.get_by_role("group", name="Maturité").locator("legend")).to_be_in_viewport()
    assert not page.evaluate(COVERED)


BUTTON_ON_TOP = """() => {
  const buttons = [...document.querySelectorAll(".review-bar button")];
  const box = buttons.find((button) => button.getClientRects().length).getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return box.bottom <= innerHeight && Boolean(top.closest(".review-bar"));
}"""


def test_the_send_button_is_on_top_at_every_scroll_position_of_a_phone(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer, 360)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    switch = page.locator(".review-switch").bounding_box()
    assert switch
    # as tall as puts the links to the two halves where the bar stands
    page.set_viewport_size({"width": 360, "height": int(switch["y"] + switch["height"]) + 8})

    heights = page.evaluate("document.documentElement.scrollHeight")
    hidden = []
    for position in range(0, heights, 200):
        page.evaluate("y => scrollTo(0, y)", position)
        if not page.evaluate(BUTTON_ON_TOP):
            hidden.append(position)
    assert hidden == []


def test_the_board_gives_the_focus_back_to_the_cell(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=2, applications=3, reviews_wanted=2)
    page = page_for(world.organiser, 360)
    page.goto(reverse("projects:manage_assignment", args=[world.edition.slug]))
    cell = page.locator(f"#cell-{world.applications[1].reference}-{world.reviewers[1].pk}")
    value = cell.get_attribute("value")
    cell.focus()
    page.keyboard.press("Enter")

    expect(cell).not_to_have_attribute("value", value or "")
    expect(cell).to_be_focused()


def test_a_level_refused_for_another_window_s_is_not_sent_again_behind_its_back(
    page_for: Callable[..., Page], console: list[str]
) -> None:
    world = edition_with(reviewers=1, applications=1)
    address = reverse("projects:review", args=[world.applications[0].reference])
    one, two = page_for(world.reviewer), page_for(world.reviewer)
    one.goto(address)
    two.goto(address)
    group = {page: page.get_by_role("group", name="Attention au travail") for page in (one, two)}
    group[one].get_by_role("radio", name="3 solide").check()
    expect(one.locator("[data-saved]")).to_contain_text("enregistré à")
    group[two].get_by_role("radio", name="1 faible").check()
    expect(two.get_by_role("group", name="Deux réponses différentes")).to_contain_text("3 solide")
    group[two].get_by_role("radio", name="0 absent").check()  # one picks again before choosing
    expect(two.get_by_role("group", name="Deux réponses différentes")).to_contain_text("3 solide")

    two.reload()

    expect(two.get_by_role("group", name="Deux réponses différentes")).to_contain_text("3 solide")
    expect(group[two].get_by_role("radio", name="0 absent")).to_be_checked()
    assert level_value(Score.objects.get()) == "3"
    two.get_by_role("button", name="Prendre l’autre").click()
    two.reload()
    expect(group[two].get_by_role("radio", name="3 solide")).to_be_checked()
    expect(two.get_by_role("group", name="Deux réponses différentes")).to_have_count(0)
    console.clear()


def test_a_review_sent_without_a_network_waits_and_goes_once(
    page_for: Callable[..., Page], console: list[str]
) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    for radio in page.get_by_role("radio", name="3 solide").all():
        with page.expect_response(lambda reply: reply.status == 200):
            radio.check()
    page.context.set_offline(True)
    page.get_by_label("Pour le comité").fill("Écrit dans le train")
    for _click in range(2):
        page.get_by_role("button", name="Envoyer et suivant").click()
        expect(page.locator("[data-saved]")).to_contain_text("partira au retour du réseau")

    page.context.set_offline(False)

    expect(page.get_by_text("est envoyée.")).to_be_visible()
    stored = Review.objects.get()
    assert (stored.state, stored.committee_comment) == (ReviewState.SUBMITTED, "Écrit dans le train")
    console.clear()


NOTE, COMMENT = "Note privée", "Pour le comité"


@pytest.fixture
def world() -> World:
    return edition_with(reviewers=1, applications=1)


@pytest.fixture
def grid(world: World, page_for: Callable[..., Page]) -> Page:
    page = page_for(world.reviewer)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    return page


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).blur()


def test_a_dossier_taken_back_closes_the_grid_and_leads_to_what_was_kept(
    world: World, grid: Page, console: list[str]
) -> None:
    write(grid, NOTE, "Écrit avant")
    expect(grid.locator("[data-saved]")).to_contain_text("enregistré à")
    recuse(
        application=world.applications[0],
        reviewer=world.reviewer,
        author=world.organiser,
        reason="Ami",
        at=timezone.now(),
    )

    write(grid, COMMENT, "Écrit après")

    link = grid.locator("#review-state").get_by_role("link", name="Relire vos textes")
    expect(link).to_be_visible()
    expect(grid.get_by_label(COMMENT)).to_have_value("Écrit après")
    expect(grid.get_by_label(COMMENT)).not_to_be_editable()
    expect(grid.get_by_role("button", name="Envoyer et suivant")).to_be_hidden()
    link.click()
    expect(grid.get_by_text("Écrit avant")).to_be_visible()
    console.clear()
