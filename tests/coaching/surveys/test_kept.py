"""The counts of many responses, kept and brought up to date: always what counting all of them says."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accelerator.questionnaires import builder
from coaching.models import PersonalResponse, Survey
from coaching.surveys.actions.forgetting import keep_counted_answers
from coaching.surveys.actions.people import change_personal_consent
from coaching.surveys.defaults import READY
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results import kept, several
from coaching.surveys.results.comparing import Crossed
from coaching.surveys.results.reading import Results
from tests import factories
from tests.support.synthesis import answered, invitation, synthesis_survey

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture(autouse=True)
def _count_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "MANY", 1)
    monkeypatch.setattr(kept, "_kept", {})


def follow_up(edition: Any) -> Survey:
    """Asked of projects and of people; a question of it is hidden by another, and one is a grid."""
    form = builder.publish(READY["month-6"], name="Suivi", at=NOW())
    return synthesis_survey(
        edition, kind=SurveyKind.FOLLOW_UP, wave=6, form=form, audiences=["holders", "partners"]
    )


def said(survey: Survey, words: str, *, received: bool = True) -> PersonalResponse:
    told = {"support_received": received, "support_useful": words, "usefulness": len(words) % 5 + 1}
    return PersonalResponse.objects.create(
        survey=survey, person=factories.user(), audience="partners", state="sent", created_at=NOW(), sent_at=NOW(),
        sheet=factories.sheet(survey.form, **told, quote="anonymous"),
    )  # fmt: skip


def read(survey: Survey) -> tuple[Any, list[Crossed]]:
    """What the page tells, in no order."""
    results, crossed = several.read_for_organisers(survey)
    return tell(results), crossed


def tell(results: Results) -> Any:
    figures = {}
    for row in results.answered:
        given: Counter[str] = Counter()
        for value, count in row.given:
            given[str(value)] += count
        figures[row.question.key] = row.count, given
    return results.sent, figures


def read_anew(survey: Survey) -> tuple[Any, list[Crossed]]:
    kept._kept.clear()
    return read(survey)


def count_reads_of_answers(survey: Survey) -> int:
    with CaptureQueriesContext(connection) as asked:
        read(survey)
    return sum("GROUP BY" in query["sql"] for query in asked)


def test_what_was_sent_since_is_added() -> None:
    world = factories.edition_with(participations=3)
    survey = follow_up(world.edition)
    for number in range(6):
        said(survey, "a" * number, received=number > 1)
    before = read(survey)
    assert count_reads_of_answers(survey) == 0

    for number in range(3):
        said(survey, "a" * number, received=False)
    one = invitation(survey, world.participations[0], usefulness=2, support_received=True, quote="no")
    type(one).objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())

    after = read(survey)
    assert (before[0][0], after[0][0]) == (6, 10)
    assert count_reads_of_answers(survey) == 0
    assert after == read_anew(survey)


def test_only_what_was_sent_since_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    survey = follow_up(factories.edition_with().edition)
    for _number in range(6):
        said(survey, "Oui.")
    read(survey)
    asked: list[Any] = []
    count = kept.count_answers

    def watch(*args: Any, **named: Any) -> Any:
        asked.extend(found := count(*args, **named))
        return found

    monkeypatch.setattr(kept, "count_answers", watch)
    said(survey, "Non.")
    read(survey)

    assert asked
    assert {row.count for row in asked} == {1}


@pytest.mark.parametrize("change", ["a consent", "an erasure"])
def test_what_was_counted_and_is_no_more_is_not_told(change: str) -> None:
    survey = follow_up(factories.edition_with().edition)
    responses = [said(survey, "Oui.") for _number in range(6)]
    read(survey)

    said(survey, "Non.")
    if change == "a consent":
        change_personal_consent(response=responses[0], quote="no", actor=responses[0].person, at=NOW())
    else:
        responses[0].delete()

    told = read(survey)
    assert told == read_anew(survey)
    assert told[0][1]["quote"][1]["anonymous"] == 6


def test_words_of_a_project_that_is_anonymised_are_told_no_more() -> None:
    world = factories.edition_with(participations=6)
    form = factories.published_form({"key": "word", "kind": "short_text", "max_length": 40})
    survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=6, form=form)
    for place, word in zip(world.participations, "abcdef", strict=True):
        one = invitation(survey, place, word=f"mot {word}")
        type(one).objects.filter(pk=one.pk).update(state="sent", sent_at=NOW())
    before = read(survey)

    keep_counted_answers(places=world.participations[:1], attendees=[], at=NOW())

    assert before[0][1]["word"][0] == 6
    assert read(survey) == read_anew(survey)


@pytest.mark.parametrize("before", [True, False])
def test_one_that_comes_while_all_are_counted_is_counted_once(
    before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = follow_up(factories.edition_with().edition)
    for _number in range(5):
        said(survey, "Oui.")
    count = kept.count_answers

    def count_slowly(*args: Any, **named: Any) -> Any:
        """One is written after the page had read how many were sent, at an hour before that."""
        counted = [] if before else count(*args, **named)
        response = said(survey, "Je suis en retard.")
        rows = PersonalResponse.objects.filter(pk=response.pk)
        rows.update(sent_at=NOW() - timedelta(minutes=5))
        return count(*args, **named) if before else counted

    monkeypatch.setattr(kept, "count_answers", count_slowly)
    read(survey)
    monkeypatch.setattr(kept, "count_answers", count)

    assert read(survey) == read_anew(survey)
    assert read(survey)[0][0] == 6


def test_one_written_in_while_all_are_counted_is_counted_as_it_is_now(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    survey = follow_up(factories.edition_with().edition)
    responses = [said(survey, "Oui.") for _number in range(6)]
    count = kept.count_answers

    def count_and_change(*args: Any, **named: Any) -> Any:
        counted = count(*args, **named)
        change_personal_consent(response=responses[0], quote="no", actor=responses[0].person, at=NOW())
        return counted

    monkeypatch.setattr(kept, "count_answers", count_and_change)
    read(survey)
    monkeypatch.setattr(kept, "count_answers", count)

    assert read(survey)[0][1]["quote"][1] == {"anonymous": 5, "no": 1}


def test_all_is_counted_again_after_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    for place in world.participations:
        answered(survey, place, usefulness=3)
    read(survey)
    clock = kept.time.monotonic
    assert count_reads_of_answers(survey) == 0
    monkeypatch.setattr(kept.time, "monotonic", lambda: clock() + kept.KEPT_S + 1)
    assert count_reads_of_answers(survey) == 1
