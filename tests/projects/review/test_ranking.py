"""The ranking explains and never decides."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from programmes.enums import StructureProfile
from projects.conflicts.queries import Conflicts
from projects.models import Application
from projects.review.queries.line import Line, find_line, find_own_standing
from projects.review.queries.ranking import Filters, ranking
from projects.review.solver.aggregate import UNREAD, Band, band, find_standing
from tests.factories import application, edition_with
from tests.support.reviews import plain

pytestmark = pytest.mark.django_db


def scored(world, *scores, **columns):
    made = []
    for score in scores:
        low, high = max(0, score - 5), min(100, score + 5)
        made.append(
            application(
                world.edition,
                state="under_review",
                title=f"Projet noté {score}",
                score=Decimal(score),
                score_low=Decimal(low),
                score_high=Decimal(high),
                reviews_expected=3,
                reviews_done=3,
                **columns,
            )
        )
    return made


def closed_call(*, places):
    return edition_with(places=places, closes_at=timezone.now())


def bands(world):
    rows = ranking(world.edition, Filters(), None, Conflicts()).rows
    return [row.band.value for row in rows if row.band]


def deliberation_url(world):
    return reverse("projects:deliberation", args=[world.edition.slug])


def url(world, query=""):
    return reverse("projects:ranking", args=[world.edition.slug]) + query


def test_bands_follow_the_cut_line_at_the_number_of_places() -> None:
    world = closed_call(places=2)
    scored(world, 90, 62, 58, 30)

    visible = ranking(world.edition, Filters(), None, Conflicts())

    assert visible.line.cut == Decimal("60.00")
    assert [row.band for row in visible.rows] == [
        Band.ABOVE,
        Band.TO_DEBATE,
        Band.TO_DEBATE,
        Band.BELOW,
    ]
    assert [row.is_first_below for row in visible.rows] == [False, False, True, False]


def test_the_last_of_those_read_is_not_assured_while_others_could_pass_it(as_user) -> None:
    world = closed_call(places=8)
    scored(world, 90, 85, 80, 75, 70, 65, 60, 20)
    unread = [application(world.edition, state="eligible", reviews_expected=3) for _n in range(5)]

    assert bands(world) == ["above"] * 2 + ["to_debate"] * 6
    for address in (url(world), deliberation_url(world)):
        page = plain(as_user(world.organiser).get(address).text)
        assert page.count("D’autres dossiers restent à lire : les rangs peuvent changer") == 1
    assert "pas encore de seuil" in as_user(world.organiser).get(url(world)).text

    Application.objects.filter(pk__in=[item.pk for item in unread]).update(state="ineligible")
    assert bands(world) == ["above"] * 8
    assert "pas encore de seuil" not in as_user(world.organiser).get(url(world)).text


def test_a_dossier_still_to_be_checked_may_pass_the_others_and_an_open_call_brings_more(as_user) -> None:
    world = closed_call(places=2)
    scored(world, 90, 70, 20)
    assert bands(world) == ["above", "above", "below"]
    assert "· seuil à 45" in plain(as_user(world.organiser).get(url(world)).text)

    application(world.edition, state="submitted")
    assert bands(world) == ["above", "to_debate", "below"]
    page = plain(as_user(world.organiser).get(url(world)).text)
    assert "· seuil provisoire à 45" in page
    assert "seuil provisoire des 2 places" in page

    Application.objects.filter(state="submitted").update(state="withdrawn")
    world.edition.call.closes_at = timezone.now() + timedelta(days=1)
    assert bands(world) == ["to_debate", "to_debate", "below"]


def test_one_out_of_reach_is_so_only_once_those_above_cannot_fall() -> None:
    world = closed_call(places=2)
    scored(world, 90, 70, 10)
    half_read = Application.objects.filter(score=70)
    half_read.update(reviews_expected=3, reviews_done=1)  # it ends at 23.33 or above
    assert bands(world) == ["above", "above", "below"]

    half_read.update(score=50)  # 16.67 or above: the line may fall into the interval of the last one
    assert bands(world) == ["above", "above", "to_debate"]


def test_an_announced_dossier_awaits_no_review() -> None:
    world = closed_call(places=1)
    scored(world, 90, 20)
    Application.objects.update(state="not_selected", reviews_done=1)
    application(world.edition, state="selected")

    assert bands(world) == ["above", "below"]
    rows = ranking(world.edition, Filters(), None, Conflicts()).rows
    assert [row.missing_reviews for row in rows] == [0, 0]


@given(
    scores=st.lists(st.tuples(st.integers(0, 100), st.integers(0, 2)), min_size=1, max_size=12),
    places=st.integers(1, 4),
    newcomers=st.integers(0, 4),
)
def test_the_leading_dossiers_give_the_bands_that_all_of_them_would(scores, places, newcomers) -> None:
    standings = {
        key: find_standing(Decimal(score), Decimal(score), Decimal(score), done=2, awaited=awaited)
        for key, (score, awaited) in enumerate(scores, start=1)
    }
    line = Line(places, standings=standings, newcomers=newcomers)

    for key, standing in standings.items():
        rivals = [other for rival, other in standings.items() if rival != key] + [UNREAD] * newcomers
        assert line.find_band(Application(pk=key)) == band(standing, rivals, places)


def test_a_band_is_sought_among_few_however_many_apply(monkeypatch) -> None:
    standings = {
        key: find_standing(Decimal(key % 101), None, None, done=1, awaited=1) for key in range(1, 1001)
    }
    compared = []
    monkeypatch.setattr(
        "projects.review.queries.line.band", lambda _own, rivals, _places: compared.append(len(rivals))
    )

    Line(3, standings=standings).find_band(Application(pk=500))

    assert compared[0] <= 10


@pytest.mark.parametrize("unread", [0, 1, 4])
def test_the_line_read_from_few_rows_settles_what_all_of_them_would(unread) -> None:
    world, at = closed_call(places=1), timezone.now()
    scored(world, *range(5, 100, 12))
    for score in range(10, 100, 15):
        for done, expected in ((1, 10), (9, 10), (2, 2)):
            application(
                world.edition, state="under_review", score=score, score_low=score, score_high=score,
                reviews_done=done, reviews_expected=expected,
            )  # fmt: skip
    for _number in range(unread):
        application(world.edition, state="submitted")
    every = list(Application.objects.for_edition(world.edition))

    for places in range(1, 9):
        world.edition.places = places
        line, whole = find_line(world.edition, Conflicts(), at), Line(places, standings=stand(every))
        assert [line.find_band(row) for row in every] == [whole.find_band(row) for row in every]
    assert len(line.standings) < len(every)


@pytest.mark.parametrize(("alone", "others"), [((1, 5), (9, 60)), ((9, 20), (1, 30))])
def test_dossiers_that_may_end_high_or_cannot_end_low_are_read_among_the_leading(alone, others) -> None:
    """One of 1 review in 10 may end highest whatever its score; one of 9 in 10 cannot end lowest."""
    world = closed_call(places=1)

    def still_read(done, score):
        return application(
            world.edition, state="under_review", score=score, score_low=score, score_high=score,
            reviews_done=done, reviews_expected=10,
        )  # fmt: skip

    for _number in range(4):
        still_read(*others)
    own = still_read(*alone)

    assert own.pk in find_line(world.edition, Conflicts(), timezone.now()).standings


def stand(applications):
    return {row.pk: standing for row in applications if (standing := find_own_standing(row))}


def test_ties_share_a_rank_and_are_named() -> None:
    world = edition_with(places=1)
    first, second, _third = scored(world, 70, 70, 50)

    visible = ranking(world.edition, Filters(), None, Conflicts())

    assert [(row.rank, row.ties) for row in visible.rows] == [
        (1, [second.reference]),
        (1, [first.reference]),
        (3, []),
    ]


def test_filters_keep_the_rank_in_the_whole_edition(as_user) -> None:
    world = edition_with(places=2)
    scored(world, 90, 80)
    scored(world, 70, department="Orne", profile=StructureProfile.SOLUTION_PROVIDER)

    visible = ranking(world.edition, Filters(department="Orne"), None, Conflicts())
    page = as_user(world.organiser).get(url(world, "?department=Orne")).content.decode()

    assert [row.rank for row in visible.rows] == [3]
    assert "Projet noté 70" in page
    assert "Projet noté 90" not in page


def test_dossiers_to_debate_have_a_reason_and_a_tie_for_the_last_place_is_reported(as_user) -> None:
    world = edition_with(places=2)
    scored(world, 90, 70, 70, 50)
    Application.objects.filter(score=90).update(reviews_expected=3, reviews_done=1)
    Application.objects.filter(score=70).update(
        score_low=40, score_high=95, reviews_expected=2, reviews_done=2
    )

    pages = [as_user(world.organiser).get(address).text for address in (url(world), deliberation_url(world))]

    for page in pages:
        assert "2 avis manquent encore" in page
        assert page.count("le seuil passe dans l’intervalle") == 2
        assert "le comité les départage par écrit" in page


def test_a_tie_across_two_pages_keeps_its_rank(monkeypatch) -> None:
    monkeypatch.setattr("projects.review.queries.ranking.PAGE_SIZE", 2)
    world = edition_with()
    scored(world, 90, 70, 70, 50, 50)

    ranks = [
        [row.rank for row in ranking(world.edition, Filters(), page, Conflicts()).rows] for page in "123"
    ]

    assert ranks == [[1, 2], [2, 4], [4]]


def test_one_place_is_singular_and_an_empty_ranking_links_to_the_assignment_once(as_user) -> None:
    world = edition_with(places=1, applications=1)
    organiser = as_user(world.organiser)
    assert organiser.get(url(world)).text.count("Voir qui évalue quoi") == 1

    scored(world, 90, 40)
    pages = [organiser.get(address).text for address in (url(world), deliberation_url(world))]

    assert "1 place\n" in pages[0]
    for page in pages:
        assert "de la seule place" in page
        assert "1 places" not in page


def test_a_dossier_without_a_review_is_listed_apart_rather_than_ranked_last(as_user) -> None:
    world = edition_with(applications=2)
    scored(world, 40)

    page = as_user(world.organiser).get(url(world)).content.decode()

    assert "2 dossiers n’ont encore aucune évaluation envoyée" in page
    assert world.applications[0].title not in page


def test_a_single_review_is_to_be_debated_without_an_interval(as_user) -> None:
    world = edition_with(places=5)
    (application,) = scored(world, 95)
    Application.objects.filter(pk=application.pk).update(score_low=None, score_high=None)

    assert ranking(world.edition, Filters(), None, Conflicts()).rows[0].band is Band.TO_DEBATE
    assert "un seul avis" in as_user(world.organiser).get(url(world)).content.decode()
