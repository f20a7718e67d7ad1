"""The timeline and the pitch on a wall: one page, tagged, every word of it text."""

import io
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse

from tests.support.pdfs import read_pdf

pytestmark = pytest.mark.django_db


def read_poster(client, place, kind, paper="a4"):
    url = reverse(f"coaching:room_{kind}_poster", args=[place.project.slug])
    return client.get(url, {"paper": paper})


def write(client, place, kind, **fields):
    uid = uuid4()
    for number, (field, value) in enumerate(fields.items()):
        url = reverse("coaching:room_row_field", args=[place.project.slug, kind, uid, field])
        assert client.post(url, {"value": value, "base_version": number}).status_code == 200


@pytest.mark.parametrize(("paper", "width"), [("a3", 1190), ("a4", 841)])
def test_a_timeline_prints_on_one_landscape_page(client, place, holder, paper, width):
    client.force_login(holder)
    for number in range(9):
        write(client, place, "step", label=f"Étape {number}", date_text="en mai", detail="Une phrase. " * 8)
    write(client, place, "decision", label="Acheter", phase="target")
    write(client, place, "turning_point", label="Un départ")
    write(client, place, "stakeholder", label="Direction", influence="3", expectation="aller vite")

    answer = read_poster(client, place, "timeline", paper)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    with pikepdf.open(io.BytesIO(answer.content)) as found:
        assert len(found.pages) == 1
        assert int(found.pages[0].mediabox[2]) == width
        assert found.Root.MarkInfo.Marked


@pytest.mark.parametrize(("kind", "asked"), [("timeline", "pèse peu"), ("pitch", "Votre demande")])
def test_what_nobody_began_prints_a_sheet_to_write_on(client, place, holder, kind, asked):
    client.force_login(holder)

    answer = read_poster(client, place, kind)

    assert asked in read_pdf(answer.content)
    with pikepdf.open(io.BytesIO(answer.content)) as found:
        assert len(found.pages) == 1
    assert read_poster(client, place, kind, "a0").status_code == 404


def test_a_pitch_of_the_longest_parts_prints(client, place, holder):
    client.force_login(holder)
    for key, longest in (
        ("hook", 300),
        ("problem", 600),
        ("solution", 600),
        ("effect", 600),
        ("request", 400),
    ):
        url = reverse("coaching:room_canvas_answer", args=[place.project.slug, "pitch", key])
        assert (
            client.post(url, {"value": "Mot " * (longest // 4 - 1) + "fin", "base_version": 0}).status_code
            == 200
        )

    answer = read_poster(client, place, "pitch")

    with pikepdf.open(io.BytesIO(answer.content)) as found:
        assert len(found.pages) == 1
