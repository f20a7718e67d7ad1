"""Commitments over the year: news, « c’est fait ? », and who reads them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import ReasonMissing
from coaching.followup.actions import commitments as actions
from coaching.followup.enums import CommitmentState, Confirmation
from coaching.followup.models import CommitmentNote
from coaching.followup.queries.commitments import (
    CommitmentCounts,
    count_commitments,
    list_commitment_columns,
    list_managed,
    list_of_body,
)
from coaching.followup.queries.waiting import find_commitments_to_report
from coaching.models import Commitment, LetterLine, NudgeDelays
from coaching.portfolio.queries.results import read_results
from coaching.support.access import BoardReader
from programmes.enums import RoleName
from projects.models import Participation, ProjectMember
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, table = share_world(ClosedTable)


@pytest.fixture
def commitment(table: ClosedTable) -> Commitment:
    return table.commit()


def report(
    commitment: Commitment, state: CommitmentState, text: str = "", **more: Any
) -> CommitmentNote | None:
    return actions.move_commitment(
        commitment=commitment, state=state, text=text, **{"actor": None, "at": AT + timedelta(days=3), **more}
    )


def of_edition(table: ClosedTable, name: str, *args: Any) -> str:
    return reverse(f"coaching:{name}", args=[table.edition.slug, *args])


def of_project(table: ClosedTable, name: str, *args: Any) -> str:
    return reverse(f"coaching:{name}", args=[table.place.project.slug, *args])


# --- news ---


def test_a_body_reports_in_a_line_and_a_button(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    page = of_edition(table, "support_commitments")
    client = as_user(table.anna)
    assert commitment.what in client.get(page).text

    answer = client.post(page, {"pk": commitment.pk, "state": "doing", "text": "Premier rendez-vous pris"})

    assert answer.status_code == 302
    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.DOING
    assert "Premier rendez-vous pris" in as_user(table.holder).get(of_project(table, "follow_up")).text


def test_the_project_is_asked_once_to_confirm_what_is_done(
    table: ClosedTable, commitment: Commitment
) -> None:
    report(commitment, CommitmentState.DONE, "Fait")
    report(commitment, CommitmentState.DONE, "Fait, et payé")

    mail = OutgoingMail.objects.get(template="coaching/followup/commitment_done")
    assert mail.user == table.holder


def test_to_drop_one_takes_a_reason_and_loses_nothing_typed(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    page, client = of_edition(table, "support_commitments"), as_user(table.anna)

    assert client.post(page, {"pk": commitment.pk, "state": "dropped", "text": " "}).status_code == 422
    long = "x" * 301
    assert long in client.post(page, {"pk": commitment.pk, "state": "doing", "text": long}).text
    with pytest.raises(ReasonMissing):
        report(commitment, CommitmentState.DROPPED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=commitment.pk).update(state="dropped")
    report(commitment, CommitmentState.DROPPED, "Le poste est supprimé")
    commitment.refresh_from_db()
    assert commitment.dropped_because == "Le poste est supprimé"


def test_a_granted_amount_is_followed_until_it_is_paid(table: ClosedTable, as_user: AsUser) -> None:
    table.amend(amount=Decimal(8000), amount_for="la coordination")
    table.send()
    table.answer_line()
    commitment = Commitment.objects.get()
    client, page = as_user(table.anna), of_edition(table, "support_commitments")

    client.post(page, {"pk": commitment.pk, "state": "doing", "text": "", "paid": "5 000 €"})
    client.post(page, {"pk": commitment.pk, "state": "done", "text": "La fin est au trimestre prochain"})

    commitment.refresh_from_db()
    assert (commitment.amount, commitment.paid, commitment.state) == (8000, 5000, "done")
    read = as_user(table.holder).get(of_project(table, "follow_up")).text
    assert "8\u202f000\u00a0€ · la coordination" in read
    assert "versé à ce jour\u00a0: 5\u202f000\u00a0€" in read
    assert "8\u202f000\u00a0€" in as_user(table.holder).get(of_project(table, "letter")).text


def test_a_payment_that_cannot_be_read_loses_nothing_typed(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    page, client = of_edition(table, "support_commitments"), as_user(table.anna)
    for typed, problem in (("-5", "négatif"), ("cinq cents", "comme 1500"), ("7" * 1000, "dix millions")):
        answer = client.post(
            page, {"pk": commitment.pk, "state": "doing", "text": "Virement parti", "paid": typed}
        )

        assert answer.status_code == 422
        assert problem in answer.text
        assert f'value="{typed}"' in answer.text
        assert 'value="Virement parti"' in answer.text
    for rows, column in ((Commitment, "paid"), (Commitment, "amount"), (LetterLine, "amount")):
        with pytest.raises(IntegrityError, match=f"{column}_positive"), transaction.atomic():
            rows.objects.update(**{column: Decimal(-1)})
    commitment.refresh_from_db()
    assert (commitment.paid, commitment.state) == (None, CommitmentState.TODO)


def test_only_the_body_that_owes_a_commitment_reports_on_it(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    form = {"pk": commitment.pk, "state": "dropped", "text": "Ce n’est pas à nous", "paid": "1"}

    assert as_user(table.boris).post(of_edition(table, "support_commitments"), form).status_code == 404
    commitment.refresh_from_db()
    assert (commitment.state, commitment.paid) == (CommitmentState.TODO, None)


def test_two_bodies_that_speak_otherwise_of_one_need_do_not_replace_each_other(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    other = Commitment.objects.create(
        participation=table.place,
        need=commitment.need,
        what="Une visite",
        body=table.opco,
        moved_at=AT,
        created_at=AT,
    )
    page = of_edition(table, "support_commitments")

    as_user(table.anna).post(page, {"pk": commitment.pk, "state": "done", "text": "Deux matinées"})
    as_user(table.boris).post(page, {"pk": other.pk, "state": "dropped", "text": "Personne n’est libre"})

    commitment.refresh_from_db()
    other.refresh_from_db()
    assert (commitment.state, other.state) == (CommitmentState.DONE, CommitmentState.DROPPED)
    assert [note.text for note in commitment.notes.all()] == ["Deux matinées"]
    support = read_results(table.organiser, table.edition).support
    assert (support.requested, support.done, support.confirmed) == (1, 1, 0)
    confirm = of_project(table, "confirm_commitment", commitment.pk)
    as_user(table.holder).post(confirm, {"confirmation": "yes"})
    other.refresh_from_db()
    assert (other.state, other.confirmation) == (CommitmentState.DROPPED, "")
    assert read_results(table.organiser, table.edition).support.confirmed == 1
    story = (
        as_user(table.holder).get(reverse("coaching:project_timeline", args=[table.place.project.slug])).text
    )
    assert story.index("Deux matinées") < story.index("Personne n’est libre")


def test_the_same_news_twice_is_saved_once(commitment: Commitment) -> None:
    assert report(commitment, CommitmentState.DOING, "Pris") is not None
    assert report(commitment, CommitmentState.DOING, "Pris") is None
    assert commitment.notes.count() == 1


def test_once_done_the_project_answers_yes_or_not_yet(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    report(commitment, CommitmentState.DONE, "Deux matinées")
    mails = OutgoingMail.objects.filter(template="coaching/followup/commitment_done")
    assert [mail.user for mail in mails] == [table.holder]
    address, client = of_project(table, "confirm_commitment", commitment.pk), as_user(table.holder)

    client.post(address, {"confirmation": "not_yet", "text": "Il manque le compte rendu"})
    commitment.refresh_from_db()
    assert (commitment.state, commitment.confirmation) == ("doing", Confirmation.NOT_YET)
    assert (
        "Il manque le compte rendu" in as_user(table.anna).get(of_edition(table, "support_commitments")).text
    )

    report(commitment, CommitmentState.DONE, "Remis", at=AT + timedelta(days=9))
    client.post(address, {"confirmation": "yes"})
    commitment.refresh_from_db()
    assert (commitment.state, commitment.confirmation) == ("done", Confirmation.YES)


def test_an_answer_of_the_project_is_no_news_of_the_body(commitment: Commitment, table: ClosedTable) -> None:
    kwargs = {"actor": table.holder, "at": AT + timedelta(days=30)}
    actions.confirm_commitment(
        commitment=commitment, confirmation=Confirmation.NOT_YET, text="Rien vu", **kwargs
    )
    assert (
        actions.confirm_commitment(
            commitment=commitment, confirmation=Confirmation.NOT_YET, text="Rien vu", **kwargs
        )
        is None
    )
    commitment.refresh_from_db()
    assert commitment.moved_at == AT


def test_a_holder_reports_on_an_action_on_the_same_page(table: ClosedTable, as_user: AsUser) -> None:
    action = plans.action(table.place)
    page, client = of_project(table, "follow_up"), as_user(table.holder)
    assert action.line in client.get(page).text

    address = of_project(table, "follow_action", action.uid)
    assert client.post(address, {"state": "asleep"}).status_code == 422
    assert client.post(address, {"state": "done", "text": "Signé lundi"}).status_code == 302
    assert action.updates.get().note == "Signé lundi"


def test_finished_commitments_come_last_and_their_form_opens_on_demand(
    table: ClosedTable, as_user: AsUser
) -> None:
    done, going = plans.action(table.place, "Écrire la charte"), plans.action(table.place, "La relire")
    page, client = of_project(table, "follow_up"), as_user(table.holder)
    client.post(of_project(table, "follow_action", done.uid), {"state": "done", "text": "Signée"})
    text = client.get(page).text
    assert text.index(going.line) < text.index(done.line)
    settled = text.partition(f'id="action-{done.pk}"')[2]
    assert settled.index("<details") < settled.index('name="text"')
    assert "<details open" not in text
    cards = text.partition('aria-labelledby="actions"')[2].partition("</main>")[0]
    assert 'value="done"' in cards
    assert "btn-primary" not in cards  # no card before another
    assert "<details" not in text.partition(f'id="action-{going.pk}"')[2].partition("</li>")[0]

    refused = client.post(of_project(table, "follow_action", done.uid), {"state": "", "text": "x" * 999})
    assert refused.status_code == 422
    assert "<details open" in refused.text
    assert "x" * 999 in refused.text


# --- who reads ---


def test_each_body_reads_its_own(table: ClosedTable, commitment: Commitment, as_user: AsUser) -> None:
    page = of_edition(table, "support_commitments")

    assert commitment.what not in as_user(table.boris).get(page).text
    forged = {"pk": commitment.pk, "state": "done", "text": ""}
    assert as_user(table.boris).post(page, forged).status_code == 404
    stranger = factories.role(factories.edition(), RoleName.PARTNER, through=table.region)
    assert as_user(stranger).get(page).status_code in (403, 404)


def test_only_the_project_confirms(table: ClosedTable, commitment: Commitment, as_user: AsUser) -> None:
    address = of_project(table, "confirm_commitment", commitment.pk)
    for person in (table.anna, table.organiser, factories.user()):
        assert as_user(person).post(address, {"confirmation": "yes"}).status_code == 404
        assert as_user(person).get(of_project(table, "follow_up")).status_code == 404
    other = ClosedTable()
    elsewhere = reverse("coaching:confirm_commitment", args=[other.place.project.slug, commitment.pk])
    assert as_user(other.holder).post(elsewhere, {"confirmation": "yes"}).status_code == 404


# --- organisers ---


def test_an_organiser_sees_what_has_not_moved_for_21_days(table: ClosedTable, commitment: Commitment) -> None:
    def list_rows(days: int, wanted: str = "asleep") -> list[Commitment]:
        found = list_managed(table.organiser, table.edition, wanted, 1, AT + timedelta(days=days))
        return [row.commitment for row in found.rows]

    assert list_rows(20) == []
    assert list_rows(21) == [commitment]
    report(commitment, CommitmentState.DOING, "Pris", at=AT + timedelta(days=21))
    assert list_rows(22) == []
    assert list_rows(120, "late") == [commitment]
    report(commitment, CommitmentState.DONE, "Fait", at=AT + timedelta(days=30))
    assert list_rows(90) == []
    assert list_rows(90, "to_confirm") == [commitment]
    actions.confirm_commitment(
        commitment=commitment, confirmation=Confirmation.YES, actor=table.holder, at=AT + timedelta(days=31)
    )
    assert list_rows(90, "to_confirm") == []
    place = Participation.objects.annotate(**list_commitment_columns("pk")).get(pk=table.place.pk)
    assert count_commitments(place) == CommitmentCounts(open=0, to_confirm=0)


def test_awaited_commitments_come_before_finished_ones(table: ClosedTable, commitment: Commitment) -> None:
    later = actions.add_commitment(
        participation=table.place,
        what="Prêter une salle",
        body=table.opco,
        person=None,
        due_on=None,
        actor=table.organiser,
        at=AT + timedelta(days=4),
    )
    report(commitment, CommitmentState.DONE, "Fait", at=AT + timedelta(days=3))

    found = list_managed(table.organiser, table.edition, "", 1, AT + timedelta(days=5))

    assert [row.commitment for row in found.rows] == [later, commitment]


def test_an_organiser_adds_one_hands_one_over_and_reports_for_the_body(
    table: ClosedTable, commitment: Commitment, as_user: AsUser
) -> None:
    client = as_user(table.organiser)
    form = {"participation": table.place.pk, "what": "Prêter une salle", "body": table.opco.pk, "due_on": ""}
    assert client.post(of_edition(table, "add_commitment"), {**form, "due_on": "demain"}).status_code == 422
    assert client.post(of_edition(table, "add_commitment"), form).status_code == 302
    added = Commitment.objects.get(line=None)
    assert (added.body, added.person) == (table.opco, table.boris)

    page = of_edition(table, "manage_commitment", commitment.pk)
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)
    assert client.post(page, {"do": "hand_over", "person": table.boris.pk}).status_code == 422
    assert client.post(page, {"do": "hand_over", "person": colleague.pk}).status_code == 302
    logged = AuditEntry.objects.filter(verb__endswith="_commitment").order_by("pk")
    assert [entry.verb for entry in logged][-2:] == ["add_commitment", "hand_over_commitment"]
    assert (
        client.post(page, {"do": "report", "state": "doing", "text": "Dit au téléphone"}).status_code == 302
    )
    commitment.refresh_from_db()
    assert (commitment.person, commitment.state) == (colleague, "doing")
    assert commitment.what in client.get(of_edition(table, "manage_commitments")).text


def test_nudges_come_one_after_the_other(table: ClosedTable, as_user: AsUser) -> None:
    page, client = of_edition(table, "set_nudges"), as_user(table.organiser)

    assert client.post(page, {"person_days": 21, "body_days": 9, "organiser_days": 45}).status_code == 422
    assert client.post(page, {"person_days": 0, "body_days": 9, "organiser_days": 45}).status_code == 422
    assert client.post(page, {"person_days": 5, "body_days": 10, "organiser_days": 20}).status_code == 302
    assert NudgeDelays.objects.get().body_days == 10


# --- taken back while somebody writes of it ---


def test_a_partner_is_asked_no_news_of_a_commitment_to_a_project_of_their_own(
    table: ClosedTable, commitment: Commitment
) -> None:
    reader = BoardReader(table.edition, table.anna, runs=False, body=commitment.body)
    assert find_commitments_to_report(reader, AT) is not None

    ProjectMember.objects.create(project=table.place.project, user=table.anna, joined_at=AT, left_at=AT)

    assert find_commitments_to_report(reader, AT) is None
    assert list_of_body(table.anna, table.edition, commitment.body_id, AT) == []


@pytest.fixture
def taken_back(commitment: Commitment, monkeypatch: pytest.MonkeyPatch) -> Commitment:
    """Gone between the page that was read and the row that is locked."""

    def delete_before(name: str) -> None:
        act = getattr(actions, name)

        def act_late(**kwargs: Any) -> Any:
            Commitment.objects.filter(pk=commitment.pk).delete()
            return act(**kwargs)

        monkeypatch.setattr(actions, name, act_late)

    for name in ("move_commitment", "hand_over_commitment", "confirm_commitment"):
        delete_before(name)
    return commitment


def test_news_of_what_was_just_taken_back_stays_in_the_form(
    table: ClosedTable, taken_back: Commitment, as_user: AsUser
) -> None:
    news = {"do": "report", "state": CommitmentState.DOING, "text": "Rendez-vous pris le 12."}
    page = of_edition(table, "manage_commitment", taken_back.pk)

    answer = as_user(table.organiser).post(page, news)

    assert answer.status_code == 422
    assert "vient d’être retiré" in answer.text
    assert "Rendez-vous pris le 12." in answer.text


def test_a_partner_reads_that_it_was_just_taken_back(
    table: ClosedTable, taken_back: Commitment, as_user: AsUser
) -> None:
    news = {"pk": taken_back.pk, "state": CommitmentState.DOING, "text": "Rendez-vous pris le 12."}

    answer = as_user(table.anna).post(of_edition(table, "support_commitments"), news)

    assert answer.status_code == 422
    assert "vient d’être retiré" in answer.text
