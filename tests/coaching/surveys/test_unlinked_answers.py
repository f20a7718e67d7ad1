"""Once the debrief is over, nothing ties an answer given in the room to who gave it, unless they agreed to be named."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.questionnaires.models import AnswerSheet
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions import people
from coaching.models import Attendance, Attendee, AttendeeResponse, Survey
from coaching.surveys import demo as answering
from coaching.surveys.actions import room
from coaching.surveys.actions.survey import open_survey
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.in_the_room import count_room
from coaching.surveys.results.responses import responses
from coaching.surveys.tasks import unlink_answers_of_ended_debriefs
from tests.support.live import LiveSession, run_session
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def live() -> LiveSession:
    found = run_session()
    room.open_in_room(edition=found.world.edition, actor=found.world.organiser, at=timezone.now())
    return found


def answer(live: LiveSession, name: str, quote: str = "anonymous") -> AttendeeResponse:
    at = timezone.now()
    attendee = people.add_attendee(session=live.session, name=name, kind="observer", actor=None, at=at)
    begun = room.start_room_response(survey=Survey.objects.get(), attendee=attendee, at=at)
    answering.fill_in(begun.sheet, {"overall": "4", "one_word": name, "quote": quote}, at)
    room.send_room_response(response=begun, at=at)
    return begun


def end_debrief() -> None:
    over = timezone.now() - timedelta(minutes=1)
    Survey.objects.update(opens_at=over - timedelta(hours=1), closes_at=over)


def list_names() -> list[str | None]:
    return list(AttendeeResponse.objects.order_by("pk").values_list("attendee__name", flat=True))


def test_no_hour_tells_who_was_seen_writing(live: LiveSession) -> None:
    cut, signed = answer(live, "Ana"), answer(live, "Cid", "named")
    end_debrief()
    end = Survey.objects.get().closes_at

    unlink_answers_of_ended_debriefs()

    def list_hours(response: AttendeeResponse) -> set[Any]:
        response.refresh_from_db()
        sheet = AnswerSheet.objects.get(pk=response.sheet_id)
        saved = sheet.answers.values_list("saved_at", flat=True)
        return {
            response.started_at,
            response.sent_at,
            sheet.created_at,
            sheet.saved_at,
            sheet.frozen_at,
            *saved,
        }

    assert list_hours(cut) == {end}
    assert end not in list_hours(signed)


def test_the_link_is_cut_when_the_debrief_is_over_and_not_before(live: LiveSession) -> None:
    for name, quote in (("Ana", "anonymous"), ("Bob", "no"), ("Cid", "named")):
        answer(live, name, quote)

    unlink_answers_of_ended_debriefs()
    assert list_names() == ["Ana", "Bob", "Cid"]
    end_debrief()

    assert unlink_answers_of_ended_debriefs() == 2
    assert list_names() == [None, None, "Cid"]
    assert unlink_answers_of_ended_debriefs() == 0
    entry = AuditEntry.objects.get(verb="unlink_answers")
    assert (entry.actor, entry.data) == (None, {"count": 2})


def test_what_was_begun_and_what_came_on_paper_keep_their_name(live: LiveSession) -> None:
    answer(live, "Ana")
    at, organiser = timezone.now(), live.world.organiser
    begun = people.add_attendee(session=live.session, name="Bob", kind="observer", actor=None, at=at)
    room.start_room_response(survey=Survey.objects.get(), attendee=begun, at=at)
    answer(live, "Cid")
    AttendeeResponse.objects.filter(attendee__name="Cid").update(paper_by=organiser)
    end_debrief()

    unlink_answers_of_ended_debriefs()

    assert list_names() == [None, "Bob", "Cid"]
    for rows in (AttendeeResponse.objects.filter(attendee__name=name) for name in ("Bob", "Cid")):
        with pytest.raises(IntegrityError, match="unlinked_response"), transaction.atomic():
            rows.update(attendee=None)


def test_results_and_counts_stay_as_they_were(live: LiveSession, as_user: AsUser) -> None:
    for number in range(5):
        answer(live, f"Personne {number}")
    answer(live, "Nommée", "named")
    day, there = live.session.days.get(), Attendee.objects.filter(name__startswith="Personne")[:2]
    for attendee in there:
        Attendance.objects.create(attendee=attendee, day=day, half="am", at=timezone.now())
    end_debrief()
    survey = Survey.objects.get()
    page = reverse("coaching:survey_results", args=[live.world.edition.slug, "debrief"])
    before, room_before = responses(survey)[1], count_room(survey)
    shown = as_user(live.world.organiser).get(page).text.partition("<main")[2]

    unlink_answers_of_ended_debriefs()

    survey = Survey.objects.get()
    assert room_before
    assert room_before.people == 6
    assert count_room(survey) == room_before
    assert responses(survey)[1] == before
    assert [row.project for row in before if row.project] == ["Nommée"]
    assert as_user(live.world.organiser).get(page).text.partition("<main")[2] == shown


def test_a_debrief_whose_links_are_cut_does_not_open_again(live: LiveSession) -> None:
    """Nothing would keep who answered from answering again."""
    sent = answer(live, "Ana")
    end_debrief()
    unlink_answers_of_ended_debriefs()
    at = timezone.now()
    dates = {"opens_at": at - timedelta(days=1), "closes_at": at + timedelta(days=1)}

    with pytest.raises(TransitionRefused, match="ne se rouvre pas"):
        open_survey(edition=live.world.edition, kind=SurveyKind.DEBRIEF, actor=None, at=at, **dates)
    with pytest.raises(TransitionRefused, match="ne se rouvre pas"):
        room.open_in_room(edition=live.world.edition, actor=None, at=at)
    with pytest.raises(TransitionRefused, match="ne se rouvre pas"):
        room.change_quote(response=sent, quote="named", at=at)


def test_the_phone_says_until_when_answers_are_tied_to_their_author(live: LiveSession) -> None:
    at = timezone.now()
    attendee = people.add_attendee(session=live.session, name="Ana", kind="observer", actor=None, at=at)

    page = live.join(attendee).get(live.url("live_debrief")).text

    assert "la base de données les garde liées à vous" in page
    assert "Personne ne lit" not in page
