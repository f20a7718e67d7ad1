"""The meeting at sixty projects: one need after another, several confirmed together, the rest put off in one act."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accelerator.transitions import TransitionRefused
from coaching.models import Need, Stance, SupportDecision
from coaching.support.actions import answers as actions
from coaching.support.enums import StanceKind, SupportOutcome
from programmes.enums import RoleName
from projects.models import Recusal
from tests import factories
from tests.support import plan as plans
from tests.support.partners import AT, PartnersTable
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

LATER = "À revoir le 15 septembre"


class Meeting(PartnersTable):
    """An open meeting: the first need has one offer, the second two, the third none."""

    def __init__(self) -> None:
        super().__init__()
        self.contended = plans.need(self.place, "Former six soignantes", is_shared=True)
        self.free = plans.need(self.place, "Un prêt d’honneur", is_shared=True)
        self.answer(StanceKind.LEAD, amount=Decimal(4500), amount_for="quatre jours")
        self.answer(StanceKind.JOIN, self.opco)
        for body in (self.region, self.opco):
            self.lead(self.contended, body)
        self.open()

    def lead(self, need: Need, body: Any) -> Stance:
        return actions.take_stance(
            need=need, organisation=body, kind=StanceKind.LEAD, actor=self.boris, at=AT
        )

    def defer(self, *needs: Need, reason: str = LATER) -> actions.DecidedTogether:
        return actions.defer_needs(
            edition=self.edition, needs=needs, reason=reason, actor=self.organiser, at=AT
        )


built, meeting = share_world(Meeting)


def list_keys(client: Client, address: str) -> list[str]:
    """The needs that the page has ticked."""
    return re.findall(r'name="needs" id="need-[^"]*"\s+value="([^"]*)" checked', client.get(address).text)


def read_messages(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def outcomes() -> dict[str, str]:
    rows = SupportDecision.objects.select_related("need")
    return {row.need.sentence: row.outcome for row in rows}


# --- one after another ---


def test_needs_are_decided_one_after_another(meeting: Meeting, as_user: AsUser) -> None:
    client = as_user(meeting.organiser)
    first = client.get(f"{meeting.page('manage_support_board')}?next", follow=True)
    assert first.context["need"] == meeting.need
    assert "3 restants" in first.text
    form = first.context["decision_form"]
    assert [form[name].value() for name in ("outcome", "lead", "amount")] == [
        "agreed",
        meeting.region.pk,
        "4500",
    ]

    typed = {"do": "decide", "outcome": "agreed", "lead": meeting.region.pk, "seen": 0}
    saved = client.post(first.redirect_chain[-1][0], typed)

    assert saved.url == f"{meeting.page('manage_support_need', meeting.contended.uid)}?view=undecided"
    # where several would lead, nothing is proposed
    page = client.get(saved.url)
    assert page.context["decision_form"]["lead"].value() is None
    [undo] = re.findall(r'action="([^"]*/undo/[^"]*)"', page.text)
    assert "annulée" in read_messages(client.post(html.unescape(undo), follow=True))
    assert not SupportDecision.objects.exists()


def test_a_need_with_several_leads_names_its_project(meeting: Meeting, as_user: AsUser) -> None:
    page = as_user(meeting.organiser).get(f"{meeting.page('manage_support_board')}?view=contended")
    [(project, [line])] = page.context["lines"]
    assert (project, line.row.need) == (meeting.place.project, meeting.contended)
    assert project.title in page.text
    assert "Plusieurs veulent piloter" in page.text


# --- several together ---


def test_the_only_offers_are_agreed_to_together_and_taken_back(meeting: Meeting, as_user: AsUser) -> None:
    meeting.lead(meeting.free, meeting.opco)
    client, page = as_user(meeting.organiser), meeting.page("agree_to_support_offers")

    done = client.post(page, {"needs": list_keys(client, page)}, follow=True)

    decision = SupportDecision.objects.get(need=meeting.need)
    assert (decision.lead, decision.amount, decision.amount_for) == (
        meeting.region,
        Decimal(4500),
        "quatre jours",
    )
    assert set(outcomes()) == {meeting.need.sentence, meeting.free.sentence}
    assert "2 décisions sont notées" in read_messages(done)
    [undo] = re.findall(r'action="([^"]*/undo/[^"]*)"', done.text)
    assert "2 décisions sont annulées" in read_messages(client.post(html.unescape(undo), follow=True))
    assert outcomes() == {}


def test_an_offer_that_changed_since_it_was_read_is_left_alone(meeting: Meeting, as_user: AsUser) -> None:
    meeting.lead(meeting.free, meeting.opco)
    client, page = as_user(meeting.organiser), meeting.page("agree_to_support_offers")
    keys = list_keys(client, page)
    meeting.answer(StanceKind.LEAD, amount=Decimal(9000))

    done = client.post(page, {"needs": keys}, follow=True)

    assert set(outcomes()) == {meeting.free.sentence}
    assert "1 besoin a changé" in read_messages(done)


def test_an_offer_that_was_taken_back_and_made_anew_is_not_the_one_that_was_read(
    meeting: Meeting, as_user: AsUser
) -> None:
    client, page = as_user(meeting.organiser), meeting.page("agree_to_support_offers")
    keys, offer = list_keys(client, page), Stance.objects.get(need=meeting.need, organisation=meeting.region)
    actions.withdraw_stance(stance=offer, actor=meeting.anna, at=AT)
    meeting.answer(StanceKind.LEAD, amount=Decimal(90_000))

    done = client.post(page, {"needs": keys}, follow=True)

    assert outcomes() == {}
    assert "1 besoin a changé" in read_messages(done)


def test_a_decision_that_was_taken_back_and_made_anew_is_not_written_over(
    meeting: Meeting, as_user: AsUser
) -> None:
    client, page = as_user(meeting.organiser), meeting.page("manage_support_need", meeting.need.uid)
    read = meeting.decide()
    seen = client.get(page).context["decision_form"]["seen"].value()
    needs = Need.objects.filter(pk=meeting.need.pk)
    actions.withdraw_decisions(
        edition=meeting.edition, needs=needs, tick=read.tick, actor=meeting.organiser, at=AT
    )
    meeting.decide(SupportOutcome.REFUSED, reason="Hors de notre champ")

    typed = {"do": "decide", "outcome": "deferred", "reason": LATER, "seen": seen}
    assert client.post(page, typed).status_code == 422

    assert outcomes() == {meeting.need.sentence: "refused"}


@pytest.mark.parametrize("change", ["contended", "turned down", "decided", "withdrawn", "nonsense"])
def test_needs_changed_meanwhile_are_skipped(meeting: Meeting, as_user: AsUser, change: str) -> None:
    client, page = as_user(meeting.organiser), meeting.page("agree_to_support_offers")
    keys = list_keys(client, page)
    match change:
        case "contended":
            meeting.lead(meeting.need, meeting.opco)
        case "turned down":
            meeting.answer(StanceKind.NOT_US)
        case "decided":
            meeting.decide(SupportOutcome.REFUSED, reason="Non")
        case "withdrawn":
            Need.objects.filter(pk=meeting.need.pk).update(is_shared=False)
        case "nonsense":
            keys = ["x:1:1", f"{meeting.need.uid}:99999999:1", "::", f"{meeting.need.uid}:1:-1"]

    done = client.post(page, {"needs": keys}, follow=True)

    assert outcomes() == ({meeting.need.sentence: "refused"} if change == "decided" else {})
    assert "entre-temps" in read_messages(done)
    assert "notée" not in read_messages(done)


def test_nothing_ticked_is_reported_on_the_page(meeting: Meeting, as_user: AsUser) -> None:
    client = as_user(meeting.organiser)
    for name in ("agree_to_support_offers", "defer_support_needs"):
        page = client.post(meeting.page(name), {"reason": LATER})
        assert (page.status_code, "Cochez au moins un besoin" in page.text) == (422, True)
    assert LATER in page.text


# --- the rest ---


def test_the_rest_is_put_off_for_one_reason_and_taken_back(meeting: Meeting, as_user: AsUser) -> None:
    meeting.decide()
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")
    keys = list_keys(client, page)
    assert set(keys) == {str(meeting.contended.uid), str(meeting.free.uid)}

    done = client.post(page, {"needs": keys, "reason": LATER}, follow=True)

    rest = SupportDecision.objects.filter(outcome="deferred")
    assert set(rest.values_list("need", "reason", "lead")) == {
        (meeting.contended.pk, LATER, None),
        (meeting.free.pk, LATER, None),
    }
    [undo] = re.findall(r'action="([^"]*/undo/[^"]*)"', done.text)
    client.post(html.unescape(undo))
    assert outcomes() == {meeting.need.sentence: "agreed"}


@pytest.mark.parametrize("reason", ["   ", "trop long " * 80])
def test_without_a_reason_nothing_is_put_off_and_the_ticks_stay(
    meeting: Meeting, as_user: AsUser, reason: str
) -> None:
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")

    refused = client.post(page, {"needs": [str(meeting.free.uid)], "reason": reason})

    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"reason"}
    assert reason.strip() in refused.text
    ticked = re.findall(r'value="([^"]*)" checked', refused.text)
    assert ticked == [str(meeting.free.uid)]
    assert outcomes() == {}
    with pytest.raises(TransitionRefused, match="raison"):
        meeting.defer(meeting.free, reason=" ")


def test_a_decision_confirmed_meanwhile_stays(meeting: Meeting, as_user: AsUser) -> None:
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")
    keys = list_keys(client, page)
    meeting.decide()
    Need.objects.filter(pk=meeting.contended.pk).update(is_shared=False)

    done = client.post(page, {"needs": keys, "reason": LATER}, follow=True)

    assert outcomes() == {meeting.need.sentence: "agreed", meeting.free.sentence: "deferred"}
    assert "1 décision est notée" in read_messages(done)
    assert "2 besoins ont changé" in read_messages(done)


def test_a_need_passed_on_after_the_page_was_read_is_not_put_off_unseen(
    meeting: Meeting, as_user: AsUser
) -> None:
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")
    keys = list_keys(client, page)
    late = plans.need(meeting.place, "Arrivé entre-temps", is_shared=True)

    client.post(page, {"needs": keys, "reason": LATER})

    assert late.sentence not in outcomes()


def test_undo_leaves_what_was_changed_since(meeting: Meeting, as_user: AsUser) -> None:
    done = meeting.defer(meeting.contended, meeting.free)
    meeting.decide(need=meeting.free)

    as_user(meeting.organiser).post(meeting.page("undo_support_decisions", done.tick))

    assert outcomes() == {meeting.free.sentence: "agreed"}
    # nor does the act that changed a decision remove what was decided before it
    for tick in (done.tick, SupportDecision.objects.get().tick):
        again = as_user(meeting.organiser).post(meeting.page("undo_support_decisions", tick), follow=True)
        assert "ont changé entre-temps" in read_messages(again)
    assert outcomes() == {meeting.free.sentence: "agreed"}


def test_a_meeting_closed_meanwhile_leaves_the_reason_typed(meeting: Meeting, as_user: AsUser) -> None:
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")
    keys = list_keys(client, page)
    done = meeting.defer(meeting.need, meeting.contended, meeting.free, reason="Non")
    meeting.close()

    refused = client.post(page, {"needs": keys, "reason": LATER})
    undone = client.post(meeting.page("undo_support_decisions", done.tick), follow=True)

    assert refused.status_code == 422
    assert LATER in refused.text
    assert "close" in refused.text
    assert "close" in read_messages(undone)
    assert set(outcomes().values()) == {"deferred"}


def test_before_the_meeting_nothing_is_decided_together(as_user: AsUser) -> None:
    table = PartnersTable()
    client = as_user(table.organiser)
    for name in ("agree_to_support_offers", "defer_support_needs"):
        assert "n’est pas ouverte" in client.get(table.page(name)).text
        refused = client.post(table.page(name), {"needs": [str(table.need.uid)], "reason": LATER})
        assert refused.status_code in (302, 422)
    assert not SupportDecision.objects.exists()


def test_an_organiser_who_stepped_aside_decides_of_the_others_alone(
    meeting: Meeting, as_user: AsUser
) -> None:
    other = plans.need(factories.participation(meeting.edition), "Un garage", is_shared=True)
    done = meeting.defer(meeting.free)
    Recusal.objects.create(
        application=meeting.place.project.application,
        reviewer=meeting.organiser,
        author=meeting.organiser,
        reason="Une parente",
        at=AT,
    )
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")
    assert list_keys(client, page) == [str(other.uid)]

    client.post(page, {"needs": [str(other.uid), str(meeting.need.uid)], "reason": LATER})
    client.post(meeting.page("undo_support_decisions", done.tick))

    assert outcomes() == {meeting.free.sentence: "deferred", other.sentence: "deferred"}


def test_partners_decide_nothing(meeting: Meeting, as_user: AsUser) -> None:
    client = as_user(meeting.anna)
    for name, args in (
        ("agree_to_support_offers", []),
        ("defer_support_needs", []),
        ("undo_support_decisions", [1]),
    ):
        answer = client.post(meeting.page(name, *args), {"needs": [str(meeting.need.uid)], "reason": LATER})
        assert answer.status_code == 403
    assert outcomes() == {}


def test_rights_lost_in_the_middle_put_nothing_off(meeting: Meeting, as_user: AsUser) -> None:
    client, page = as_user(meeting.organiser), meeting.page("defer_support_needs")
    keys = list_keys(client, page)
    meeting.organiser.roles.filter(name=RoleName.ORGANISER).update(ended_at=AT)

    assert client.post(page, {"needs": keys, "reason": LATER}).status_code == 403
    assert outcomes() == {}
