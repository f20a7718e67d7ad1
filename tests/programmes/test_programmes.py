"""From an empty site: who looks after it describes a programme, and its editions begin with what it says."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accelerator.audit.models import AuditEntry
from programmes.actions import programmes as actions
from programmes.enums import RoleName
from programmes.models import Edition, Programme
from tests.factories import edition, role, user

pytestmark = pytest.mark.django_db

NEW = reverse("programmes:new_programme")
TEXT = {
    "name": "Numérique au travail",
    "summary_fr": "Deux jours pour les projets qui changent le travail.",
    "contact_email": "equipe@exemple.test",
    "controller": "Agence régionale",
}


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 900), **options) -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", size, "navy").save(content, kind, **options)
    return SimpleUploadedFile(f"logo.{kind.lower()}", content.getvalue())


def photo_that_tells_where() -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[0x010E] = "SecretPlace"
    return picture("JPEG", (900, 300), exif=exif)


@pytest.fixture
def founder():
    return user("Fatou Diop", is_staff=True)


def edit_address(programme: Programme) -> str:
    return reverse("programmes:edit_programme", args=[programme.slug])


def logo_address(programme: Programme) -> str:
    return reverse("programmes:programme_logo", args=[programme.slug])


def test_an_empty_site_leads_to_its_first_programme(as_user, founder) -> None:
    browser = as_user(founder)

    listed = browser.get(reverse("programmes:manage"))
    asked_too_soon = browser.get(reverse("programmes:new_edition"))

    assert [step.done for step in listed.context["steps"]] == [False, False, False]
    assert [step.href for step in listed.context["steps"]] == [NEW, "", ""]
    assert asked_too_soon.url == NEW


def test_a_staff_member_reads_that_visitors_share_an_address_and_organisers_do_not(
    as_user, founder, settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    organiser = role(edition(), RoleName.ORGANISER)
    through_two = {"X-Forwarded-For": "203.0.113.7, 172.18.0.1"}
    words = "Le site ne distingue pas ses visiteurs"

    def read(person: Any, forwarded: dict[str, str]) -> str:
        return as_user(person).get(reverse("programmes:manage"), headers=forwarded).content.decode()

    assert words in read(founder, through_two)
    assert words not in read(founder, {"X-Forwarded-For": "203.0.113.7"})
    assert words not in read(organiser, through_two)


def test_each_step_opens_the_next_until_a_call_is_published(as_user, founder) -> None:
    browser = as_user(founder)

    made = browser.post(NEW, TEXT)
    listed = browser.get(reverse("programmes:manage")).context["steps"]

    assert made.url == reverse("programmes:new_edition")
    assert [(step.done, bool(step.href)) for step in listed] == [(True, True), (False, True), (False, False)]

    edition(published_at=None)
    listed = browser.get(reverse("programmes:manage")).context["steps"]
    assert [(step.done, bool(step.href)) for step in listed] == [(True, True), (True, True), (False, True)]

    edition()
    assert browser.get(reverse("programmes:manage")).context["steps"] == []


def test_a_new_edition_begins_with_the_contact_and_controller_of_its_programme(as_user, founder) -> None:
    browser = as_user(founder)
    browser.post(NEW, TEXT)
    programme = Programme.objects.get()

    browser.post(
        reverse("programmes:new_edition"),
        {
            "programme": programme.pk,
            "name": "Normandie",
            "slug": "normandie",
            "code": "N-1",
            "theme_fr": "Le travail",
        },
    )

    made = Edition.objects.get()
    assert (made.controller, made.call.contact_email) == ("Agence régionale", "equipe@exemple.test")


def test_a_programme_needs_a_name_of_its_own_what_it_is_a_contact_and_a_controller(as_user, founder) -> None:
    Programme.objects.create(name="numérique au TRAVAIL", slug="numerique-au-travail")

    answer = as_user(founder).post(NEW, {"name": TEXT["name"], "logo_alt_fr": "Gardé"})

    assert set(answer.context["form"].errors) == {"name", "summary_fr", "contact_email", "controller"}
    assert "Gardé" in answer.text
    assert Programme.objects.count() == 1


def test_two_programmes_whose_names_read_alike_have_two_addresses(founder) -> None:
    made = [
        actions.create_programme(programme=Programme(name=name), actor=founder, at=timezone.now())
        for name in ("Élan", "Elan !", "New", "東京")
    ]

    assert [programme.slug for programme in made] == ["elan", "elan-2", "new-2", "programme"]


def test_a_logo_is_redrawn_without_the_metadata_of_its_file(as_user, founder) -> None:
    as_user(founder).post(NEW, {**TEXT, "upload": photo_that_tells_where(), "logo_alt_fr": "Deux mains"})

    programme = Programme.objects.get()
    with programme.logo.open() as stored:
        content = stored.read()
    with Image.open(BytesIO(content)) as image:
        assert (image.format, image.size) == ("PNG", (640, 213))
        assert not image.getexif()
    assert b"SecretPlace" not in content


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (SimpleUploadedFile("logo.svg", b"<svg onload='alert(1)'/>"), "type de fichier"),
        (SimpleUploadedFile("logo.png", b"not a picture"), "PNG"),
    ],
)
def test_a_logo_that_is_no_picture_is_refused_with_a_message(as_user, founder, upload, words) -> None:
    answer = as_user(founder).post(NEW, {**TEXT, "upload": upload, "logo_alt_fr": "Logo"})

    assert words in answer.context["form"].errors["upload"][0]
    assert not Programme.objects.exists()


def test_a_logo_says_what_it_shows(as_user, founder) -> None:
    answer = as_user(founder).post(NEW, {**TEXT, "upload": picture()})
    assert "logo_alt_fr" in answer.context["form"].errors

    with pytest.raises(IntegrityError, match="programme_logo_is_described"):
        Programme.objects.create(name="Muet", slug="muet", logo="x.png")


def test_the_public_page_shows_the_programme_and_its_logo(as_user, founder, client) -> None:
    visible = edition()
    programme = visible.programme
    as_user(founder).post(
        edit_address(programme), {**TEXT, "upload": picture(), "logo_alt_fr": "Numérique au travail"}
    )

    page = client.get(reverse("programmes:edition", args=[visible.slug]))
    image = client.get(logo_address(programme))

    assert f'src="{logo_address(programme)}" alt="Numérique au travail"' in page.text
    assert TEXT["summary_fr"] in page.text
    assert (image.status_code, image["Content-Type"]) == (200, "image/png")
    assert image["X-Content-Type-Options"] == "nosniff"


def test_the_logo_of_a_programme_that_is_not_public_is_its_organisers(as_user, founder, client) -> None:
    visible = edition(published_at=None)
    programme, at = visible.programme, timezone.now()
    logo = picture()
    programme.logo_alt_fr = "Logo"
    actions.change_programme(programme=programme, changed=["logo_alt_fr"], actor=founder, at=at, logo=logo)
    address = logo_address(programme)

    assert client.get(address).status_code == 404
    assert as_user(user()).get(address).status_code == 404
    assert as_user(role(visible, RoleName.ORGANISER)).get(address).status_code == 200
    assert as_user(founder).get(address).status_code == 200


def test_another_logo_replaces_the_file_and_none_removes_it(
    as_user, founder, django_capture_on_commit_callbacks
) -> None:
    browser = as_user(founder)
    browser.post(NEW, {**TEXT, "upload": picture(), "logo_alt_fr": "Logo"})
    programme = Programme.objects.get()
    storage, first = programme.logo.storage, programme.logo.name

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(edit_address(programme), {**TEXT, "upload": picture(), "logo_alt_fr": "Logo"})
    programme.refresh_from_db()
    second = programme.logo.name
    assert (storage.exists(first), storage.exists(second)) == (False, True)

    with django_capture_on_commit_callbacks(execute=True):
        browser.post(edit_address(programme), {**TEXT, "drops_logo": "on", "logo_alt_fr": ""})
    programme.refresh_from_db()
    assert (bool(programme.logo), storage.exists(second)) == (False, False)


def test_the_history_of_a_programme_lists_changes_without_their_content(as_user, founder) -> None:
    browser = as_user(founder)
    browser.post(NEW, TEXT)
    programme = Programme.objects.get()

    browser.post(edit_address(programme), {**TEXT, "controller": "Autre agence"})
    browser.post(edit_address(programme), {**TEXT, "controller": "Autre agence"})
    page = browser.get(edit_address(programme))

    entries = AuditEntry.objects.in_scope(programme.scope).order_by("pk")
    assert [(entry.verb, entry.data) for entry in entries] == [
        ("create_programme", {}),
        ("change_programme", {"fields": ["controller"]}),
    ]
    assert "Fatou Diop a modifié" in page.text
    assert "Fatou Diop a créé le programme" in page.text


def test_addresses_of_the_site_are_no_edition(as_user, founder) -> None:
    programme = Programme.objects.create(name="Élan", slug="elan")
    answer = as_user(founder).post(
        reverse("programmes:new_edition"),
        {"programme": programme.pk, "name": "P", "slug": "programmes", "code": "P-1", "theme_fr": "T"},
    )

    assert "slug" in answer.context["form"].errors


held: list[bool] = []


def note_what_is_held(_file: Any) -> None:
    held.append(connection.in_atomic_block)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_antivirus_reads_a_logo(as_user, founder, settings) -> None:
    programme = Programme.objects.create(name="Numérique", slug="numerique")
    settings.ATTACHMENT_SCANNER = f"{__name__}.note_what_is_held"
    held.clear()

    as_user(founder).post(edit_address(programme), {**TEXT, "upload": picture(), "logo_alt_fr": "Logo"})

    programme.refresh_from_db()
    assert (held, bool(programme.logo)) == ([False], True)
