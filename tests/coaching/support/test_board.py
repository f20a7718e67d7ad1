"""The partners' board: what each body answers, what is decided, and what closes the meeting."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.transitions import EditConflict, ReasonMissing, TransitionRefused
from coaching.models import PartnerMeeting, Stance, SupportDecision
from coaching.support.actions import meeting as meetings
from coaching.support.actions.answers import take_stance, withdraw_stance
from coaching.support.enums import MeetingState, StanceKind, SupportOutcome
from programmes.enums import RoleName
from projects.models import Recusal
from tests import factories
from tests.support import plan as plans
from tests.support.partners import AT, PartnersTable
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, table = share_world(PartnersTable)


# --- answering ---


def test_a_body_answers_in_one_click_and_takes_it_back(table: PartnersTable, as_user: AsUser) -> None:
    client = as_user(table.anna)
    click = table.page("support_quick_stance", table.need.uid)

    answer = client.post(click, {"kind": "lead", "seen": 0})
    assert answer.status_code == 302
    stance = Stance.objects.get()
    assert (stance.organisation, stance.kind, stance.saved_by) == (table.region, StanceKind.LEAD, table.anna)

    client.post(click, {"kind": "lead", "seen": stance.tick})
    assert not Stance.objects.exists()


def test_a_click_does_not_write_over_an_answer_that_a_colleague_made_anew(
    table: PartnersTable, as_user: AsUser
) -> None:
    read = table.answer(StanceKind.LEAD)
    withdraw_stance(stance=read, actor=table.anna, at=AT)
    table.answer(StanceKind.NOT_US, comment="Plus de crédits")

    click = table.page("support_quick_stance", table.need.uid)
    as_user(table.anna).post(click, {"kind": "join", "seen": read.tick})

    assert Stance.objects.get().kind == StanceKind.NOT_US


def test_before_any_partner_the_organiser_is_led_to_invite_them(
    table: PartnersTable, as_user: AsUser
) -> None:
    client = as_user(table.organiser)
    invite = reverse("programmes:manage_people", args=[table.edition.slug])
    assert "Inviter des partenaires" not in client.get(table.page("manage_support_board")).text

    table.edition.roles.filter(name=RoleName.PARTNER).delete()

    page = client.get(table.page("manage_support_board")).text
    assert "Aucun organisme autour de la table" in page
    assert invite in page


def test_a_click_leaves_the_comment_and_the_amount_that_were_there(
    table: PartnersTable, as_user: AsUser
) -> None:
    stance = table.answer(StanceKind.JOIN, comment="Deux jours en mars", amount=Decimal(1500))
    client, click = as_user(table.anna), table.page("support_quick_stance", table.need.uid)
    client.post(click, {"kind": "lead", "seen": stance.tick})
    client.post(click, {"kind": "lead", "seen": stance.tick + 1})
    stance.refresh_from_db()
    assert (stance.kind, stance.comment, stance.amount) == (
        StanceKind.LEAD,
        "Deux jours en mars",
        Decimal(1500),
    )


def test_an_amount_is_proposed_read_at_the_table_taken_up_by_the_decision_and_never_projected(
    table: PartnersTable, as_user: AsUser
) -> None:
    form = {"do": "stance", "kind": "lead", "amount": "1 500,50 €", "amount_for": "deux journées", "seen": 0}
    assert as_user(table.anna).post(table.page("support_need", table.need.uid), form).status_code == 302

    assert Stance.objects.get().amount == Decimal("1500.50")
    assert "500,50\u00a0€ · deux journées" in as_user(table.boris).get(table.page("support_board")).text
    assert "500,50" not in as_user(table.organiser).get(table.page("support_screen")).text
    table.open()
    page = as_user(table.organiser).get(table.page("manage_support_need", table.need.uid)).text
    assert 'value="1500,50"' in page
    assert 'value="deux journées"' in page
    table.decide(amount=Decimal(8000), amount_for="la coordination")
    assert "la coordination" in as_user(table.boris).get(table.page("support_board")).text
    assert "la coordination" not in as_user(table.organiser).get(table.page("support_screen")).text


def test_an_amount_that_cannot_be_read_keeps_everything_that_was_typed(
    table: PartnersTable, as_user: AsUser
) -> None:
    form = {"do": "stance", "kind": "lead", "amount": "-3 000", "comment": "Sous réserve du vote", "seen": 0}

    page = as_user(table.anna).post(table.page("support_need", table.need.uid), form)

    assert page.status_code == 422
    assert "négatif" in page.text
    assert 'value="-3 000"' in page.text
    assert "Sous réserve du vote" in page.text
    assert not Stance.objects.exists()


def test_an_answer_without_help_gives_no_amount(table: PartnersTable) -> None:
    assert table.answer(StanceKind.NOT_US, amount=Decimal(1500), amount_for="deux jours").amount is None
    table.open()
    decision = table.decide(SupportOutcome.REFUSED, reason="Aucun dispositif", amount=Decimal(1500))
    assert decision.amount is None
    for rows in (Stance.objects, SupportDecision.objects):
        with pytest.raises(IntegrityError, match="amount_positive"), transaction.atomic():
            rows.update(amount=Decimal(-1))


def test_two_people_of_one_body_see_each_others_answer(table: PartnersTable, as_user: AsUser) -> None:
    table.answer(StanceKind.NOT_US)
    colleague = factories.role(table.edition, RoleName.PARTNER, through=table.region)
    with pytest.raises(EditConflict):
        table.answer(StanceKind.LEAD, actor=colleague, base_version=0)

    form = {"do": "stance", "kind": "lead", "comment": "J’y tiens", "seen": 0}
    page = as_user(colleague).post(table.page("support_need", table.need.uid), form)

    assert page.status_code == 422
    assert "J’y tiens" in page.content.decode()
    assert Stance.objects.get().kind == StanceKind.NOT_US
    again = {**form, "seen": page.context["stance_form"]["seen"].value()}
    assert as_user(colleague).post(table.page("support_need", table.need.uid), again).status_code == 302
    assert Stance.objects.get().kind == StanceKind.LEAD


def test_a_referral_names_another_body(table: PartnersTable, as_user: AsUser) -> None:
    page = table.page("support_need", table.need.uid)
    client = as_user(table.anna)

    nobody = client.post(page, {"do": "stance", "kind": "refer", "seen": 0})
    oneself = client.post(page, {"do": "stance", "kind": "refer", "refer_to": table.region.pk, "seen": 0})
    another = client.post(page, {"do": "stance", "kind": "refer", "refer_to": table.opco.pk, "seen": 0})

    assert (nobody.status_code, oneself.status_code, another.status_code) == (422, 422, 302)
    assert "vers quel organisme" in nobody.content.decode()
    assert Stance.objects.get().refer_to == table.opco


def test_a_partner_answers_for_their_own_body_alone(table: PartnersTable, as_user: AsUser) -> None:
    page = table.page("support_need", table.need.uid)

    as_user(table.boris).post(f"{page}?body={table.region.pk}", {"do": "stance", "kind": "lead", "seen": 0})

    assert Stance.objects.get().organisation == table.opco


def test_an_organiser_notes_the_answer_of_a_body(table: PartnersTable, as_user: AsUser) -> None:
    page = table.page("manage_support_need", table.need.uid)
    form = {"do": "stance", "kind": "join", "comment": "Dit en séance", "seen": 0}

    assert as_user(table.organiser).post(f"{page}?body={table.opco.pk}", form).status_code == 302
    assert Stance.objects.get().organisation == table.opco
    stranger = factories.organisation()
    assert as_user(table.organiser).get(f"{page}?body={stranger.pk}").status_code == 404


def test_a_need_that_is_passed_on_no_more_is_answered_no_more(table: PartnersTable, as_user: AsUser) -> None:
    table.need.is_shared = False
    table.need.save(update_fields=["is_shared"])

    with pytest.raises(TransitionRefused, match="ne transmet plus"):
        table.answer(StanceKind.LEAD)
    page = table.page("support_need", table.need.uid)
    assert as_user(table.anna).get(page).status_code == 404
    assert table.need.sentence not in as_user(table.anna).get(table.page("support_board")).content.decode()


def test_a_holder_reads_nothing_of_what_is_written_of_their_project(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.answer(StanceKind.LEAD, comment="Un peu juste, ce projet")
    holder = table.place.project.members.get(leads=True).user
    factories.role(table.edition, RoleName.PARTNER, who=holder, through=factories.organisation())

    board = as_user(holder).get(table.page("support_board")).content.decode()
    feed = as_user(holder).get(table.page("support_feed"), {"since": 0, "sign": "x"})

    assert table.need.sentence not in board
    assert "Un peu juste" not in board + feed.content.decode()
    assert as_user(holder).get(table.page("support_need", table.need.uid)).status_code == 404


def test_an_organiser_who_stepped_aside_runs_the_meeting_for_the_other_projects(
    table: PartnersTable, as_user: AsUser
) -> None:
    Recusal.objects.create(
        application=table.place.project.application,
        reviewer=table.organiser,
        author=table.organiser,
        reason="Une parente",
        at=AT,
    )

    board = as_user(table.organiser).get(table.page("manage_support_board")).content.decode()

    assert table.need.sentence not in board
    assert as_user(table.organiser).get(table.page("manage_support_need", table.need.uid)).status_code == 404


# --- deciding ---


def test_decisions_wait_for_the_meeting_and_what_is_given_names_who_leads(table: PartnersTable) -> None:
    with pytest.raises(TransitionRefused, match="Ouvrez"):
        table.decide()
    table.open()
    with pytest.raises(TransitionRefused, match="pilote"):
        table.decide(lead=None)
    assert table.decide().lead == table.region
    refused = table.decide(SupportOutcome.REFUSED, reason="Hors de notre champ")
    assert refused.lead is None


def test_a_decision_other_than_agreement_has_a_reason(table: PartnersTable) -> None:
    table.open()
    for outcome in (SupportOutcome.CONDITIONAL, SupportOutcome.DEFERRED, SupportOutcome.REFUSED):
        with pytest.raises(TransitionRefused, match="raison"):
            table.decide(outcome, reason="  ")
        assert table.decide(outcome, reason="Après l’été").reason == "Après l’été"


def test_the_meeting_does_not_close_on_a_need_without_answer(table: PartnersTable, as_user: AsUser) -> None:
    other = plans.need(table.place, "Un prêt d’honneur", is_shared=True)
    table.open()
    table.decide()

    with pytest.raises(meetings.NeedsUndecided) as left:
        table.close()
    assert [need.pk for need in left.value.needs] == [other.pk]
    assert other.sentence in str(left.value.message)
    page = as_user(table.organiser).post(table.page("change_support_meeting"), {"do": "close"}, follow=True)
    assert other.sentence in page.content.decode()
    assert PartnerMeeting.objects.get().state == MeetingState.OPEN


def test_who_closes_reads_nothing_of_a_need_that_is_hidden_from_them(table: PartnersTable) -> None:
    table.open()
    table.decide()
    place = factories.participation(table.edition)
    plans.need(place, "Entre nous", is_shared=True)
    place.project.members.create(user=table.organiser, rights="read", joined_at=AT)

    with pytest.raises(TransitionRefused, match="à qui aucun besoin n’est caché"):
        table.close()


def test_a_meeting_is_not_closed_on_a_board_that_moved_since_it_was_read(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.open()
    table.decide()
    client, board = as_user(table.organiser), table.page("manage_support_board")
    seen = client.get(board).context["mark"]
    table.decide(SupportOutcome.REFUSED, reason="Hors de notre champ")

    refused = client.post(table.page("change_support_meeting"), {"do": "close", "seen": seen}, follow=True)

    assert "Le tableau a changé entre-temps" in refused.text
    assert PartnerMeeting.objects.get().state == MeetingState.OPEN
    client.post(table.page("change_support_meeting"), {"do": "close", "seen": refused.context["mark"]})
    assert PartnerMeeting.objects.get().state == MeetingState.CLOSED


def test_a_need_reworded_since_the_board_was_read_is_read_before_the_meeting_closes(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.open()
    table.decide()
    client = as_user(table.organiser)
    seen = client.get(table.page("manage_support_board")).context["mark"]
    type(table.need).objects.update(sentence="Tout autre chose", version=table.need.version + 1)

    client.post(table.page("change_support_meeting"), {"do": "close", "seen": seen})

    assert PartnerMeeting.objects.get().state == MeetingState.OPEN


def test_a_meeting_without_needs_has_nothing_to_close(table: PartnersTable) -> None:
    table.need.delete()
    table.open()
    with pytest.raises(TransitionRefused, match="rien à décider"):
        table.close()


def test_a_meeting_closed_while_somebody_types_loses_nothing_that_they_typed(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.open()
    table.decide()
    table.close()

    answer = as_user(table.organiser).post(
        table.page("support_meeting"), {"place": "Salle des actes", "attendees": "", "notes": ""}
    )

    assert answer.status_code == 422
    assert "Salle des actes" in answer.text
    assert str(meetings.CLOSED) in html.unescape(answer.text)
    answer = as_user(table.organiser).post(
        table.page("manage_support_need", table.need.uid),
        {"do": "decide", "outcome": "refused", "reason": "Hors de notre champ", "seen": "1"},
    )
    assert answer.status_code == 422
    assert "Hors de notre champ" in answer.text


def test_once_closed_nothing_changes_until_it_is_opened_again_with_a_reason(table: PartnersTable) -> None:
    stance = table.answer(StanceKind.JOIN)
    table.open()
    table.decide()
    table.close()

    for change in (
        lambda: table.answer(StanceKind.LEAD),
        lambda: withdraw_stance(stance=stance, actor=table.anna, at=AT),
        lambda: table.decide(SupportOutcome.REFUSED, reason="Non"),
    ):
        with pytest.raises(TransitionRefused, match="close"):
            change()
    with pytest.raises(ReasonMissing):
        meetings.reopen_meeting(edition=table.edition, reason=" ", actor=table.organiser, at=AT)
    meetings.reopen_meeting(edition=table.edition, reason="L’Opco rectifie", actor=table.organiser, at=AT)
    assert table.decide(SupportOutcome.DEFERRED, reason="Rectifié").outcome == SupportOutcome.DEFERRED


# --- reading ---


def test_uncovered_and_contended_needs_stand_out(table: PartnersTable, as_user: AsUser) -> None:
    board = as_user(table.organiser).get(table.page("manage_support_board")).context["board"]
    assert [row.need for row in board.uncovered] == [table.need]

    table.answer(StanceKind.LEAD)
    table.answer(StanceKind.LEAD, table.opco, actor=table.boris)

    board = as_user(table.organiser).get(table.page("manage_support_board")).context["board"]
    assert board.uncovered == []
    assert [row.need for row in board.undecided if row.is_contended] == [table.need]


def test_a_body_whose_people_left_keeps_the_column_of_what_it_answered(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.answer(StanceKind.LEAD)
    table.anna.roles.update(ended_at=AT)

    board = as_user(table.organiser).get(table.page("manage_support_board")).context["board"]

    assert board.bodies == [table.opco, table.region]
    assert as_user(table.anna).get(table.page("support_board")).status_code == 403


def test_screens_learn_of_what_changed_and_of_nothing_else(
    table: PartnersTable, as_user: AsUser, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = as_user(table.boris)
    start = client.get(table.page("support_board")).context
    feed, since = table.page("support_feed"), {"since": start["tick"], "sign": start["sign"]}
    assert client.get(feed, since).status_code == 204

    with django_capture_on_commit_callbacks(execute=True):
        table.answer(StanceKind.LEAD, comment="<b>Deux</b> jours")

    changes = client.get(feed, since).json()
    cell = next(html for html in changes["cells"] if f'id="cell-{table.need.pk}-{table.region.pk}"' in html)
    assert "pilote" in cell
    assert "&lt;b&gt;Deux&lt;/b&gt; jours" in cell
    assert changes["uncovered"] == 0
    assert client.get(feed, {"since": changes["tick"], "sign": changes["sign"]}).status_code == 204


def test_screens_learn_of_an_answer_that_was_taken_back(
    table: PartnersTable, as_user: AsUser, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stance = table.answer(StanceKind.LEAD)
    client = as_user(table.boris)
    start = client.get(table.page("support_board")).context

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_stance(stance=stance, actor=table.anna, at=AT)

    changes = client.get(table.page("support_feed"), {"since": start["tick"], "sign": start["sign"]}).json()
    cell = next(html for html in changes["cells"] if f'id="cell-{table.need.pk}-{table.region.pk}"' in html)
    assert "pilote" not in cell


def test_a_holder_does_not_learn_that_their_project_was_answered(
    table: PartnersTable, as_user: AsUser, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    holder = table.place.project.members.get(leads=True).user
    factories.role(table.edition, RoleName.PARTNER, who=holder, through=factories.organisation())
    other = plans.need(factories.participation(table.edition), is_shared=True)
    client = as_user(holder)
    start = client.get(table.page("support_board")).context
    feed, since = table.page("support_feed"), {"since": start["tick"], "sign": start["sign"]}

    with django_capture_on_commit_callbacks(execute=True):
        table.answer(StanceKind.LEAD)
    of_their_own = client.get(feed, since)
    with django_capture_on_commit_callbacks(execute=True):
        take_stance(need=other, organisation=table.opco, kind=StanceKind.LEAD, actor=table.boris, at=AT)
    of_another = client.get(feed, since).json()

    assert of_their_own.status_code == 204
    assert client.get(table.page("support_board")).context["tick"] == of_another["tick"]
    assert any("pilote" in cell for cell in of_another["cells"])


def test_the_projectors_page_has_no_comment_for_the_room(table: PartnersTable, as_user: AsUser) -> None:
    table.answer(StanceKind.LEAD, comment="Entre nous")
    client = as_user(table.organiser)

    page = client.get(table.page("support_screen"))
    feed = client.get(page.context["feed_url"], {"notes": "no", "since": 0, "sign": ""})

    assert (page.status_code, feed.status_code) == (200, 200)
    assert "Entre nous" not in page.content.decode() + feed.content.decode()


def test_changes_are_the_same_for_all_and_the_page_marks_the_own_column(
    table: PartnersTable, as_user: AsUser, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    start = as_user(table.anna).get(table.page("support_board")).context
    since = {"since": start["tick"], "sign": start["sign"]}
    with django_capture_on_commit_callbacks(execute=True):
        table.answer(StanceKind.LEAD, comment="Deux jours")

    changes = {
        person: as_user(person).get(table.page("support_feed"), since).json()["cells"]
        for person in (table.anna, table.boris)
    }

    assert changes[table.anna] == changes[table.boris]
    assert "board-own" not in "".join(changes[table.anna])
    for person, body in ((table.anna, table.region), (table.boris, table.opco)):
        page = as_user(person).get(table.page("support_board")).content.decode()
        own = re.findall(r'<td class="[^"]*board-own [^"]*" id="([^"]*)"', page)
        assert own == [f"cell-{table.need.pk}-{body.pk}"]


def test_a_closed_meeting_is_read_and_its_pages_lead_to_opening_it_again(
    table: PartnersTable, as_user: AsUser
) -> None:
    client = as_user(table.organiser)
    table.open()
    assert "Présents et notes" in client.get(table.page("manage_support_board")).text
    table.decide()
    table.close()

    for name, args in (("support_meeting", []), ("manage_support_need", [table.need.uid])):
        page = client.get(table.page(name, *args)).text
        assert "La réunion est close" in page
        assert "rouvrez la réunion" in page
        assert table.page("manage_support_board") in page
        assert '<textarea name="' not in page
    partner = as_user(table.anna).get(table.page("support_need", table.need.uid)).text
    assert "La réunion est close" in partner
    assert "rouvrez" not in partner
    assert "accordé" in partner


def test_a_need_that_bodies_only_turned_down_is_not_without_answer(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.answer(StanceKind.NOT_US)

    page = as_user(table.organiser).get(table.page("manage_support_board")).text

    assert "Personne ne l’a pris" in page
    assert "sans réponse" not in page


# --- a cell edited in place ---

IN_PLACE = {"HX-Request": "true"}


def test_a_cell_of_an_organiser_opens_its_form_in_place_or_leads_to_it(
    table: PartnersTable, as_user: AsUser
) -> None:
    client, page = as_user(table.organiser), table.page("manage_support_need", table.need.uid)
    cell = f"{page}?body={table.opco.pk}&part=stance"
    board = client.get(table.page("manage_support_board")).text
    assert f'data-edit-url="{page}"' in board
    assert f'<a href="{page}?view=all">' in board, "without a script, to the page of the form"
    assert 'id="answer"' in client.get(cell).text

    form = client.get(cell, headers=IN_PLACE).text
    saved = client.post(cell, {"do": "stance", "kind": "join", "seen": 0}, headers=IN_PLACE)

    assert "<html" not in form
    assert f"Réponse\N{NO-BREAK SPACE}: {table.opco}" in form
    assert 'name="kind"' in form
    assert 'name="outcome"' not in form
    assert saved["HX-Retarget"] == f"#need-{table.need.pk}"
    assert saved.text.count("<tr") == 1
    assert "contribue" in saved.text
    assert Stance.objects.get().organisation == table.opco


def test_an_invalid_answer_stays_in_its_cell(table: PartnersTable, as_user: AsUser) -> None:
    cell = f"{table.page('support_need', table.need.uid)}?part=stance"

    refused = as_user(table.anna).post(cell, {"do": "stance", "kind": "refer", "seen": 0}, headers=IN_PLACE)

    assert refused.status_code == 422
    assert "vers quel organisme" in refused.text
    assert "HX-Retarget" not in refused


def test_a_decision_is_noted_in_its_cell(table: PartnersTable, as_user: AsUser) -> None:
    table.open()
    cell = f"{table.page('manage_support_need', table.need.uid)}?part=decide"
    typed = {"do": "decide", "outcome": "deferred", "reason": "À l’automne", "seen": 0}

    saved = as_user(table.organiser).post(cell, typed, headers=IN_PLACE)

    assert "reporté" in saved.text
    assert "À l’automne" in saved.text


def test_only_who_runs_an_open_board_finds_forms_in_its_cells(table: PartnersTable, as_user: AsUser) -> None:
    organiser = as_user(table.organiser)
    readers = (
        as_user(table.anna).get(table.page("support_board")),
        organiser.get(table.page("support_screen")),
    )
    assert not any("data-edit" in page.text for page in readers)
    table.open()
    table.decide()
    table.close()

    assert "data-edit" not in organiser.get(table.page("manage_support_board")).text
    cell = f"{table.page('manage_support_need', table.need.uid)}?part=decide"
    assert "<form" not in organiser.get(cell, headers=IN_PLACE).text
