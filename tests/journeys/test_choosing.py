"""From the reviewer's list to the holder's answer, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.conflicts.actions import recuse
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Review, Score
from projects.review.actions.review import level_value
from projects.review.enums import ReviewState
from tests.factories import edition_with
from tests.support.reviews import let_leave, sent_review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.main_journey
def test_a_review_saves_itself_and_is_sent(
    page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    world = edition_with(reviewers=1, applications=2)
    first, second = world.applications
    page = page_for(world.reviewer, 360)
    page.goto("/review/")
    axe(page)
    page.get_by_role("link", name="Dossier suivant").click()

    page.get_by_role("group", name="Attention au travail").get_by_role("radio", name="3 solide").check()
    expect(page.locator("[data-saved]")).to_contain_text("enregistré à")
    page.get_by_label("Note privée").fill("À relire avec les équipes")
    with page.expect_response(re.compile("private_note")):
        page.get_by_label("Note privée").blur()
    expect(page.locator("[data-answered]")).to_have_text("1")
    page.reload()
    expect(page.get_by_label("Note privée")).to_have_value("À relire avec les équipes")
    axe(page)

    page.get_by_role("group", name="Maturité").get_by_role("radio", name="non évaluable").check()
    expect(page.locator("[data-score]")).to_have_text("75")
    page.get_by_role("button", name="Envoyer et suivant").click()
    expect(page).to_have_url(re.compile(second.reference))
    assert Review.objects.get(application=first).state == ReviewState.SUBMITTED
    page.goto(reverse("projects:review", args=[first.reference]))
    axe(page)


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


COVERED = """() => {
  const [field, bar] = [document.activeElement, document.querySelector(".review-bar")];
  const [one, other] = [field.getBoundingClientRect(), bar.getBoundingClientRect()];
  return !bar.contains(field) && (one.bottom > Math.min(other.top, innerHeight) || one.top < 0);
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_takes_the_focus_stands_clear_of_the_bar(page_for: Callable[..., Page], width: int) -> None:
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


def test_a_lost_connection_keeps_the_text_and_sends_it_later(
    page_for: Callable[..., Page], console: list[str]
) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    page.context.set_offline(True)
    page.get_by_label("Pour le comité").fill("Écrit dans le train")
    page.get_by_label("Pour le comité").blur()
    expect(page.locator("[data-saved]")).to_contain_text("Hors connexion")
    page.context.set_offline(False)

    expect(page.locator("[data-saved]")).to_contain_text("enregistré à")
    assert Review.objects.get().committee_comment == "Écrit dans le train"
    console.clear()


def test_two_windows_show_both_texts(page_for: Callable[..., Page], console: list[str]) -> None:
    world = edition_with(reviewers=1, applications=1)
    address = reverse("projects:review", args=[world.applications[0].reference])
    one, two = page_for(world.reviewer), page_for(world.reviewer)
    one.goto(address)
    two.goto(address)
    for page, text in ((one, "Première fenêtre"), (two, "Seconde fenêtre")):
        page.get_by_label("Note privée").fill(text)
        page.get_by_label("Note privée").blur()
        if page is one:
            expect(page.locator("[data-saved]")).to_contain_text("enregistré à")

    expect(two.get_by_role("group", name="Deux réponses différentes")).to_contain_text("Première fenêtre")
    two.get_by_role("button", name="Garder la mienne").click()
    expect(two.locator("[data-saved]")).to_contain_text("enregistré à")
    assert Review.objects.get().private_note == "Seconde fenêtre"
    console.clear()


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


def test_a_grid_is_sent_as_the_window_shows_it_once_both_are_shown(
    page_for: Callable[..., Page], console: list[str]
) -> None:
    world = edition_with(reviewers=1, applications=1)
    address = reverse("projects:review", args=[world.applications[0].reference])
    one, two = page_for(world.reviewer), page_for(world.reviewer)
    one.goto(address)
    two.goto(address)
    for label in ("Note privée", "Pour le comité"):
        one.get_by_label(label).fill("Première fenêtre")
        with one.expect_response(lambda reply: reply.status == 200):
            one.get_by_label(label).blur()
    for radio in two.get_by_role("radio", name="3 solide").all():
        with two.expect_response(lambda reply: reply.status == 200):
            radio.check()
    two.get_by_label("Pour le comité").fill("Seconde fenêtre")  # and sent before it saves by itself
    two.get_by_role("button", name="Envoyer et suivant").click()

    error = two.locator(".invalid-feedback").filter(has_text="Première fenêtre")
    expect(error).to_have_count(2)
    two.get_by_label("Note privée").fill("Première fenêtre")
    two.get_by_role("button", name="Envoyer et suivant").click()
    expect(two.get_by_text("est envoyée.")).to_be_visible()
    kept = Review.objects.get()
    assert (kept.private_note, kept.committee_comment) == ("Première fenêtre", "Seconde fenêtre")
    console.clear()


def test_what_changed_elsewhere_does_not_stop_the_other_fields(
    page_for: Callable[..., Page], console: list[str]
) -> None:
    """A review has one version for all its fields: only a field that both windows wrote is asked about."""
    world = edition_with(reviewers=1, applications=1)
    address = reverse("projects:review", args=[world.applications[0].reference])
    tab = page_for(world.reviewer)
    tab.goto(address)
    note, comment = "Note privée", "Pour le comité"

    def write(page: Page, label: str, text: str) -> None:
        page.get_by_label(label).fill(text)
        with page.expect_response(lambda reply: reply.status == 200):
            page.get_by_label(label).blur()

    write(tab, note, "Une note")
    write(tab, comment, "Un avis")
    two = page_for(world.reviewer)
    two.goto(address)
    write(tab, note, "Une autre note")

    write(two, comment, "Un autre avis")
    expect(two.get_by_role("group", name="Deux réponses différentes")).to_have_count(0)
    two.context.set_offline(True)
    two.get_by_label(comment).fill("Écrit dans le train")
    two.get_by_label(comment).blur()
    expect(two.locator("[data-saved]")).to_contain_text("Hors connexion")
    two.close(run_before_unload=False)
    two.context.set_offline(False)
    again = two.context.new_page()
    write(tab, note, "Une dernière note")
    again.goto(address)

    expect(again.locator("[data-saved]")).to_contain_text("enregistré à")
    expect(again.get_by_role("group", name="Deux réponses différentes")).to_have_count(0)
    kept = Review.objects.get()
    assert (kept.private_note, kept.committee_comment) == ("Une dernière note", "Écrit dans le train")
    assert again.evaluate("Object.keys(localStorage).filter((key) => key.includes(':review:')).length") == 0
    console.clear()


@pytest.mark.main_journey
def test_without_javascript_the_grid_is_a_plain_form(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer, java_script_enabled=False)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    page.get_by_label("Note privée").fill("Sans script")
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.get_by_label("Note privée")).to_have_value("Sans script")


