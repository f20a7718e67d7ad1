"""What all the projects drew: their posters at once, and « Figer tout »."""

import io
import re
import zipfile
from datetime import time

import pikepdf
import pytest
from django.urls import reverse
from pypdf import PdfReader

from coaching.canvas.actions.canvas import freeze_canvases, open_canvas
from coaching.canvas.enums import CanvasState
from coaching.models import Booking, Canvas, CanvasItem, Room, Session, SessionDay, Slot
from projects.models import Recusal
from tests import factories
from tests.support.pdfs import read_pdf
from tests.support.rooms import answer_canvases, fill_room, give_axes, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(place):
    give_axes(place.edition)
    fill_room(place, 1)
    answer_canvases(place)
    return factories.participation(place.edition, title="Zèbre")


def url(place, name):
    return reverse(f"coaching:session_{name}", args=[place.edition.slug])


def test_every_project_has_four_pages_in_one_document(client, place, other, organiser):
    fill_room(other, 1)
    client.force_login(organiser)

    answer = client.get(url(place, "posters"), {"paper": "a4"})

    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 6, "the pitch and the map of the other one are to be written"
    assert {round(float(page.mediabox.width)) for page in pages} == {842}
    text = read_pdf(answer.content)
    assert place.project.title in text
    assert "Zèbre" in text
    assert "Plan d’action" in text


def test_sheets_to_write_on_have_two_pages_a_project_with_its_mentor_table_and_tab(
    client, place, other, mentor, organiser
):
    session = Session.objects.create(edition=place.edition, venue="La Halle")
    slot = Slot.objects.create(
        day=SessionDay.objects.create(session=session, date=factories.NOW.date()),
        kind="individual", activity="timeline", title_fr="La frise", starts_at=time(11, 15), ends_at=time(11, 45),
    )  # fmt: skip
    room = Room.objects.create(session=session, name="Salle Cale")
    Booking.objects.create(slot=slot, participation=place, room=room)
    slot.pk, slot.starts_at, slot.ends_at = None, time(15), time(15, 30)
    slot.save()
    Booking.objects.create(slot=slot, participation=place, room=room)
    client.force_login(organiser)

    answer = client.get(url(place, "sheets"), {"paper": "a3"})

    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 4
    assert {round(float(page.mediabox.width)) for page in pages} == {1191}
    first = " ".join(
        next(page.extract_text() for page in pages if place.project.title in page.extract_text()).split()
    )
    assert str(mentor) in first
    assert "Salle Cale" in first
    assert "11 h 15" in first, "its first turn of the two"
    assert "Zèbre" in read_pdf(answer.content)


def test_without_projects_there_is_no_sheet_and_the_page_says_so(client):
    world = factories.edition_with()
    client.force_login(world.organiser)

    response = client.get(reverse("coaching:session_sheets", args=[world.edition.slug]), follow=True)

    assert response.redirect_chain == [(reverse("coaching:session_drawn", args=[world.edition.slug]), 302)]
    assert "il n’y a pas de feuille" in response.content.decode()


def test_the_archive_has_a_document_for_each_project(client, place, other, organiser):
    client.force_login(organiser)

    answer = client.get(url(place, "posters_zip"), {"paper": "a3"})

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        [name] = archive.namelist()
        assert name == f"{place.project.slug}-a3.pdf", "the other one drew nothing"
        assert len(PdfReader(io.BytesIO(archive.read(name))).pages) == 4


def test_all_is_frozen_at_once_and_reopened_one_by_one(client, place, other, organiser, holder):
    client.force_login(organiser)
    page = client.get(url(place, "drawn")).content.decode()
    assert "6 canevas seront figés" in page
    names = re.findall(r' id="([^"]+)"', page)
    assert "freeze-all" in names
    assert len(names) == len(set(names))

    client.post(url(place, "freeze_all"))

    assert set(Canvas.objects.values_list("state", flat=True)) == {CanvasState.FROZEN}
    assert Canvas.objects.count() == 6
    assert "Tout est figé" in client.get(url(place, "drawn")).content.decode()
    client.post(
        reverse("coaching:room_canvas_unfreeze", args=[other.project.slug, "pitch"]),
        {"reason": "Une erreur."},
    )
    assert Canvas.objects.exclude(state=CanvasState.FROZEN).get().participation == other


def test_one_that_was_frozen_already_is_not_frozen_again(place, organiser):
    canvas = open_canvas(participation=place, kind="pitch", at=factories.NOW)
    facts = {"places": [place], "actor": organiser, "at": factories.NOW}

    assert freeze_canvases(**facts) == 3
    assert freeze_canvases(**facts) == 0
    assert canvas.versions.count() == 1


def test_a_dossier_one_stepped_aside_from_is_neither_read_nor_frozen(client, place, other, organiser):
    Recusal.objects.create(
        application=other.project.application,
        reviewer=organiser,
        author=organiser,
        reason="Un proche.",
        at=factories.NOW,
    )
    client.force_login(organiser)

    assert "Zèbre" not in client.get(url(place, "drawn")).content.decode()
    fill_room(other, 1)
    assert "Zèbre" not in read_pdf(client.get(url(place, "posters")).content)
    client.post(url(place, "freeze_all"))
    assert not Canvas.objects.filter(participation=other, state=CanvasState.FROZEN).exists()


def read_poster(client, place, kind, paper="a4"):
    url = reverse(f"coaching:room_{kind}_poster", args=[place.project.slug])
    return client.get(url, {"paper": paper})


def test_a_timeline_prints_on_one_landscape_page(client, place, holder):
    canvas = open_canvas(participation=place, kind="timeline", at=factories.NOW)
    steps = [
        {"kind": "step", "label": f"Étape {number}", "date_text": "en mai", "detail": "Une phrase. " * 8}
        for number in range(9)
    ]
    others = [
        {"kind": "decision", "label": "Acheter", "phase": "target"},
        {"kind": "turning_point", "label": "Un départ"},
        {"kind": "stakeholder", "label": "Direction", "influence": 3, "expectation": "aller vite"},
    ]
    for position, fields in enumerate(steps + others):
        CanvasItem.objects.create(canvas=canvas, position=position, **fields, **typed())
    client.force_login(holder)
    for paper, width in (("a3", 1190), ("a4", 841)):
        answer = read_poster(client, place, "timeline", paper)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
        with pikepdf.open(io.BytesIO(answer.content)) as document:
            assert len(document.pages) == 1
            assert int(document.pages[0].mediabox[2]) == width
            assert document.Root.MarkInfo.Marked


@pytest.mark.parametrize(("kind", "text"), [("timeline", "pèse peu"), ("pitch", "Votre demande")])
def test_an_empty_canvas_prints_a_sheet_to_write_on(client, place, holder, kind, text):
    client.force_login(holder)

    answer = read_poster(client, place, kind)

    assert text in read_pdf(answer.content)
    with pikepdf.open(io.BytesIO(answer.content)) as found:
        assert len(found.pages) == 1
    assert read_poster(client, place, kind, "a0").status_code == 404
