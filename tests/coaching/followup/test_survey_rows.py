"""A follow-up opens with what bodies promised: the answers are stored on the commitments, once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.rows.actions import RowsClosed
from coaching.followup.actions import commitments as actions
from coaching.followup.actions.commitments import answer_commitment
from coaching.followup.enums import CommitmentState, Confirmation, SupportUsefulness
from coaching.models import ActionItem, Commitment, SurveyInvitation
from coaching.plan.enums import ActionState
from coaching.surveys.actions import survey as surveys
from coaching.surveys.actions.confirmations import confirm_action
from coaching.surveys.enums import Relevance, SurveyKind
from coaching.synthesis.reports.year import gather_edition_year
from projects.decision.actions.participation import withdraw_place
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.shared import share_world
from tests.support.synthesis import invitation, lead_token
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now


class AskedTable(ClosedTable):
    """A body promised something; the follow-up at twelve months is open."""

    def __init__(self) -> None:
        super().__init__()
        self.commitment = self.commit()
        self.survey = surveys.open_survey(
            edition=self.edition, kind=SurveyKind.FOLLOW_UP, wave=12, opens_at=NOW() - timedelta(hours=1),
            closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(),
        )  # fmt: skip
        self.sent = invitation(self.survey, self.place)

    @property
    def address(self) -> str:
        return reverse("coaching:survey", args=[lead_token(self.sent)])

    def key(self, name: str, commitment: Commitment | None = None) -> str:
        return f"commitment-{(commitment or self.commitment).uid}-{name}"

    def save(self, client: Client, name: str, value: object, version: int, **more: Any) -> Any:
        address = reverse("coaching:survey_answer", args=[lead_token(self.sent), self.key(name, **more)])
        return client.post(address, {"value": value, "base_version": str(version)})

    def answer(self, **more: Any) -> int:
        common = {"invitation": self.sent, "uid": self.commitment.uid, "actor": None, "at": NOW()}
        return answer_commitment(**{**common, **more})


built, table = share_world(AskedTable)


def test_the_invitation_names_what_else_waits_the_oldest_first(table) -> None:
    """Not what the form itself asks; a form that does not confirm the plan leaves commitments to their page."""
    table.reopen()
    for sentence in ("Un prêt", "Une formation"):
        table.decide(need=plans.need(table.place, sentence, is_shared=True))
    table.close()
    table.send(at=NOW())
    Commitment.objects.update(state=CommitmentState.DONE, moved_at=NOW() - timedelta(days=30))
    later = NOW() + timedelta(days=1)

    def read_named(**fields: Any) -> list[str]:
        survey = surveys.open_survey(
            edition=table.edition, opens_at=NOW(), closes_at=later + timedelta(days=9),
            actor=None, at=NOW(), **fields,
        )  # fmt: skip
        surveys.send_links(survey=survey, actor=None, at=later)
        mail = OutgoingMail.objects.filter(template="coaching/surveys/wave_link", user=table.holder)
        return [line[2:] for line in mail.latest("pk").text.splitlines() if line.startswith("- ")]

    assert read_named(kind=SurveyKind.FOLLOW_UP, wave=6) == ["Un prêt", "Une formation"]
    assert read_named(kind=SurveyKind.FREE, wave=0) == [table.commitment.what, "Un prêt", "Une formation"]


def test_both_answers_of_one_page_do_not_conflict_with_each_other(table) -> None:
    table.answer(usefulness=SupportUsefulness(SupportUsefulness.values[0]))
    read = Commitment.objects.get(pk=table.commitment.pk).version
    table.answer(
        confirmation=Confirmation.YES,
        usefulness=SupportUsefulness(SupportUsefulness.values[-1]),
        base_version=read,
    )

    commitment = Commitment.objects.get(pk=table.commitment.pk)
    assert (commitment.confirmation, commitment.usefulness) == (
        Confirmation.YES,
        SupportUsefulness.values[-1],
    )


def test_the_form_opens_with_what_was_promised_and_stores_the_answer_there(client: Client, table) -> None:
    page = client.get(table.address).text
    heads = [
        page.index(head)
        for head in ("Ce qui vous avait été promis", "Ce que vous aviez décidé", "Et maintenant")
    ]
    assert heads == sorted(heads)
    assert page.index(table.commitment.what) < heads[1]

    first = table.save(client, "confirmation", "partly", table.commitment.version)
    second = table.save(client, "usefulness", "3", first.json()["version"])

    stored = Commitment.objects.get()
    assert (first.status_code, second.status_code) == (200, 200)
    assert (stored.confirmation, stored.usefulness) == (Confirmation.PARTLY, SupportUsefulness.USEFUL)
    assert stored.state == CommitmentState.TODO
    assert [(note.from_project, note.confirmation) for note in stored.notes.all()] == [(True, "partly")]
    assert AuditEntry.objects.filter(verb="rate_commitment").count() == 1
    table.sent.refresh_from_db()
    assert table.sent.is_started


def test_it_works_without_javascript_and_what_is_chosen_stays(client: Client, table) -> None:
    sent = {
        table.key("confirmation"): "yes", table.key("usefulness"): "4",
        f"v_{table.key('confirmation')}": "1", f"v_{table.key('usefulness')}": "1",
    }  # fmt: skip
    answer = client.post(table.address, sent)  # required questions are missing

    stored = Commitment.objects.get()
    assert answer.status_code == 422
    assert (stored.confirmation, stored.usefulness, stored.state) == ("yes", 4, "done")
    again = client.get(table.address).text
    assert "checked" in again.split(f'name="{table.key("confirmation")}" value="yes"')[1][:300].split(">")[0]


def test_an_answer_recorded_before_is_not_a_question(client: Client, table) -> None:
    actions.confirm_commitment(
        commitment=table.commitment, confirmation=Confirmation.YES, actor=table.holder, at=NOW()
    )
    page = client.get(table.address).text
    assert f'name="{table.key("confirmation")}"' not in page
    assert f'name="{table.key("usefulness")}"' in page
    assert 'name="q_support_received"' not in page  # the commitments answer it

    actions.rate_commitment(
        commitment=table.commitment, usefulness=SupportUsefulness.VERY, actor=table.holder, at=NOW()
    )
    page = client.get(table.address).text
    assert f'name="{table.key("usefulness")}"' not in page
    assert table.commitment.what in page


def test_a_project_to_which_nothing_was_promised_is_asked_whether_it_was_helped(
    client: Client, table
) -> None:
    Commitment.objects.all().delete()
    page = client.get(table.address).text
    assert "Ce qui vous avait été promis" not in page
    assert 'name="q_support_received"' in page


def test_what_was_meant_within_a_month_is_asked_only_of_a_plan_without_dates(client: Client, table) -> None:
    survey = surveys.open_survey(
        edition=table.edition, kind=SurveyKind.FOLLOW_UP, wave=1, opens_at=NOW() - timedelta(hours=1),
        closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(),
    )  # fmt: skip
    sent = invitation(survey, table.place)
    address, field = reverse("coaching:survey", args=[lead_token(sent)]), 'name="q_within_a_month"'
    plans.action(table.place, "Un jour, peut-être")
    assert field in client.get(address).text

    dated = plans.action(table.place, "Parler avec les gants", due_on=date(2026, 11, 4))
    page = client.get(address).text
    assert field not in page
    assert f'name="action-{dated.uid}-relevance"' in page

    # a page that was open before still saves what was typed in it
    typed = {"q_within_a_month": "C’est fait, à cinq heures et demie."}
    assert "C’est fait" in client.post(address, typed).text
    assert field in client.get(address).text
    ActionItem.objects.filter(pk=dated.pk).update(removed_at=NOW())
    assert field in client.get(address).text


def test_a_need_that_a_commitment_met_is_not_asked_again(client: Client, table) -> None:
    need = table.commitment.need
    field = f'name="need-{need.uid}-shared"'
    assert field in client.get(table.address).text
    table.answer(confirmation=Confirmation.YES)
    page = client.get(table.address).text
    assert field not in page
    assert "1 besoin réglé" in page


def test_an_action_that_is_over_is_not_asked_again_unless_it_was_by_this_form(client: Client, table) -> None:
    over = plans.action(table.place, "Un essai", state=ActionState.DONE)
    left = plans.action(table.place, "Un tour de refus")
    page = client.get(table.address).text
    assert f'name="action-{over.uid}-relevance"' not in page
    assert f'name="action-{left.uid}-relevance"' in page
    assert "1 ligne terminée" in page

    confirm_action(invitation=table.sent, uid=left.uid, relevance=Relevance.DROPPED, actor=None, at=NOW())
    assert ActionItem.objects.get(pk=left.pk).state == ActionState.DROPPED
    assert f'name="action-{left.uid}-relevance"' in client.get(table.address).text  # to correct it


def drop(table: Any) -> None:
    """Its body gives it up; its version is 2 from then on."""
    actions.move_commitment(
        commitment=table.commitment,
        state=CommitmentState.DROPPED,
        text="Plus de budget",
        actor=None,
        at=NOW(),
    )


def test_a_dropped_commitment_is_listed_without_a_question(client: Client, table) -> None:
    """Neither by the link, nor from a page that was open before, nor by a person who answered already."""
    assert table.save(client, "usefulness", "3", 1).status_code == 200
    drop(table)
    version = Commitment.objects.get().version

    page = client.get(table.address).text
    assert "abandonné : Plus de budget" in page
    assert f'name="{table.key("confirmation")}"' not in page
    assert f'name="{table.key("usefulness")}"' not in page
    for name, value in (("confirmation", "yes"), ("usefulness", "4")):
        for known in (1, version):
            refused = table.save(client, name, value, known)
            assert refused.status_code == 422
            assert "Plus de budget" in refused.json()["error"]

    sent = {table.key("confirmation"): "yes", f"v_{table.key('confirmation')}": "1"}
    stale = client.post(table.address, sent)
    assert stale.status_code == 422
    assert "a abandonné cet engagement" in stale.text
    assert f'name="{table.key("confirmation")}"' not in stale.text  # sent again, the page is accepted
    commitment = Commitment.objects.get()
    assert (commitment.confirmation, commitment.usefulness, commitment.state) == ("", 3, "dropped")


def test_a_dropped_commitment_cannot_be_answered(table) -> None:
    drop(table)
    with pytest.raises(RowsClosed, match="Plus de budget"):
        table.answer(confirmation=Confirmation.YES)
    common: Any = {"commitment": table.commitment, "actor": table.holder, "at": NOW()}
    with pytest.raises(actions.CommitmentDropped):
        actions.confirm_commitment(confirmation=Confirmation.PARTLY, **common)
    with pytest.raises(actions.CommitmentDropped):
        actions.rate_commitment(usefulness=SupportUsefulness.VERY, **common)

    assert actions.confirm_commitment(confirmation=None, text="Et l’an prochain ?", **common)
    assert Commitment.objects.get().state == CommitmentState.DROPPED


def test_an_answer_to_what_its_body_changed_meanwhile_returns_both(client: Client, table) -> None:
    actions.move_commitment(
        commitment=table.commitment,
        state=CommitmentState.DOING,
        text="Plus de budget",
        actor=None,
        at=NOW(),
    )
    stale = table.save(client, "confirmation", "yes", 1)
    assert stale.status_code == 409
    assert "Plus de budget" in stale.json()["theirs_text"]
    assert Commitment.objects.get().confirmation == ""

    sent = {table.key("confirmation"): "yes", f"v_{table.key('confirmation')}": "1"}
    page = client.post(table.address, sent)
    assert page.status_code == 422
    assert "Plus de budget" in page.text
    assert (
        "checked" in page.text.split(f'name="{table.key("confirmation")}" value="yes"')[1][:300].split(">")[0]
    )
    assert Commitment.objects.get().confirmation == ""

    mine = table.save(client, "confirmation", "yes", stale.json()["version"])
    assert (mine.status_code, Commitment.objects.get().confirmation) == (200, "yes")


def test_two_members_of_the_project_do_not_answer_over_each_other(client: Client, table) -> None:
    table.answer(confirmation=Confirmation.PARTLY, usefulness=SupportUsefulness.USEFUL, base_version=1)

    stale = table.save(client, "confirmation", "not_yet", 1)
    rated = table.save(client, "usefulness", "1", 1)
    same = table.save(client, "confirmation", "partly", 1)

    assert (stale.status_code, stale.json()["theirs"], stale.json()["theirs_text"]) == (
        409,
        "partly",
        "En partie",
    )
    assert (rated.status_code, rated.json()["theirs"]) == (409, "3")
    assert same.status_code == 200


def test_the_follow_up_page_does_not_answer_over_news_either(as_user: AsUser, table) -> None:
    """The line that was typed stays, and may be sent alone."""
    drop(table)
    address = reverse("coaching:confirm_commitment", args=[table.place.project.slug, table.commitment.pk])
    answer = as_user(table.holder).post(address, {"confirmation": "yes", "text": "Le 3 juin", "seen": "1"})
    assert answer.status_code == 422
    assert "Plus de budget" in answer.text
    assert "Le 3 juin" in answer.text
    assert 'name="confirmation"' not in answer.text
    assert Commitment.objects.get().confirmation == ""
    assert as_user(table.holder).post(address, {"text": "Le 3 juin", "seen": "2"}).status_code == 302


def test_an_empty_answer_is_not_saved(client: Client, table) -> None:
    assert table.save(client, "usefulness", "", 1).status_code == 200

    table.sent.refresh_from_db()
    assert not table.sent.is_started
    assert not table.sent.confirmations.exists()


def test_the_commitment_to_another_project_is_not_answered(client: Client, table) -> None:
    other = Commitment.objects.create(
        participation=factories.participation(edition=table.edition), what="Un prêt", body=table.commitment.body,
        moved_at=NOW(), created_at=NOW(),
    )  # fmt: skip
    refused = table.save(client, "confirmation", "yes", 1, commitment=other)
    assert refused.status_code in (404, 423)
    client.post(
        table.address, {table.key("confirmation", other): "yes", f"v_{table.key('confirmation', other)}": "1"}
    )
    other.refresh_from_db()
    assert other.confirmation == ""
    assert other.what not in refused.text


def test_a_project_that_left_during_the_session_still_has_its_form(client: Client, table) -> None:
    began = timezone.make_aware(datetime.combine(table.edition.session_starts_on, time(14)))
    withdraw_place(participation=table.place, reason="Un accident", actor=table.organiser, at=began)
    table.place.refresh_from_db()
    assert table.place.has_left
    assert client.get(table.address).status_code == 200
    assert table.save(client, "confirmation", "yes", 1).status_code == 200

    SurveyInvitation.objects.all().delete()
    assert surveys.send_links(survey=table.survey, actor=table.organiser, at=NOW()) >= 1
    assert SurveyInvitation.objects.filter(participation=table.place).exists()


def test_a_project_that_says_so_of_a_commitment_counts_as_helped(table) -> None:
    table.answer(confirmation=Confirmation.PARTLY)
    table.sent.state, table.sent.sent_at = "sent", NOW()
    table.sent.save()
    assert gather_edition_year([table.place.pk], is_open=True)["helped"] == {"yes": 1, "answered": 1}


def test_usefulness_stays_on_its_scale(table) -> None:
    with pytest.raises(IntegrityError, match="commitment_usefulness_on_scale"), transaction.atomic():
        Commitment.objects.update(usefulness=5)
