"""Many responses, counted by the database: from projects and people, with what was changed or erased since."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires import builder
from coaching.models import PersonalResponse, Survey
from coaching.surveys.actions.people import change_personal_consent
from coaching.surveys.actions.sheets import anonymise_answers
from coaching.surveys.defaults import READY
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results import several
from coaching.surveys.results.comparing import Comparison
from tests import factories
from tests.support.synthesis import invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture(autouse=True)
def _count_in_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(several, "MANY", 1)


def follow_up(edition: Any, **fields: Any) -> Survey:
    """Asked of projects and of people; a question of it is hidden by another, and one is a grid."""
    form = builder.publish(READY["month-6"], name="Suivi", at=NOW())
    fields = {"wave": 6, "audiences": ["holders", "partners"], **fields}
    return synthesis_survey(edition, kind=SurveyKind.FOLLOW_UP, form=form, **fields)


def respond(survey: Survey, words: str, *, received: bool = True) -> PersonalResponse:
    values = {"support_received": received, "support_useful": words, "usefulness": len(words) % 5 + 1}
    return PersonalResponse.objects.create(
        survey=survey, person=factories.user(), audience="partners", state="sent", created_at=NOW(), sent_at=NOW(),
        sheet=factories.sheet(survey.form, **values, quote="anonymous"),
    )  # fmt: skip


def respond_for(survey: Survey, place: Any, **values: Any) -> None:
    row = invitation(survey, place, **values)
    type(row).objects.filter(pk=row.pk).update(state="sent", sent_at=NOW())


def read_counts(survey: Survey) -> dict[str, tuple[int, Counter[str]]]:
    """Question → how many answered, and how many gave each value."""
    results, _crossed = several.read_for_organisers(survey)
    assert results.is_partial
    counts: dict[str, tuple[int, Counter[str]]] = {}
    for row in results.answered:
        values: Counter[str] = Counter()
        for value, count in row.counts:
            values[str(value)] += count
        counts[row.question.key] = row.count, values
    return counts


def test_projects_and_people_are_counted_together_without_hidden_answers() -> None:
    world = factories.edition_with(participations=1)
    survey = follow_up(world.edition)
    for number in range(6):
        respond(survey, "a" * (number + 1), received=number > 1)
    respond_for(survey, world.participations[0], usefulness=2, support_received=True, quote="no")

    counts = read_counts(survey)

    assert counts["quote"] == (7, {"anonymous": 6, "no": 1})
    assert counts["usefulness"] == (7, {"2": 3, "3": 1, "4": 1, "5": 1, "1": 1})
    assert counts["support_useful"][0] == 4  # two people received none, and are not asked how it helped


def test_one_page_of_the_form_is_counted_at_a_time_and_together_they_say_all(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    survey = follow_up(world.edition)
    for number in range(6):
        respond(survey, "a" * (number + 1), received=number > 1)
    whole, _crossed = several.read_for_organisers(survey)
    address = reverse("coaching:survey_results", args=[world.edition.slug, survey.slug])

    pages = [several.read_for_organisers(survey, str(number))[0] for number in range(1, 8)]
    first = as_user(world.organiser).get(address).text
    last = as_user(world.organiser).get(address, {"page": "7"}).text

    together = [answered for page in pages for answered in page.answered]
    assert {(row.question.key, row.count) for row in together} == {
        (row.question.key, row.count) for row in whole.answered
    }
    assert len(together) == len(whole.answered)
    assert 'id="q-usefulness"' in first
    assert 'id="q-quote"' not in first
    assert "?page=7" in first
    assert "Appuis et contacts (suite)" in first
    assert 'id="q-quote"' in last
    assert 'id="q-usefulness"' not in last


def test_surveys_are_compared_one_page_of_the_form_at_a_time_and_together_they_say_all(
    as_user: AsUser,
) -> None:
    world = factories.edition_with(participations=1)
    later = follow_up(world.edition)
    first = follow_up(world.edition, wave=3, opens_at=NOW() - timedelta(days=9))
    for survey in (first, later):
        for number in range(6):
            respond(survey, "a" * (number + 1))
    address = reverse("coaching:survey_compare", args=[world.edition.slug, later.slug])
    client = as_user(world.organiser)

    answers = [client.get(address, {"page": str(number)}) for number in range(1, 5)]

    labels = [compared.label for answer in answers for compared in answer.context["compared"]]
    assert labels == [compared.label for compared in Comparison([first, later]).compare()]
    assert [len(answer.context["compared"]) for answer in answers] == [3, 1, 1, 2]
    assert "?page=4" in answers[0].text
    last = {compared.label: compared for compared in answers[3].context["compared"]}
    assert list(last["Avez-vous reçu un appui d’un partenaire ?"].totals) == ["6", "6"]


@pytest.mark.parametrize("change", ["a consent", "an erasure"])
def test_changed_or_erased_answers_are_counted_as_they_are_now(change: str) -> None:
    survey = follow_up(factories.edition_with().edition)
    responses = [respond(survey, "Oui.") for _number in range(7)]
    assert read_counts(survey)["quote"][1]["anonymous"] == 7

    if change == "a consent":
        change_personal_consent(response=responses[0], quote="no", actor=responses[0].person, at=NOW())
    else:
        responses[0].delete()

    assert read_counts(survey)["quote"][1]["anonymous"] == 6


def test_words_of_a_project_that_is_anonymised_are_counted_no_more() -> None:
    world = factories.edition_with(participations=6)
    form = factories.published_form({"key": "word", "kind": "short_text", "max_length": 40})
    survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=6, form=form)
    for place, word in zip(world.participations, "abcdef", strict=True):
        respond_for(survey, place, word=f"mot {word}")
    assert read_counts(survey)["word"][0] == 6

    anonymise_answers(places=world.participations[:1], attendees=[], at=NOW())

    assert read_counts(survey)["word"][0] == 5
