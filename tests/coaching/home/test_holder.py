"""The holder's home beyond its first action: what reopens, dates, messages, documents."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.questionnaires.actions import open_sheet
from coaching.home.holder.dossiers import count_waiting_for_holder
from coaching.home.holder.steps import list_dates
from programmes.models import LateAccess
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.models import CompletionRequest, MemberRights, Participation
from tests import factories
from tests.support.synthesis import invitation as invite, synthesis_survey

pytestmark = pytest.mark.django_db


def home(client: Any, who: Any) -> str:
    client.force_login(who)
    response = client.get(reverse("coaching:my_home"))
    assert response.status_code == 200
    return str(response.content.decode())


def yesterday() -> datetime:
    return timezone.now() - timedelta(days=1)


def mail(who: Any, subject: str, **more: Any) -> OutgoingMail:
    at = timezone.now()
    values: dict[str, Any] = {"state": MailState.SENT, "sent_at": at, "text": f"Texte de {subject}", **more}
    return OutgoingMail.objects.create(
        dedupe_key=subject,
        template="projects/application/receipt",
        user=who,
        to_email=who.email,
        subject=subject,
        message_id=f"<{subject}@test>",
        created_at=at,
        due_at=at,
        **values,
    )


def test_a_holder_of_a_project_that_comes_enters_its_room_from_the_home_and_its_page(client):
    place, invited = factories.edition_with(participations=1).participations[0], factories.participation
    offered = invited(place.edition, state=ParticipationState.OFFERED)
    for coming in (place, offered):
        slug, holder = coming.project.slug, coming.project.members.get(leads=True).user
        pages = [home(client, holder), client.get(reverse("coaching:my_project", args=[slug])).text]

        assert [reverse("coaching:room", args=[slug]) in page for page in pages] == [coming == place] * 2


# what reopens


def test_a_personal_late_access_makes_the_draft_the_next_thing_again(client):
    world = factories.edition_with(applications=1, state=ApplicationState.DRAFT, closes_at=yesterday())
    at = timezone.now()
    LateAccess.objects.create(
        call=world.edition.call,
        email=world.holder.email,
        nonce=factories.nonce(),
        expires_at=at + timedelta(days=1),
        reason="Panne.",
        created_by=world.organiser,
        created_at=at,
        used_by=world.holder,
        used_at=at,
    )
    text = home(client, world.holder)
    assert "Continuer le dossier" in text
    assert "Dernier moment pour vous" in text
    assert count_waiting_for_holder(world.holder, at) == 1


def test_the_minutes_of_grace_are_announced_to_those_with_a_draft(client):
    world = factories.edition_with(applications=1, state=ApplicationState.DRAFT)
    call, at = world.edition.call, timezone.now()
    call.closes_at, call.grace_minutes = at - timedelta(minutes=5), 30
    call.save()
    world.edition.call.applications.update(created_at=at - timedelta(hours=1))
    assert "Dernier moment pour vous" in home(client, world.holder)


def test_a_request_to_complete_is_the_next_thing(client):
    world = factories.edition_with(applications=1, state=ApplicationState.COMPLETION_REQUESTED)
    application, at = world.applications[0], timezone.now()
    CompletionRequest.objects.create(
        application=application,
        sheet=open_sheet(revision=application.sheet.revision, at=at),
        requested_by=world.organiser,
        requested_at=at,
        due_at=at + timedelta(days=3),
    )
    text = home(client, world.holder)
    assert "Complétez votre dossier" in text
    assert count_waiting_for_holder(world.holder, at) == 1
    assert reverse("projects:application", args=[application.reference]) in text


def test_a_new_version_begun_is_named_and_the_sent_one_counts(client):
    world = factories.edition_with(applications=1, state=ApplicationState.SUBMITTED)
    application = world.applications[0]
    application.next_sheet = open_sheet(revision=application.sheet.revision, at=timezone.now())
    application.save()
    text = home(client, world.holder)
    assert "Renvoyez votre dossier" in text
    assert count_waiting_for_holder(world.holder, timezone.now()) == 1
    assert "La version déjà envoyée compte" in text


def test_a_member_who_may_only_read_is_asked_for_nothing(client):
    world = factories.edition_with(applications=1, state=ApplicationState.DRAFT)
    reader = factories.user()
    world.applications[0].project.members.create(
        user=reader, rights=MemberRights.READ, joined_at=timezone.now()
    )
    text = home(client, reader)
    assert "Lire le dossier" in text
    assert "est en cours d’écriture" in text
    assert "Continuer le dossier" not in text
    assert "Dossier à finir" not in text
    assert count_waiting_for_holder(reader, timezone.now()) == 0


def test_a_survey_is_counted_for_who_may_answer_it_while_the_project_comes(client):
    world, reader = factories.edition_with(participations=1), factories.user()
    participation, at = world.participations[0], timezone.now()
    invite(synthesis_survey(world.edition), participation)
    participation.project.members.create(user=reader, rights=MemberRights.READ, joined_at=at)
    assert count_waiting_for_holder(world.holder, at) == 1
    assert "Remplir la synthèse" in home(client, world.holder)
    assert count_waiting_for_holder(reader, at) == 0
    assert "Remplir la synthèse" not in home(client, reader)

    Participation.objects.filter(pk=participation.pk).update(state=ParticipationState.DECLINED)

    assert count_waiting_for_holder(world.holder, at) == 0
    assert "Remplir la synthèse" not in home(client, world.holder)


def test_a_withdrawn_dossier_stays_within_reach_with_its_messages(client):
    world = factories.edition_with(applications=1, state=ApplicationState.WITHDRAWN)
    mail(world.holder, "Votre dossier est retiré")
    text = home(client, world.holder)
    assert "Votre premier dossier" not in text
    assert reverse("projects:application", args=[world.applications[0].reference]) in text
    assert "Tous les messages" in text


# dates, documents


def test_a_sent_dossier_has_its_receipt_and_its_pdf(client):
    world = factories.edition_with(applications=1, state=ApplicationState.SUBMITTED)
    ref = world.applications[0].reference
    text = home(client, world.holder)
    assert reverse("projects:application_sent", args=[ref]) in text
    assert reverse("projects:dossier_pdf", args=[ref]) in text


def test_a_draft_has_no_document_yet(client):
    world = factories.edition_with(applications=1, state=ApplicationState.DRAFT)
    assert "Reçu du dépôt" not in home(client, world.holder)


# messages


def test_a_message_is_read_again_in_its_words(client):
    who = factories.user()
    sent = mail(who, "Votre reçu", text="Bonjour,\n\nhttps://exemple.test/reçu\n<script>")
    client.force_login(who)
    text = client.get(reverse("coaching:my_message", args=[sent.pk])).content.decode()
    assert "Bonjour" in text
    assert "&lt;script&gt;" in text


def test_codes_and_unsent_mails_are_not_listed(client):
    who = factories.user()
    client.force_login(who)
    for number, more in enumerate(
        (
            {"private": True},
            {"state": MailState.QUEUED, "sent_at": None},
            {"state": MailState.CANCELLED, "sent_at": None},
        )
    ):
        hidden = mail(who, f"Caché {number}", **more)
        assert client.get(reverse("coaching:my_message", args=[hidden.pk])).status_code == 404, more
    assert "Caché" not in client.get(reverse("coaching:my_messages")).content.decode()


def test_a_date_is_marked_while_it_lasts_and_never_before():
    world = factories.edition_with()
    begins = world.edition.session_starts_on
    for days, state in ((-60, "coming"), (0, "current"), (1, "current"), (2, "done")):
        at = timezone.now() + (begins - timezone.localdate()) + timedelta(days)
        rows = {row["label"]: row["state"] for row in list_dates(world.edition, at)}
        assert rows["La session"] == state, days
        assert rows["L’appel ferme"] == ("current" if days == -60 else "done")


def test_once_the_answers_left_the_committee_has_met_whatever_its_date():
    at = timezone.now()
    world = factories.edition_with(committee_meets_at=at + timedelta(days=2), announced_at=at)

    rows = {row["label"]: row["state"] for row in list_dates(world.edition, at)}

    assert rows["Le comité se réunit"] == rows["Les réponses sont parties"] == "done"


@pytest.mark.parametrize(
    ("follow_up", "meeting"), [(5, 9), (9, 5)], ids=["the follow-up first", "the meeting first"]
)
def test_events_after_the_session_are_listed_by_date(follow_up, meeting):
    edition = factories.edition_with().edition
    ends = edition.session_ends_on
    edition.follow_up_from, edition.partners_meet_on = ends + timedelta(follow_up), ends + timedelta(meeting)

    labels = [row["label"] for row in list_dates(edition, timezone.now())]

    by_date = {follow_up: "Le suivi commence", meeting: "Les partenaires se réunissent"}
    assert [label for label in labels if label in by_date.values()] == [by_date[5], by_date[9]]
