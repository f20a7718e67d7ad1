"""A severe juror does not cost a dossier its place, and the page says how sure the ranking is."""

from datetime import timedelta
from itertools import combinations

import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.models import Criterion
from projects.application.actions.submission import withdraw_application
from projects.conflicts.queries import Conflicts
from projects.models import Application, ProjectMember, Review, Score, ScoreCorrection
from projects.review.actions.correction import update_corrections
from projects.review.actions.scores import refresh_scores
from projects.review.queries.correction import find_correction
from projects.review.queries.line import find_line
from projects.review.solver import correction as solver
from projects.review.solver.aggregate import Band, centre_total
from projects.review.solver.corrected import CorrectionLimit
from projects.review.solver.correction import correct_scores
from projects.review.solver.mixed_model import Equations, Jury, Mark, Ratios, estimate_ratios
from tests.factories import edition_with
from tests.support.reviews import plain

NOW = timezone.now()


def simulate(*, dossiers=24, jurors=6, severity=10.0, noise=4.0, seed=3):
    """Each dossier is read by three of the jurors, all threes in turn."""
    random = np.random.default_rng(seed)
    worth = random.normal(60, 12, dossiers)
    lenience = random.normal(0, severity, jurors) if severity else np.zeros(jurors)
    threes = list(combinations(range(jurors), 3))
    marks = [
        Mark(100 + dossier, juror, float(worth[dossier] + lenience[juror] + random.normal(0, noise)))
        for dossier in range(dossiers)
        for juror in threes[dossier % len(threes)]
    ]
    return marks, lenience


def agree(marks):
    """One total for all."""
    return [mark._replace(total=62.5) for mark in marks]


def dense_likelihood(jury, totals, ratios):
    """The restricted likelihood written out over the covariance of all reviews."""
    dossiers, jurors = np.eye(len(jury.dossiers))[jury.dossier], np.eye(len(jury.jurors))[jury.juror]
    covariance = (
        np.eye(jury.reviews) + ratios.dossiers * dossiers @ dossiers.T + ratios.jurors * jurors @ jurors.T
    )
    inverse, ones = np.linalg.inv(covariance), np.ones((jury.reviews, 1))
    information = float((ones.T @ inverse @ ones)[0, 0])
    mean = float((ones.T @ inverse @ totals)[0, 0]) / information
    squares = float(((totals - mean).T @ inverse @ (totals - mean))[0, 0])
    degrees = jury.reviews - 1
    determinant = np.linalg.slogdet(covariance)[1]
    predicted = ratios.jurors * jurors.T @ inverse @ (totals - mean)
    return -(degrees * np.log(squares / degrees) + determinant + np.log(information)) / 2, predicted[:, 0]


@pytest.mark.parametrize("ratios", [Ratios(2.0, 1.5), Ratios(0.3, 0.0), Ratios(0.0, 4.0)])
def test_the_equations_agree_with_the_covariance_written_out(ratios) -> None:
    marks, _lenience = simulate(dossiers=12)
    jury, totals = Jury.of(marks[:-1]), np.array([[mark.total] for mark in marks[:-1]])
    equations = Equations(jury, ratios)

    likelihood, predicted = dense_likelihood(jury, totals, ratios)

    assert equations.measure(totals)[0] == pytest.approx(likelihood)
    assert equations.predict(totals).jurors[:, 0] == pytest.approx(predicted)


def test_ratios_are_those_of_greatest_likelihood() -> None:
    marks, _lenience = simulate()
    jury, totals = Jury.of(marks), np.array([[mark.total] for mark in marks])
    found = estimate_ratios(jury, totals)
    best = dense_likelihood(jury, totals, found)[0]

    grid = np.exp(np.linspace(-4, 4.5, 35))
    assert all(
        dense_likelihood(jury, totals, Ratios(one, other))[0] <= best + 0.001
        for one in grid
        for other in [0.0, *grid]
    )


def test_a_severe_juror_is_found_and_costs_nobody_their_place() -> None:
    marks, lenience = simulate()
    result = correct_scores(marks, places=8, rounding=2.0)

    severity = [result.severity[juror] for juror in range(6)]
    assert np.corrcoef(severity, lenience)[0, 1] > 0.95
    harsh = min(range(6), key=lambda juror: lenience[juror])
    read = {mark.dossier for mark in marks if mark.juror == harsh}
    raw = {key: np.mean([mark.total for mark in marks if mark.dossier == key]) for key in result.dossiers}
    gained = {key: dossier.score - raw[key] for key, dossier in result.dossiers.items()}
    assert np.mean([gained[key] for key in read]) > np.mean([gained[key] for key in raw if key not in read])
    assert result.limit is None


