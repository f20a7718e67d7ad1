"""The sections of an edition in the header: a person sees those that they may open."""

import pytest
from django.urls import reverse

from programmes.sections import navigation
from programmes.shell import build
from tests.factories import World, edition_with, user
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def sections_of(world: World, view_name: str = "coaching:manage_edition", may_open=lambda name: True):
    path = reverse(view_name, args=[world.edition.slug])
    return navigation(world.edition.slug, path, may_open)


def test_an_organiser_has_twenty_two_sections_at_most_beside_the_dashboard() -> None:
    found = sections_of(edition_with())

    sections = [section for group in found.groups[1:] for section in group.links]
    assert [str(group.label) for group in found.groups] == [
        "Tableau de bord", "Appel", "Sélection", "Session", "Suites", "Réglages"
    ]  # fmt: skip
    assert len(sections) <= 22


def test_a_page_stands_in_its_group_its_section_and_its_tab() -> None:
    found = sections_of(edition_with(), "projects:deliberation")

    assert (found.group.label, found.section.label) == ("Sélection", "Décisions")
    assert [(page.label, page.is_current) for page in found.section.links] == [
        ("Classement", False),
        ("Délibération", True),
        ("Procès-verbal", False),
        ("Annonce", False),
    ]


def test_a_section_leads_to_the_first_of_its_pages_that_one_may_open() -> None:
    world = edition_with()

    found = sections_of(world, "coaching:presence", lambda name: name == "coaching:presence")

    assert [group.label for group in found.groups] == ["Session"]
    assert found.group.url == found.section.url == reverse("coaching:presence", args=[world.edition.slug])


def test_nobody_has_sections_of_an_edition_that_they_may_not_open() -> None:
    assert sections_of(edition_with(), may_open=lambda name: False) is None


def test_a_facilitator_is_offered_the_pages_of_the_day_alone(as_user: AsUser) -> None:
    world = edition_with(facilitators=1)
    path = reverse("coaching:mix", args=[world.edition.slug])

    shell = build(as_user(world.facilitators[0]).get(path).wsgi_request)

    assert [group.label for group in shell.managed.groups] == ["Session"]
    assert shell.editions == []


def test_staff_who_have_no_role_are_offered_the_sections_that_they_may_open(as_user: AsUser) -> None:
    world, keeper = edition_with(), user(is_staff=True)
    path = reverse("programmes:manage_settings", args=[world.edition.slug])

    page = as_user(keeper).get(path)

    assert reverse("programmes:manage_dates", args=[world.edition.slug]) in page.text
    assert "Toutes mes éditions" in page.text
