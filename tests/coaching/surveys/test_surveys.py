"""The survey by personal link: opened, sent out, answered without an account, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import Survey, SurveyInvitation, SynthesisReport
from coaching.pairing.actions.pairing import propose
from coaching.surveys.actions import survey as actions
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.links import LINK, find_invitation
from coaching.synthesis.actions import building
from coaching.synthesis.enums import ReportState
from projects.decision.enums import ParticipationState
from tests import factories
from tests.support.reminders import plan_rules
from tests.support.shared import share_world
from tests.support.synthesis import (
    ANSWERS,
    answered,
    answers_of,
    invitation,
    lead_token,
    link,
    page,
    posted,
    survey_of_link,
    synthesis_survey,
)
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


built, one = share_world(link)


# opening and sending out


def test_a_survey_opens_once_with_the_default_form_and_its_dates_move_after() -> None:
    world = factories.edition_with()
    dates = {"opens_at": NOW(), "closes_at": NOW() + timedelta(days=10)}

    first = actions.open_survey(
        edition=world.edition, kind="synthesis", actor=world.organiser, at=NOW(), **dates
    )
    dates["closes_at"] += timedelta(days=5)
    second = actions.open_survey(
        edition=world.edition, kind="synthesis", actor=world.organiser, at=NOW(), **dates
    )

    assert (first.pk, second.closes_at) == (second.pk, dates["closes_at"])
    keys = set(first.form.questions.values_list("key", flat=True))
    assert keys == {
        "usefulness",
        "what_it_brought",
        "confidence",
        "evolution",
        "share_with_partners",
        "quote",
    }
    with pytest.raises(TransitionRefused):
        actions.open_survey(
            edition=world.edition,
            kind="debrief",
            actor=world.organiser,
            at=NOW(),
            opens_at=NOW(),
            closes_at=NOW() - timedelta(days=1),
        )


def test_an_answer_to_a_mail_of_the_edition_reaches_its_organisers() -> None:
    world = factories.edition_with(participations=1, mentors=1)
    world.edition.call.contact_email = "equipe@possibles.test"
    world.edition.call.save()
    survey = synthesis_survey(world.edition, sent_out_at=None)

    actions.send_links(survey=survey, actor=world.organiser, at=NOW())
    propose(participation=world.participations[0], mentor=world.mentors[0], actor=world.organiser, at=NOW())

    replies = dict(OutgoingMail.objects.values_list("template", "reply_to"))
    assert replies["coaching/pairing/pairing_proposed"] == "equipe@possibles.test"
    assert (
        replies["coaching/surveys/survey_link"] == ""
    )  # an answer would quote the link: the mail names the address
    assert "equipe@possibles.test" in OutgoingMail.objects.get(template="coaching/surveys/survey_link").html


def test_each_confirmed_project_gets_one_link_in_its_holders_language_and_a_late_one_its_own() -> None:
    world = factories.edition_with(participations=2)
    factories.participation(world.edition, state=ParticipationState.OFFERED)
    english = world.participations[1].project.members.get().user
    english.language = "en"
    english.save()
    survey = synthesis_survey(world.edition, sent_out_at=None)

    assert actions.send_links(survey=survey, actor=world.organiser, at=NOW()) == 2
    assert actions.send_links(survey=survey, actor=world.organiser, at=NOW()) == 0

    mails = {mail.user_id: mail for mail in OutgoingMail.objects.all()}
    assert len(mails) == 2
    assert mails[english.pk].subject.startswith("Your synthesis form")
    assert mails[world.holder.pk].subject.startswith("Votre fichier de synthèse")
    assert all(mail.private and "/surveys/" in mail.text for mail in mails.values())
    survey.refresh_from_db()
    assert survey.sent_out_at is not None
    factories.participation(world.edition)
    assert actions.send_links(survey=survey, actor=world.organiser, at=NOW()) == 1


def test_links_do_not_leave_once_the_survey_is_over() -> None:
    world = factories.edition_with(participations=1)
    survey = synthesis_survey(
        world.edition, opens_at=NOW() - timedelta(days=9), closes_at=NOW() - timedelta(days=1)
    )

    with pytest.raises(actions.SurveyClosed):
        actions.send_links(survey=survey, actor=world.organiser, at=NOW())


def test_a_link_sent_again_still_opens_and_one_replaced_does_not(one) -> None:
    first = lead_token(one)

    actions.resend_link(invitation=one, actor=None, at=NOW())
    assert find_invitation(first) == one
    actions.resend_link(invitation=one, actor=None, at=NOW(), renew=True)
    one.refresh_from_db()

    assert find_invitation(first) is None
    assert find_invitation(lead_token(one)) == one
    assert OutgoingMail.objects.filter(template="coaching/surveys/survey_link").count() == 2


def test_nobody_is_asked_again_after_answering() -> None:
    world = factories.edition_with(participations=1)
    one = answered(synthesis_survey(world.edition), world.participations[0])

    with pytest.raises(TransitionRefused):
        actions.resend_link(invitation=one, actor=world.organiser, at=NOW())


# the link


def test_links_that_open_nothing_all_lead_to_the_same_page(client: Client, one) -> None:
    good, lead = lead_token(one), one.participation.project.members.get(leads=True).user
    forged = [
        "nimporte-quoi",
        good[:-1] + ("A" if good[-1] != "A" else "B"),
        signing.dumps([one.pk, "autre", lead.pk], salt=LINK.salt),
        signing.dumps([one.pk, one.nonce, lead.pk], salt="autre sel"),
        signing.dumps([one.pk, one.nonce, factories.user().pk], salt=LINK.salt),
        signing.dumps([one.pk, one.nonce], salt=LINK.salt),
        signing.dumps("texte", salt=LINK.salt),
        signing.dumps([None, 3], salt=LINK.salt),
    ]

    pages = [client.get(reverse("coaching:survey", args=[token])) for token in forged]
    pages += [
        client.post(reverse("coaching:survey_answer", args=[token, "usefulness"]), {"value": "4"})
        for token in forged
    ]

    assert {response.status_code for response in pages} == {404}
    assert all("Ce lien ne s’ouvre plus" in response.content.decode() for response in pages)
    assert not any(one.participation.project.title in response.content.decode() for response in pages)


def test_the_page_opens_without_an_account_and_is_neither_cached_nor_indexed(client: Client, one) -> None:
    response = client.get(page(one))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    one.refresh_from_db()
    assert one.state == InvitationState.TO_DO


# answering


def test_the_first_saved_answer_starts_it(client: Client, one) -> None:
    address = reverse("coaching:survey_answer", args=[lead_token(one), "what_it_brought"])

    assert client.post(address, {"value": "Du recul.", "base_version": "0"}).status_code == 200
    assert client.post(address, {"value": "Du recul, enfin.", "base_version": "1"}).status_code == 200

    one.refresh_from_db()
    assert one.state == InvitationState.STARTED
    assert answers_of(one) == {"what_it_brought": "Du recul, enfin."}
    assert AuditEntry.objects.filter(verb="start_survey").count() == 1


def test_sending_freezes_thanks_and_asks_for_the_report(client: Client, one) -> None:
    address = page(one)
    response = client.post(address, posted(**ANSWERS))

    assert response["Location"] == f"{address}thanks/"
    one.refresh_from_db()
    assert (one.state, one.shared_with_partners) == (InvitationState.SENT, True)
    assert one.sheet.frozen_at is not None
    assert not OutgoingMail.objects.exists()  # the mail about the synthesis thanks
    assert SynthesisReport.objects.get(kind="project").participation == one.participation
    assert "Merci" in client.get(response["Location"]).text


def test_one_mail_thanks_with_the_synthesis_or_the_news_that_it_could_not_be_built(
    client: Client, one
) -> None:
    client.post(page(one), posted(**ANSWERS))
    report = SynthesisReport.objects.get(kind="project")
    report.state = ReportState.FAILED
    assert [message.template for message in building.list_mails(report)] == ["coaching/surveys/survey_thanks"]

    building.build_queued(report_id=report.pk, at=timezone.now())

    mail = OutgoingMail.objects.get()
    assert (mail.to_email, mail.private) == (one.email, True)
    assert mail.subject.startswith("Merci")
    assert survey_of_link(mail.text) == one
    assert reverse("coaching:report_page", args=[report.pk]) in mail.text


def test_without_agreement_partners_read_nothing(client: Client, one) -> None:
    client.post(page(one), posted(**{**ANSWERS, "share_with_partners": False}))

    one.refresh_from_db()
    assert (one.state, one.shared_with_partners) == (InvitationState.SENT, False)


def test_missing_answers_are_named_and_typed_ones_saved(client: Client, one) -> None:
    response = client.post(page(one), posted(what_it_brought="<b>Du recul</b>", needs=["funding"]))

    assert response.status_code == 422
    page_text = response.content.decode()
    assert "&lt;b&gt;Du recul&lt;/b&gt;" in page_text
    assert 'class="error-summary"' in page_text
    one.refresh_from_db()
    assert one.state == InvitationState.STARTED
    assert answers_of(one) == {"what_it_brought": "<b>Du recul</b>", "needs": ["funding"]}


def test_a_double_click_sends_once(client: Client, one) -> None:
    address = page(one)
    first = client.post(address, posted(**ANSWERS))
    second = client.post(address, posted(**{**ANSWERS, "what_it_brought": "Autre chose."}))

    assert first["Location"] == second["Location"] == f"{address}thanks/"
    assert answers_of(one)["what_it_brought"] == ANSWERS["what_it_brought"]
    assert SynthesisReport.objects.filter(kind="project").count() == 1


def test_after_the_end_answers_are_saved_and_not_sent(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1)
    client = as_user(world.holder)
    survey = synthesis_survey(
        world.edition, opens_at=NOW() - timedelta(days=9), closes_at=NOW() - timedelta(minutes=1)
    )
    one = invitation(survey, world.participations[0], what_it_brought="Du recul.")

    page_text = client.get(page(one)).content.decode()
    assert "Cette enquête est terminée" in page_text
    assert "Du recul." in page_text
    sent = client.post(page(one), posted(**{**ANSWERS, "blockers": "Tapé trop tard."}))
    saved = client.post(reverse("coaching:survey_answer", args=[lead_token(one), "blockers"]), {"value": "x"})

    assert sent.status_code == 422
    assert "Tapé trop tard." in sent.content.decode()
    assert (saved.status_code, bool(saved.json()["error"])) == (423, True)
    one.refresh_from_db()
    assert one.state == InvitationState.STARTED
    assert not SynthesisReport.objects.exists()


# reminders


def test_reminders_leave_at_seven_and_fourteen_days_to_those_who_owe_an_answer() -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    late = invitation(survey, world.participations[0])
    answered(survey, world.participations[1])

    def reminded(days: float) -> list[str]:
        plan_rules(NOW() + timedelta(days=days), "coaching.survey_missing")
        rows = OutgoingMail.objects.filter(template="coaching/surveys/survey_reminder").order_by("pk")
        return list(rows.values_list("dedupe_key", flat=True))

    first, second = (f"synthesis-missing:{late.pk}:{days}" for days in (7, 14))
    assert reminded(6.9) == []
    assert reminded(7.1) == reminded(13.9) == [first]
    assert reminded(14.1) == [first, second]
    assert reminded(30) == [first, second]


def test_a_planner_that_slept_sends_one_reminder_and_none_once_closed() -> None:
    world = factories.edition_with(participations=1)
    late = invitation(synthesis_survey(world.edition), world.participations[0])

    plan_rules(NOW() + timedelta(days=40), "coaching.survey_missing")
    assert not OutgoingMail.objects.filter(template="coaching/surveys/survey_reminder").exists()
    plan_rules(NOW() + timedelta(days=16), "coaching.survey_missing")

    assert OutgoingMail.objects.get(template="coaching/surveys/survey_reminder").dedupe_key.endswith(
        f"{late.pk}:14"
    )


# the organiser's page


@pytest.mark.parametrize(("ends_in", "warned"), [(5, True), (0, False)])
def test_links_sent_before_the_session_ends_are_warned_about(
    as_user: AsUser, ends_in: int, warned: bool
) -> None:
    last_day = timezone.localdate() + timedelta(days=ends_in)
    world = factories.edition_with(
        participations=1, session_starts_on=last_day - timedelta(days=1), session_ends_on=last_day
    )
    synthesis_survey(world.edition, sent_out_at=None)

    text = as_user(world.organiser).get(reverse("coaching:manage_surveys", args=[world.edition.slug])).text

    assert "Envoyer 1 message" in text
    assert ("La session se termine" in text) is warned


def test_an_organiser_opens_sends_and_follows(as_user: AsUser) -> None:
    world = factories.edition_with(participations=3)
    client = as_user(world.organiser)
    address = reverse("coaching:manage_surveys", args=[world.edition.slug])
    tomorrow = f"{timezone.localtime() + timedelta(days=5):%Y-%m-%dT%H:%M}"
    dates = {"opens_at": f"{timezone.localtime() - timedelta(hours=1):%Y-%m-%dT%H:%M}", "closes_at": tomorrow}

    assert client.post(f"{address}?kind=synthesis", dates).status_code == 302
    assert "3 messages partiront" in client.get(address).content.decode()
    client.post(reverse("coaching:survey_send_links", args=[world.edition.slug, "synthesis"]))
    page_text = client.get(address).content.decode()
    assert "0 réponse reçue sur 3" in page_text
    one = SurveyInvitation.objects.first()
    assert one is not None
    client.post(reverse("coaching:survey_resend_link", args=[world.edition.slug, one.pk]), {"renew": "1"})

    assert OutgoingMail.objects.filter(template="coaching/surveys/survey_link").count() == 4
    assert Survey.objects.get().kind == SurveyKind.SYNTHESIS
