"""Posters with the longest texts of every kind: each word stands on the page."""

from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from accelerator.questionnaires.models import Answer
from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.models import ActionItem, AxisReading, Blocker, Canvas, CanvasItem, Need
from projects.models import Participation, Project
from tests.support.rooms import answer_canvases, fill_room, give_axes

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]

TEXTS = {
    "long": "Les équipes du soir s’en méfient, et le disent. ",
    "endless": "Anticonstitutionnellement" * 4,
    "right to left": "لم تُستشر فرق المساء في اختيار البرنامج. ",
    "emoji": "Le wifi ⚠ tombe 👩🏽‍🔧 → encore. ",
}
KINDS = ("timeline", "pitch", "adn", "plan")


def repeat(text: str, most: int) -> str:
    return (text * (most // len(text) + 1))[:most].strip()


def fill_whole(place: Participation, text: str) -> None:
    """Every column of every row as long as it may be."""
    give_axes(place.edition)
    fill_room(place, 3)
    answer_canvases(place)
    for model, columns in (
        (CanvasItem, ("label", "detail", "date_text", "who", "expectation")),
        (AxisReading, ("finding", "who", "evidence")),
        (Blocker, ("text",)),
        (ActionItem, ("line", "first_step", "owner", "indicator")),
        (Need, ("sentence",)),
    ):
        values = {name: repeat(text, model._meta.get_field(name).max_length or 0) for name in columns}
        model._default_manager.update(**values)
    CanvasItem.objects.filter(kind=ItemKind.STAKEHOLDER).update(influence=3)
    pitch = Canvas.objects.get(participation=place, kind=CanvasKind.PITCH)
    Answer.objects.filter(sheet=pitch.sheet).update(value=repeat(text, 600))
    place.project.title = repeat(text, Project._meta.get_field("title").max_length or 0)
    place.project.save(update_fields=["title"])


def find_letters_outside(content: bytes) -> str:
    """Letters whose box leaves its page, by PDFium; spaces may."""
    outside = []
    for page in pypdfium2.PdfDocument(content):
        width, height = page.get_size()
        text = page.get_textpage()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            if left < 0 or bottom < 0 or right > width or top > height:
                outside.append(text.get_text_range(index, 1))
    return "".join(outside).strip()


@pytest.mark.parametrize("paper", ["a3", "a4"])
@pytest.mark.parametrize("name", list(TEXTS))
def test_the_longest_texts_stay_on_the_page(
    client: Client, place: Participation, holder: Any, name: str, paper: str
) -> None:
    fill_whole(place, TEXTS[name])
    client.force_login(holder)

    for kind in KINDS:
        content = client.get(
            reverse(f"coaching:room_{kind}_poster", args=[place.project.slug]), {"paper": paper}
        ).content

        assert find_letters_outside(content) == "", kind
