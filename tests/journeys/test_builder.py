"""Building the form of a call in a real browser: dragging, keys, what shows for each kind, without JavaScript too."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

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
