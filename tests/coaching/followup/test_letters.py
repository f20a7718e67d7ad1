"""The letter to a project: made of the decisions, sent once the minutes are closed, answered line by line."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import EditConflict, ReasonMissing, TransitionRefused
from accelerator.web.templatetags.prose import day
from coaching.followup.actions import letters as actions
from coaching.followup.enums import CommitmentState, LineAnswer, LineChange
from coaching.followup.queries.letters import list_answered_lines, read_letter
from coaching.followup.report import describe_follow_up, gather_follow_up
from coaching.followup.views.letters import describe_lines, list_changes, render_letter
from coaching.models import Commitment, CommitmentNote, SupportLetter
from coaching.support.actions import meeting as meetings
from coaching.support.enums import SupportOutcome
from programmes.enums import RoleName
from projects.decision.enums import ParticipationState
from projects.models import MemberRights, Participation, ProjectMember
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, table = share_world(ClosedTable)


def page(table: ClosedTable, name: str = "letter", *args: Any) -> str:
    return reverse(f"coaching:{name}", args=[table.place.project.slug, *args])


# --- made ---


def test_the_meeting_that_closes_prepares_a_letter_with_who_calls_and_by_when(table: ClosedTable) -> None:
    line = table.line

    assert (line.sentence, line.outcome, line.lead) == (table.need.sentence, "agreed", table.region)
    assert line.person == table.anna
    assert line.due_on is not None
    assert line.due_on > AT.date()
    assert not table.letter.is_sent


def test_no_document_has_a_letter_before_it_leaves(table: ClosedTable) -> None:
    assert gather_follow_up(table.edition, table.place)["lines"] == []

    table.send()
    table.amend(SupportOutcome.CONDITIONAL, reason="Avec l’Opco")

    rows = gather_follow_up(table.edition, table.place)["lines"]
    assert [line["outcome"] for line in rows] == ["agreed"]
    table.send()
    rows = gather_follow_up(table.edition, table.place)["lines"]
    assert [line["outcome"] for line in rows] == ["conditional"]


def test_a_project_reads_no_letter_before_it_leaves(table: ClosedTable, as_user: AsUser) -> None:
    assert as_user(table.holder).get(page(table)).status_code == 404
    table.send()
    opened = as_user(table.holder).get(page(table))
    assert table.need.sentence in opened.text
    assert as_user(table.holder).get(page(table, "letter_pdf")).content.startswith(b"%PDF")


def test_an_organiser_adds_words_that_stay_when_the_minutes_are_amended(table: ClosedTable) -> None:
    other = plans.need(table.place, "Un prêt d’honneur", is_shared=True)
    line = table.line
    edited = {line.pk: {"person": None, "due_on": line.due_on, "words": "Demandez Anna."}}
    actions.edit_letter(
        letter=table.letter,
        opening="Bonjour",
        closing="",
        lines=edited,
        base_version=1,
        actor=table.organiser,
        at=AT,
    )
    meetings.reopen_meeting(edition=table.edition, reason="Un oubli", actor=table.organiser, at=AT)
    table.need, first = other, table.need
    table.decide(SupportOutcome.REFUSED, reason="Hors de notre champ")
    table.close()

    letter = SupportLetter.objects.get()
    lines = {line.need_id: line for line in letter.lines.all()}
    assert (letter.number, letter.opening) == (1, "Bonjour")
    assert (lines[first.pk].words, lines[first.pk].person) == ("Demandez Anna.", None)
    assert set(lines) == {first.pk, other.pk}


def test_a_draft_that_the_minutes_drop_is_no_longer_written_in(table: ClosedTable) -> None:
    stale = table.letter
    SupportLetter.objects.get(pk=stale.pk).delete()

    with pytest.raises(TransitionRefused, match="plus lieu"):
        actions.edit_letter(
            letter=stale, opening="", closing="", lines={}, base_version=1, actor=table.organiser, at=AT
        )


def test_a_letter_that_a_colleague_changes_as_it_is_sent_stays(table: ClosedTable) -> None:
    common: dict[str, Any] = {"actor": table.organiser, "at": AT}
    read = table.letter
    actions.edit_letter(letter=read, opening="Non", closing="", lines={}, base_version=read.version, **common)

    with pytest.raises(TransitionRefused, match="changé"):
        actions.send_letter(letter=read, seen=read.version, **common)

    assert not SupportLetter.objects.get().is_sent


def test_two_organisers_do_not_write_over_one_another(table: ClosedTable, as_user: AsUser) -> None:
    kwargs: dict[str, Any] = {
        "closing": "",
        "lines": {},
        "base_version": 1,
        "actor": table.organiser,
        "at": AT,
    }
    actions.edit_letter(letter=table.letter, opening="D’abord", **kwargs)
    with pytest.raises(EditConflict):
        actions.edit_letter(letter=table.letter, opening="Ensuite", **kwargs)

    address = reverse("coaching:manage_letter", args=[table.edition.slug, table.place.project.slug])
    form = {"seen": 1, "opening": "Ensuite", "closing": ""}
    answer = as_user(table.organiser).post(address, form)
    assert answer.status_code == 422
    assert "Ensuite" in answer.text
    assert as_user(table.organiser).post(address, {**form, "seen": 2}).status_code == 302
    assert table.letter.opening == "Ensuite"


# --- by when one calls ---


def test_a_letter_that_leaves_late_gives_no_day_that_is_past(table: ClosedTable) -> None:
    written = table.line.due_on
    assert written is not None
    late = AT + timedelta(days=100)

    table.send(at=late)

    assert table.line.due_on is not None
    assert table.line.due_on - late.date() == written - AT.date(), "as long after it leaves as it was planned"


def test_a_letter_accepted_late_is_called_about_later(table: ClosedTable, as_user: AsUser) -> None:
    table.send()
    written = table.line.due_on
    assert written is not None
    late = AT + timedelta(days=100)

    table.answer_line(at=late)

    due_on = Commitment.objects.get().due_on
    assert due_on is not None
    assert due_on - late.date() == written - AT.date()
    assert table.line.due_on == written, "the letter that left does not change"
    [mail] = OutgoingMail.objects.filter(template="coaching/followup/line_answered")
    assert f"vous appelez avant le {day(due_on)}" in mail.text
    assert day(written) not in mail.text
    assert f"vous appelle avant le {day(due_on)}" in as_user(table.holder).get(page(table)).text


def test_a_letter_accepted_in_time_stands_by_the_day_it_gives(table: ClosedTable) -> None:
    table.send()
    table.answer_line(at=AT + timedelta(days=2))

    assert Commitment.objects.get().due_on == table.line.due_on
    [mail] = OutgoingMail.objects.filter(template="coaching/followup/line_answered")
    assert "La lettre dit que vous appelez avant le" in mail.text


def test_a_letter_read_late_says_by_when_one_calls_who_accepts_now(table: ClosedTable) -> None:
    table.send()
    today = table.line.due_on + timedelta(days=50)

    [late] = describe_lines([table.line], is_first=True, today=today)
    table.answer_line(LineAnswer.REFUSED, reason="C’est réglé")
    [declined] = describe_lines([table.line], is_first=True, today=today)

    assert day(table.line.due_on) not in late["calls"]
    assert day(table.line.due_on) in declined["calls"]


# --- sent ---


def test_a_letter_leaves_once_to_those_who_hold_the_project(table: ClosedTable, as_user: AsUser) -> None:
    reader = factories.user()
    ProjectMember.objects.create(
        project=table.place.project, user=reader, rights=MemberRights.READ, joined_at=AT
    )
    table.send()
    with pytest.raises(TransitionRefused, match="déjà partie"):
        table.send()

    sent = OutgoingMail.objects.filter(template="coaching/followup/letter_sent")
    assert [mail.user for mail in sent] == [table.holder]
    assert table.letter.sha256
    history = as_user(table.organiser).get(reverse("coaching:manage_journal", args=[table.edition.slug]))
    assert "la lettre des partenaires" in history.text


def test_a_letter_does_not_leave_while_the_minutes_are_open(table: ClosedTable, as_user: AsUser) -> None:
    meetings.reopen_meeting(edition=table.edition, reason="Une erreur", actor=table.organiser, at=AT)

    with pytest.raises(TransitionRefused, match="en cours de modification"):
        table.send()
    address = reverse("coaching:send_letters", args=[table.edition.slug])
    body = {"letter": f"{table.letter.pk}:{table.letter.version}"}
    answer = as_user(table.organiser).post(address, body, follow=True)
    assert "en cours de modification" in answer.text
    assert not SupportLetter.objects.sent().exists()
    assert not OutgoingMail.objects.filter(template="coaching/followup/letter_sent").exists()


def test_all_letters_that_the_page_named_leave_and_those_that_changed_since_stay(
    table: ClosedTable, as_user: AsUser
) -> None:
    browser, slug = as_user(table.organiser), table.edition.slug
    named = {"letter": f"{table.letter.pk}:{table.letter.version}"}
    assert (
        f'name="letter" value="{named["letter"]}"'
        in browser.get(reverse("coaching:manage_letters", args=[slug])).text
    )
    send = reverse("coaching:send_letters", args=[slug])

    for body in ({}, {"letter": f"{table.letter.pk}:"}, {"letter": f"{table.letter.pk + 1}:1"}):
        assert "1 lettre préparée depuis reste à relire." in browser.post(send, body, follow=True).text
    SupportLetter.objects.filter(pk=table.letter.pk).update(version=table.letter.version + 1)
    assert "a changé" in browser.post(send, named, follow=True).text
    assert not SupportLetter.objects.sent().exists()
    named = {"letter": f"{table.letter.pk}:{SupportLetter.objects.get(pk=table.letter.pk).version}"}
    assert "1 lettre est partie." in browser.post(send, named, follow=True).text
    assert SupportLetter.objects.sent().get() == table.letter


def test_a_letter_stays_to_read_and_is_no_longer_sent_once_its_project_left(
    table: ClosedTable, as_user: AsUser
) -> None:
    Participation.objects.filter(pk=table.place.pk).update(
        state=ParticipationState.DECLINED, left_session_at=AT
    )
    organiser, address = (
        as_user(table.organiser),
        reverse("coaching:manage_letter", args=[table.edition.slug, table.place.project.slug]),
    )

    assert "cette lettre ne part plus" in organiser.get(address).text
    assert (
        organiser.get(reverse("coaching:manage_letters", args=[table.edition.slug]))
        .context["letters"]
        .to_send
        == []
    )
    organiser.post(
        reverse("coaching:send_letter", args=[table.edition.slug, table.place.project.slug]),
        {"seen": table.letter.version},
    )
    with pytest.raises(TransitionRefused, match="a quitté la session"):
        table.send()
    with pytest.raises(TransitionRefused, match="a quitté la session"):
        actions.edit_letter(
            letter=table.letter,
            opening="",
            closing="",
            lines={},
            base_version=1,
            actor=table.organiser,
            at=AT,
        )
    assert not SupportLetter.objects.sent().exists()


def test_an_amended_decision_makes_a_new_version_that_says_what_changed(table: ClosedTable) -> None:
    table.send()
    table.answer_line()
    table.amend(SupportOutcome.DEFERRED, reason="Le vote est repoussé")

    assert (table.letter.number, table.line.change) == (2, LineChange.CHANGED)
    read = read_letter(table.place, drafts=True)
    assert read is not None
    assert [change.replace("\xa0", " ") for change in list_changes(read)] == [
        f"Modifié : {table.need.sentence} (reporté)"
    ]
    table.send()
    commitment = Commitment.objects.get()
    assert commitment.state == CommitmentState.DROPPED
    assert "lettre n° 2" in commitment.dropped_because


def test_a_letter_names_the_amount_and_another_amount_makes_a_new_version(table: ClosedTable) -> None:
    table.amend(amount=Decimal(3000), amount_for="deux journées")
    table.send()
    table.answer_line()
    table.amend(amount=Decimal(4500), amount_for="trois journées")
    table.send()

    assert (table.letter.number, table.line.change, table.line.answer) == (2, LineChange.CHANGED, "")
    read = read_letter(table.place, drafts=False)
    assert read is not None
    assert "4 500 € · trois journées" in read_pdf(render_letter(read))
    [card] = describe_follow_up(gather_follow_up(table.edition, table.place))["blocks"][:1]
    assert ["Montant accordé", "4\u202f500\u00a0€ · trois journées"] in [row[:2] for row in card["rows"]]
    table.answer_line()
    assert Commitment.objects.open().get().amount == Decimal(4500)


def test_a_decision_that_stays_has_its_answer_in_the_next_version(table: ClosedTable) -> None:
    table.send()
    table.answer_line()
    born = Commitment.objects.get()
    other = plans.need(table.place, "Un prêt d’honneur", is_shared=True)
    meetings.reopen_meeting(edition=table.edition, reason="Un oubli", actor=table.organiser, at=AT)
    table.need, first = other, table.need
    table.decide(SupportOutcome.AGREED)
    table.close()
    table.send()

    lines = {line.need_id: line for line in table.letter.lines.all()}
    assert (lines[first.pk].change, lines[first.pk].answer) == (LineChange.SAME, LineAnswer.ACCEPTED)
    assert (lines[other.pk].change, lines[other.pk].answer) == (LineChange.NEW, "")
    born.refresh_from_db()
    assert (born.line, born.state) == (lines[first.pk], CommitmentState.TODO)


def test_minutes_that_change_nothing_for_a_project_write_to_it_no_more(table: ClosedTable) -> None:
    table.send()
    meetings.reopen_meeting(edition=table.edition, reason="Le lieu", actor=table.organiser, at=AT)
    table.close()

    assert SupportLetter.objects.count() == 1


def test_a_need_taken_back_is_named_as_gone(table: ClosedTable) -> None:
    other = plans.need(table.place, "Un prêt d’honneur", is_shared=True)
    meetings.reopen_meeting(edition=table.edition, reason="Un oubli", actor=table.organiser, at=AT)
    table.need, first = other, table.need
    table.decide()
    table.close()
    table.send()
    first.is_shared = False
    first.save(update_fields=["is_shared"])
    meetings.reopen_meeting(edition=table.edition, reason="Retrait", actor=table.organiser, at=AT)
    table.close()

    read = read_letter(table.place, drafts=True)
    assert read is not None
    assert [change.replace("\xa0", " ") for change in list_changes(read)] == [
        f"N’y est plus : {first.sentence}"
    ]


# --- answered ---


def test_accepting_creates_a_commitment_and_notifies_the_body(table: ClosedTable, as_user: AsUser) -> None:
    table.send()
    answer = as_user(table.holder).post(
        page(table, "answer_line", table.line.pk), {"answer": "accepted", "seen": ""}
    )

    assert answer.status_code == 302
    commitment = Commitment.objects.get()
    assert (commitment.body, commitment.person, commitment.what) == (
        table.region,
        table.anna,
        table.need.sentence,
    )
    rows = OutgoingMail.objects.filter(template="coaching/followup/line_answered")
    assert [mail.user for mail in rows] == [table.anna]


def promise(place: Any, body: Any, what: str, days: int, **fields: Any) -> Commitment:
    """A commitment of this body that nothing has moved for so many days."""
    at = AT - timedelta(days=days)
    return Commitment.objects.create(
        participation=place, body=body, what=what, moved_at=at, created_at=at, **fields
    )


def test_the_mail_of_an_answer_names_the_oldest_of_what_else_awaits_news_of_the_body(
    table: ClosedTable,
) -> None:
    """Three at most, with their project; neither those of a project of the reader, nor of one that left."""
    other, left, own = (factories.participation(table.edition, title=title) for title in ("B", "C", "D"))
    Participation.objects.filter(pk=left.pk).update(state=ParticipationState.DECLINED, left_session_at=AT)
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)
    own.project.members.create(user=colleague, joined_at=AT, left_at=AT)
    table.send()
    table.letter.lines.update(person=None)
    for what, days in (("Deuxième", 20), ("Quatrième", 2), ("Premier", 30)):
        promise(other, table.region, what, days)
    promise(own, table.region, "Troisième", 10)
    promise(left, table.region, "D’un projet parti", 40)
    promise(other, table.region, "Tenu", 50, state=CommitmentState.DONE)
    promise(other, table.opco, "D’un autre organisme", 60)

    table.answer_line()

    texts = {
        mail.user: [line for line in mail.text.splitlines() if line.startswith("- ")]
        for mail in OutgoingMail.objects.filter(template="coaching/followup/line_answered")
    }
    named = {user: [line.rpartition(" ")[2] for line in lines] for user, lines in texts.items()}
    assert named[table.anna] == ["Premier", "Deuxième", "Troisième"]
    assert named[colleague] == ["Premier", "Deuxième", "Quatrième"]
    assert "B" in texts[table.anna][0]


def test_a_line_accepted_with_one_click_is_not_listed_among_other_waiting_items(table: ClosedTable) -> None:
    table.reopen()
    table.decide(need=plans.need(table.place, "Un prêt d’honneur", is_shared=True))
    table.close()
    table.send()

    actions.accept_letter(letter=table.letter, actor=table.holder, at=AT)

    mails = OutgoingMail.objects.filter(template="coaching/followup/line_answered")
    assert mails.count() == 2
    assert not any("Attendent aussi" in mail.text for mail in mails)


def test_to_accept_the_letter_leaves_a_line_that_was_answered(table: ClosedTable) -> None:
    table.reopen()
    table.decide(need=plans.need(table.place, "Un prêt d’honneur", is_shared=True))
    table.close()
    table.send()
    first, second = table.letter.lines.order_by("position", "pk")
    actions.answer_line(line=first, answer=LineAnswer.REFUSED, reason="Déjà fait", actor=table.holder, at=AT)

    accepted = actions.accept_letter(letter=table.letter, actor=table.holder, at=AT)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (accepted, first.answer, second.answer) == (1, LineAnswer.REFUSED, LineAnswer.ACCEPTED)


def test_to_decline_says_why_and_loses_nothing_typed(table: ClosedTable, as_user: AsUser) -> None:
    table.send()
    address = page(table, "answer_line", table.line.pk)
    client = as_user(table.holder)

    assert client.post(address, {"answer": "refused", "reason": " ", "seen": ""}).status_code == 422
    long = "x" * 301
    refused = client.post(address, {"answer": "refused", "reason": long, "seen": ""})
    assert refused.status_code == 422
    assert long in refused.text
    client.post(address, {"answer": "refused", "reason": "Nous avons trouvé ailleurs", "seen": ""})

    assert (table.line.answer, table.line.answer_reason) == ("refused", "Nous avons trouvé ailleurs")
    assert not Commitment.objects.exists()
    with pytest.raises(ReasonMissing):
        table.answer_line(LineAnswer.REFUSED, reason=" ")


def test_an_answer_may_change_until_the_body_has_begun(table: ClosedTable) -> None:
    commitment = table.commit()
    table.answer_line(LineAnswer.REFUSED, reason="Finalement non")
    assert not Commitment.objects.exists()
    table.answer_line()
    commitment = Commitment.objects.get()
    CommitmentNote.objects.create(commitment=commitment, state="doing", at=AT)

    with pytest.raises(TransitionRefused, match="déjà commencé"):
        table.answer_line(LineAnswer.REFUSED, reason="Trop tard")
    assert table.line.answer == LineAnswer.ACCEPTED


def test_two_holders_at_once_the_second_reads_what_the_first_answered(table: ClosedTable) -> None:
    table.send()
    table.answer_line(seen="")
    with pytest.raises(EditConflict):
        table.answer_line(LineAnswer.REFUSED, reason="Non", seen="")


def test_lines_without_an_offer_or_replaced_lines_take_no_answer(table: ClosedTable) -> None:
    table.send()
    old = table.line
    table.amend(SupportOutcome.REFUSED, reason="Hors champ")
    table.send()

    with pytest.raises(TransitionRefused, match="plus récente"):
        actions.answer_line(line=old, answer=LineAnswer.ACCEPTED, actor=table.holder, at=AT)
    with pytest.raises(TransitionRefused, match="rien à accepter"):
        table.answer_line()


# --- read ---


def test_only_those_who_hold_the_project_answer(table: ClosedTable, as_user: AsUser) -> None:
    table.send()
    address = page(table, "answer_line", table.line.pk)
    reader = factories.user()
    ProjectMember.objects.create(
        project=table.place.project, user=reader, rights=MemberRights.READ, joined_at=AT
    )

    assert as_user(reader).get(page(table)).status_code == 200
    for person in (reader, table.anna, table.organiser, factories.user()):
        assert as_user(person).post(address, {"answer": "accepted"}).status_code == 404
    assert not table.line.answer


def test_a_body_reads_the_answers_to_what_it_proposes_alone(table: ClosedTable) -> None:
    table.send()
    edition = table.edition.pk
    assert [line.pk for line in list_answered_lines(table.region.pk, edition)] == [table.line.pk]
    assert list_answered_lines(table.opco.pk, edition) == []

    table.need.is_shared = False
    table.need.save(update_fields=["is_shared"])
    assert list_answered_lines(table.region.pk, edition) == []
    table.answer_line()
    assert [line.answer for line in list_answered_lines(table.region.pk, edition)] == ["accepted"]


def test_an_organiser_who_holds_a_project_does_not_send_its_letter(as_user: AsUser) -> None:
    table = ClosedTable()
    factories.role(table.edition, RoleName.ORGANISER, who=table.holder)
    client = as_user(table.holder)

    listed = client.get(reverse("coaching:manage_letters", args=[table.edition.slug]))
    assert table.place.project.title not in listed.text
    address = reverse("coaching:manage_letter", args=[table.edition.slug, table.place.project.slug])
    assert client.get(address).status_code == 404


def test_the_mail_of_a_new_version_says_so_and_asks_only_for_what_has_no_answer(table: ClosedTable) -> None:
    def newest() -> OutgoingMail:
        return OutgoingMail.objects.filter(template="coaching/followup/letter_sent").order_by("-pk")[0]

    table.send()
    assert newest().subject.endswith("ce que les partenaires vous proposent")
    table.answer_line()
    table.need, _answered = plans.need(table.place, "Un prêt d’honneur", is_shared=True), table.need
    table.amend(SupportOutcome.REFUSED, lead=None, reason="Aucun fonds n’est ouvert.")
    table.send()
    assert newest().subject.endswith("la lettre des partenaires a changé")
    assert "Vos réponses restent valables" in newest().text
    assert "J’accepte" not in newest().text
    table.amend()
    table.send()
    assert "J’accepte" in newest().text
