"""The pages of imports, and each problem of a spreadsheet reported once with accepted values."""

from typing import Any

import pytest
from django.urls import reverse

from programmes.models import TableImport
from tests import factories
from tests.support import imports
from tests.support.dossiers import full_form
from tests.support.exchange import upload, workbook
from tests.support.imports import HEAD, row, world_to_fill
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def checked(world: factories.World, *rows: list[Any]) -> TableImport:
    return imports.checked(world, workbook(*rows), incomplete_accepted=True)


def test_an_address_asked_by_the_form_is_displayed_once_and_choices_are_listed() -> None:
    world = factories.edition_with(form=full_form())
    keys = ["Référence d’origine", "holder_email", "profile"]

    batch = checked(world, keys, ["A-1", "sans arobase", "peut-être"], ["A-2", None, None])

    lines = [
        (problem["row"], problem["text"].replace("\xa0", " "))
        for problem in batch.problems
        if problem["blocking"]
    ]
    assert [row for row, _text in lines] == [2, 2, 3]
    assert any("n’est pas une des réponses proposées : « " in text for _row, text in lines)


def test_the_profile_is_read_in_the_words_of_our_own_exports() -> None:
    world = factories.edition_with(form=full_form())
    heads = ["Référence d’origine", "holder_email", "profile"]
    ours = ["Mène un projet en interne", "Offers a solution", "consultant_or_federation"]

    batch = checked(world, heads, *([f"A-{words}", "lea@exemple.test", words] for words in ours))

    assert not [problem for problem in batch.problems if "proposées" in problem["text"]]


def test_a_holders_address_is_checked_as_it_will_be_stored() -> None:
    world = factories.edition_with()

    heads, row = ["Référence d’origine", "E-mail de la personne porteuse"], ["A-1", "lea@piege＠exemple.test"]
    batch = checked(world, heads, row)

    assert any("Cette adresse manque, ou n’est pas complète" in problem["text"] for problem in batch.problems)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00", "01/01/0001 00:00", "01/01/0001", "01/01/1000"])
def test_a_doubtful_year_is_reported(when: str) -> None:
    world = factories.edition_with()

    heads = ["Référence d’origine", "E-mail de la personne porteuse", "Déposé le"]
    batch = checked(world, heads, ["A-1", "lea@exemple.test", when])

    lines = [problem for problem in batch.problems if problem["text"] == "Vérifiez l’année de cette date."]
    assert [value["blocking"] for value in lines] == [True]


@pytest.fixture
def world() -> factories.World:
    return world_to_fill()


def test_an_organiser_checks_a_table_then_imports_it(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:application_imports", args=[world.edition.slug])

    sent = client.post(page, {"source": "platform", "file": upload(workbook(HEAD, row("A")))})
    visible = client.get(sent.url).content.decode()
    batch = TableImport.objects.get()
    done = client.post(reverse("projects:apply_application_import", args=[world.edition.slug, batch.pk]))

    assert "Importer 1 dossier" in visible
    assert done.url == reverse("projects:manage_applications", args=[world.edition.slug])
    assert "Projet A" in client.get(done.url).content.decode()
    batch.refresh_from_db()
    assert not batch.rows


def test_the_page_lists_problems_and_refuses_a_bad_file(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:application_imports", args=[world.edition.slug])

    wrong = client.post(page, {"source": "paper", "file": upload(b"\x00\x01", "x.xlsx")})
    empty = client.post(page, {"source": "paper"})
    sent = client.post(page, {"source": "paper", "file": upload(workbook(HEAD, row("A", SIRET="12")))})

    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "ni un classeur" in wrong.content.decode()
    visible = client.get(sent.url).content.decode()
    assert "SIRET" in visible
    assert "Importer 1" not in visible
