"""Photographs of the paper: with words, with the agreement of those one recognises, for those of the room alone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from coaching.canvas.actions.canvas import freeze_canvas, open_canvas
from coaching.models import CanvasPhoto
from tests import factories

pytestmark = pytest.mark.django_db


def picture(name="mur.jpg"):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def add(client, place, **data):
    url = reverse("coaching:room_canvas_photo_add", args=[place.project.slug, "timeline"])
    return client.post(url, {"upload": picture(), "alt": "La frise au mur, dix post-it", **data})


def url_of(place, photo, name=""):
    return reverse(f"coaching:room_canvas_photo{name}", args=[place.project.slug, "timeline", photo.pk])


def test_a_photo_is_attached_shown_to_the_room_and_taken_away(client, place, holder, mentor):
    client.force_login(holder)

    assert add(client, place).status_code == 302
    photo = CanvasPhoto.objects.get()
    page = client.get(reverse("coaching:room_timeline", args=[place.project.slug])).content.decode()
    client.force_login(mentor)
    shown = client.get(url_of(place, photo))
    client.force_login(factories.participation(place.edition).project.members.get(leads=True).user)
    hidden = client.get(url_of(place, photo)).status_code
    client.force_login(holder)
    storage, name = photo.file.storage, photo.file.name
    assert storage.exists(name)
    client.post(url_of(place, photo, "_remove"))

    assert 'alt="La frise au mur, dix post-it"' in page
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in shown["Cache-Control"]
    assert hidden == 404
    assert not CanvasPhoto.objects.exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"alt": "   "}, "Dites en quelques mots"),
        ({"shows_faces": "on"}, "Demandez d’abord leur accord"),
        ({"upload": SimpleUploadedFile("mur.jpg", b"<html>", "image/jpeg")}, "lisible"),
    ],
)
def test_a_photo_without_words_agreement_or_picture_is_refused(client, place, holder, data, said):
    client.force_login(holder)

    answer = add(client, place, **data)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not CanvasPhoto.objects.exists()


def test_faces_that_agreed_are_kept_as_such(client, place, holder):
    client.force_login(holder)

    add(client, place, shows_faces="on", faces_agreed="on")

    assert CanvasPhoto.objects.get().faces_agreed


def test_the_database_refuses_what_the_form_does(place, holder):
    canvas = open_canvas(participation=place, kind="timeline", at=factories.NOW)
    facts = {"canvas": canvas, "file": "x", "content_type": "image/png", "added_at": factories.NOW}

    for wrong, name in (({"alt": ""}, "alt"), ({"alt": "Nous", "shows_faces": True}, "faces")):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            CanvasPhoto.objects.create(**facts, **wrong)


def test_a_frozen_canvas_takes_no_photo_and_still_lets_one_go(client, place, holder, organiser):
    client.force_login(holder)
    add(client, place)
    photo = CanvasPhoto.objects.get()
    freeze_canvas(canvas=photo.canvas, actor=organiser, at=factories.NOW)

    refused = add(client, place)
    client.post(url_of(place, photo, "_remove"))

    assert refused.status_code == 422
    assert not CanvasPhoto.objects.exists()


def test_whoever_only_reads_adds_and_removes_nothing(client, place, holder):
    client.force_login(holder)
    add(client, place)
    proposed = factories.role(place.edition, "mentor")
    place.pairings.create(mentor=proposed, state="proposed", proposed_by=proposed, proposed_at=factories.NOW)
    client.force_login(proposed)
    photo = CanvasPhoto.objects.get()

    codes = [add(client, place).status_code, client.post(url_of(place, photo, "_remove")).status_code]

    assert codes == [404, 404]
    assert client.get(url_of(place, photo)).status_code == 200
