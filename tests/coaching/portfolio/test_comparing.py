"""Results beside those of another edition of the programme: only of one whose results this person may open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.portfolio.queries.results import read_results
from programmes.enums import RoleName
from programmes.models import Edition, Programme, Role
from projects.models import Recusal
from tests import factories
from tests.support.partners import AT
from tests.support.pdfs import read_pdf
from tests.support.queries import statements
from tests.support.shared import share_world
from tests.support.synthesis import follow_up
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
PAST = date(2026, 6, 18)


def another_edition(slug: str, beside: factories.World | None, **options: Any) -> factories.World:
    """An edition that met, of the programme of ``beside``, whose organiser organises it too."""
    dates = {"session_starts_on": PAST, "session_ends_on": PAST}
    world = factories.edition_with(slug=slug, code=slug.upper(), name=slug.capitalize(), **dates, **options)
    if beside:
        factories.role(world.edition, RoleName.ORGANISER, who=beside.organiser)
    return world


built, world = share_world(another_edition, "normandie", None, participations=3)


def get(as_user: AsUser, world: factories.World, compared: str | None = None, user: Any = None) -> Any:
    page = reverse("coaching:manage_results", args=[world.edition.slug])
    return as_user(user or world.organiser).get(page, {"compare": compared} if compared else {})


def offered(page: Any) -> list[str]:
    return [edition.slug for edition in page.context["offered"]]


def test_figures_and_states_stand_beside_those_of_the_other_edition(world, as_user: AsUser) -> None:
    other = another_edition("littoral", world, participations=2)
    follow_up(world, 6, {"state": "continued"}, {"state": "abandoned"}, {"state": "continued"})
    follow_up(other, 6, {"state": "finished"})
    follow_up(other, 12, {"state": "abandoned"})

    page = get(as_user, world, "littoral")

    results = page.context["results"]
    figures = [(own.name, own.count, beside.count) for own, beside in results.compared_figures]
    assert figures == [("projects", 3, 2), ("alive", 2, 0)]
    six, twelve = results.compared_waves
    assert [(part.label, part.count) for part in six.other.parts] == [("est terminé", 1), ("sans réponse", 1)]
    assert (six.own.answered, twelve.own, twelve.other.answered) == (3, None, 1)
    assert reverse("coaching:manage_portfolio", args=["littoral"]) in page.text
    assert "Littoral\u00a0: 2 projets accueillis" in page.text
    assert read_results(world.organiser, world.edition).projects == 3


def test_what_the_page_describes_in_detail_is_of_its_own_edition(world) -> None:
    other = another_edition("littoral", world, participations=1)
    follow_up(other, 3, {"confidence": 2, "quote": "named", "lasts": "Ailleurs."})
    follow_up(other, 12, {"confidence": 4})

    results = read_results(world.organiser, world.edition, other.edition)

    assert (results.matched, results.quotes, results.tables, results.waves) == ([], [], [], [])
    assert sum(row.count for row in results.departments) == 3


def test_only_editions_whose_results_one_may_open_are_offered(world, as_user: AsUser) -> None:
    other = another_edition("littoral", world, participations=1)
    another_edition("sans-projet", world)
    coming = another_edition("a-venir", world, participations=1)
    day = timezone.localdate() + timedelta(days=2)
    Edition.objects.filter(pk=coming.edition.pk).update(session_starts_on=day, session_ends_on=day)
    of_others = factories.edition_with(slug="ailleurs", code="AILLEURS", participations=1)
    Edition.objects.filter(pk=of_others.edition.pk).update(session_starts_on=PAST)
    elsewhere = another_edition("autre-programme", world, participations=1)
    programme = Programme.objects.create(slug="autre", name="Autre")
    Edition.objects.filter(pk=elsewhere.edition.pk).update(programme=programme)

    assert offered(get(as_user, world)) == ["littoral"]

    Role.objects.filter(user=world.organiser, edition=other.edition).update(ended_at=AT)
    assert offered(get(as_user, world)) == []


@pytest.mark.parametrize("staff", [False, True])
def test_an_edition_one_may_not_read_is_as_unknown(world, as_user: AsUser, staff: bool) -> None:
    """A keeper of the site reads of it on the page of the programme, where small numbers are hidden."""
    of_others = factories.edition_with(slug="ailleurs", code="AILLEURS", participations=1)
    Edition.objects.filter(pk=of_others.edition.pk).update(session_starts_on=PAST, name="Édition discrète")
    world.organiser.is_staff = staff
    world.organiser.save()

    pages = [get(as_user, world, slug) for slug in ("ailleurs", "inconnue", world.edition.slug, "<b>")]

    for page in pages:
        assert page.status_code == 200
        assert page.context["results"].other is None
        assert "Édition discrète" not in page.text


def test_a_project_one_stepped_aside_from_counts_in_neither_edition(world) -> None:
    other = another_edition("littoral", world, participations=2)
    follow_up(other, 6, {"state": "continued"}, {"state": "abandoned"})
    who = {"reviewer": world.organiser, "author": world.organiser}
    application = other.participations[1].project.application
    Recusal.objects.create(application=application, **who, reason="Ami", at=AT)

    summary = read_results(world.organiser, world.edition, other.edition).other

    assert summary
    assert (summary.projects, summary.waves[0].answered) == (1, 1)


def test_comparing_takes_no_more_queries(world, as_user: AsUser) -> None:
    other = another_edition("littoral", world, participations=2)
    follow_up(world, 6, {"state": "continued"})
    follow_up(other, 6, {"state": "finished"})
    page = reverse("coaching:manage_results", args=["normandie"])
    client = as_user(world.organiser)

    alone, beside = statements(client, page), statements(client, f"{page}?compare=littoral")

    assert len(beside) == len(alone) <= 12


def read_paper(as_user: AsUser, world: factories.World, compared: str) -> str:
    page = reverse("coaching:results_pdf", args=[world.edition.slug])
    answer = as_user(world.organiser).get(page, {"compare": compared} if compared else {})
    return read_pdf(answer.content).replace("\xa0", " ")


def test_the_paper_has_a_line_for_the_other_edition(world, as_user: AsUser) -> None:
    other = another_edition("littoral", world, participations=2)
    follow_up(world, 6, {"state": "continued"}, {"state": "abandoned"}, {"state": "continued"})
    follow_up(other, 6, {"state": "finished"})
    follow_up(other, 12, {"state": "abandoned"})
    page = get(as_user, world, "littoral").text
    assert f"{reverse('coaching:results_pdf', args=[world.edition.slug])}?compare=littoral" in page

    words = read_paper(as_user, world, "littoral")

    assert "Normandie, à côté de Littoral" in words
    assert "3 projets accueillis Littoral : 2 " in words
    assert "Littoral : 1 réponse sur 2 · " in words
    assert "À 12 mois · pas de réponse" in words
    assert words.count("Littoral :") == 4  # two figures, two moments


def test_the_paper_names_no_edition_that_one_may_not_read(world, as_user: AsUser) -> None:
    stranger = another_edition("littoral", None, participations=2)
    follow_up(world, 6, {"state": "continued"})
    follow_up(stranger, 6, {"state": "finished"})

    assert "Littoral" not in read_paper(as_user, world, "littoral")
    assert "à côté de" not in read_paper(as_user, world, "")
