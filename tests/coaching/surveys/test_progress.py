"""How far a survey is: open links, who is awaited, the totals of the board, the reminders to come."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accelerator.accounts.models import User
from coaching.models import Attendee, AttendeeResponse, PersonalResponse, Session, Survey, SurveyInvitation
from coaching.surveys.actions import invitations, survey as actions
from coaching.surveys.audiences import find_projects_to_invite
from coaching.surveys.awaiting import find_awaited_projects, list_awaited
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.progress import count_survey, read_survey_progress
from coaching.surveys.queries import CompletionBoard
from coaching.surveys.reminders import survey_missing
from projects.decision.enums import ParticipationState
from tests import factories
from tests.factories import NOW, World

pytestmark = pytest.mark.django_db


def open_free(world: World, *, opens_at: datetime = NOW, **fields: Any) -> Survey:
    """A survey of twenty days; its links are sent when it opens."""
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", opens_at=opens_at,
        closes_at=opens_at + timedelta(days=20), actor=world.organiser, at=NOW, **fields,
    )  # fmt: skip
    actions.send_links(survey=survey, actor=world.organiser, at=NOW)
    survey.refresh_from_db()
    return survey


def test_the_open_link_of_a_project_that_left_is_counted_and_revoked() -> None:
    world = factories.edition_with(participations=2)
    survey = open_free(world, audiences=["holders"])
    left = world.participations[0]
    left.state = ParticipationState.DECLINED
    left.save()

    counts = count_survey(survey)
    assert (counts.projects, counts.open_links) == (1, 2)
    assert invitations.revoke_links(survey=survey, actor=world.organiser, at=NOW) == 2
    assert not SurveyInvitation.objects.with_open_link().exists()


def test_a_project_whose_lead_closed_their_account_is_neither_invited_nor_awaited() -> None:
    world = factories.edition_with(participations=2)
    survey = open_free(world, audiences=["holders"])
    User.objects.filter(pk=world.holder.pk).update(is_active=False)
    other = SurveyInvitation.objects.get(participation=world.participations[1])

    assert list(find_awaited_projects(survey)) == [other]
    assert count_survey(survey).missing_answers == 1
    SurveyInvitation.objects.all().delete()
    assert list(find_projects_to_invite(survey)) == [other.participation]


def test_the_board_of_awaited_answers_counts_neither_people_nor_papers_that_came() -> None:
    world = factories.edition_with(participations=2, partners=3)
    session = Session.objects.create(edition=world.edition)
    for name in ("Ana", "Bob", "Cid"):
        Attendee.objects.create(session=session, name=name, kind="observer", added_at=NOW)
    survey = open_free(world, audiences=["holders", "partners", "attendees"])
    sent = {"state": InvitationState.SENT, "sent_at": NOW}
    SurveyInvitation.objects.filter(participation=world.participations[0]).update(**sent)
    PersonalResponse.objects.filter(person=world.partners[0]).update(**sent)
    AttendeeResponse.objects.create(
        survey=survey, attendee=Attendee.objects.get(name="Ana"), come_as="observer", started_at=NOW,
        sheet=factories.sheet(survey.form), paper_by=world.organiser, **sent,
    )  # fmt: skip

    board = CompletionBoard(survey, count_survey(survey), only_awaited=True)

    assert (board.project_count, board.people_count, board.named_count) == (1, 2, 2)
    assert len(board[0:50]) == len(board) == 5


def test_nobody_is_awaited_by_name_in_an_anonymous_survey() -> None:
    world = factories.edition_with(participations=1, partners=1)
    survey = open_free(world, audiences=["holders", "partners"])
    assert len(list_awaited(survey)) == 2
    survey.anonymous = True
    assert len(list_awaited(survey)) == 0


def test_an_anonymous_survey_announces_reminders_only_while_its_link_is_valid() -> None:
    world = factories.edition_with(partners=2)
    survey = open_free(world, audiences=["partners"], anonymous=True)
    (coming,) = read_survey_progress(survey, NOW).reminders
    assert coming.count == 2

    invitations.revoke_links(survey=survey, actor=world.organiser, at=NOW)
    survey.refresh_from_db()

    assert read_survey_progress(survey, NOW).reminders == []
    assert list(survey_missing(NOW + timedelta(days=8))) == []


@pytest.mark.parametrize("anonymous", [False, True])
def test_reminders_are_announced_and_due_only_while_the_survey_is_open(*, anonymous: bool) -> None:
    world = factories.edition_with(partners=1)
    opens_at = NOW + timedelta(days=5)
    survey = open_free(world, opens_at=opens_at, audiences=["partners"], anonymous=anonymous)

    assert read_survey_progress(survey, opens_at - timedelta(seconds=1)).reminders == []
    assert [coming.count for coming in read_survey_progress(survey, opens_at).reminders] == [1]
    reminded = [len(list(survey_missing(NOW + timedelta(days=days)))) for days in (7, 24, 25)]
    assert reminded == [1, 1, 0]


def test_an_anonymous_survey_invites_holders_as_people_and_no_project() -> None:
    world = factories.edition_with(participations=1)
    survey = open_free(world, audiences=["holders"], anonymous=True)

    assert not SurveyInvitation.objects.exists()
    assert survey.invited_count == 1
