"""Building the form of a call in a real browser: dragging, keys, what shows for each kind, without JavaScript too."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accelerator.questionnaires import drafting
from accelerator.questionnaires.models import Revision
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from tests.factories import World, edition_with


def build(start: str = FormStart.DEFAULT) -> tuple[Any, Revision]:
    world = edition_with()
    draft = start_form(call=world.edition.call, start=start, actor=world.organiser, at=timezone.now())
    return world, draft


def url(world: World, name: str, *args: Any) -> str:
    return reverse(name, args=[world.edition.slug, *args])


def keys(draft: Revision) -> list[str]:
    return list(draft.questions.order_by("section__position", "position").values_list("key", flat=True))


def test_every_page_of_the_builder_is_accessible(page_for, axe) -> None:
    world, draft = build()
    page = page_for(world.organiser, width=360)
    later = draft.questions.get(key="head_count")
    later.show_if = {"key": "profile", "any_of": ["internal_project"]}
    later.save()
    drafting.remove_question(question=draft.questions.get(key="stakeholders"))

    for name, args in (
        ("programmes:manage_form", []),
        ("programmes:new_form_page", []),
        ("programmes:form_page", [draft.sections.first().pk]),
        ("programmes:new_form_question", [draft.sections.first().pk]),
        ("programmes:form_question", [later.pk]),
        ("programmes:preview_form", [1]),
        ("projects:publish_form", []),
    ):
        page.goto(url(world, name, *args))
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, name


def test_the_help_of_the_keyboard_lists_the_keys_of_the_builder(page_for, axe) -> None:
    world, _draft = build()
    page = page_for(world.organiser)
    page.goto(url(world, "programmes:manage_form"))

    page.keyboard.press("?")

    expect(page.get_by_role("dialog")).to_contain_text("Ajouter une question à la page où l’on est")
    expect(page.get_by_role("dialog")).to_contain_text("Alt ↑ ↓")
    axe(page)


def test_a_question_is_dragged_to_its_place(page_for) -> None:
    world, draft = build()
    page = page_for(world.organiser)
    page.goto(url(world, "programmes:manage_form"))
    ids = dict(draft.questions.values_list("key", "pk"))

    # by hand, step by step: the library starts a drag on the first moves only
    page.locator(f"#question-{ids['profile']}").scroll_into_view_if_needed()
    held = page.locator(f"#question-{ids['profile']} [data-handle]").bounding_box()
    over = page.locator(f"#question-{ids['structure_name']}").bounding_box()
    page.mouse.move(held["x"] + 5, held["y"] + 10)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(held["x"] + 5, held["y"] + 10 + (over["y"] + 4 - held["y"] - 10) * step / 11)
    with page.expect_navigation():
        page.mouse.up()

    assert keys(draft)[:3] == ["siret", "profile", "structure_name"]


def test_keys_move_a_question_and_the_focus_stays_with_it(page_for) -> None:
    world, draft = build()
    page = page_for(world.organiser)
    page.goto(url(world, "programmes:manage_form"))
    profile = draft.questions.get(key="profile").pk
    page.locator(f"#question-{profile} .row-title a").focus()

    for _ in range(2):
        with page.expect_navigation():
            page.keyboard.press("Alt+ArrowUp")
        expect(page.locator(f"#question-{profile}:focus, #question-{profile} :focus")).to_have_count(1)

    assert keys(draft)[0] == "profile"


def test_questions_follow_one_another_from_the_keyboard(page_for) -> None:
    world, draft = build(FormStart.BLANK)
    page = page_for(world.organiser)
    page.goto(url(world, "programmes:manage_form"))
    page.keyboard.press("a")
    page.wait_for_url("**/pages/new/")
    page.keyboard.type("Projet")
    page.keyboard.press("Enter")
    page.wait_for_url("**#page-*")
    page.keyboard.press("a")
    for title in ("Titre", "Résumé"):
        page.wait_for_url("**/questions/new/**")
        expect(page.locator("[name=label_fr]:focus")).to_have_value("")
        page.keyboard.type(title)
        with page.expect_navigation():
            page.keyboard.press("Control+Enter")

    assert keys(draft) == ["titre", "resume"]


def test_only_what_concerns_the_kind_is_shown(page_for) -> None:
    world, draft = build()
    page = page_for(world.organiser)
    page.goto(url(world, "programmes:new_form_question", draft.sections.last().pk))

    assert page.get_by_label("Longueur maximale").is_visible()
    assert not page.get_by_label("Choix proposés").is_visible()
    page.locator("#id_kind").select_option("single")
    assert page.get_by_label("Choix proposés").is_visible()
    assert not page.get_by_label("Longueur maximale").is_visible()
    page.get_by_label("Poser cette question").select_option("profile")
    assert page.get_by_label("Nous menons une transformation").is_visible()
