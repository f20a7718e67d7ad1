"""Photographs of the paper: with words, with the agreement of those one recognises, for those of the room alone."""

import io
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import set_image_consent
from coaching.canvas.actions import photos
from coaching.canvas.actions.canvas import freeze_canvas, open_canvas
from coaching.canvas.forms import PhotoWordsForm
from coaching.gallery.forms import DescribeForm
from coaching.models import CanvasPhoto, Session
from tests import factories

pytestmark = pytest.mark.django_db


def picture(name="mur.jpg"):
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def add(client, place, **data):
    url = reverse("coaching:room_canvas_photo_add", args=[place.project.slug, "timeline"])
    return client.post(
        url, {"upload": picture(), "alt": "La frise au mur, dix post-it", "depicts": "nobody", **data}
    )


def url_of(place, photo, name=""):
    return reverse(f"coaching:room_canvas_photo{name}", args=[place.project.slug, "timeline", photo.pk])


def test_a_photo_is_attached_read_in_the_room_and_taken_away(
    client, place, holder, mentor, django_capture_on_commit_callbacks
):
    client.force_login(holder)

    assert add(client, place).status_code == 302
    photo = CanvasPhoto.objects.get()
    page = client.get(reverse("coaching:room_timeline", args=[place.project.slug])).content.decode()
    client.force_login(mentor)
    opened = client.get(url_of(place, photo))
    client.force_login(factories.participation(place.edition).project.members.get(leads=True).user)
    hidden = client.get(url_of(place, photo)).status_code
    client.force_login(holder)
    storage, name = photo.file.storage, photo.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url_of(place, photo, "_remove"))

    assert not storage.exists(name)
    assert 'alt="La frise au mur, dix post-it"' in page
    assert (opened.status_code, opened["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in opened["Cache-Control"]
    assert hidden == 404
    assert not CanvasPhoto.objects.exists()


def test_a_photo_that_two_people_take_away_at_once_is_no_longer_described(client, place, holder):
    client.force_login(holder)
    add(client, place)
    mine, theirs = (CanvasPhoto.objects.select_related("canvas__participation__edition").get() for _ in "12")

    for photo in (mine, theirs):
        photos.remove_photo(photo=photo, actor=holder, at=factories.NOW)

    assert AuditEntry.objects.filter(verb="remove_photo").count() == 1
    with pytest.raises(TransitionRefused, match="retirée"):
        photos.describe_photo(
            photo=theirs, alt="Le mur", depicts="nobody", people=[], actor=holder, at=factories.NOW
        )


def test_a_photo_without_words_people_or_picture_is_refused(client, place, holder):
    client.force_login(holder)
    for data, message in (
        ({"alt": "   "}, "Dites en quelques mots"),
        ({"depicts": ""}, "Dites si l’on y reconnaît quelqu’un"),
        ({"depicts": "named"}, "Cochez au moins une personne"),
        ({"depicts": "named", "people": ["9" * 23]}, "9" * 23),
        ({"upload": SimpleUploadedFile("mur.jpg", b"<html>", "image/jpeg")}, "lisible"),
    ):
        answer = add(client, place, **data)
        assert answer.status_code == 422, data
        assert message in answer.content.decode()
    assert not CanvasPhoto.objects.exists()


@pytest.mark.parametrize("form", [PhotoWordsForm, partial(DescribeForm, slots=[], places=[])])
def test_a_number_that_no_attendee_can_have_is_refused_at_its_field(place, form):
    session = Session.objects.create(edition=place.edition)
    described = form({"alt": "Le mur", "depicts": "named", "people": ["9" * 23]}, session=session)

    assert described.errors.as_data()["people"][0].code == "invalid_choice"


def come(place, name, consent):
    session, _made = Session.objects.get_or_create(edition=place.edition)
    return session.attendees.create(
        name=name, kind="observer", added_at=factories.NOW, image_consent=consent,
        image_consent_at=factories.NOW if consent else None,
    )  # fmt: skip


def page_of(client, place):
    return client.get(reverse("coaching:room_timeline", args=[place.project.slug])).content.decode()


def test_a_photo_shows_as_long_as_everybody_on_it_agrees(client, place, holder, mentor):
    ines, paul = come(place, "Inès", "pub"), come(place, "Paul", "yes")
    client.force_login(holder)
    add(client, place, depicts="named", people=[ines.pk, paul.pk])
    photo = CanvasPhoto.objects.get()
    before = (
        client.get(url_of(place, photo)).status_code,
        url_of(place, photo) + '"' in page_of(client, place),
    )

    set_image_consent(attendee=paul, consent="no", actor=None, at=factories.NOW)

    assert before == (200, True)
    assert client.get(url_of(place, photo)).status_code == 404
    page = page_of(client, place)
    assert "Photo cachée" in page
    assert f'<img src="{url_of(place, photo)}"' not in page


def test_a_photo_of_people_nobody_named_waits_until_they_are(client, place, holder):
    ines = come(place, "Inès", "yes")
    client.force_login(holder)
    add(client, place, depicts="unnamed")
    photo = CanvasPhoto.objects.get()
    hidden = client.get(url_of(place, photo)).status_code

    client.post(url_of(place, photo, "_describe"), {"alt": "Inès", "depicts": "named", "people": [ines.pk]})

    assert hidden == 404
    assert client.get(url_of(place, photo)).status_code == 200


def test_somebody_of_another_session_is_not_named(client, place, holder):
    come(place, "Inès", "yes")
    stranger = come(factories.participation(factories.edition(slug="autre")), "Loin", "pub")
    client.force_login(holder)

    answer = add(client, place, depicts="named", people=[stranger.pk])

    assert answer.status_code == 422
    assert "Loin" not in answer.content.decode()


def test_erasing_a_person_erases_their_photos(client, place, holder, django_capture_on_commit_callbacks):
    ines = come(place, "Inès", "yes")
    client.force_login(holder)
    add(client, place, depicts="named", people=[ines.pk])
    photo = CanvasPhoto.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        ines.delete()

    assert not CanvasPhoto.objects.exists()
    assert not photo.file.storage.exists(photo.file.name)


def test_a_cascade_erases_the_files_too(client, place, holder, django_capture_on_commit_callbacks):
    client.force_login(holder)
    add(client, place)
    photo = CanvasPhoto.objects.get()
    there = photo.file.storage.exists(photo.file.name)

    with django_capture_on_commit_callbacks(execute=True):
        photo.canvas.delete()

    assert (there, photo.file.storage.exists(photo.file.name)) == (True, False)


def test_a_canvas_takes_so_many_photos(client, place, holder, monkeypatch):
    monkeypatch.setattr(photos, "MOST_PHOTOS", 1)
    client.force_login(holder)
    add(client, place)

    answer = add(client, place)

    assert answer.status_code == 422
    assert "sa limite de photos (1)" in answer.content.decode()


def test_the_database_refuses_a_photo_without_words(place, holder):
    canvas = open_canvas(participation=place, kind="timeline", at=factories.NOW)

    with pytest.raises(IntegrityError, match="alt"), transaction.atomic():
        CanvasPhoto.objects.create(
            canvas=canvas, file="x", content_type="image/png", added_at=factories.NOW, alt=""
        )


def test_a_frozen_canvas_takes_no_photo_and_still_lets_one_go(client, place, holder, organiser):
    client.force_login(holder)
    add(client, place)
    photo = CanvasPhoto.objects.get()
    freeze_canvas(canvas=photo.canvas, actor=organiser, at=factories.NOW)

    refused = add(client, place)
    client.post(url_of(place, photo, "_remove"))

    assert refused.status_code == 422
    assert not CanvasPhoto.objects.exists()


def test_a_reader_adds_and_removes_nothing(client, place, holder):
    client.force_login(holder)
    add(client, place)
    proposed = factories.role(place.edition, "mentor")
    place.pairings.create(mentor=proposed, state="proposed", proposed_by=proposed, proposed_at=factories.NOW)
    client.force_login(proposed)
    photo = CanvasPhoto.objects.get()

    codes = [add(client, place).status_code, client.post(url_of(place, photo, "_remove")).status_code]

    assert codes == [404, 404]
    assert client.get(url_of(place, photo)).status_code == 200