def test_without_severity_corrected_scores_are_the_raw_ones() -> None:
    # in turn, each juror gives as much above, below and at the middle
    marks = [
        Mark(dossier, (dossier + place) % 6, 40.0 + dossier + step)
        for dossier in range(24)
        for place, step in enumerate((0, 2, -2))
    ]
    result = correct_scores(marks, places=8, rounding=2.0)

    assert result.limit is CorrectionLimit.NO_SEVERITY
    assert result.dossiers[3].score == pytest.approx(43.0)
    assert set(result.severity.values()) == {0.0}


@pytest.mark.parametrize(
    ("dossiers", "jurors", "limit"),
    [(12, 4, CorrectionLimit.FEW_JURORS), (9, 6, CorrectionLimit.FEW_DOSSIERS)],
)
def test_a_small_jury_is_not_corrected(dossiers, jurors, limit) -> None:
    marks, _lenience = simulate(dossiers=dossiers, jurors=jurors)
    result = correct_scores(marks, places=3, rounding=2.0)
    assert (result.limit, result.dossiers, result.severity) == (limit, {}, {})


def test_groups_that_share_no_juror_are_not_compared() -> None:
    one, _ = simulate(jurors=5, seed=1)
    other = [Mark(mark.dossier + 500, mark.juror + 50, mark.total - 30) for mark in one]
    assert correct_scores([*one, *other], places=8, rounding=2.0).limit is CorrectionLimit.SEPARATE_GROUPS


def test_few_reviews_are_not_corrected() -> None:
    marks, _lenience = simulate(dossiers=12)
    assert correct_scores(marks[:29], places=3, rounding=2.0).limit is CorrectionLimit.FEW_REVIEWS
    assert correct_scores(marks[:30], places=3, rounding=2.0).limit is not CorrectionLimit.FEW_REVIEWS


def test_a_jury_that_agrees_to_the_point_is_sure_of_nothing_among_equals() -> None:
    marks, _lenience = simulate()
    result = correct_scores(agree(marks), places=8, rounding=4.0)
    assert all(0.05 < dossier.chance < 0.95 for dossier in result.dossiers.values())
    assert {dossier.rank for dossier in result.dossiers.values()} == {1}


def test_chances_add_up_to_the_places_and_do_not_change_by_being_read() -> None:
    marks, _lenience = simulate()
    first = correct_scores(marks, places=8, rounding=2.0)
    assert sum(dossier.chance for dossier in first.dossiers.values()) == pytest.approx(8)
    assert correct_scores(marks, places=8, rounding=2.0) == first


def test_leaving_a_juror_out_gives_the_rank_without_them() -> None:
    marks, _lenience = simulate(noise=8.0)
    result = correct_scores(marks, places=8, rounding=2.0)
    whole = Jury.of(marks)
    ratios = estimate_ratios(whole, np.array([[mark.total] for mark in marks]))

    for juror in whole.jurors:
        rest = [mark for mark in marks if mark.juror != juror]
        jury, totals = Jury.of(rest), np.array([[mark.total] for mark in rest])
        severity = dense_likelihood(jury, totals, ratios)[1]
        scores = (np.bincount(jury.dossier, totals[:, 0] - severity[jury.juror]) / jury.readers).round(2)
        ranks = {key: 1 + int((scores > scores[row]).sum()) for row, key in enumerate(jury.dossiers)}
        read = {mark.dossier for mark in marks if mark.juror == juror}
        expected = {key: ranks[key] for key in read if ranks[key] != result.dossiers[key].rank}
        found = {
            key: dossier.without[juror]
            for key, dossier in result.dossiers.items()
            if juror in dossier.without
        }
        assert found == expected
    assert any(dossier.without for dossier in result.dossiers.values())


def test_skipping_a_hard_criterion_gains_nothing() -> None:
    weights, means = {1: 50, 2: 50}, {1: 3.0, 2: 1.0}
    assert centre_total({1: 3, 2: 1}, weights, means) == 50
    assert centre_total({1: 3}, weights, means) == 50  # the easy one alone, as well as everybody
    assert centre_total({1: 4}, weights, means) == 75


def review(application, reviewer, total):
    Review.objects.create(
        application=application, reviewer=reviewer, state="submitted", total=total,
        started_at=NOW, saved_at=NOW, submitted_at=NOW,
    )  # fmt: skip


@pytest.fixture
def world(db):
    """Twelve dossiers, five jurors, the first of whom gives twenty points less."""
    world = edition_with(reviewers=5, applications=12, places=4, closes_at=timezone.now())
    for place, application in enumerate(world.applications):
        for number, reviewer in enumerate(world.reviewers):
            if (place + number) % 5 < 3:
                review(application, reviewer, 90 - 5 * place - (20 if number == 0 else 0) + (number % 2))
        reads = application.assignments.exclude(reviewer__in=application.reviews.values("reviewer"))
        reads.update(withdrawn_at=NOW)
        refresh_scores(application)
    return world


