"""The list of editions: each with its most urgent line and its next date, closed ones folded."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.models import Programme
from tests import factories
from tests.support.queries import BUDGET, statements
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def test_the_list_shows_each_edition_with_its_first_line_and_next_date_and_folds_closed_ones(
    as_user: AsUser,
) -> None:
    world = factories.edition_with(applications=2, reviewers=1, state="submitted")
    past = timezone.localdate() - timedelta(days=30)
    closed = factories.edition_with(
        organisers=0,
        closes_at=timezone.now() - timedelta(days=60),
        opens_at=timezone.now() - timedelta(days=90),
        session_starts_on=past,
        session_ends_on=past,
        closes_on=past,
    )
    factories.role(closed.edition, "organiser", who=world.organiser)

    page = as_user(world.organiser).get(reverse("programmes:manage")).text.replace("\xa0", " ")

    before, _summary, after = page.partition("1 édition close")
    assert "<b>2</b> dossiers à vérifier" in before
    assert "Clôture de l’appel · jeudi 15 octobre 2026" in before
    assert closed.edition.name in after
    assert closed.edition.name not in before


def test_programmes_stand_in_the_order_of_their_names(as_user: AsUser) -> None:
    for name in ("Mer", "Terre", "Air"):
        Programme.objects.create(name=name, slug=name.lower())

    page = as_user(factories.user(is_staff=True)).get(reverse("programmes:manage"))

    programmes = page.context["programmes"]
    assert [programme.name for programme in programmes] == ["Air", "Mer", "Terre"]
    assert programmes.ordered  # SQLite may happen to give them so


def test_the_list_makes_as_many_queries_for_ten_editions_as_for_one(as_user: AsUser) -> None:
    world = factories.edition_with(applications=1, reviewers=1)
    client, address = as_user(world.organiser), reverse("programmes:manage")
    few = statements(client, address)

    for _edition in range(9):
        other = factories.edition_with(organisers=0, applications=1, reviewers=1)
        factories.role(other.edition, "organiser", who=world.organiser)

    assert len(statements(client, address)) == len(few) <= BUDGET
