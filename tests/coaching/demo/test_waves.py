"""The year after the session, as the demo tells it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accelerator.rows.actions import save_row
from coaching.demo import surveys
from coaching.demo.calendar import Calendar
from coaching.demo.load import NORMANDIE
from coaching.demo.reader import read_edition, read_plans
from coaching.demo.surveys import LASTS, OPENS, WaveAnswer, answer_anonymously, answer_waves, read_waves
from coaching.models import ActionItem, Attendee, Session, Survey, SurveyInvitation, SynthesisReport
from coaching.surveys.defaults import READY
from tests import factories
from tests.support.demo import questions
from tests.support.synthesis import answers_of


def test_answers_of_the_demo_over_the_year_fit_their_questions() -> None:
    selected, answers = set(read_edition(NORMANDIE).selected), read_waves(NORMANDIE)
    assert Counter(answer.wave for answer in answers) == {1: 11, 3: 11, 6: 12}
    assert len({(answer.application, answer.wave) for answer in answers}) == len(answers)
    for answer in answers:
        assert answer.application in selected
        assert OPENS[answer.wave] <= answer.day <= OPENS[answer.wave] + LASTS, answer
        by_key = questions(READY[f"month-{answer.wave}"])
        given = answer.list_answers("named")
        assert set(given) <= set(by_key), answer
        missing = {key for key, question in by_key.items() if question.required} - set(given)
        assert missing == set(), answer
        for key, value in given.items():
            if by_key[key].max_length:
                assert len(str(value)) <= by_key[key].max_length
        lines = {action.line for action in read_plans(NORMANDIE)[answer.application].actions}
        assert {done.line for done in answer.progress} <= lines


def write_answer(application: str, wave: int, **answers: Any) -> WaveAnswer:
    given = {
        "state": "continued",
        "confidence": 4,
        "helped": True,
        "peers": False,
        "evolution": "Nous avançons.",
        "day": OPENS[wave] + 2,
    }
    return WaveAnswer(application=application, wave=wave, **{**given, **answers})


def load(world: factories.World, days: int, answers: Sequence[WaveAnswer], monkeypatch: Any) -> Any:
    """The edition as it stands so many days after the first of its session."""
    places = {str(number): place for number, place in enumerate(world.participations)}
    monkeypatch.setattr(surveys, "read_waves", lambda _folder: tuple(answers))
    loaded: Any = SimpleNamespace(
        calendar=Calendar(now=timezone.now(), first_day=timezone.localdate() - timedelta(days=days)),
        edition=world.edition,
        organiser=world.organiser,
        data=SimpleNamespace(slug="", surveys={key: SimpleNamespace(quote="named") for key in places}),
    )
    answer_waves(loaded, places)
    return loaded


@pytest.mark.django_db
def test_projects_answer_each_wave_and_say_what_became_of_their_actions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = factories.edition_with(participations=2)
    action = save_row(
        model=ActionItem, owner={"participation": world.participations[0]}, uid=uuid4(), base_version=0,
        values={"line": "Un essai"}, actor=None, at=timezone.now(),
    )  # fmt: skip
    done = surveys.ProgressData(line="Un essai", relevance=surveys.Relevance.DONE, note="Deux postes.")
    answers = [
        write_answer("0", 1, evolution="", within_a_month="Fait."),
        write_answer("1", 3),
        write_answer("0", 3, effects="43-345", progress=(done,)),
    ]

    load(world, 170, answers, monkeypatch)

    sent = SurveyInvitation.objects.sent()
    assert Counter(sent.values_list("survey__wave", flat=True)) == {1: 1, 3: 2}
    assert Survey.objects.get(wave=6).invitations.count() == 2
    first = sent.get(survey__wave=3, participation=world.participations[0])
    assert answers_of(first)["effects"] == {
        "organisation": 4, "health": 3, "skills": "na", "managers": 3, "relations": 4, "dialogue": 5,
    }  # fmt: skip
    action.refresh_from_db()
    assert [(news.state, news.note) for news in action.updates.all()] == [("done", "Deux postes.")]


@pytest.mark.django_db
def test_nothing_is_loaded_of_what_comes_after_today(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with(participations=2)
    late = write_answer("1", 1, evolution="", day=OPENS[1] + 6)
    load(world, OPENS[1] + 4, [write_answer("0", 1, evolution=""), late], monkeypatch)
    survey = Survey.objects.get()
    assert survey.is_open(timezone.now())
    assert survey.invitations.sent().count() == 1


@pytest.mark.django_db
def test_documents_of_the_year_are_built_when_their_last_wave_closes(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with(participations=1)
    answer = write_answer("0", 3)
    loaded = load(world, OPENS[3] + LASTS + 20, [answer], monkeypatch)
    built = SynthesisReport.objects.ready().values_list("built_at", flat=True)
    assert {timezone.localdate(at) for at in built} == {loaded.calendar.day(OPENS[3] + LASTS)}


@pytest.mark.django_db
def test_the_team_answers_anonymously(monkeypatch: pytest.MonkeyPatch) -> None:
    world = factories.edition_with()
    session = Session.objects.create(edition=world.edition)
    for number in range(6):
        user = factories.user()
        Attendee.objects.create(
            session=session, user=user, name=f"Personne {number}", kind="observer", added_at=timezone.now()
        )
    answer_anonymously(load(world, 170, [], monkeypatch))

    free = Survey.objects.get(anonymous=True)
    assert free.anonymous_responses.count() == 6
