"""A survey's link was forwarded: what it opens, how it is shut, whom the journal names."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from coaching.surveys.links import invitation_for
from coaching.surveys.reminders import survey_missing
from tests import factories
from tests.support.synthesis import (
    ANSWERS,
    answered,
    answers_of,
    invitation,
    lead_token,
    link,
    page,
    posted,
    synthesis_survey,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now
SAID = "le courage d’en parler aux équipes"


def test_once_sent_a_forwarded_link_opens_and_changes_nothing(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    address = reverse("coaching:survey_thanks", args=[lead_token(one)])
    other_consents = {"share_with_partners": "no", "quote": "named"}

    for bearer in (Client(), as_user(factories.user())):
        shown = bearer.get(page(one), follow=True)
        changed = bearer.post(address, other_consents)
        saved = bearer.post(
            reverse("coaching:survey_answer", args=[lead_token(one), "evolution"]),
            {"value": "x", "base_version": "0"},
        )

        assert (shown.status_code, changed.status_code, saved.status_code) == (200, 403, 423)
        for text in (shown.text, changed.text, saved.text):
            assert SAID not in text
            assert world.participations[0].project.title not in text
    assert answers_of(one)["share_with_partners"] is True


def test_a_stranger_with_an_account_is_not_told_who_wrote_before(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    one = invitation(synthesis_survey(world.edition), world.participations[0])
    address = reverse("coaching:survey_answer", args=[lead_token(one), "evolution"])
    as_user(world.holder).post(address, {"value": "Avant.", "base_version": "0"})

    told = as_user(factories.user()).post(address, {"value": "Après.", "base_version": "0"})

    assert told.status_code == 409
    assert str(world.holder) not in told.json()["message"]
    assert str(world.holder) in _told_to_a_colleague(as_user, world, address)


def _told_to_a_colleague(as_user: Any, world: factories.World, address: str) -> str:
    colleague = factories.user()
    world.participations[0].project.members.create(user=colleague, joined_at=NOW(), rights="edit")
    answer = as_user(colleague).post(address, {"value": "Autrement.", "base_version": "0"})
    return str(answer.json()["message"])


def test_the_code_of_the_address_opens_what_the_link_does_not(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    address = reverse("coaching:survey_thanks", args=[lead_token(one)])

    asked = Client().get(address).text
    assert f"{reverse('account_login')}?next={quote(address)}" in asked

    assert SAID in as_user(world.holder).get(address).text


def test_a_revoked_link_opens_nothing_until_another_is_sent(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    one = invitation(synthesis_survey(world.edition), world.participations[0], evolution="Beaucoup.")
    stolen, organiser = lead_token(one), as_user(world.organiser)
    surveys = reverse("coaching:manage_surveys", args=[world.edition.slug])

    organiser.post(reverse("coaching:survey_revoke_link", args=[world.edition.slug, one.pk]))

    assert invitation_for(stolen) is None
    assert "révoqué" in organiser.get(surveys).text
    assert "Envoyer un nouveau lien" in organiser.get(surveys).text
    assert AuditEntry.objects.get(verb="revoke_link").actor == world.organiser
    assert not list(survey_missing(NOW() + timedelta(days=8)))

    organiser.post(reverse("coaching:survey_resend_link", args=[world.edition.slug, one.pk]))

    one.refresh_from_db()
    assert invitation_for(stolen) is None
    assert invitation_for(lead_token(one)) == one
    assert "Révoquer" in organiser.get(surveys).text


def test_a_link_is_revoked_once_and_even_after_sending(as_user: Any) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])
    token, revoke = (
        lead_token(one),
        reverse("coaching:survey_revoke_link", args=[world.edition.slug, one.pk]),
    )

    as_user(world.organiser).post(revoke)
    again = as_user(world.organiser).post(revoke, follow=True)

    assert Client().get(reverse("coaching:survey_thanks", args=[token])).status_code == 404
    assert "Ce lien est déjà révoqué" in again.text
    assert AuditEntry.objects.filter(verb="revoke_link").count() == 1


def test_the_journal_names_who_was_signed_in_not_the_holder(as_user: Any, client: Client) -> None:
    first, second = link(), link()
    neighbour = factories.user("Noé Passant")

    client.post(page(first), posted(**ANSWERS))
    as_user(neighbour).post(page(second), posted(**ANSWERS))

    assert AuditEntry.objects.get(verb="send", subject_id=str(first.pk)).actor is None
    assert AuditEntry.objects.get(verb="send", subject_id=str(second.pk)).actor == neighbour
