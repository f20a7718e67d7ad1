"""The minutes of the partners' meeting: kept when it closes, approved by each body, amended by a version."""

from __future__ import annotations

import pytest

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import MeetingMinutes, MinutesApproval
from coaching.support.actions import meeting as meetings
from coaching.support.actions.meeting import approve_minutes
from coaching.support.enums import StanceKind, SupportOutcome
from coaching.support.queries.minutes import hash_snapshot
from programmes.enums import RoleName
from tests import factories
from tests.support.partners import AT, PartnersTable
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_table() -> PartnersTable:
    """A meeting that was closed: the Région leads the one need."""
    table = PartnersTable()
    table.answer(StanceKind.LEAD, comment="Entre nous")
    table.answer(StanceKind.NOT_US, table.opco, actor=table.boris)
    table.open()
    meetings.plan_meeting(
        edition=table.edition, starts_at=None, place="Caen", attendees="Anna\n\n Boris ", notes="Belle séance.",
        actor=table.organiser, at=AT,
    )  # fmt: skip
    table.decide()
    table.close()
    return table


built, table = share_world(build_table)


def test_closing_stores_what_was_decided_and_notifies_each_partner(table: PartnersTable) -> None:
    minutes = MeetingMinutes.objects.get()

    snapshot = minutes.snapshot
    assert snapshot["attendees"] == ["Anna", "Boris"]
    (need,) = snapshot["projects"][0]["needs"]
    assert (need["outcome"], need["lead"]) == ("agreed", "Région")
    assert [(answer["body"], answer["answer"]) for answer in need["answers"]] == [
        ("Opco", "pas nous"),
        ("Région", "pilote"),
    ]
    assert minutes.sha256 == hash_snapshot(snapshot)
    assert "Entre nous" not in str(snapshot)
    mails = OutgoingMail.objects.filter(template="coaching/support/minutes_ready")
    assert {mail.to_email for mail in mails} == {table.anna.email, table.boris.email}


def test_later_changes_do_not_change_the_minutes(table: PartnersTable, as_user: AsUser) -> None:
    before = MeetingMinutes.objects.get().snapshot
    table.place.project.title = "Renommé"
    table.place.project.save(update_fields=["title"])

    page = as_user(table.anna).get(table.page("support_minutes")).content.decode()

    assert MeetingMinutes.objects.get().snapshot == before
    assert "Renommé" not in page


def test_each_body_approves_once(table: PartnersTable, as_user: AsUser) -> None:
    client = as_user(table.anna)
    assert "Approuver pour Région" in client.get(table.page("support_minutes")).content.decode()

    for _click in range(2):
        assert client.post(table.page("approve_support_minutes"), {"version": "1"}).status_code == 302

    approval = MinutesApproval.objects.get()
    assert (approval.organisation, approval.by) == (table.region, table.anna)
    page = as_user(table.organiser).get(table.page("manage_support_minutes"))
    assert page.context["approvals"].waiting == [table.opco]
    assert "Approuver pour" not in client.get(table.page("support_minutes")).content.decode()


def test_an_amendment_makes_a_version_that_is_approved_anew(table: PartnersTable, as_user: AsUser) -> None:
    first = MeetingMinutes.objects.get()
    approve_minutes(minutes=first, organisation=table.region, actor=table.anna, at=AT)

    meetings.reopen_meeting(edition=table.edition, reason="L’Opco rectifie", actor=table.organiser, at=AT)
    with pytest.raises(TransitionRefused, match="version suivante"):
        approve_minutes(minutes=first, organisation=table.opco, actor=table.boris, at=AT)
    table.decide(SupportOutcome.DEFERRED, reason="À la rentrée")
    table.close()

    second = MeetingMinutes.objects.order_by("-number").first()
    assert second is not None
    assert (second.number, second.reason) == (2, "L’Opco rectifie")
    assert not second.approvals.exists()
    old = as_user(table.anna).get(table.page("support_minutes"), {"version": "1"}).content.decode()
    assert "Approuver pour" not in old
    assert as_user(table.anna).get(table.page("support_minutes"), {"version": "7"}).status_code == 404
    with pytest.raises(TransitionRefused):
        approve_minutes(minutes=first, organisation=table.opco, actor=table.boris, at=AT)


def test_the_document_is_there_for_partners_and_organisers(table: PartnersTable, as_user: AsUser) -> None:
    for person, page in (
        (table.anna, "support_minutes_pdf"),
        (table.organiser, "manage_support_minutes_pdf"),
    ):
        answer = as_user(person).get(table.page(page))
        assert answer.status_code == 200
        assert answer.content.startswith(b"%PDF")


def test_the_document_names_who_is_awaited_for_the_last_version_alone(
    table: PartnersTable, as_user: AsUser
) -> None:
    client, address = as_user(table.anna), table.page("support_minutes_pdf")
    approve_minutes(minutes=MeetingMinutes.objects.get(), organisation=table.region, actor=table.anna, at=AT)
    assert "En attente : Opco" in read_pdf(client.get(address).content)

    meetings.reopen_meeting(edition=table.edition, reason="L’Opco rectifie", actor=table.organiser, at=AT)
    table.close()
    assert "En attente : Opco, Région" in read_pdf(client.get(address).content)
    assert "En attente" not in read_pdf(client.get(address, {"version": "1"}).content)
    replaced = client.get(table.page("support_minutes"), {"version": "1"}).text
    assert "Une version plus récente remplace celle-ci." in replaced
    assert "En attente" not in replaced
    assert "plus récente" not in client.get(table.page("support_minutes")).text


def test_a_holder_does_not_read_what_was_answered_for_their_project(
    table: PartnersTable, as_user: AsUser
) -> None:
    holder = table.place.project.members.get(leads=True).user
    factories.role(table.edition, RoleName.PARTNER, who=holder, through=factories.organisation())

    page = as_user(holder).get(table.page("support_minutes"))

    assert page.context["words"]["projects"] == []
    assert table.need.sentence not in page.content.decode()


def test_what_each_answered_is_read_in_the_reader_s_language(table: PartnersTable, as_user: AsUser) -> None:
    client, page = as_user(table.anna), table.page("support_minutes")

    def read() -> str:
        return " ".join(client.get(page).text.split())

    assert "Opco : pas nous · Région : pilote" in read()
    client.cookies["django_language"] = "en"
    assert "Opco: not us · Région: leads" in read()

    minutes = MeetingMinutes.objects.get()
    for answer in minutes.snapshot["projects"][0]["needs"][0]["answers"]:
        del answer["stance"]  # minutes kept before codes were
    minutes.save()
    assert "Opco: pas nous" in read()