@pytest.mark.main_journey
def test_the_pages_of_organisers_and_holders_are_accessible(
    page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    world = edition_with(reviewers=3, applications=3, places=1, reviews_wanted=4)
    edition, (first, second, third) = world.edition.slug, world.applications
    for level, application in enumerate(world.applications, start=1):
        for reviewer in world.reviewers[:2]:
            sent_review(
                application, reviewer, str(level), "3", committee_comment="Vu", holder_comment="Bravo"
            )
    recuse(
        application=first,
        reviewer=world.reviewers[2],
        author=world.reviewers[2],
        reason="Ami",
        at=timezone.now(),
    )
    page = page_for(world.organiser, 1280)

    def look(name: str, *args: Any) -> None:
        page.goto(reverse(f"projects:{name}", args=[edition, *args]))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"

    for name in ("manage_assignment", "assignment_proposal", "ranking", "deliberation", "announce"):
        look(name)
    look("decide", first.reference)
    look("record_recusal", first.reference)
    for application, outcome in (
        (first, Outcome.NOT_SELECTED),
        (second, Outcome.RESERVE),
        (third, Outcome.SELECTED),
    ):
        decide(
            application=application,
            outcome=outcome,
            reason="Parce que",
            actor=world.organiser,
            at=timezone.now(),
        )
    look("announce")
    let_leave(world.edition, world.organiser)
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=timezone.now())
    look("announce")
    look("deliberation")

    holder = third.project.members.get(leads=True).user
    page = page_for(holder, 360)
    page.goto(reverse("projects:participation", args=[third.reference]))
    axe(page)
    page.get_by_role("button", name="Je confirme notre venue").click()
    expect(page.get_by_role("heading", name="Votre place est confirmée")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_state_and_the_button_are_in_view_wherever_one_reads(
    page_for: Callable[..., Page], width: int
) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer, width)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    page.evaluate("document.getElementById('dossier').style.minHeight = '4000px'")  # dossiers are long

    for share in (0, 0.25, 0.5, 0.75, 1):
        page.evaluate("(share) => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        expect(page.locator("#review-state")).to_be_in_viewport(ratio=1)
        expect(page.get_by_role("button", name="Envoyer et suivant")).to_be_in_viewport(ratio=1)


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
    kept = Review.objects.get()
    assert (kept.state, kept.committee_comment) == (ReviewState.SUBMITTED, "Écrit dans le train")
    console.clear()
