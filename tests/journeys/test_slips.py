"""Slips in a real browser: leaving what was typed, a role ended by mistake, a message that stays in the way."""

from typing import Any

from django.urls import reverse

from programmes.models import Role
from tests.factories import edition_with, role


def url(world: Any, name: str) -> str:
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


def test_ending_ones_own_role_asks_first_without_javascript_too(page_for) -> None:
    world = edition_with()
    role(world.edition, "organiser")
    for scripted in (True, False):
        page = page_for(world.organiser, java_script_enabled=scripted)
        page.goto(url(world, "programmes:manage_people"))
        page.get_by_role("link", name=f"Mettre fin au rôle… – {world.organiser}").click()

        assert page.get_by_text("C’est votre propre rôle").is_visible()
        assert Role.objects.active().filter(user=world.organiser).exists()

    page.get_by_label("Pourquoi").fill("Je change de poste.")
    page.get_by_role("button", name="Mettre fin au rôle").click()
    page.get_by_text("ne tient plus ce rôle").wait_for()
    assert not Role.objects.active().filter(user=world.organiser).exists()


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
