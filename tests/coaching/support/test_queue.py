"""A partner answers one need after another; the board lists, filters and finds them."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accelerator.transitions import EditConflict
from coaching.models import Need, Stance
from coaching.support.actions.answers import take_stance, withdraw_stance
from coaching.support.enums import StanceKind, SupportOutcome
from programmes.enums import RoleName
from projects.models import Recusal
from tests import factories
from tests.support import plan as plans
from tests.support.partners import AT, PartnersTable
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


class Queue(PartnersTable):
    """Three needs of one project, in this order: the second is wished from the Région."""

    def __init__(self) -> None:
        super().__init__()
        self.wished = plans.need(self.place, "Former six soignantes", is_shared=True, kind="training")
        self.wished.wished.add(self.region)
        self.last = plans.need(self.place, "Un prêt d’honneur", is_shared=True, kind="funding")

    def answer_to(self, need: Need, kind: StanceKind, body: Any, **more: Any) -> Stance:
        common = {"actor": self.boris, "at": AT, **more}
        return take_stance(need=need, organisation=body, kind=kind, **common)

    def at(self, need: Need, view: str = "all") -> str:
        return f"{self.page('support_need', need.uid)}?view={view}"


built, queue = share_world(Queue)


def read_form(client: Client, address: str) -> dict[str, Any]:
    """The hidden fields of the answer on this page."""
    page = client.get(address).text
    fields = dict(re.findall(r'<input type="hidden" name="(do|signature|seen)" value="([^"]*)"', page))
    assert set(fields) == {"do", "signature", "seen"}
    return fields


def list_sentences(client: Client, address: str) -> list[str]:
    page = client.get(address)
    return [line.row.need.sentence for _project, lines in page.context["lines"] for line in lines]


def read_messages(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


# --- one after another ---


def test_needs_addressed_to_the_body_come_first(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)

    opened = client.get(f"{queue.page('support_board')}?next", follow=True)

    assert opened.context["need"] == queue.wished
    assert "souhaité auprès de vous" in opened.text
    assert "1 restant" in opened.text
    # nothing is wished from the Opco
    other = as_user(queue.boris).get(f"{queue.page('support_board')}?next", follow=True)
    assert other.context["need"] == queue.need
    assert "3 restants" in other.text


def test_a_need_that_a_scheme_of_the_body_fits_is_addressed_to_it(queue: Queue, as_user: AsUser) -> None:
    factories.scheme(queue.edition, "Prêt", organisation=queue.region, needs=["funding"])

    names = list_sentences(as_user(queue.anna), f"{queue.page('support_board')}?view=first")

    assert set(names) == {queue.wished.sentence, queue.last.sentence}


def test_one_tap_answers_and_leads_to_the_next(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)

    first = client.post(queue.at(queue.need), {**read_form(client, queue.at(queue.need)), "kind": "lead"})
    assert first.url == queue.at(queue.wished)
    second = client.post(first.url, {**read_form(client, first.url), "kind": "not_us"})
    assert second.url == queue.at(queue.last)
    third = client.post(second.url, {**read_form(client, second.url), "kind": "join", "amount": "1 500"})

    assert third.url.startswith(queue.page("support_board"))
    assert [(row.kind, row.amount) for row in Stance.objects.order_by("need")] == [
        ("lead", None),
        ("not_us", None),
        ("join", Decimal(1500)),
    ]


def test_a_need_is_skipped_and_comes_again_at_the_end(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)

    assert client.get(queue.at(queue.need)).context["next_url"] == queue.at(queue.wished)
    assert client.get(queue.at(queue.wished)).context["next_url"] == queue.at(queue.last)
    assert client.get(queue.at(queue.last)).context["next_url"] == queue.at(queue.need)


def test_answered_or_decided_needs_leave_the_queue(queue: Queue, as_user: AsUser) -> None:
    queue.answer(StanceKind.NOT_US)
    queue.open()
    queue.decide(SupportOutcome.REFUSED, reason="Non", need=queue.last)

    page = as_user(queue.anna).get(queue.at(queue.wished))

    assert page.context["next_url"] == ""
    assert "1 restant" in page.text


def test_the_pages_own_form_has_no_button_that_enter_presses(queue: Queue, as_user: AsUser) -> None:
    page = as_user(queue.anna).get(queue.at(queue.need)).text

    form = page[page.index('class="answer-form"') :]
    assert re.search(r"<button[^>]*>", form)[0] == '<button type="submit" disabled hidden>'


@pytest.mark.parametrize("amount", ["-3 000", "1" * 400])
def test_an_amount_that_cannot_be_read_is_named_at_its_field_and_nothing_is_lost(
    queue: Queue, as_user: AsUser, amount: str
) -> None:
    client = as_user(queue.anna)
    typed = {"kind": "join", "amount": amount, "comment": "Sous réserve du vote"}

    page = client.post(queue.at(queue.need), {**read_form(client, queue.at(queue.need)), **typed})

    assert page.status_code == 422
    assert page.context["stance_form"].errors.keys() == {"amount"}
    assert f'value="{amount}"' in page.text
    assert "Sous réserve du vote" in page.text
    assert 'id="id_amount_error"' in page.text or "invalid-feedback" in page.text
    assert not Stance.objects.exists()


def test_without_an_answer_nothing_is_saved(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)
    for kind in ({}, {"kind": "everything"}):
        form = {**read_form(client, queue.at(queue.need)), "comment": "Un mot", **kind}
        page = client.post(queue.at(queue.need), form)
        assert (page.status_code, "Un mot" in page.text) == (422, True)
    assert not Stance.objects.exists()


# --- undo ---


def undo(client: Client, queue: Queue, response: Any) -> Any:
    page = client.get(response.url)
    [address] = re.findall(r'action="([^"]*/undo/[^"]*)"', page.text)
    return client.post(html.unescape(address), {"next": response.url}, follow=True)


def test_the_last_answer_is_taken_back(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)
    saved = client.post(queue.at(queue.need), {**read_form(client, queue.at(queue.need)), "kind": "lead"})

    back = undo(client, queue, saved)

    assert not Stance.objects.exists()
    assert back.context["need"] == queue.need
    assert "annulée" in read_messages(back)


def test_undo_restores_the_previous_answer(queue: Queue, as_user: AsUser) -> None:
    queue.answer(StanceKind.REFER, refer_to=queue.opco, comment="Ils connaissent")
    client = as_user(queue.anna)
    form = {**read_form(client, queue.at(queue.need)), "kind": "lead", "amount": "800"}
    saved = client.post(queue.at(queue.need), form)
    assert Stance.objects.get().kind == StanceKind.LEAD

    undo(client, queue, saved)

    stance = Stance.objects.get()
    assert (stance.kind, stance.refer_to, stance.comment) == ("refer", queue.opco, "Ils connaissent")
    assert stance.amount is None


def test_undo_does_not_take_back_what_a_colleague_wrote_meanwhile(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)
    saved = client.post(queue.at(queue.need), {**read_form(client, queue.at(queue.need)), "kind": "lead"})
    colleague = factories.role(queue.edition, RoleName.PARTNER, through=queue.region)
    queue.answer(StanceKind.JOIN, actor=colleague)

    back = undo(client, queue, saved)

    assert Stance.objects.get().kind == StanceKind.JOIN
    assert f"{colleague.name} a répondu" in read_messages(back)


def test_undo_twice_or_of_something_else_changes_nothing(queue: Queue, as_user: AsUser) -> None:
    queue.answer_to(queue.last, StanceKind.LEAD, queue.region)
    client = as_user(queue.anna)

    again = client.post(queue.page("undo_support_stance", queue.last.uid), follow=True)

    assert Stance.objects.count() == 1
    assert "ne s’annule plus" in read_messages(again)


def test_an_answer_changed_since_it_was_read_is_not_withdrawn(queue: Queue) -> None:
    stance = queue.answer(StanceKind.LEAD)
    queue.answer(StanceKind.JOIN)
    with pytest.raises(EditConflict):
        withdraw_stance(stance=stance, actor=queue.anna, at=AT)


# --- several windows, several people ---


def test_two_windows_of_one_person_do_not_overwrite_each_other(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)
    first, second = read_form(client, queue.at(queue.need)), read_form(client, queue.at(queue.need))
    client.post(queue.at(queue.need), {**first, "kind": "lead"})

    page = client.post(queue.at(queue.need), {**second, "kind": "not_us", "comment": "Pas notre métier"})

    assert page.status_code == 422
    assert "dans une autre fenêtre" in page.text
    assert "Pas notre métier" in page.text
    assert Stance.objects.get().kind == StanceKind.LEAD
    # having read that, the same answer again replaces it
    seen = page.context["stance_form"]["seen"].value()
    client.post(queue.at(queue.need), {**second, "kind": "not_us", "seen": seen})
    assert Stance.objects.get().kind == StanceKind.NOT_US


def test_two_people_of_one_body_who_answer_alike_both_go_on(queue: Queue, as_user: AsUser) -> None:
    colleague = factories.role(queue.edition, RoleName.PARTNER, through=queue.region)
    one, other = as_user(queue.anna), as_user(colleague)
    forms = [read_form(client, queue.at(queue.need)) for client in (one, other)]
    answers = [
        client.post(queue.at(queue.need), {**form, "kind": kind})
        for client, form, kind in zip((one, other), forms, ("join", "join"), strict=True)
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Stance.objects.get().saved_by == queue.anna
    page = other.post(queue.at(queue.need), {**forms[1], "kind": "lead"})
    assert (page.status_code, Stance.objects.get().kind) == (422, "join")
    assert f"{queue.anna.name} a répondu" in page.text


def test_a_need_withdrawn_while_it_is_on_the_screen_is_reported_and_the_next_one_opens(
    queue: Queue, as_user: AsUser
) -> None:
    client = as_user(queue.anna)
    form = read_form(client, queue.at(queue.need))
    Need.objects.filter(pk=queue.need.pk).update(is_shared=False)

    page = client.post(
        queue.at(queue.need), {**form, "kind": "lead", "comment": "Deux jours en mars"}, follow=True
    )

    assert page.context["need"] == queue.wished
    assert "n’est plus sur le tableau" in read_messages(page)
    assert "Deux jours en mars" in read_messages(page)
    assert queue.need.sentence not in read_messages(page)
    assert not Stance.objects.exists()


def test_a_person_who_never_read_a_need_learns_nothing_of_it(queue: Queue, as_user: AsUser) -> None:
    hidden = plans.need(queue.place, "Entre nous")
    elsewhere = PartnersTable()
    client = as_user(queue.anna)
    form = read_form(client, queue.at(queue.need))
    for uid in (hidden.uid, elsewhere.need.uid, uuid4()):
        page = queue.page("support_need", uid)
        for answer in (
            client.get(page),
            client.post(page, {**form, "kind": "lead"}),
            client.post(queue.page("support_quick_stance", uid), {**form, "kind": "lead"}),
            client.post(queue.page("undo_support_stance", uid)),
        ):
            assert answer.status_code == 404
    assert not Stance.objects.exists()


def test_a_need_decided_while_it_is_on_the_screen_is_answered_and_reported(
    queue: Queue, as_user: AsUser
) -> None:
    client = as_user(queue.anna)
    form = read_form(client, queue.at(queue.need))
    queue.open()
    queue.decide(SupportOutcome.REFUSED, reason="Hors de notre champ")

    page = client.post(queue.at(queue.need), {**form, "kind": "lead"}, follow=True)

    assert "refusé" in read_messages(page)
    assert Stance.objects.get().kind == StanceKind.LEAD


def test_a_meeting_closed_meanwhile_loses_nothing_typed(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)
    form = read_form(client, queue.at(queue.need))
    queue.open()
    for need in (queue.need, queue.wished, queue.last):
        queue.decide(need=need)
    queue.close()

    page = client.post(queue.at(queue.need), {**form, "kind": "lead", "comment": "Deux jours en mars"})

    assert page.status_code == 422
    assert "Deux jours en mars" in page.text
    assert not Stance.objects.exists()


def test_rights_lost_in_the_middle_save_nothing(queue: Queue, as_user: AsUser) -> None:
    client = as_user(queue.anna)
    form = read_form(client, queue.at(queue.need))
    queue.anna.roles.update(ended_at=AT)

    assert client.post(queue.at(queue.need), {**form, "kind": "lead"}).status_code == 403
    assert not Stance.objects.exists()


def test_a_person_who_steps_aside_in_the_middle_goes_on_without_that_project(
    queue: Queue, as_user: AsUser
) -> None:
    client = as_user(queue.anna)
    form = read_form(client, queue.at(queue.need))
    Recusal.objects.create(
        application=queue.place.project.application,
        reviewer=queue.anna,
        author=queue.anna,
        reason="Une parente",
        at=AT,
    )

    page = client.post(queue.at(queue.need), {**form, "kind": "lead"}, follow=True)

    assert "n’est plus sur le tableau" in read_messages(page)
    assert not Stance.objects.exists()


# --- the board, filtered ---


def test_the_board_is_narrowed_by_view_project_kind_and_words(queue: Queue, as_user: AsUser) -> None:
    other = factories.participation(queue.edition)
    far = plans.need(other, "Un garage partagé", is_shared=True, kind="funding")
    queue.answer_to(queue.last, StanceKind.LEAD, queue.region)
    client, board = as_user(queue.anna), queue.page("support_board")

    def listed(query: str) -> set[str]:
        return set(list_sentences(client, f"{board}?{query}"))

    everything = {need.sentence for need in (queue.need, queue.wished, queue.last, far)}
    assert listed("view=all") == everything
    assert listed("view=first") == {queue.wished.sentence}
    assert listed("view=uncovered") == everything - {queue.last.sentence}
    assert listed("view=ours") == {queue.last.sentence}
    assert listed("q=garages") == {far.sentence}
    assert listed("kind=funding") == {queue.last.sentence, far.sentence}
    assert listed("view=uncovered&kind=funding") == {far.sentence}
    assert listed(f"project={other.pk}") == {far.sentence}
    assert listed(f"q={other.project.title.split()[0]}&project={other.pk}") == {far.sentence}
    assert listed("q=introuvable") == set()
    # what an address cannot mean is as if it were not there
    assert listed("view=undecided&kind=gold&project=x&page=99&q=") == {queue.wished.sentence}


def test_views_of_the_board_are_links_where_there_are_several(queue: Queue, as_user: AsUser) -> None:
    client, board = as_user(queue.anna), queue.page("support_board")

    assert "Besoins du tableau" in client.get(board).text
    assert "Besoins du tableau" not in client.get(f"{board}?q=introuvable").text


def test_a_long_board_has_pages(queue: Queue, as_user: AsUser) -> None:
    for number in range(40):
        plans.need(queue.place, f"Besoin {number}", is_shared=True)
    client, board = as_user(queue.anna), queue.page("support_board")

    pages = [list_sentences(client, f"{board}?view=all&page={number}") for number in (1, 2, 3)]

    assert [len(page) for page in pages] == [15, 15, 13]
    assert len({sentence for page in pages for sentence in page}) == 43


def test_a_click_on_the_board_stays_in_what_it_lists(queue: Queue, as_user: AsUser) -> None:
    click = queue.page("support_quick_stance", queue.need.uid)
    answer = as_user(queue.anna).post(f"{click}?view=uncovered&q=ergonome", {"kind": "lead", "seen": 0})
    assert answer.url == f"{queue.page('support_board')}?view=uncovered&q=ergonome#need-{queue.need.pk}"


def test_a_role_tied_to_no_body_reads_and_has_nothing_to_answer(queue: Queue, as_user: AsUser) -> None:
    queue.anna.roles.update(organisation=None)
    client = as_user(queue.anna)

    board = client.get(f"{queue.page('support_board')}?next")

    assert board.status_code == 200
    assert "un par un" not in board.text
    assert client.get(queue.at(queue.need)).context["stance_form"] is None


def test_the_page_of_a_need_takes_the_same_queries_on_a_long_board(queue: Queue, as_user: AsUser) -> None:
    for person, address in (
        (queue.anna, queue.at(queue.need)),
        (queue.organiser, queue.page("manage_support_need", queue.need.uid)),
    ):
        client = as_user(person)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(6):
            need = plans.need(factories.participation(queue.edition), f"Besoin {number}", is_shared=True)
            need.wished.add(queue.region)
            queue.answer_to(need, StanceKind.LEAD, queue.opco)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)
        assert len(many) <= 13
