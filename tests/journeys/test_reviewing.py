"""A juror's pages in states that the walk of every page does not meet: passages, revision, scores compared."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, Route, expect

from accelerator.questionnaires.enums import QuestionKind
from projects.models import ReviewAssignment
from projects.review.actions import revision
from projects.review.actions.highlights import add_highlight
from projects.review.actions.rebalancing import set_relief_requests
from tests.factories import edition_with, published_form
from tests.support.browser import RULES_OF_A_LOOK
from tests.support.reviews import grid_values, sent_review

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_pages_of_a_juror_are_accessible_in_every_state(
    page_for: Callable[..., Page], axe: Callable[..., None]
) -> None:
    form = published_form({"key": "title", "kind": QuestionKind.SHORT_TEXT, "audience": "jury"})
    world = edition_with(reviewers=2, applications=4, form=form)
    anne, boris = world.reviewers
    for application in world.applications[:3]:
        sent = sent_review(application, anne, "4", "4")
        sent_review(application, boris, "2", "2")
    values = grid_values(world.edition, "3", "4", committee_comment="Mieux lu")
    revision.revise_review(review=sent, actor=anne, values=values, reason="Mal lu", at=now())
    last = world.applications[3]
    add_highlight(
        application=last, reviewer=anne, question_key="title", quote=last.title, note="À voir", at=now()
    )
    duty = ReviewAssignment.objects.get(application=last, reviewer=anne)
    set_relief_requests(reviewer=anne, listed=[duty.pk], requested=[duty.pk], reason="Absente", at=now())
    page = page_for(anne)

    def look() -> None:
        page.set_viewport_size({"width": 1280, "height": 900})
        axe(page)
        page.set_viewport_size({"width": 360, "height": 740})
        axe(page, *RULES_OF_A_LOOK)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")

    page.goto(reverse("projects:review_queue"))
    expect(page.get_by_label(f"{last.title} · {last.reference}")).to_be_checked()
    look()
    page.goto(reverse("projects:review", args=[last.reference]))
    page.get_by_label("Un critère à la fois").check()
    look()
    page.goto(reverse("projects:review", args=[sent.application.reference]))
    page.get_by_text("Révisée le").click()
    expect(page.get_by_text("Mal lu")).to_be_visible()
    look()
    page.goto(reverse("projects:revise_review", args=[sent.application.reference]))
    look()
    sent_review(last, anne, "4", "4")
    page.goto(reverse("projects:review_queue"))
    page.get_by_text("Vos notes et celles des autres").click()
    expect(page.get_by_role("columnheader", name="Les autres")).to_be_visible()
    look()


def test_no_level_moves_under_a_finger_when_the_script_comes(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer, 360)
    held: list[Route] = []
    page.route("**/js/review_steps*.js", lambda route: held.append(route))  # as on a slow connection
    with page.expect_request("**/js/review_steps*.js"):
        page.goto(reverse("projects:review", args=[world.applications[0].reference]), wait_until="commit")
    levels = page.get_by_role("group", name="Attention au travail")
    expect(levels).to_be_visible()
    page.wait_for_function("document.fonts.ready")
    place = "(element) => element.getBoundingClientRect().top + scrollY"
    before = levels.evaluate(place)

    held[0].continue_()
    expect(page.locator("form[data-review]")).to_have_attribute("data-mode", "all")

    assert levels.evaluate(place) == before


def test_a_window_left_open_stops_once_another_one_sent_the_review(page_for: Callable[..., Page]) -> None:
    world = edition_with(reviewers=1, applications=1)
    page = page_for(world.reviewer, 360)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    comment = page.get_by_label("Pour le comité")
    expect(page.locator("form[data-review]")).to_have_attribute("data-mode", "all")
    sent_review(world.applications[0], world.reviewer, "4", "4")

    comment.fill("Une équipe prête.")
    comment.blur()

    expect(page.locator("#review-state")).to_contain_text("envoyé cette évaluation dans une autre fenêtre")
    expect(comment).to_have_value("Une équipe prête.")
    expect(comment).not_to_be_editable()
    expect(page.get_by_role("button", name="Envoyer et suivant")).to_be_hidden()
    page.get_by_role("link", name="Voir la page à jour").click()
    expect(page.get_by_text("Envoyée", exact=True)).to_be_visible()
