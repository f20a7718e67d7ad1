"""The two days as the demo tells them: thirteen stories, each its own, which fit the columns they are written in."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from typing import Any

import pytest

from accelerator.audit.models import AuditEntry
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.canvas.presets import PRESETS
from coaching.demo.calendar import Stage
from coaching.demo.load import NORMANDIE, load
from coaching.demo.maps import PRESET
from coaching.demo.mentoring import read_mentoring
from coaching.demo.reader import DATA, read_canvases, read_edition, read_people, read_plans, read_toml
from coaching.ideas.holding import find_hold_reason
from coaching.models import ActionItem, Attendance, AxisReading, CanvasItem, Contribution, Need, Survey
from programmes.enums import Phase, RoleName
from tests.support.demo import ENGLISH, list_people_in_two_places, questions, words_in

EDITION = read_edition(NORMANDIE)
CHOSEN = set(EDITION.selected)
DRAWN, PLANS = read_canvases(NORMANDIE), read_plans(NORMANDIE)
AXES = {axis.code for axis in PRESETS[PRESET].axes}
COMES = {RoleName.ORGANISER, RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER, RoleName.PARTNER}


def find_people() -> dict[str, str]:
    """Everybody who comes → the project they come for, or nothing."""
    people = {person.name: "" for person in read_people() if {person.role, *person.also} & COMES}
    people |= {guest.name: guest.application for guest in EDITION.guests}
    for application in EDITION.applications:
        if application.key in CHOSEN:
            people[application.holder] = people[application.second.split(",")[0]] = application.key
    return people


def test_who_comes_for_a_project_names_its_structure_as_its_dossier_does() -> None:
    named = {application.key: application.structure_name for application in EDITION.applications}
    bodies = {guest.application: guest.body for guest in EDITION.guests if guest.application}
    assert bodies == {key: named[key] for key in bodies}


def test_every_project_has_its_timeline_and_its_pitch_in_seven_parts() -> None:
    assert DRAWN.keys() == CHOSEN
    for key, canvases in DRAWN.items():
        kinds = [item.kind for item in canvases.timeline.items]
        weights = {item.influence for item in canvases.timeline.items if item.kind == ItemKind.STAKEHOLDER}
        assert {*ItemKind} == set(kinds), key
        assert kinds.count(ItemKind.STEP) >= 2, key
        assert kinds.count(ItemKind.STAKEHOLDER) >= 3, key
        assert len(weights) > 1, key
        assert None not in weights, key
        assert {item.phase for item in canvases.timeline.items} == {"today", "target", "both"}, key
        for kind in (CanvasKind.TIMELINE, CanvasKind.PITCH):
            known = questions(SPECS[kind])
            answers = getattr(canvases, kind).answers
            assert answers.keys() == known.keys(), key
            assert [name for name, text in answers.items() if len(text) > known[name].max_length] == [], key


def test_every_project_reads_its_twelve_axes_and_finds_blockers() -> None:
    assert PLANS.keys() == CHOSEN
    for key, plan in PLANS.items():
        assert {reading.axis for reading in plan.readings} == AXES, key
        assert len(plan.readings) == 12, key
        assert len({reading.level for reading in plan.readings}) > 2, key
        assert all(reading.finding for reading in plan.readings), key
        assert any(reading.effect == "-" for reading in plan.readings), key
        assert sum(bool(reading.blocker) for reading in plan.readings) >= 2, key
    again = {key for key, plan in PLANS.items() if plan.later}
    assert len(again) >= 3
    for key in again:
        assert {reading.axis for reading in PLANS[key].later} < AXES, key


def test_ideas_come_from_people_of_the_session_and_never_for_their_own_project() -> None:
    people = find_people()
    for key, plan in PLANS.items():
        blocked = {reading.axis for reading in plan.readings if reading.blocker}
        assert len(plan.ideas) >= 5, key
        assert {idea.round for idea in plan.ideas} == {1, 2, 3}, key
        assert len({idea.verdict for idea in plan.ideas}) > 1, key
        assert any(idea.thanked for idea in plan.ideas), key
        for idea in plan.ideas:
            assert idea.by in people, f"{key}: {idea.by}"
            assert people[idea.by] != key, f"{key}: {idea.by}"
            assert not idea.blocker or idea.blocker in blocked, f"{key}: {idea.text}"
            assert find_hold_reason(idea.text, []) is None, idea.text


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


def test_what_they_say_fits_its_columns() -> None:
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


def test_no_two_projects_share_a_sentence_and_all_are_french() -> None:
    """Dates and trades of a few words may be the same; nothing that tells is."""
    seen = defaultdict(set)
    for folder in ("applications", "canvases", "plans"):
        for path in (DATA / NORMANDIE / folder).glob("*.toml"):
            text = " \n ".join(words_in(read_toml(path)))
            assert not ENGLISH.search(text), path.name
            for sentence in re.split(r"[.!?:;]\s|\n", text):
                if len(sentence.split()) > 4:
                    seen[re.sub(r"\W+", " ", sentence.lower()).strip()].add(path.stem)

    assert {sentence: keys for sentence, keys in seen.items() if len(keys) > 1} == {}


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
