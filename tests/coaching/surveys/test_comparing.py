"""Results by profile, from wave to wave, of many responses, and of an anonymous survey."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accelerator.questionnaires import builder
from coaching.models import AnonymousResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.defaults import READY
from coaching.surveys.disclosure import hide_small_table
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results import several
from coaching.surveys.results.comparing import Comparison, cross
from coaching.surveys.results.figures import make_figure
from coaching.surveys.results.workbook import write_responses
from tests import factories
from tests.support.synthesis import answered, invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


def free(edition: Any, **fields: Any) -> Survey:
    form = builder.publish(READY[SurveyKind.FREE], name="Libre", at=NOW())
    return synthesis_survey(
        edition, **{"kind": SurveyKind.FREE, "wave": 1, "form": form, "audiences": ["partners"], **fields}
    )


def add_answer(survey: Survey, overall: int, audience: str = "partners", words: str = "Le temps.") -> None:
    PersonalResponse.objects.create(
        survey=survey, person=factories.user(), audience=audience, state="sent", created_at=NOW(), sent_at=NOW(),
        sheet=factories.sheet(survey.form, overall=overall, to_keep=words, quote="no"),
    )  # fmt: skip


TABLES = [
    [[10, 2, 8], [9, 7, 6], [5, 5, 5]],
    [[1, 0, 0], [0, 0, 9]],
    [[4, 4], [9, 9]],
    [[12, 3], [0, 0], [7, 9]],
    [[5, 6], [7, 8]],
    [[1, 1, 9], [1, 1, 8], [7, 7, 7]],
]


def test_no_total_gives_a_hidden_cell_away() -> None:
    for rows in TABLES:
        shown = hide_small_table(rows)
        for line, compared in [*zip(rows, shown, strict=True), *zip(zip(*rows), zip(*shown), strict=True)]:  # noqa: B905
            for count, cell in zip(line, compared, strict=True):
                assert cell in (None, count)
                assert not (0 < count < 5 and cell is not None)
            assert list(compared).count(None) != 1 or len(compared) == 1
            # two hidden cells that are two in all are one each
            hidden = [count for count, cell in zip(line, compared, strict=True) if cell is None]
            assert set(hidden) != {1} or len(hidden) == len(compared)


def test_by_profile_small_groups_are_hidden() -> None:
    world = factories.edition_with()
    survey = free(world.edition, audiences=["partners", "mentors"])
    for overall, audience, count in (
        (4, "partners", 6),
        (5, "partners", 6),
        (4, "mentors", 2),
        (5, "mentors", 7),
        (4, "second", 8),
        (5, "second", 7),
        (4, "attendees", 9),
        (5, "attendees", 8),
    ):
        for _number in range(count):
            add_answer(survey, overall, audience)

    (table,) = [one for one in cross(survey, several.name_groups()) if one.question.key == "overall"]

    assert table.columns[1:] == ["1", "2", "3", "4", "5"]
    shown = {row[0]: row[4:] for row in table.rows}
    assert list(shown.values()).count(["masqué", "masqué"]) == 2
    assert shown["Les parrains et marraines"] == ["masqué", "masqué"]


def test_a_question_of_which_all_is_hidden_is_not_disclosed_by_profile() -> None:
    world = factories.edition_with()
    survey = free(world.edition, audiences=["partners", "mentors"])
    for overall, audience in ((4, "partners"), (5, "mentors")):
        for _number in range(3):
            add_answer(survey, overall, audience)
    assert cross(survey, several.name_groups()) == []


def count_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """From the first response on."""
    monkeypatch.setattr(several, "MANY", 1)


def test_many_responses_are_counted_as_few_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with()
    survey = free(world.edition)
    for overall in (1, 4, 4, 5, 5, 5):
        add_answer(survey, overall)
    read, by_profile = several.read_for_organisers(survey)
    count_in_the_database(monkeypatch)
    counted, crossed = several.read_for_organisers(survey)
    assert crossed == by_profile

    assert counted.is_partial
    assert not read.is_partial
    assert (counted.invited, counted.sent) == (read.invited, read.sent) == (6, 6)
    for one, other in zip(counted.answered, read.answered, strict=True):
        assert (one.question, one.verbatims) == (other.question, other.verbatims)
        if one.question.kind == "scale":
            assert make_figure(one).chart.rows == make_figure(other).chart.rows
        assert one.count == other.count


def test_a_grid_of_many_responses_is_counted_as_one_of_few(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with(participations=7)
    rows = [{"value": "frise", "label_fr": "La frise"}, {"value": "carte", "label_fr": "La carte"}]
    form = factories.published_form(
        {"key": "grid", "kind": "matrix", "options": {"min": 1, "max": 3, "rows": rows}}
    )
    survey = synthesis_survey(world.edition, kind=SurveyKind.SYNTHESIS, form=form)
    for number, place in enumerate(world.participations):
        one = invitation(
            survey, place, grid={"frise": 1 + number % 2, "carte": 3} if number else {"frise": 2}
        )
        SurveyInvitation.objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())

    (read,) = several.read_for_organisers(survey)[0].answered
    count_in_the_database(monkeypatch)
    (counted,) = several.read_for_organisers(survey)[0].answered

    assert (make_figure(counted).chart, counted.count) == (make_figure(read).chart, read.count)
    assert counted.count == 7


def follow(survey: Survey, place: Any) -> None:
    one = invitation(survey, place, usefulness=5)
    one.state, one.sent_at = "sent", NOW()
    one.save()


def test_waves_stand_side_by_side_where_five_answered(as_user: AsUser) -> None:
    world = factories.edition_with(participations=6)
    first = synthesis_survey(world.edition)
    form = builder.publish(READY["month-6"], name="Suivi", at=NOW())
    later = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=6, form=form, opens_at=NOW())
    for number, place in enumerate(world.participations):
        answered(first, place, usefulness=3)
        if number < 4:
            follow(later, place)

    compared = Comparison([first, later]).compare()
    (usefulness,) = [one for one in compared if "utiles" in one.label]
    assert not [one for one in compared if "cit" in one.label or "partenaires" in one.label]  # consents
    assert list(usefulness.totals) == ["6", "moins de 5"]
    assert list(usefulness.means) == [usefulness.means[0], "–"]
    assert usefulness.rows[2][1:] == ["6", "–"]

    for place in world.participations[4:]:
        follow(later, place)
    address = reverse("coaching:survey_compare", args=[world.edition.slug, "month-6"])
    page = as_user(world.organiser).get(address).text
    assert "Suivi à 6 mois" in page
    assert as_user(world.organiser).get(f"{address}?between=editions").status_code == 200


def test_what_measures_the_same_compares_under_whatever_key_and_nothing_else_does() -> None:
    """The debrief asks its usefulness as « overall », the key under which a free survey asks something else."""
    world = factories.edition_with(participations=6)
    over = {"opens_at": NOW() - timedelta(days=2), "closes_at": NOW() - timedelta(minutes=1)}
    form = builder.publish(READY[SurveyKind.DEBRIEF], name="Débrief", at=NOW())
    debrief = synthesis_survey(world.edition, kind=SurveyKind.DEBRIEF, form=form, **over)
    synthesis, apart = synthesis_survey(world.edition), free(world.edition)
    for place in world.participations:
        hot = invitation(debrief, place, overall=5, pace="right", quote="named")
        SurveyInvitation.objects.filter(pk=hot.pk).update(state="sent", sent_at=NOW())
        answered(synthesis, place, usefulness=3)
        add_answer(apart, 1)

    compared = {one.label: one for one in Comparison([debrief, synthesis, apart]).compare()}

    usefulness = compared["Ces deux journées vous ont-elles été utiles ?"]
    assert list(usefulness.means) == ["5,0", "3,0"]
    assert [survey.pk for survey in usefulness.surveys] == [debrief.pk, synthesis.pk]
    assert not [label for label in compared if "satisfait" in label]


def test_an_anonymous_survey_is_read_once_over_and_from_five_answers_on(
    as_user: AsUser, tmp_path: Path
) -> None:
    world = factories.edition_with()
    survey = free(world.edition, anonymous=True)
    for number in range(4):
        AnonymousResponse.objects.create(
            survey=survey, values={"overall": 5, "to_keep": f"=SUM({number})", "quote": "no"}
        )
    client = as_user(world.organiser)
    address = reverse("coaching:survey_results", args=[world.edition.slug, "free-1"])
    for over in (False, True):
        if over:
            Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
        page = client.get(address).text
        assert "4 réponses reçues" in page
        assert "SUM" not in page

    AnonymousResponse.objects.create(survey=survey, values={"overall": 5, "to_keep": "مرحبا", "quote": "no"})
    page = client.get(address).text
    assert "SUM(3)" in page
    assert "مرحبا" in page
    survey.refresh_from_db()
    path = tmp_path / "responses.xlsx"
    write_responses(path, survey, at=NOW())
    assert load_workbook(path).active["A1"].value == "Qui"  # people, and no project
    cells = [cell for row in load_workbook(path).active.iter_rows(min_row=2) for cell in row]
    assert any(cell.value == "=SUM(1)" and cell.data_type == "s" for cell in cells)
    assert cross(survey, several.name_groups()) == []


def test_an_answer_that_another_hides_is_counted_by_no_way_of_counting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = factories.edition_with(participations=2)
    form = builder.publish(READY["month-6"], name="Suivi", at=NOW())
    survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=6, form=form)
    for place, received in zip(world.participations, (True, False), strict=True):
        words = {"state": "continued", "support_received": received, "support_useful": "Un regard."}
        one = invitation(survey, place, **words, quote="no")
        SurveyInvitation.objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())

    read, _crossed = several.read_for_organisers(survey)
    count_in_the_database(monkeypatch)
    counted, _crossed = several.read_for_organisers(survey)

    for results in (read, counted):
        compared = {row.question.key: row.count for row in results.answered}
        assert (compared["support_received"], compared["support_useful"]) == (2, 1)
