"""Slips in a real browser: leaving what was typed, a role ended by mistake, a message that stays in the way."""

import pytest
from django.urls import reverse

from tests.factories import World, edition_with


def url(world: World, name: str) -> str:
    return reverse(name, args=[world.edition.slug])


def test_leaving_a_call_that_was_changed_asks_first_and_saving_it_does_not(page_for) -> None:
    world = edition_with()
    page = page_for(world.organiser)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(url(world, "programmes:manage_call"))

    page.locator("#id_intro_fr").press_sequentially("Nous cherchons ")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="Dossiers").first.click()

    assert asked == ["beforeunload"]
    assert page.url.endswith(url(world, "programmes:manage_call"))
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("L’appel est enregistré.").wait_for()
    assert asked == ["beforeunload"]


def test_on_a_phone_a_message_leaves_what_one_fills_in_and_stays_at_the_top_of_the_page(page_for) -> None:
    world = edition_with()
    page = page_for(world.organiser, width=360)
    page.clock.install()
    page.goto(url(world, "programmes:manage_call"))
    page.get_by_role("button", name="Enregistrer").click()
    message = page.get_by_text("L’appel est enregistré.")
    page.evaluate("scrollTo(0, 600)")
    assert message.bounding_box()["y"] > 0

    page.clock.run_for(9000)

    assert message.bounding_box()["y"] < 0
    page.evaluate("scrollTo(0, 0)")
    assert message.is_visible()


def test_errors_in_the_console_are_kept(page_for, console) -> None:
    page = page_for()
    page.goto("/healthz")

    page.evaluate("console.error('cassé')")

    assert [problem.rsplit(": ", 1)[1] for problem in console] == ["cassé"]
    console.clear()


def test_axe_finds_what_is_wrong(page_for, axe) -> None:
    page = page_for()
    page.goto("/healthz")
    page.evaluate("document.body.innerHTML = `<img src='data:,'>`")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
