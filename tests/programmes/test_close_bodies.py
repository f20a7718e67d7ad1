"""A body that was misspelt among the people to invite: the known one is proposed, and taken in one click."""

import copy
from typing import Any

import pytest
from django.urls import reverse

from programmes.bodies import find_close_name
from programmes.invitation_lines import replace_body
from programmes.models import CommitteeSeat, Invitation, Organisation
from tests import factories
from tests.support.reviews import plain
from tests.support.types import AsUser, BuildOnce


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> Any:
    return build_once(factories.edition_with)


@pytest.fixture
def world(built: Any, db: None) -> Any:
    return copy.deepcopy(built)


@pytest.mark.parametrize(
    ("written", "close"),
    [
        ("Direccte Normandi", "Direccte Normandie"),
        ("Dirreccte Normandie", "Direccte Normandie"),
        ("Direccte Mormandie", "Direccte Normandie"),
        ("direccte normandie", ""),
        ("Région Normandy", ""),
        ("Région Normandie", "Region Normandie"),
        ("Direccte Bretagne", ""),
        ("ARS", ""),
    ],
)
def test_a_name_one_letter_away_from_a_known_one(written: str, close: str) -> None:
    known = ["ARD", "Direccte Normandie", "Region Normandie"]

    assert find_close_name(written, known) == close


def test_a_body_replaces_whole_cells_alone() -> None:
    text = "a@x.test;A;comité;Direccte  Normandi\nb@x.test;B;comité;Direccte Normandi Sud\n"

    assert replace_body(text, "Direccte Normandi", "Direccte Normandie") == (
        "a@x.test;A;comité;Direccte Normandie\nb@x.test;B;comité;Direccte Normandi Sud\n"
    )
    assert replace_body("a@x.test,A,comité,Aract N", "Aract N", "Aract, N") == 'a@x.test,A,comité,"Aract, N"'


def test_the_known_body_is_proposed_and_taken_in_one_click(world: Any, as_user: AsUser) -> None:
    body = factories.organisation(name="Direccte Normandie")
    CommitteeSeat.objects.create(edition=world.edition, organisation=body)
    browser, url = as_user(world.organiser), reverse("programmes:invite_many", args=[world.edition.slug])
    lines = "claire@exemple.test;Claire;comité;Direccte Normandi"

    proposed = browser.post(url, {"lines": lines})
    assert "Direccte Normandie ?" in plain(proposed.text)
    corrected = browser.post(url, {"lines": lines, "seen": proposed.context["seen"], "correct": "1"})
    assert not Invitation.objects.exists()
    assert "Direccte Normandie ?" not in plain(corrected.text)
    assert "La situation a changé" not in corrected.text
    browser.post(url, {"lines": corrected.context["text"], "seen": corrected.context["seen"]})

    assert Invitation.objects.get().organisation == body
    assert not Organisation.objects.filter(name="Direccte Normandi").exists()
