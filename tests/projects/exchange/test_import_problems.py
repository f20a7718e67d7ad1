"""Each problem of a spreadsheet is reported once, with accepted values, and nothing is promised meanwhile."""

from typing import Any

import pytest
from django.urls import reverse

from programmes.models import TableImport
from tests import factories
from tests.support import imports
from tests.support.dossiers import full_form
from tests.support.exchange import workbook
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


def test_a_holders_address_is_checked_as_it_will_be_kept() -> None:
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


def test_nothing_is_promised_while_a_problem_stands(as_user: AsUser) -> None:
    world = factories.edition_with(form=full_form())
    batch = checked(world, ["Référence d’origine", "holder_email"], ["A-1", "sans arobase"])

    page = as_user(world.organiser).get(
        reverse("projects:application_import", args=[world.edition.slug, batch.pk])
    )

    assert "Rien n’arrive encore" in page.text
    assert "nouveau dossier" not in page.text