def page_of(as_user, world):
    response = as_user(world.organiser).get(reverse("projects:ranking", args=[world.edition.slug]))
    return plain(response.content.decode())


def table_of(as_user, world):
    return page_of(as_user, world).split("<table")[1].split("</table>")[0]


def test_the_page_shows_corrected_scores_and_severities(as_user, world) -> None:
    assert "corrigée" not in table_of(as_user, world)

    assert update_corrections() == 1

    page, table = page_of(as_user, world), table_of(as_user, world)
    assert table.count("corrigée") == 12
    assert "jurys sur 100 le placent" in table
    assert "nettement au-dessous" in page
    assert "Sévérité des membres du comité" in page
    severe = find_correction(world.edition.call).jurors[0]
    assert severe.juror == world.reviewers[0]
    assert severe.points < -10
    assert str(severe.juror) in page
    assert update_corrections() == 0


def test_a_review_sent_since_withholds_the_correction_until_it_is_computed_again(as_user, world) -> None:
    update_corrections()
    first = world.applications[0]
    first.reviews.filter(reviewer=world.reviewers[0]).update(set_aside_at=NOW)
    refresh_scores(first)

    assert "corrigée" not in table_of(as_user, world)
    assert "les notes corrigées reviennent dans la minute" in page_of(as_user, world)

    assert update_corrections() == 1
    assert find_correction(world.edition.call).is_current


def test_a_dossier_taken_back_counts_among_the_others_no_more(world) -> None:
    update_corrections()
    gone = world.applications[0]
    withdraw_application(application=gone, actor=gone.project.find_lead(), at=NOW)

    assert not find_correction(world.edition.call).is_current
    update_corrections()

    correction = find_correction(world.edition.call)
    assert correction.find(gone.pk) is None
    ranks = [found.rank for row in world.applications[1:] if (found := correction.find(row.pk))]
    assert min(ranks) == 1


def test_a_review_sent_while_the_scores_are_corrected_is_not_forgotten(world, monkeypatch) -> None:
    update_corrections()
    refresh_scores(world.applications[0])
    compute = solver.correct_scores

    def compute_while_one_is_sent(*args, **options):
        refresh_scores(world.applications[1])
        return compute(*args, **options)

    monkeypatch.setattr(solver, "correct_scores", compute_while_one_is_sent)
    update_corrections()
    assert not find_correction(world.edition.call).is_current
    monkeypatch.undo()
    assert update_corrections() == 1
    assert find_correction(world.edition.call).is_current


def test_other_places_ask_for_other_chances(world) -> None:
    update_corrections()
    world.edition.places = 9
    world.edition.save()

    assert not find_correction(world.edition.call).is_current
    update_corrections()

    chances = [row["chance"] for row in ScoreCorrection.objects.get().dossiers.values()]
    assert sum(chances) == pytest.approx(9)


def test_while_dossiers_may_come_no_chance_places_one_above(world) -> None:
    update_corrections()
    call, first = world.edition.call, Application.objects.get(pk=world.applications[0].pk)
    none = Conflicts()
    open_line = find_line(world.edition, none, call.closes_at - timedelta(days=1))
    closed_line = find_line(world.edition, none, call.closes_at + timedelta(days=1))

    assert open_line.find_corrected(first).find_band(4) is Band.ABOVE
    assert closed_line.find_band(first) is Band.ABOVE
    assert open_line.find_band(first) is not Band.ABOVE


def test_an_organiser_who_may_not_compare_reads_no_correction(as_user, world) -> None:
    update_corrections()
    ProjectMember.objects.create(project=world.applications[3].project, user=world.organiser, joined_at=NOW)

    assert "corrigée" not in table_of(as_user, world)
    assert "Sévérité" not in page_of(as_user, world)


def test_reviews_that_skip_criteria_are_centred(world) -> None:
    easy, hard = [
        Criterion.objects.create(edition=world.edition, position=90 + n, label_fr=f"Critère {n}", weight=50)
        for n in (1, 2)
    ]
    Criterion.objects.filter(edition=world.edition).exclude(pk__in=[easy.pk, hard.pk]).delete()
    for written in Review.objects.all():
        Score.objects.create(review=written, criterion=easy, level=3)
        if written.reviewer != world.reviewers[1]:
            Score.objects.create(review=written, criterion=hard, level=1)
    update_corrections()
    scores = [row["score"] for row in ScoreCorrection.objects.get().dossiers.values()]
    assert scores == pytest.approx([50.0] * Application.objects.count())
    assert {Band.TO_DEBATE} == {
        find_correction(world.edition.call).find(a.pk).find_band(4) for a in world.applications
    }
