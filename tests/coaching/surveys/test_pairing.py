"""What changed is read of the same projects: those that answered at both moments, and how many they are."""

import pytest

from coaching.surveys.results.indicators import group_by_indicator, list_indicator_answers, pair_answers
from coaching.synthesis.reports.year import gather_edition_year
from tests import factories
from tests.support.shared import share_world
from tests.support.synthesis import follow_up

pytestmark = pytest.mark.django_db
QUOTED = {"state": "continued", "quote": "no"}


def answer(confidence: int) -> dict[str, object]:
    return {**QUOTED, "confidence": confidence}


def build_world() -> factories.World:
    """Three answer at three months, two of them at six."""
    world = factories.edition_with(participations=3)
    follow_up(world, 3, answer(2), answer(3), answer(5))
    follow_up(world, 6, answer(4), answer(4))
    return world


built, world = share_world(build_world)


def test_only_those_who_answered_twice_count(world: factories.World) -> None:
    places = [place.pk for place in world.participations]
    [series] = group_by_indicator(list_indicator_answers(places))
    paired = pair_answers(series)
    assert paired is not None
    assert sorted(paired.levels) == [(2, 4), (3, 4)]
    assert paired.means == (2.5, 4)
    assert pair_answers(series, least=3) is None


def test_the_report_of_an_edition_says_how_many(world: factories.World) -> None:
    places = [place.pk for place in world.participations]
    [row] = gather_edition_year(places, is_open=True)["means"]
    assert [moment[1:] for moment in row["moments"]] == [[2.5, 2], [4, 2]]
    assert gather_edition_year(places, is_open=False)["means"] == []  # too few to be read by others
