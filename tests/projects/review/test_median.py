"""An edition may draw the score of a dossier by the median of its reviews: a lone opinion then moves little."""

import io
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median
from typing import Any

import numpy as np
import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from programmes.enums import ScoreMethod
from projects.conflicts.queries import Conflicts
from projects.models import Application, Review, ScoreCorrection
from projects.review.actions.correction import update_corrections
from projects.review.actions.scores import refresh_scores
from projects.review.queries.line import find_line
from projects.review.queries.ranking import Filters, ranking
from projects.review.solver.aggregate import (
    Band,
    Summary,
    find_standing,
    possible_medians,
    possible_scores,
    rounding_uncertainty,
    summarise,
)
from projects.review.solver.corrected import CorrectedDossier
from projects.review.solver.correction import correct_scores
from projects.review.solver.mixed_model import Equations, Jury, Mark, estimate_ratios
from tests import factories
from tests.support.exchange import built, content
from tests.support.meetings import start_meeting, take
from tests.support.reviews import plain
from tests.support.types import AsUser

NOW = timezone.now()
totals = st.decimals(0, 100, places=2)


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


# --- what a median is, and its interval ---


def test_an_odd_number_of_reviews_has_one_in_the_middle_and_an_even_one_two() -> None:
    lone = [Decimal(80), Decimal(20), Decimal(70)]

    assert summarise(lone).score == Decimal("56.67")
    assert summarise(lone, by_median=True) == Summary(3, Decimal(70), Decimal(20), Decimal(80))
    assert summarise([*lone, Decimal(73)], by_median=True).score == Decimal("71.50")
    assert summarise(lone[:1], by_median=True) == Summary(1, Decimal(80))
    assert summarise(lone[:2], by_median=True) == summarise(lone[:2])


def test_from_seven_reviews_on_the_most_extreme_leave_the_interval() -> None:
    seven = [Decimal(value) for value in (5, 61, 62, 63, 64, 65, 99)]

    assert summarise(seven[:6], by_median=True).low == 5
    found = summarise(seven, by_median=True)
    assert (found.low, found.score, found.high) == (61, 63, 65)


@given(st.lists(totals, min_size=2, max_size=12))
def test_the_interval_of_a_median_holds_it_within_the_scale_and_is_never_narrower_than_rounding(
    values,
) -> None:
    rounding = rounding_uncertainty([60, 40])

    plain_one = summarise(values, by_median=True)
    widened = summarise(values, by_median=True, uncertainty=rounding)

    assert plain_one.score == rounded(median(values))
    assert 0 <= widened.low <= plain_one.low <= plain_one.score <= plain_one.high <= widened.high <= 100
    least = 2 * 1.282 * rounding / len(values) ** 0.5
    assert float(widened.high - widened.low) >= least - 0.02 or widened.low == 0 or widened.high == 100


@given(st.lists(totals, min_size=1, max_size=6), st.lists(totals, min_size=1, max_size=6))
def test_bounds_contain_every_completion(done, coming) -> None:
    low, high = possible_medians(done, len(coming))

    assert low <= rounded(median([*done, *coming])) <= high
    assert low == rounded(median([*done, *[Decimal(0)] * len(coming)]))


def test_bounds_of_a_median_are_not_those_of_a_mean() -> None:
    done = [Decimal(70), Decimal(72), Decimal(74), Decimal(76)]

    standing = find_standing(Decimal(73), Decimal(70), Decimal(76), done=4, awaited=1, totals=done)

    assert standing.interval == (72, 74)
    assert possible_scores(Decimal(73), 4, 1) == (Decimal("58.40"), Decimal("78.40"))


# --- severity ---


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 100)), min_size=1, max_size=40))
def test_medians_of_dossiers_read_by_unequal_numbers(rows) -> None:
    marks = [Mark(dossier, juror, float(total)) for juror, (dossier, total) in enumerate(rows)]
    jury = Jury.of(marks)
    series = np.array([[mark.total, 100 - mark.total] for mark in marks])

    found = jury.find_medians(series)

    for row, key in enumerate(jury.dossiers):
        own = [mark.total for mark in marks if mark.dossier == key]
        assert found[row] == pytest.approx([median(own), 100 - median(own)])


def judge(*, spoilt: bool) -> list[Mark]:
    """Twenty dossiers read by all of five jurors, the first of whom gives ten points less; one mark is absurd."""
    random = np.random.default_rng(4)
    marks = [
        Mark(dossier, juror, 80 - 3.0 * dossier - 10 * (juror == 0) + float(random.normal(0, 1)))
        for dossier in range(20)
        for juror in range(5)
    ]
    return [mark._replace(total=0.0) if spoilt and mark[:2] == (3, 4) else mark for mark in marks]


def test_a_corrected_median_gives_severity_back_and_leaves_a_lone_opinion_aside() -> None:
    options = {"places": 5, "rounding": 2.0}
    fair, spoilt = (
        correct_scores(judge(spoilt=spoilt), **options, by_median=True) for spoilt in (False, True)
    )
    mean = correct_scores(judge(spoilt=True), **options)

    assert fair.severity[0] < -6
    # severities have mean 0: of ten points, one juror has eight and each of the others two
    assert fair.dossiers[3].score == pytest.approx(69, abs=1.5)
    assert spoilt.dossiers[3].rank == 4
    assert mean.dossiers[3].rank > 5


