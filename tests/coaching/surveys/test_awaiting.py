"""People who answered in the room are no longer reminded, and no page reveals who did, not even by subtraction."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.models import AttendeeResponse, Survey
from coaching.surveys.actions import room
from coaching.surveys.actions import survey as actions
from coaching.surveys.awaiting import list_awaited
from coaching.surveys.enums import SurveyKind
from tests.support.live import LiveSession, run_session
from tests.support.types import AsUser

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


def read_pages(organiser: Client, survey: Survey) -> list[object]:
    """What the page of the survey tells an organiser: who is listed, who is awaited, how many, who is reminded."""
    address = reverse("coaching:manage_surveys", args=[survey.edition.slug])
    pages: list[object] = []
    for show in ("", "awaited"):
        page = organiser.get(address, {"kind": survey.slug, "show": show}).context
        pages += [[(entry.name, entry.row.state) for entry in page["page"]], page["counts"], page["awaited"]]
        pages.append(page["reminders"])
    return pages


def test_a_person_who_answers_in_the_room_is_reminded_no_more_and_nothing_tells_it(
    live: LiveSession, survey: Survey, as_user: AsUser
) -> None:
    organiser = as_user(live.world.organiser)
    before = read_pages(organiser, survey)
    assert len(list_awaited(survey)) == 3

    answer_in_the_room(live, survey, live.world.partners[0])
    answer_in_the_room(live, survey, live.world.participations[0].project.find_lead())

    assert len(list_awaited(survey)) == 1
    assert read_pages(organiser, survey) == before


def test_the_mails_of_the_edition_do_not_tell_who_was_reminded(
    live: LiveSession, survey: Survey, as_user: AsUser
) -> None:
    organiser = as_user(live.world.organiser)
    answer_in_the_room(live, survey, live.world.partners[0])
    journal = reverse("programmes:manage_mails", args=[survey.edition.slug])
    before = organiser.get(journal).context["page"].paginator.count

    place = [survey.edition.slug, survey.slug]
    said = organiser.post(reverse("coaching:survey_remind", args=place), follow=True)

    assert OutgoingMail.objects.filter(template__endswith="_reminder").count() == 2
    assert organiser.get(journal).context["page"].paginator.count == before
    assert "Les relances partent" in said.text
    entry = AuditEntry.objects.get(verb="remind_survey")
    assert entry.data == {}


def test_what_is_begun_in_the_room_is_still_awaited(live: LiveSession, survey: Survey) -> None:
    partner = live.attendee_of(live.world.partners[0])
    room.start_room_response(survey=survey, attendee=partner, at=NOW())
    assert len(list_awaited(survey)) == 3
