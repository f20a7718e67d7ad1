"""The home of a member, of the chair and of the secretary leads to the meeting while it is open."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Role
from programmes.queries import RoleBook
from projects.decision.enums import Outcome
from projects.deliberation.actions.meetings import adjourn_meeting, close_meeting, pause_meeting
from projects.deliberation.queries.members import list_open_meetings
from projects.minutes.actions import publish_minutes
from tests.factories import edition_with, role
from tests.support.meetings import committee_with, decide_pending, start_meeting

pytestmark = pytest.mark.django_db
AsUser = Callable[[User], Client]
QUEUE = "projects:review_queue"
BUTTON = "Entrer dans la séance"


def list_ways_in(user: User) -> list[str]:
    return [notice.href for notice in list_open_meetings(RoleBook(user))]


def test_the_home_of_a_member_leads_to_their_screen_while_the_meeting_is_open(as_user: AsUser) -> None:
    world = edition_with(reviewers=1, applications=1)
    client, link = as_user(world.reviewer), reverse("projects:meeting", args=[world.edition.slug])
    before = client.get(reverse(QUEUE)).text
    meeting = start_meeting(world, present=[])
    while_open = client.get(reverse(QUEUE)).text
    pause_meeting(meeting=meeting, at=now())
    paused = client.get(reverse(QUEUE)).text
    adjourn_meeting(meeting=meeting, reason="Le quorum manque", actor=world.organiser, at=now())
    after = client.get(reverse(QUEUE)).text

    assert [BUTTON in page for page in (before, while_open, paused, after)] == [False, True, True, False]
    assert f'href="{link}"' in while_open
    assert "La séance du comité est suspendue" in paused
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("office", [RoleName.CHAIR, RoleName.SECRETARY])
def test_the_home_of_an_officer_leads_to_the_room(as_user: AsUser, office: RoleName) -> None:
    world = edition_with(reviewers=1, applications=1)
    officer = role(world.edition, office)
    start_meeting(world, present=[])
    client, link = as_user(officer), reverse("projects:deliberation", args=[world.edition.slug])

    page = client.get(reverse(QUEUE)).text

    assert BUTTON in page
    assert f'class="btn btn-accent" href="{link}"' in page
    assert client.get(link).status_code == 200


def test_a_person_who_sits_and_writes_the_minutes_has_one_way_in() -> None:
    world = edition_with(reviewers=1, applications=1)
    role(world.edition, RoleName.SECRETARY, who=world.reviewer)
    start_meeting(world, present=[])

    assert list_ways_in(world.reviewer) == [reverse("projects:deliberation", args=[world.edition.slug])]


def test_a_seat_that_ended_and_other_editions_lead_nowhere() -> None:
    world, other = edition_with(reviewers=1, applications=1), edition_with(reviewers=1, applications=1)
    start_meeting(world, present=[])
    assert list_ways_in(other.reviewer) == []

    Role.objects.filter(user=world.reviewer).update(ended_at=now())

    assert list_ways_in(world.reviewer) == []


def test_more_meetings_take_no_more_queries(django_assert_num_queries: Callable[..., object]) -> None:
    world = edition_with(reviewers=1, applications=1)
    start_meeting(world, present=[])
    for _number in range(2):
        other = edition_with(applications=1)
        role(other.edition, RoleName.REVIEWER, who=world.reviewer)
        start_meeting(other, present=[])

    with django_assert_num_queries(2):  # their roles, which a page has read, and the meetings
        assert len(list_ways_in(world.reviewer)) == 3


def test_once_closed_the_meeting_is_of_the_past_and_its_minutes_come_first(as_user: AsUser) -> None:
    world = committee_with(95, 20, places=1, committee_meets_at=now() + timedelta(days=1))
    juror, organiser = as_user(world.reviewer), as_user(world.organiser)
    room = reverse("projects:deliberation", args=[world.edition.slug])
    pages = [(juror, reverse(QUEUE)), (organiser, room)]
    assert all("se réunit le" in client.get(page).text for client, page in pages)

    meeting = start_meeting(world)
    decide_pending(meeting, world.applications[0], Outcome.SELECTED, world.organiser)
    close_meeting(meeting=meeting, actor=world.organiser, at=now())
    publish_minutes(meeting=meeting, preamble="", remarks="", seen=1, actor=world.organiser, at=now())

    minutes = reverse("projects:committee_minutes", args=[world.edition.slug])
    for client, page in pages:
        text = client.get(page).text
        assert "se réunit le" not in text
        assert "s’est réuni" in text
        buttons = re.findall(r'class="btn [^"]*" href="([^"]*)"', text)
        assert buttons[0] == minutes
