"""Mentors: proposed, accepting, declining, ending; conflicts and races."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import ReasonMissing, TransitionRefused
from coaching.models import Pairing
from coaching.pairing.actions import pairing as actions
from coaching.pairing.emails import pairing_refused
from coaching.pairing.enums import PairingState
from coaching.pairing.queries import board as queries
from coaching.session.mentors import annotate_mentor
from programmes.enums import RoleName
from programmes.models import Role
from projects.decision.enums import ParticipationState
from projects.members.queries import leads
from projects.models import Participation
from tests import factories
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
AT = factories.NOW


def proposal(world: factories.World, *, project: int = 0, mentor: int = 0) -> Pairing:
    return actions.propose(
        participation=world.participations[project],
        mentor=world.mentors[mentor],
        actor=world.organiser,
        at=AT,
    )


built, world = share_world(factories.edition_with, participations=1, mentors=1)


def test_a_proposal_reaches_the_mentor_by_mail(world):
    pairing = proposal(world)
    mail = OutgoingMail.objects.get()
    assert (pairing.state, mail.to_email) == (PairingState.PROPOSED, world.mentors[0].email)
    assert world.participations[0].project.title in mail.subject
    assert AuditEntry.objects.filter(verb="propose_mentor", scope=world.edition.scope).exists()


def test_documents_name_a_mentor_from_acceptance_to_the_end(world):
    place = world.participations[0]

    def list_named():
        rows = annotate_mentor(Participation.objects.filter(pk=place.pk), place="")
        return [row.mentor_name for row in rows if row.mentor_id]

    pairing = proposal(world)
    assert list_named() == []
    actions.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=AT)
    assert list_named() == [world.mentors[0].name]
    actions.end(pairing=pairing, reason="Un départ", actor=world.organiser, at=AT)
    assert list_named() == []


def test_acceptance_puts_both_in_touch(world):
    pairing = proposal(world)
    actions.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=AT)
    to_holder = OutgoingMail.objects.get(template="coaching/pairing/pairing_accepted_holder")
    to_mentor = OutgoingMail.objects.get(template="coaching/pairing/pairing_accepted_mentor")
    assert pairing.state == PairingState.ACCEPTED
    assert world.mentors[0].email in to_holder.text
    assert world.holder.email in to_mentor.text


def test_an_organiser_who_stepped_aside_reads_no_mail_that_names_the_project(as_user, world):
    project, application = world.participations[0].project, world.participations[0].project.application
    project.title = "Recoudre ? Une voile"
    project.save()
    away = factories.role(world.edition, RoleName.ORGANISER)
    application.recusals.create(reviewer=away, author=away, reason="Ami", at=AT)
    proposal(world)
    mail = OutgoingMail.objects.get(template="coaching/pairing/pairing_proposed")
    assert application.reference not in mail.text
    address = reverse("programmes:manage_mail", args=[world.edition.slug, mail.pk])

    assert as_user(away).get(address).status_code == 404
    assert as_user(world.organiser).get(address).status_code == 200


def test_a_holder_whose_account_is_closed_is_not_notified(world):
    pairing = proposal(world)
    holder = world.holder
    holder.is_active = False
    holder.save()
    actions.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=AT)
    assert not OutgoingMail.objects.filter(user=holder).exists()
    assert leads([world.participations[0].project_id]) == {}
    assert world.participations[0].project.find_lead() is None


def test_a_refusal_needs_a_reason_and_reaches_the_organiser_who_proposed(world):
    pairing = proposal(world)
    with pytest.raises(ReasonMissing):
        actions.answer(pairing=pairing, accepted=False, reason="  ", actor=world.mentors[0], at=AT)
    actions.answer(pairing=pairing, accepted=False, reason="Trop loin.", actor=world.mentors[0], at=AT)
    pairing.refresh_from_db()
    mail = OutgoingMail.objects.get(template="coaching/pairing/pairing_refused")
    assert (pairing.state, pairing.reason, mail.to_email) == (
        PairingState.REFUSED,
        "Trop loin.",
        world.organiser.email,
    )
    assert "Trop loin." in mail.text


def test_a_refusal_reaches_the_organisers_left_once_who_proposed_organises_no_more(world):
    pairing, left = proposal(world), factories.role(world.edition, RoleName.ORGANISER)
    Role.objects.filter(user=world.organiser).update(ended_at=AT)

    actions.answer(pairing=pairing, accepted=False, reason="Trop loin.", actor=world.mentors[0], at=AT)

    mail = OutgoingMail.objects.get(template="coaching/pairing/pairing_refused")
    assert mail.user == left
    assert "votre proposition" not in mail.text


def test_the_database_refuses_a_refusal_without_reason(world):
    pairing = proposal(world)
    with pytest.raises(IntegrityError, match="pairing_refusal_has_reason"), transaction.atomic():
        Pairing.objects.filter(pk=pairing.pk).update(state=PairingState.REFUSED)


def test_one_answers_once(world):
    pairing, same = proposal(world), Pairing.objects.get()
    actions.answer(pairing=pairing, accepted=True, actor=world.mentors[0], at=AT)
    with pytest.raises(TransitionRefused):
        actions.answer(pairing=same, accepted=False, reason="Non.", actor=world.mentors[0], at=AT)


def test_of_two_proposals_at_once_one_is_refused_by_the_constraint():
    world = factories.edition_with(participations=1, mentors=2)
    proposal(world, mentor=0)
    with pytest.raises(actions.PairingRefused, match="déjà un parrain"):
        proposal(world, mentor=1)
    assert (Pairing.objects.count(), OutgoingMail.objects.count()) == (1, 1)


def test_a_person_who_runs_the_session_records_a_yes_given_in_the_room_once(as_user, world):
    facilitator = factories.role(world.edition, RoleName.FACILITATOR)
    pairing = proposal(world)
    address = reverse("coaching:record_yes", args=[world.edition.slug, pairing.pk])

    assert as_user(pairing.mentor).post(address).status_code == 403
    page = as_user(facilitator).post(address)

    assert page.headers["Location"] == reverse("coaching:cockpit", args=[world.edition.slug])
    pairing.refresh_from_db()
    assert pairing.state == PairingState.ACCEPTED
    assert AuditEntry.objects.get(verb="accept").actor == facilitator
    as_user(world.organiser).post(address)
    assert AuditEntry.objects.filter(verb="accept").count() == 1


def test_the_constraint_refuses_a_second_pairing():
    world = factories.edition_with(participations=1, mentors=2)
    proposal(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pairing.objects.create(
            participation=world.participations[0],
            mentor=world.mentors[1],
            proposed_at=AT,
            proposed_by=world.organiser,
        )


def test_an_ended_pairing_leaves_room_for_another():
    world = factories.edition_with(participations=1, mentors=2)
    actions.end(pairing=proposal(world, mentor=0), reason="Trop loin.", actor=world.organiser, at=AT)
    assert proposal(world, mentor=1).state == PairingState.PROPOSED


def test_the_same_organisation_is_a_conflict_named():
    world = factories.edition_with(participations=1)
    body = world.participations[0].project.organisation
    world.mentors = [factories.role(world.edition, RoleName.MENTOR, through=body)]
    with pytest.raises(actions.PairingRefused, match=body.name):
        proposal(world)


def test_two_sites_of_one_company_are_the_same_organisation():
    world = factories.edition_with(participations=1)
    body = world.participations[0].project.organisation
    body.siret = "00000001800010"
    body.save()
    sister = factories.organisation("Autre site", siret="00000001800028")
    world.mentors = [factories.role(world.edition, RoleName.MENTOR, through=sister)]
    with pytest.raises(actions.PairingRefused, match="même organisme"):
        proposal(world)


def test_only_mentors_of_the_edition_are_proposed():
    world, other = factories.edition_with(participations=1, facilitators=1), factories.edition_with(mentors=1)
    for stranger in (world.facilitators[0], other.mentors[0]):
        world.mentors = [stranger]
        with pytest.raises(actions.PairingRefused, match="ni parrain ni marraine"):
            proposal(world)


def test_a_project_that_has_not_confirmed_waits():
    world = factories.edition_with(mentors=1)
    world.participations = [factories.participation(world.edition, state=ParticipationState.OFFERED)]
    with pytest.raises(TransitionRefused, match="pas confirmé"):
        proposal(world)


# pages


def test_the_organiser_proposes_by_hand_and_sees_loads(client):
    world = factories.edition_with(participations=2, mentors=1)
    client.force_login(world.organiser)
    url = reverse("coaching:manage_pairings", args=[world.edition.slug])
    data = {"participation": world.participations[0].pk, "mentor": world.mentors[0].pk}
    response = client.post(reverse("coaching:propose_mentor", args=[world.edition.slug]), data)
    assert response.status_code == 302
    page = client.get(url)
    assert [role.load for role in page.context["board"].mentors] == [1]
    assert "proposé" in page.content.decode()


def test_a_conflict_is_listed_with_its_reason(client):
    world = factories.edition_with(participations=1)
    body = world.participations[0].project.organisation
    mentor = factories.role(world.edition, RoleName.MENTOR, through=body)
    client.force_login(world.organiser)
    page = client.get(reverse("coaching:manage_pairings", args=[world.edition.slug])).content.decode()
    assert "relèvent du même organisme" in page
    data = {"participation": world.participations[0].pk, "mentor": mentor.pk}
    response = client.post(reverse("coaching:propose_mentor", args=[world.edition.slug]), data)
    assert response.status_code == 422
    assert not Pairing.objects.exists()


def test_the_mentor_accepts_with_one_click(client, world):
    pairing = proposal(world)
    client.force_login(world.mentors[0])
    url = reverse("coaching:answer_pairing", args=[pairing.pk])
    assert world.participations[0].project.title in client.get(url).content.decode()
    assert client.post(url, {"answer": "accept"}).status_code == 302
    pairing.refresh_from_db()
    assert pairing.state == PairingState.ACCEPTED


def test_a_refusal_without_a_word_comes_back(client, world):
    pairing = proposal(world)
    client.force_login(world.mentors[0])
    url = reverse("coaching:answer_pairing", args=[pairing.pk])
    response = client.post(url, {"answer": "refuse", "reason": ""})
    assert response.status_code == 422
    assert "Indiquez la raison" in response.content.decode()
    assert client.post(url, {"answer": "refuse", "reason": "Trop loin."}).status_code == 302


def test_answering_late_changes_nothing(client, world):
    pairing = proposal(world)
    actions.end(pairing=pairing, reason="Malade.", actor=world.organiser, at=AT)
    client.force_login(world.mentors[0])
    url = reverse("coaching:answer_pairing", args=[pairing.pk])
    assert "n’attend plus de réponse" in client.get(url).content.decode()
    assert client.post(url, {"answer": "accept"}).status_code == 302
    pairing.refresh_from_db()
    assert pairing.state == PairingState.ENDED


def test_names_with_accents_stand_where_one_looks_for_them(as_user) -> None:
    world = factories.edition_with(participations=1)
    for name in ("Zoé Adam", "Étienne Salaün", "Fanny Le Roux", "Denis Évain"):
        factories.role(world.edition, "mentor", who=factories.user(name=name))
    expected = ["Denis Évain", "Étienne Salaün", "Fanny Le Roux", "Zoé Adam"]

    assert [role.user.name for role in queries.list_mentor_roles(world.edition)] == expected
    page = as_user(world.organiser).get(reverse("programmes:manage_people", args=[world.edition.slug]))
    team = [role.user.name for role in page.context["page"] if role.name == "mentor"]
    assert team == expected


def test_projects_that_nobody_follows_come_first_however_many_there_are(as_user) -> None:
    world = factories.edition_with(participations=60, mentors=1)
    last = max(world.participations, key=lambda participation: participation.project.title)
    followed = [participation for participation in world.participations if participation is not last]
    Pairing.objects.bulk_create(
        Pairing(
            participation=item,
            mentor=world.mentors[0],
            proposed_by=world.organiser,
            proposed_at=AT,
            state=PairingState.ACCEPTED,
        )
        for item in followed
    )

    page = as_user(world.organiser).get(reverse("coaching:manage_pairings", args=[world.edition.slug]))

    assert page.context["board"].rows[0].participation == last


def test_a_refusal_read_by_other_organisers_names_no_proposer(world):
    pairing = proposal(world)
    other = factories.role(world.edition, RoleName.ORGANISER)
    mail = pairing_refused(pairing, other).render()

    assert str(world.organiser) not in mail.text
    assert "votre proposition" in pairing_refused(pairing, world.organiser).render().text
