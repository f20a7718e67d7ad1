"""Answering as oneself, by a link that is one person's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import Answer
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.actions import invitations, survey as actions
from coaching.surveys.awaiting import list_awaited
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import PERSONAL_LINK, find_invitation, make_token
from coaching.surveys.reminders import survey_missing
from projects.decision.enums import ParticipationState
from projects.members import actions as members
from projects.models import MemberRights, ProjectMember
from tests import factories
from tests.support.synthesis import answered, invitation, lead_token, link, posted, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
ANSWERS: dict[str, Any] = {"overall": 4, "to_keep": "Le temps de parler.", "quote": "named"}


def make_response(world: factories.World | None = None, **fields: Any) -> PersonalResponse:
    """A partner is asked by a free survey."""
    world = world or factories.edition_with(partners=1)
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["partners"],
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(), **fields,
    )  # fmt: skip
    actions.send_links(survey=survey, actor=None, at=NOW())
    return PersonalResponse.objects.filter(survey=survey).order_by("pk")[0]


def page_of(response: PersonalResponse) -> str:
    return reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(response)])


def test_one_answers_by_the_link_alone_then_reads_again_once_signed_in(
    client: Client, as_user: AsUser
) -> None:
    response = make_response()
    address = page_of(response)
    saved = client.post(f"{address}answers/to_keep/", {"value": ANSWERS["to_keep"], "base_version": "0"})
    assert saved.status_code == 200
    assert ANSWERS["to_keep"] in Client().get(address).text  # another device

    assert (
        client.post(address, posted(to_keep=ANSWERS["to_keep"])).status_code == 422
    )  # required ones are missing
    assert client.post(address, posted(**ANSWERS)).status_code == 302

    response.refresh_from_db()
    assert response.is_sent
    assert ANSWERS["to_keep"] not in client.get(address).text
    mine = as_user(response.person)
    assert ANSWERS["to_keep"] in mine.get(address).text
    mine.post(address, {"quote": "no"})
    assert Answer.objects.get(sheet=response.sheet, question__key="quote").value == "no"
    assert not Answer.objects.filter(sheet=response.sheet).exclude(saved_by=None).exists()


def test_a_link_dies_with_the_role_or_a_new_one_and_after_the_end_nothing_is_sent(
    client: Client, as_user: AsUser
) -> None:
    response = make_response()
    address = page_of(response)
    assert client.get(address).status_code == 200

    Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))
    late = client.post(address, posted(**ANSWERS))
    assert (late.status_code, ANSWERS["to_keep"] in late.text) == (422, True)
    response.refresh_from_db()
    assert not response.is_sent
    closed = client.get(address).text
    assert ("terminée" in closed, ANSWERS["to_keep"] in closed) == (
        True,
        False,
    )  # nor does an empty page read it
    assert ANSWERS["to_keep"] not in client.post(address, {}).text
    response.person.roles.update(ended_at=NOW())
    assert client.get(address).status_code == 404


def test_revoking_all_the_links_of_a_survey_shuts_those_of_people_too(
    client: Client, as_user: AsUser
) -> None:
    world = factories.edition_with(partners=2)
    response = make_response(world)
    stolen, organiser = page_of(response), as_user(world.organiser)
    place = [world.edition.slug, response.survey.slug]
    board = f"{reverse('coaching:manage_surveys', args=place[:1])}?kind={place[1]}"
    assert "2 liens cesseront de s’ouvrir" in organiser.get(board).text

    organiser.post(reverse("coaching:survey_revoke_links", args=place))
    assert client.get(stolen).status_code == 404
    PersonalResponse.objects.exclude(pk=response.pk).get().person.roles.update(ended_at=NOW())
    assert "Envoyer 1 nouveau lien" in organiser.get(board).text
    organiser.post(reverse("coaching:survey_renew_links", args=place))

    response.refresh_from_db()
    assert [client.get(address).status_code for address in (stolen, page_of(response))] == [404, 200]
    mails = OutgoingMail.objects.filter(template="coaching/surveys/wave_link", user=response.person)
    assert mails.count() == 2


def test_the_link_of_one_person_is_sent_again(as_user: AsUser) -> None:
    world = factories.edition_with(partners=1)
    response = make_response(world)
    address = reverse("coaching:survey_resend_personal_link", args=[world.edition.slug, response.pk])

    assert as_user(world.organiser).post(address).status_code == 302
    other = factories.edition_with()
    assert (
        as_user(other.organiser).post(address.replace(world.edition.slug, other.edition.slug)).status_code
        == 404
    )
    invitations.resend_personal_link(response=response, actor=None, at=NOW() + timedelta(hours=1))


def test_the_link_of_one_person_is_revoked_and_a_new_one_sent(client: Client, as_user: AsUser) -> None:
    world = factories.edition_with(partners=2)
    response, organiser = make_response(world), as_user(world.organiser)
    other = PersonalResponse.objects.exclude(pk=response.pk).get()
    stolen, place = page_of(response), [world.edition.slug, response.pk]
    board = f"{reverse('coaching:manage_surveys', args=place[:1])}?kind={response.survey.slug}"
    address = reverse("coaching:survey_revoke_personal_link", args=place)
    assert address in organiser.get(board).text

    organiser.post(address)
    assert [client.get(page).status_code for page in (stolen, page_of(other))] == [404, 200]
    assert address not in organiser.get(board).text
    assert "déjà révoqué" in organiser.post(address, follow=True).text
    assert [row.pk for row in list_awaited(response.survey).people] == [other.pk], "no reminder leaves"

    organiser.post(reverse("coaching:survey_resend_personal_link", args=place))
    response.refresh_from_db()
    assert [client.get(page).status_code for page in (stolen, page_of(response))] == [404, 200]


def test_earlier_answers_are_beside_the_question_for_their_author_alone(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    place, lead = world.participations[0], world.holder
    answered(synthesis_survey(world.edition), place, evolution="Nous partions d’un outil.")
    follow_up = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FOLLOW_UP, wave=6, opens_at=NOW() - timedelta(hours=1),
        closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(),
    )  # fmt: skip
    asks = invitation(follow_up, place)
    address = reverse("coaching:survey", args=[make_token(asks, lead)])

    page = as_user(lead).get(address).text
    assert "Vous aviez écrit" in page
    assert "Nous partions d’un outil." in page
    by_link = Client().get(address).text  # it may have been forwarded
    assert "Nous partions" not in by_link
    assert "Recevoir un code pour relire" in by_link

    new_lead = factories.user()
    place.project.members.create(user=new_lead, joined_at=NOW())
    asks.email = new_lead.email
    asks.save()
    theirs = as_user(new_lead).get(reverse("coaching:survey", args=[make_token(asks, new_lead)])).text
    assert "Vous aviez écrit" not in theirs


def test_a_link_is_one_persons_and_dies_when_they_leave_or_only_read() -> None:
    one = link()
    project = one.participation.project
    lead, editor = project.members.get(leads=True), factories.user()
    joined = ProjectMember.objects.create(project=project, user=editor, joined_at=NOW())
    theirs = make_token(one, editor)
    assert find_invitation(theirs) == find_invitation(make_token(one, lead.user)) == one

    members.change_rights(member=joined, rights=MemberRights.READ, actor=lead.user, at=NOW())
    assert find_invitation(theirs) is None
    members.change_rights(member=joined, rights=MemberRights.EDIT, actor=lead.user, at=NOW())
    members.leave(member=joined, at=NOW())

    assert find_invitation(theirs) is None
    assert find_invitation(make_token(one, factories.user())) is None
    assert find_invitation(make_token(one, lead.user)) == one


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

    assert find_invitation(stolen) is None


def test_the_page_speaks_the_language_of_the_links_person(client: Client) -> None:
    one = link()
    lead = handed_over(one, language="en")

    assert '<html lang="en">' in client.get(reverse("coaching:survey", args=[make_token(one, lead)])).text


def test_a_project_that_gave_its_place_up_is_asked_no_more(as_user: AsUser) -> None:
    one = link()
    lead = one.participation.project.members.get(leads=True).user
    one.participation.state = ParticipationState.DECLINED
    one.participation.save()

    assert not list(survey_missing(NOW() + timedelta(days=8)))
    assert "Remplir la synthèse" not in as_user(lead).get(reverse("coaching:my_home")).text
    assert find_invitation(make_token(one, lead)) is None


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
