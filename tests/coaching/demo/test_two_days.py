"""The two days as the demo tells them: thirteen stories, each its own, which fit the columns they are written in."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accelerator.audit.models import AuditEntry
from coaching.demo.calendar import Stage
from coaching.demo.load import NORMANDIE, load
from coaching.demo.mentoring import read_mentoring
from coaching.demo.reader import read_canvases, read_edition, read_people, read_plans
from coaching.models import ActionItem, Attendance, AxisReading, CanvasItem, Contribution, Need, Survey
from programmes.enums import Phase, RoleName
from tests.support.demo import ENGLISH, list_people_in_two_places

EDITION = read_edition(NORMANDIE)
CHOSEN = set(EDITION.selected)
DRAWN, PLANS = read_canvases(NORMANDIE), read_plans(NORMANDIE)
COMES = {RoleName.ORGANISER, RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER, RoleName.PARTNER}


def find_people() -> dict[str, str]:
    """Everybody who comes → the project they come for, or nothing."""
    people = {person.name: "" for person in read_people() if {person.role, *person.also} & COMES}
    people |= {guest.name: guest.application for guest in EDITION.guests}
    for application in EDITION.applications:
        if application.key in CHOSEN:
            people[application.holder] = people[application.second.split(",")[0]] = application.key
    return people


def test_an_idea_is_traced_to_an_action_and_a_need() -> None:
    for key, plan in PLANS.items():
        blocked = {reading.axis for reading in plan.readings if reading.blocker}
        born = {number: action for number, action in enumerate(plan.actions, 1) if action.idea}
        assert all(
            plan.ideas[action.idea - 1].verdict == "keep" for action in born.values() if action.idea
        ), key
        assert {need.action for need in plan.needs} & born.keys(), key
        assert all(need.action is None or 0 < need.action <= len(plan.actions) for need in plan.needs), key
        named = {action.from_blocker or action.blocker for action in plan.actions} - {""}
        assert named <= blocked, key
        assert {action.state for action in plan.actions} - {"todo"}, key
    kept_back = {key for key, plan in PLANS.items() if not any(need.shared for need in plan.needs)}
    assert kept_back == {key for key, value in EDITION.surveys.items() if not value.shared}


def test_texts_of_the_demo_fit_their_columns() -> None:
    for key, plan in PLANS.items():
        rows: list[tuple[Any, Any]] = [
            (AxisReading, (*plan.readings, *plan.later)), (ActionItem, plan.actions), (Need, plan.needs),
            (Contribution, plan.ideas), (CanvasItem, DRAWN[key].timeline.items),
        ]  # fmt: skip
        for model, records in rows:
            for record in records:
                for field in model._meta.concrete_fields:
                    value = getattr(record, field.name, None)
                    if isinstance(value, str) and field.max_length:
                        assert len(value) <= field.max_length, f"{key}: {value}"


def test_everybody_answers_the_debrief_in_the_room() -> None:
    people = find_people()
    names = {answer.name for answer in EDITION.room_answers}

    assert names <= people.keys()
    assert len(names) == len(EDITION.room_answers)
    companions = {application.second.split(",")[0] for application in EDITION.applications
                  if application.key in CHOSEN}  # fmt: skip
    assert companions <= names
    assert {person.name for person in read_people() if person.role == RoleName.MENTOR} <= names


@pytest.mark.thorough
@pytest.mark.django_db
def test_on_the_second_morning_the_mix_runs_and_nothing_is_loaded_of_the_afternoon() -> None:
    now = datetime(2026, 10, 9, 9, 20, tzinfo=UTC)  # twenty past eleven in Caen, a Friday

    [edition] = load(Stage.SECOND_DAY, now=now)

    session = edition.session
    assert edition.session_starts_on == date(2026, 10, 8)
    assert edition.phase(now) == Phase.SESSION
    assert session.codes.valid(now).count() == 1
    assert list_people_in_two_places(session) == []
    assert [mix_round.state for mix_round in session.mix_rounds.order_by("number")] == [
        "closed",
        "open",
        "planned",
    ]
    written = Contribution.objects.filter(round__session=session)
    assert Counter(written.values_list("round__number", flat=True))[3] == 0
    assert written.filter(round__number=2).exists()
    assert not written.exclude(verdict="").exists()
    assert Attendance.objects.filter(attendee__session=session, day__date=date(2026, 10, 9)).exists()
    assert not ActionItem.objects.exists()
    assert not Survey.objects.filter(edition=edition).exists()
    assert not AuditEntry.objects.filter(at__gt=now).exists()


def test_every_project_meets_its_mentor_and_wishes_name_who_may_be_wished_for() -> None:
    records = read_mentoring(NORMANDIE)
    mentors = {person.name for person in read_people() if person.role == RoleName.MENTOR}

    assert {met.application for met in records.meetings} == CHOSEN
    assert {met.state for met in records.meetings} == {"held", "confirmed", "proposed", "cancelled"}
    assert {exchange.application for exchange in records.exchanges} <= CHOSEN
    assert {name for wish in records.project_wishes for name in (*wish.wished, *wish.avoided)} <= mentors
    assert {key for wish in records.mentor_wishes for key in (*wish.wished, *wish.avoided)} <= CHOSEN
    for met in records.meetings:
        assert bool(met.shared) == (met.state == "held"), met.application
        assert bool(met.word) == (met.state == "cancelled"), met.application
    notes = [note for met in records.meetings for note in (met.shared, met.mentor_note, met.holder_note)]
    lines = [exchange.line for exchange in records.exchanges]
    assert not ENGLISH.search(" \n ".join([*notes, *lines]))
    assert max(map(len, lines)) <= 200
