"""Whoever answered in the room is awaited no more: neither reminded, nor listed, nor counted as still to answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from coaching.models import AttendeeResponse, Survey
from coaching.surveys.actions import room
from coaching.surveys.actions import survey as actions
from coaching.surveys.awaiting import list_awaited
from coaching.surveys.board import CompletionBoard
from coaching.surveys.enums import SurveyKind
from coaching.surveys.queries import survey_counts
from tests.support.live import LiveSession, run_session

pytestmark = pytest.mark.django_db
NOW = timezone.now


@pytest.fixture
def live() -> LiveSession:
    return run_session()


@pytest.fixture
def survey(live: LiveSession) -> Survey:
    """Two projects and a partner have their links; those who are there may answer in the room."""
    survey = actions.open_survey(
        edition=live.world.edition, kind=SurveyKind.DEBRIEF, opens_at=NOW() - timedelta(hours=1),
        closes_at=NOW() + timedelta(days=9), audiences=["holders", "partners"], actor=None, at=NOW(),
    )  # fmt: skip
    actions.send_links(survey=survey, actor=live.world.organiser, at=NOW())
    return room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())


def answer_in_the_room(live: LiveSession, survey: Survey, who: object) -> None:
    begun = room.start_room_response(survey=survey, attendee=live.attendee_of(who), at=NOW())
    AttendeeResponse.objects.filter(pk=begun.pk).update(state="sent", sent_at=NOW())


def read_places(survey: Survey) -> tuple[int, int, int]:
    """Of reminders, of the list of who has not answered, of the count above it."""
    counts = survey_counts(survey.edition, survey)
    waiting = counts["to_do"] + counts["started"]
    return len(list_awaited(survey)), len(CompletionBoard(survey, only_awaited=True)), waiting


def test_a_project_and_a_person_who_answer_in_the_room_are_awaited_no_more(
    live: LiveSession, survey: Survey
) -> None:
    assert read_places(survey) == (3, 3, 3)

    answer_in_the_room(live, survey, live.world.partners[0])
    assert read_places(survey) == (2, 2, 2)

    project = live.world.participations[0].project
    survey.personal_responses.update(state="started")
    survey.invitations.filter(participation__project=project).update(state="started")
    answer_in_the_room(live, survey, project.find_lead())
    assert read_places(survey) == (1, 1, 1)
    counts = survey_counts(survey.edition, survey)
    assert (counts["sent"], counts["started"], counts["to_do"], counts["total"]) == (0, 0, 1, 3)


def test_what_is_begun_in_the_room_is_still_awaited(live: LiveSession, survey: Survey) -> None:
    partner = live.attendee_of(live.world.partners[0])
    room.start_room_response(survey=survey, attendee=partner, at=NOW())
    assert read_places(survey) == (3, 3, 3)
