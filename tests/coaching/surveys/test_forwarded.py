"""A survey's link was forwarded: what it opens, how it is shut, whom the journal names."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.models import SurveyInvitation
from coaching.surveys.links import find_invitation
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
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
WORDS = "le courage d’en parler aux équipes"


def test_once_sent_a_forwarded_link_opens_and_changes_nothing(as_user: AsUser) -> None:
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
            assert WORDS not in text
            assert world.participations[0].project.title not in text
    assert answers_of(one)["share_with_partners"] is True


def test_a_stranger_with_an_account_does_not_read_who_wrote_before(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    one = invitation(synthesis_survey(world.edition), world.participations[0])
    address = reverse("coaching:survey_answer", args=[lead_token(one), "evolution"])
    as_user(world.holder).post(address, {"value": "Avant.", "base_version": "0"})

    refused = as_user(factories.user()).post(address, {"value": "Après.", "base_version": "0"})

    assert refused.status_code == 409
    assert str(world.holder) not in refused.json()["message"]
    assert str(world.holder) in _shared_with_a_colleague(as_user, world, address)


def _shared_with_a_colleague(as_user: AsUser, world: factories.World, address: str) -> str:
    colleague = factories.user()
    world.participations[0].project.members.create(user=colleague, joined_at=NOW(), rights="edit")
    answer = as_user(colleague).post(address, {"value": "Autrement.", "base_version": "0"})
    return str(answer.json()["message"])


def ask_code(client: Client, one: SurveyInvitation) -> Any:
    return client.post(reverse("coaching:survey_code", args=[lead_token(one)]), follow=True)


def read_code() -> str:
    """The one of the last mail."""
    mail = OutgoingMail.objects.filter(template="accounts/login_code").latest("pk")
    (code,) = re.findall(r"\b\d{8}\b", mail.text)
    return str(code)


def test_the_code_of_the_address_opens_what_the_link_does_not(client: Client) -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])

    asked = ask_code(client, one)
    following = asked.redirect_chain[-1][0]
    wrong = client.post(following, {"code": "00000000"})

    assert WORDS not in asked.text + wrong.text
    assert world.holder.email not in asked.text + wrong.text
    assert (wrong.status_code, OutgoingMail.objects.latest("pk").to_email) == (422, world.holder.email)
    assert WORDS in client.post(following, {"code": read_code()}, follow=True).text


def test_a_code_is_asked_for_by_a_click_alone_and_not_too_often(client: Client) -> None:
    one = answered(
        synthesis_survey((world := factories.edition_with(participations=1)).edition), world.participations[0]
    )
    address = reverse("coaching:survey_code", args=[lead_token(one)])

    assert [client.get(address).status_code, client.head(address).status_code] == [405, 405]
    answers = [ask_code(Client(), one) for _time in range(4)]

    assert OutgoingMail.objects.filter(template="accounts/login_code").count() == 3
    assert "Plusieurs codes viennent d’être demandés" in answers[-1].text
    assert world.holder.email not in answers[-1].text


def test_once_the_survey_is_over_a_link_reads_nothing_again_without_its_code(
    as_user: AsUser, client: Client
) -> None:
    world = factories.edition_with(participations=1)
    survey = synthesis_survey(
        world.edition, opens_at=NOW() - timedelta(days=9), closes_at=NOW() - timedelta(days=1)
    )
    one = invitation(survey, world.participations[0], evolution="Un accord avec le CSE.")

    closed = client.get(page(one)).text
    late = client.post(page(one), posted(what_it_brought="ب" * 20_000)).text

    assert "Un accord avec le CSE" not in closed + late
    assert "Recevoir un code" in closed
    assert "ب" * 20_000 in late
    assert "Un accord avec le CSE" in as_user(world.holder).get(page(one)).text


def test_every_link_of_a_survey_is_shut_at_once_and_sent_anew_to_those_who_owe_an_answer(
    as_user: AsUser,
) -> None:
    world = factories.edition_with(participations=3)
    survey = synthesis_survey(world.edition)
    sent, *waiting = [
        (answered if number == 0 else invitation)(survey, place)
        for number, place in enumerate(world.participations)
    ]
    stolen, organiser = [lead_token(one) for one in (sent, *waiting)], as_user(world.organiser)
    place = [world.edition.slug, "synthesis"]
    surveys = f"{reverse('coaching:manage_surveys', args=place[:1])}?kind=synthesis"
    assert "3 liens cesseront de s’ouvrir" in organiser.get(surveys).text

    organiser.post(reverse("coaching:survey_revoke_links", args=place))
    again = organiser.post(reverse("coaching:survey_revoke_links", args=place), follow=True)
    assert [find_invitation(token) for token in stolen] == [None] * 3
    assert "Tous les liens sont déjà révoqués" in again.text
    assert "Envoyer 2 nouveaux liens" in organiser.get(surveys).text
    organiser.post(reverse("coaching:survey_renew_links", args=place))
    organiser.post(reverse("coaching:survey_renew_links", args=place))

    assert OutgoingMail.objects.filter(template="coaching/surveys/survey_link").count() == 2
    assert [find_invitation(token) for token in stolen] == [None] * 3
    waiting[0].refresh_from_db()
    assert find_invitation(lead_token(waiting[0])) == waiting[0]
    entries = AuditEntry.objects.filter(verb__in=["revoke_links", "renew_links"]).order_by("pk")
    assert [(entry.verb, entry.data["links"]) for entry in entries] == [
        ("revoke_links", 3),
        ("renew_links", 2),
    ]


def test_links_to_renew_are_counted_without_a_project_that_nobody_leads(as_user: AsUser) -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    for place in world.participations:
        invitation(survey, place)
    organiser, place = as_user(world.organiser), [world.edition.slug, "synthesis"]
    organiser.post(reverse("coaching:survey_revoke_links", args=place))
    world.participations[0].project.members.update(leads=False)

    page = organiser.get(f"{reverse('coaching:manage_surveys', args=place[:1])}?kind=synthesis")
    done = organiser.post(reverse("coaching:survey_renew_links", args=place), follow=True)

    assert "Envoyer 1 nouveau lien" in page.text
    assert "1 message part." in done.text


def test_a_revoked_link_opens_nothing_until_another_is_sent(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    one = invitation(synthesis_survey(world.edition), world.participations[0], evolution="Beaucoup.")
    stolen, organiser = lead_token(one), as_user(world.organiser)
    surveys = reverse("coaching:manage_surveys", args=[world.edition.slug])

    organiser.post(reverse("coaching:survey_revoke_link", args=[world.edition.slug, one.pk]))

    assert find_invitation(stolen) is None
    assert "révoqué" in organiser.get(surveys).text
    assert "Envoyer un nouveau lien" in organiser.get(surveys).text
    assert AuditEntry.objects.get(verb="revoke_link").actor == world.organiser
    assert not list(survey_missing(NOW() + timedelta(days=8)))

    organiser.post(reverse("coaching:survey_resend_link", args=[world.edition.slug, one.pk]))

    one.refresh_from_db()
    assert find_invitation(stolen) is None
    assert find_invitation(lead_token(one)) == one
    assert "Révoquer" in organiser.get(surveys).text


def test_the_journal_names_who_was_signed_in_not_the_holder(as_user: AsUser, client: Client) -> None:
    first, second = link(), link()
    neighbour = factories.user("Noé Passant")

    client.post(page(first), posted(**ANSWERS))
    as_user(neighbour).post(page(second), posted(**ANSWERS))

    assert AuditEntry.objects.get(verb="send", subject_id=str(first.pk)).actor is None
    assert AuditEntry.objects.get(verb="send", subject_id=str(second.pk)).actor == neighbour
