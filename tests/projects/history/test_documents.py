"""The papers of a past edition: files beside links, in an order, read by whom each is for, gone once withdrawn."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.models import Edition, Programme
from projects.history import actions
from projects.models import PastDocument
from tests import factories
from tests.support.pdfs import PDF
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(
        silent=True, closes_at=datetime(2018, 10, 12, 16, tzinfo=UTC),
        opens_at=datetime(2018, 9, 1, 6, tzinfo=UTC), published_at=datetime(2018, 9, 1, 6, tzinfo=UTC),
        session_starts_on=date(2018, 12, 13), session_ends_on=date(2018, 12, 14),
    )  # fmt: skip


@pytest.fixture
def organiser(world: factories.World, as_user: AsUser) -> Client:
    return as_user(world.organiser)


def address(world: factories.World, name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


def pdf(name: str = "Règlement 2018.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, "application/pdf")


def image() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), "teal").save(drawn, "PNG")
    return SimpleUploadedFile("affiche.png", drawn.getvalue(), "image/png")


def add(client: Client, world: factories.World, **typed: Any) -> Any:
    return client.post(address(world, "add_past_document"), {"title": "Le règlement", **typed})


def link(world: factories.World, title: str, **more: Any) -> PastDocument:
    document = PastDocument(edition=world.edition, title=title, url=f"https://exemple.test/{title}", **more)
    return actions.add_past_document(document=document, actor=world.organiser, at=timezone.now())


def titles() -> list[str]:
    return list(PastDocument.objects.order_by("position").values_list("title", flat=True))


def test_a_file_is_joined_under_its_name_and_read_by_everybody_once_public(world, organiser, client):
    assert add(organiser, world, upload=pdf(), is_public="on").status_code == 302

    document = PastDocument.objects.get()
    page = client.get(reverse("programmes:edition", args=[world.edition.slug])).text
    answer = client.get(document.href)

    assert document.href in page
    assert "PDF, " in page
    assert b"".join(answer.streaming_content) == PDF
    assert "R%C3%A8glement%202018.pdf" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "2018" not in document.file.name


def test_a_paper_of_the_team_is_for_organisers_alone(world, organiser, client, as_user):
    add(organiser, world, upload=pdf())
    document = PastDocument.objects.get()

    page = client.get(reverse("programmes:edition", args=[world.edition.slug])).text
    others = (client, as_user(factories.edition_with().organiser), as_user(factories.user(is_staff=True)))

    assert document.title not in page
    assert [browser.get(document.href).status_code for browser in others] == [404, 404, 404]
    assert organiser.get(document.href).status_code == 200


def test_an_edition_that_writes_again_shows_no_paper(world, organiser, client):
    add(organiser, world, upload=pdf(), is_public="on")
    Edition.objects.update(silent=False)
    assert client.get(PastDocument.objects.get().href).status_code == 404


def test_an_image_has_a_text_and_a_thumbnail(world, organiser, client):
    refused = add(organiser, world, upload=image(), is_public="on")
    assert refused.status_code == 422
    assert "Dites ce que l’image montre." in refused.text
    assert 'value="Le règlement"' in refused.text

    add(organiser, world, upload=image(), alt="Une affiche bleue", is_public="on")

    page = client.get(reverse("programmes:edition", args=[world.edition.slug])).text
    thumb = address(world, "past_document_thumb", PastDocument.objects.get().pk)
    assert f'src="{thumb}" alt="Une affiche bleue"' in page
    visible = client.get(thumb)
    assert Image.open(io.BytesIO(b"".join(visible.streaming_content))).size == (480, 320)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"upload": SimpleUploadedFile("a.exe", b"MZ")}, "upload"),
        ({"upload": SimpleUploadedFile("a.pdf", b"no pdf at all")}, "upload"),
        ({"upload": SimpleUploadedFile("a.pdf", b"")}, "upload"),
        ({"upload": pdf(), "title": " "}, "title"),
        ({"upload": pdf(), "url": "https://exemple.test/a"}, "url"),
        ({}, "url"),
    ],
)
def test_a_file_that_is_no_document_is_refused_at_its_field(world, organiser, typed, field):
    answer = add(organiser, world, **typed)
    assert answer.status_code == 422
    assert list(answer.context["document_form"].errors) == [field]
    assert not PastDocument.objects.exists()


def test_a_file_too_heavy_is_refused_with_the_limit(world, organiser, settings):
    settings.ATTACHMENT_MAX_BYTES = 100
    answer = add(organiser, world, upload=pdf())
    assert answer.status_code == 422
    assert "la limite est de" in answer.text


def test_a_replaced_file_leaves_the_store_once_the_other_is_stored(
    world, organiser, django_capture_on_commit_callbacks
):
    add(organiser, world, upload=image(), alt="Une affiche")
    before = PastDocument.objects.get()
    typed = {"title": "Le programme", "upload": pdf("programme.pdf"), "is_public": "on"}

    with django_capture_on_commit_callbacks(execute=True):
        answer = organiser.post(address(world, "past_document", before.pk), typed)
        assert default_storage.exists(before.file.name)

    after = PastDocument.objects.get()
    assert answer.status_code == 302
    assert (after.title, after.name, after.alt, after.is_image) == (
        "Le programme",
        "programme.pdf",
        "",
        False,
    )
    assert not default_storage.exists(before.file.name)
    assert not default_storage.exists(before.thumb.name)
    assert default_storage.exists(after.file.name)


def test_a_deleted_paper_disappears_at_once_with_its_file(
    world, organiser, client, settings, django_capture_on_commit_callbacks
):
    settings.PUBLIC_PAGE_SECONDS = 60
    add(organiser, world, upload=pdf(), is_public="on")
    document, page = PastDocument.objects.get(), reverse("programmes:edition", args=[world.edition.slug])
    assert document.title in client.get(page).text

    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(address(world, "past_document", document.pk), {"title": document.title})
    assert document.title not in client.get(page).text
    assert client.get(document.href).status_code == 404

    with django_capture_on_commit_callbacks(execute=True):
        organiser.post(address(world, "remove_past_document", document.pk))
    assert organiser.get(document.href).status_code == 404
    assert not default_storage.exists(document.file.name)


def test_a_paper_that_two_clicks_remove_is_removed_once(world):
    link(world, "Le film", is_public=True)
    clicks = [PastDocument.objects.get(), PastDocument.objects.get()]

    for document in clicks:
        actions.remove_past_document(document=document, actor=world.organiser, at=timezone.now())

    assert AuditEntry.objects.filter(verb="remove_past_document").count() == 1


def test_papers_are_put_in_order(world, organiser, client):
    for title in "abc":
        link(world, title, is_public=True)
    first, _middle, last = PastDocument.objects.order_by("position")

    organiser.post(address(world, "move_past_document", last.pk), {"move": "up"})
    organiser.post(address(world, "move_past_document", first.pk), {"move": "up"})

    assert titles() == ["a", "c", "b"]
    page = client.get(reverse("programmes:edition", args=[world.edition.slug])).text
    assert page.index("exemple.test/c") < page.index("exemple.test/b")


def test_a_paper_saved_by_another_window_is_reported(world, organiser):
    document = link(world, "a")
    page = address(world, "past_document", document.pk)
    seen = organiser.get(page).context["form"]["seen"].value()
    organiser.post(page, {"title": "Premier", "url": document.url, "seen": seen})

    refused = organiser.post(page, {"title": "Second", "url": document.url, "seen": seen})

    assert refused.status_code == 422
    assert "Premier" in refused.context["form"].errors["title"][0]
    assert titles() == ["Premier"]


def test_open_data_list_public_papers_alone(world, organiser, client, settings):
    add(organiser, world, upload=pdf(), is_public="on")
    link(world, "film", is_public=True)
    link(world, "interne")

    response = client.get(reverse("api:open_data", args=[world.edition.slug])).json()["documents"]

    assert [(document["title"], document["media_type"], document["size"]) for document in response] == [
        ("Le règlement", "application/pdf", len(PDF)),
        ("film", "", 0),
    ]
    assert response[0]["url"] == settings.SITE_URL + PastDocument.objects.get(title="Le règlement").href


def test_an_edition_has_at_most_sixty_papers(world, organiser, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DOCUMENTS", 1)
    link(world, "a")
    answer = add(organiser, world, upload=pdf())
    assert answer.status_code == 422
    assert "1 documents au plus" in answer.text


@pytest.mark.parametrize(
    "columns",
    [
        {"url": "", "file": ""},
        {"url": "https://a.test", "file": "a"},
        {"title": ""},
        {"thumb": "a", "alt": ""},
    ],
)
def test_the_database_refuses_an_incomplete_paper(world, columns):
    row = {"title": "A", "url": "https://b.test", "added_at": timezone.now()} | columns
    with pytest.raises(IntegrityError), transaction.atomic():
        PastDocument.objects.create(edition=world.edition, **row)


def test_from_an_empty_site_a_past_edition_is_entered_and_nobody_is_written_to(as_user):
    client = as_user(factories.user(is_staff=True))
    described = {
        "name": "Le Transformateur", "summary_fr": "Deux jours.", "contact_email": "a@exemple.test",
        "controller": "Agence régionale",
    }  # fmt: skip
    client.post(reverse("programmes:new_programme"), described)
    made = {
        "programme": Programme.objects.get().pk, "name": "Édition 2018", "code": "TN-2018", "slug": "tn-2018",
        "theme_fr": "Le travail", "silent": "on", "places": 4,
        "session_starts_on": "2018-12-13", "session_ends_on": "2018-12-14",
    }  # fmt: skip
    assert client.post(reverse("programmes:new_edition"), made).status_code == 302
    page = reverse("projects:manage_history", args=["tn-2018"])

    client.post(f"{page}projects/", {"title": "L’établi partagé", "publish": "on"})
    client.post(f"{page}documents/", {"title": "Le règlement", "upload": pdf(), "is_public": "on"})
    client.post(f"{page}documents/", {"title": "Le film", "url": "https://exemple.test/film"})

    edition = Edition.objects.get()
    assert edition.silent
    assert edition.session_starts_on == date(2018, 12, 13)
    assert titles() == ["Le règlement", "Le film"]
    assert edition.participations.confirmed().count() == 1
    assert not OutgoingMail.objects.exists()
    assert User.objects.count() == 1