def test_a_juror_left_out_is_left_out_of_the_median() -> None:
    marks = judge(spoilt=True)
    result = correct_scores(marks, places=5, rounding=2.0, by_median=True)
    ratios = estimate_ratios(Jury.of(marks), np.array([[mark.total] for mark in marks]))

    for juror in range(5):
        rest = [mark for mark in marks if mark.juror != juror]
        severity = (
            Equations(Jury.of(rest), ratios).predict(np.array([[mark.total] for mark in rest])).jurors[:, 0]
        )
        fair = dict(zip([other for other in range(5) if other != juror], severity, strict=True))
        scores = {
            dossier: round(
                median(mark.total - fair[mark.juror] for mark in rest if mark.dossier == dossier), 2
            )
            for dossier in range(20)
        }
        ranks = {key: 1 + sum(score > scores[key] for score in scores.values()) for key in scores}
        found = {key: row.without[juror] for key, row in result.dossiers.items() if juror in row.without}
        assert found == {key: rank for key, rank in ranks.items() if rank != result.dossiers[key].rank}


@pytest.mark.parametrize(
    ("rank", "chance", "band"),
    [
        (2, 0.97, Band.ABOVE),
        (9, 0.97, Band.TO_DEBATE),
        (9, 0.02, Band.BELOW),
        (2, 0.02, Band.TO_DEBATE),
        (4, 0.5, Band.TO_DEBATE),
    ],
)
def test_a_band_never_contradicts_the_corrected_rank(rank: int, chance: float, band: Band) -> None:
    assert CorrectedDossier(60.0, rank, chance, {}).find_band(4) is band


# --- pages ---


def send(application: Application, reviewer: Any, total: float) -> None:
    Review.objects.create(
        application=application, reviewer=reviewer, state="submitted", total=total,
        started_at=NOW, saved_at=NOW, submitted_at=NOW,
    )  # fmt: skip


@pytest.fixture
def world(db: None) -> factories.World:
    """Twelve dossiers that five jurors read, ever lower; the last one scored the third dossier 0."""
    world = factories.edition_with(
        reviewers=5, applications=12, places=4, closes_at=timezone.now(), score_method=ScoreMethod.MEDIAN
    )
    for place, application in enumerate(world.applications):
        for number, reviewer in enumerate(world.reviewers):
            send(application, reviewer, 0 if (place, number) == (2, 4) else 90 - 5 * place + number)
        refresh_scores(application)
    return world


def read(as_user: AsUser, world: factories.World, name: str = "ranking") -> str:
    answer = as_user(world.organiser).get(reverse(f"projects:{name}", args=[world.edition.slug]))
    assert answer.status_code == 200
    return plain(answer.content.decode())


def test_a_lone_opinion_does_not_take_the_place_of_a_dossier(as_user: AsUser, world: factories.World) -> None:
    third = Application.objects.get(pk=world.applications[2].pk)
    update_corrections()
    page = read(as_user, world)

    assert third.score == 81  # of 0, 80, 81, 82, 83: the mean is 65.2
    rows = ranking(world.edition, Filters(), None, Conflicts()).rows
    assert [row.application.pk for row in rows[:4]] == [item.pk for item in world.applications[:4]]
    assert ScoreCorrection.objects.get().dossiers[str(third.pk)]["rank"] == 3
    assert "Médiane sur 100" in page
    assert "médiane de ses avis" in page
    assert "moyenne" not in page


def test_while_reviews_are_missing_only_those_of_the_middle_may_move(world: factories.World) -> None:
    first, last = world.applications[0], world.applications[-1]
    for application in (first, last):
        application.reviews.filter(reviewer=world.reviewers[0]).update(state="draft", total=None)
        refresh_scores(application)
    line = find_line(world.edition, Conflicts(), world.edition.call.closes_at + timedelta(days=1))
    first, last = Application.objects.get(pk=first.pk), Application.objects.get(pk=last.pk)

    assert line.is_provisional
    assert line.standings[first.pk].interval == (
        Decimal(92),
        Decimal(93),
    )  # of 91, 92, 93 and 94, with 0 or 100
    assert line.find_band(first) is Band.ABOVE
    assert line.find_band(last) is Band.BELOW


def test_every_page_about_a_score_says_that_it_is_a_median(as_user: AsUser, world: factories.World) -> None:
    first, organiser = world.applications[0], as_user(world.organiser)
    decide = organiser.get(reverse("projects:decide", args=[world.edition.slug, first.reference])).text
    discussion = organiser.get(reverse("projects:discussion", args=[first.reference])).text
    helped = organiser.get(reverse("projects:scoring_method"), {"edition": world.edition.slug}).text
    take(start_meeting(world), first)
    member = as_user(world.reviewer).get(reverse("projects:meeting", args=[world.edition.slug])).text
    room, screen = (
        organiser.get(reverse(f"projects:{name}", args=[world.edition.slug])).text
        for name in ("deliberation", "meeting_screen")
    )
    [head, *_rows] = built_rows(world)

    assert all("médiane des avis" in page for page in (decide, discussion, member, room, screen))
    assert f"{world.edition.name} : la médiane" in plain(helped)
    assert "Médiane sur 100" in head


def built_rows(world: factories.World) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(content(built(world.edition, world.organiser, "jury"))))
    return list(book["Classement"].values)


def test_the_method_leads_back_to_the_ranking_that_one_came_from(
    client: Client, as_user: AsUser, world: factories.World
) -> None:
    address, back = reverse("projects:scoring_method"), reverse("projects:ranking", args=[world.edition.slug])
    named = f"{address}?edition={world.edition.slug}"

    assert named in read(as_user, world)
    assert f'href="{back}"' in as_user(world.organiser).get(named).text
    stranger = client.get(named).text
    assert f'href="{back}"' not in stranger
    assert world.edition.name not in stranger
    assert 'href="/"' in stranger.split('class="crumbs"')[1].split("</nav>")[0]
