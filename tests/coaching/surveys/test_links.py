"""A survey's link is one person's: who gets it, how long it lives, what language it speaks."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from coaching.models import SurveyInvitation
from coaching.surveys.actions import survey as actions
from coaching.surveys.links import invitation_for, token_for
from coaching.surveys.reminders import survey_missing
from projects.decision.enums import ParticipationState
from projects.members import actions as members
from projects.members.enums import MemberRights
from projects.models import ProjectMember
from tests import factories
from tests.support.synthesis import lead_token, link
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


def test_a_link_is_one_persons_and_dies_when_they_leave_or_only_read() -> None:
    one = link()
    project = one.participation.project
    lead, editor = project.members.get(leads=True), factories.user()
    joined = ProjectMember.objects.create(project=project, user=editor, joined_at=NOW())
    theirs = token_for(one, editor)
    assert invitation_for(theirs) == invitation_for(token_for(one, lead.user)) == one

    members.change_rights(member=joined, rights=MemberRights.READ, actor=lead.user, at=NOW())
    assert invitation_for(theirs) is None
    members.change_rights(member=joined, rights=MemberRights.EDIT, actor=lead.user, at=NOW())
    members.leave(member=joined, at=NOW())

    assert invitation_for(theirs) is None
    assert invitation_for(token_for(one, factories.user())) is None
    assert invitation_for(token_for(one, lead.user)) == one


def handed_over(one: SurveyInvitation, **fields: Any) -> User:
    """The project of this link has a new lead."""
    project, lead = one.participation.project, one.participation.project.members.get(leads=True).user
    joined = ProjectMember.objects.create(project=project, user=factories.user(**fields), joined_at=NOW())
    members.hand_over(member=joined, actor=lead, at=NOW())
    return joined.user


def test_a_link_sent_again_at_once_reaches_the_new_lead() -> None:
    one, at = link(), NOW().replace(minute=10, second=0, microsecond=0)
    actions.resend_link(invitation=one, actor=None, at=at)
    lead = handed_over(one)

    recipient = actions.resend_link(invitation=one, actor=None, at=at + timedelta(seconds=60))

    assert recipient == lead
    assert OutgoingMail.objects.filter(template="coaching/surveys/survey_link", to_email=lead.email).exists()


def test_sending_again_from_an_old_page_revives_no_revoked_link() -> None:
    one = link()
    stolen, old_page = lead_token(one), SurveyInvitation.objects.get(pk=one.pk)
    actions.resend_link(invitation=one, actor=None, at=NOW(), renew=True)

    actions.resend_link(invitation=old_page, actor=None, at=NOW() + timedelta(minutes=3))

    assert invitation_for(stolen) is None


def test_the_page_speaks_the_language_of_the_links_person(client: Client) -> None:
    one = link()
    lead = handed_over(one, language="en")

    assert '<html lang="en">' in client.get(reverse("coaching:survey", args=[token_for(one, lead)])).text


def test_a_project_that_gave_its_place_up_is_asked_no_more(as_user: AsUser) -> None:
    one = link()
    lead = one.participation.project.members.get(leads=True).user
    one.participation.state = ParticipationState.DECLINED
    one.participation.save()

    assert not list(survey_missing(NOW() + timedelta(days=8)))
    assert "Remplir la synthèse" not in as_user(lead).get(reverse("coaching:my_home")).text
    assert invitation_for(token_for(one, lead)) is None


def test_a_past_edition_says_that_nobody_answers(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, silent=True)
    start = NOW() - timedelta(days=1)
    actions.open_survey(
        edition=world.edition,
        kind="synthesis",
        opens_at=start,
        closes_at=start + timedelta(days=9),
        actor=world.organiser,
        at=start,
    )

    page = as_user(world.organiser).get(reverse("coaching:manage_surveys", args=[world.edition.slug])).text

    assert "on ne répond pas aux enquêtes" in page
    assert 'id="send-links"' not in page
