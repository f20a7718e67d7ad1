"""The region of an edition: chosen from a list, and how the editions of a programme are read by it."""

from datetime import date

import pytest
from django.urls import reverse

from accelerator.companies.departments import DEPARTMENTS, REGIONS
from accelerator.companies.tile_map import PLACES, render_departments, render_regions
from programmes.models import Edition
from programmes.regions import group_by_region, render_region_map
from tests.factories import edition, edition_with, user
from tests.support.queries import BUDGET, statements
from tests.support.types import AsUser
from tests.support.windows import SHARED_PAGES


def test_each_departement_has_one_tile_of_its_own() -> None:
    assert PLACES.keys() == DEPARTMENTS.keys()
    assert len(set(PLACES.values())) == len(PLACES)


def test_a_map_writes_the_number_of_each_departement_and_leaves_out_what_has_no_tile() -> None:
    chart = render_departments(
        {"14": 7, "50": 1, "Suisse": 2}, title="Où", description="", columns=("Département", "Projets")
    )
    assert (">7</text>" in chart.svg, ">1</text>" in chart.svg, ">2</text>" in chart.svg) == (
        True,
        True,
        False,
    )
    assert chart.rows == [["Calvados", "7"], ["Manche", "1"], ["Suisse", "2"]]


def test_the_darkest_tile_is_that_of_all_maps_where_several_are_compared() -> None:
    def draw(highest: int) -> str:
        words = {"title": "Où", "description": "", "columns": ("Département", "Projets")}
        return render_departments({"14": 2}, highest=highest, **words).svg

    assert ('fill-opacity="1.0"' in draw(0), 'fill-opacity="1.0"' in draw(9)) == (True, False)


def test_the_tiles_of_a_region_stand_for_its_number_written_once() -> None:
    chart = render_regions({"Normandie": 3}, title="Où", description="", columns=("Région", "Éditions"))
    assert chart.svg.count("chart-tile") == len(REGIONS["Normandie"].split())
    assert chart.svg.count(">3</text>") == 1


def make(region: str, year: int, pk: int) -> Edition:
    return Edition(pk=pk, region=region, session_starts_on=date(year, 3, 1))


def test_editions_are_read_by_region_year_after_year_those_without_a_region_last() -> None:
    editions = [
        make("", 2024, 1),
        make("Normandie", 2027, 2),
        make("Bretagne", 2026, 3),
        make("Normandie", 2025, 4),
    ]

    groups = group_by_region(editions)

    assert [(str(group.label), [row.pk for row in group.editions]) for group in groups] == [
        ("Bretagne", [3]),
        ("Normandie", [4, 2]),
        ("Nationale, ou autre", [1]),
    ]
    assert render_region_map(groups) is not None
    assert render_region_map(groups[2:]) is None


@pytest.mark.django_db
def test_the_page_of_a_programme_lists_its_public_editions_only(client) -> None:
    public = edition(name="Normandie 2026", region="Normandie")
    edition(name="Pas encore dite", region="Bretagne", published_at=None)
    address = reverse("programmes:programme", args=[public.programme.slug])

    page = client.get(address).text

    assert "Normandie 2026" in page
    assert "Pas encore dite" not in page
    assert "Bretagne" not in page
    Edition.objects.filter(pk=public.pk).delete()
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_region_that_is_none_is_refused_at_its_field_with_nothing_lost(as_user: AsUser) -> None:
    programme = edition_with().edition.programme
    typed = {
        "programme": programme.pk,
        "name": "Neustrie",
        "slug": "n",
        "code": "N",
        "theme_fr": "T",
        "region": "Neustrie",
    }

    page = as_user(user(is_staff=True)).post(reverse("programmes:new_edition"), typed)

    assert page.status_code == 422
    assert page.context["form"].errors["region"] == ["Choisissez une région de la liste."]
    assert page.context["form"]["name"].value() == "Neustrie"


@pytest.mark.django_db
def test_two_people_who_change_the_region_are_warned_of_each_other_by_its_name() -> None:
    page = SHARED_PAGES["settings"]()
    (client, first), (_other, second) = page.open(), page.open()
    client.post(page.address, first | {"region": "Bretagne"})

    refused = client.post(page.address, second | {"region": "Normandie"})

    assert refused.status_code == 422
    assert "« Bretagne »" in refused.context["form"].errors["region"][0].replace("\xa0", " ")
    assert Edition.objects.get().region == "Bretagne"

    again = second | {"region": "", "seen": refused.context["form"]["seen"].value()}
    assert client.post(page.address, again).status_code == 302
    assert Edition.objects.get().region == ""


@pytest.mark.django_db
def test_an_edition_whose_region_was_renamed_does_not_lose_it_unseen() -> None:
    page = SHARED_PAGES["settings"]()
    Edition.objects.update(region="Basse-Normandie")
    client, sent = page.open()

    refused = client.post(page.address, sent | {"theme_fr": "Autre"})

    assert 'value="Basse-Normandie" selected' in str(refused.context["form"]["region"])
    assert refused.context["form"].errors["region"] == ["Choisissez une région de la liste."]
    assert client.post(page.address, sent | {"theme_fr": "Autre", "region": "Normandie"}).status_code == 302
    assert Edition.objects.get().region == "Normandie"


@pytest.mark.django_db
def test_the_page_of_a_programme_makes_as_many_queries_for_three_editions_as_for_one(client) -> None:
    address = reverse("programmes:programme", args=[edition(region="Normandie").programme.slug])
    few = statements(client, address)
    edition(region="Bretagne")
    edition()

    assert len(statements(client, address)) == len(few) <= BUDGET
