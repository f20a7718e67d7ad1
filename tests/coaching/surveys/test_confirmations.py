"""A project confirms in its synthesis what its plan holds: each word goes to the row, nothing is typed again."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.questionnaires import builder
from accelerator.questionnaires.errors import SheetFrozen
from accelerator.rows.actions import RowUnknown, save_row
from coaching.models import ActionItem, Blocker, Commitment, Need, SurveyInvitation
from coaching.plan.actions import record_progress, share_need
from coaching.plan.enums import ActionState, BlockerState
from coaching.surveys.actions import confirmations
from coaching.surveys.actions.survey import SurveyClosed
from coaching.surveys.confirmable_plan import read_confirmable_plan
from coaching.surveys.counting import count_edition
from coaching.surveys.defaults import make_default_spec
from coaching.surveys.enums import InvitationState, Relevance, SurveyKind, Wave
from coaching.synthesis.reports.plan import plan_facts
from tests import factories
from tests.support.shared import share_world
from tests.support.synthesis import (
    ANSWERS,
    invitation,
    lead_token,
    link,
    page,
    posted,
    synthesis_survey,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now


def write(one: SurveyInvitation, model: Any, **values: Any) -> Any:
    return save_row(
        model=model, owner={"participation": one.participation}, uid=uuid4(), values=values, base_version=0,
        actor=None, at=NOW(),
    )  # fmt: skip


def save(client: Client, one: SurveyInvitation, row: Any, field: str, value: Any, version: int = 1) -> Any:
    kind = {ActionItem: "action", Blocker: "blocker", Need: "need"}[type(row)]
    address = reverse("coaching:survey_answer", args=[lead_token(one), f"{kind}-{row.uid}-{field}"])
    return client.post(address, {"value": value, "base_version": str(version)})


built, one = share_world(link)


def test_an_action_is_confirmed_by_one_tap_and_reported_in_a_line(client: Client, one) -> None:
    action = write(one, ActionItem, line="Un essai sur un poste")
    assert "Un essai sur un poste" in client.get(page(one)).text

    done = save(client, one, action, "relevance", "done")
    save(client, one, action, "note", "Deux ate", version=0)
    saved = save(client, one, action, "note", "Deux ateliers", version=1)

    action.refresh_from_db()
    one.refresh_from_db()
    assert (done.status_code, saved.json()["version"]) == (200, 2)
    assert (action.state, one.state) == (ActionState.DONE, InvitationState.STARTED)
    assert [(news.state, news.note) for news in action.updates.all()] == [("done", "Deux ateliers")]
    stored = one.confirmations.get()
    assert (stored.row, stored.answer) == (action.uid, Relevance.DONE)


def test_a_tap_by_mistake_is_taken_back_to_what_the_action_was(one) -> None:
    action = write(one, ActionItem, line="Former deux personnes")
    common: dict[str, Any] = {"invitation": one, "uid": action.uid, "actor": None, "at": NOW()}

    confirmations.confirm_action(**common, relevance=Relevance.DROPPED)
    confirmations.confirm_action(**common, relevance=Relevance.STILL)

    action.refresh_from_db()
    assert action.state == ActionState.TODO


def test_two_windows_do_not_confirm_over_each_other(client: Client, one) -> None:
    action, blocker = write(one, ActionItem, line="Un essai"), write(one, Blocker, text="Le temps")
    record_progress(action=action, state=ActionState.DONE, note="Fini", actor=None, at=NOW())
    save(client, one, blocker, "state", BlockerState.LIFTED)

    stale = save(client, one, action, "relevance", "dropped")
    other = save(client, one, blocker, "state", BlockerState.OPEN)

    assert (stale.status_code, stale.json()["theirs"]) == (409, "done")
    assert (other.status_code, other.json()["theirs"], other.json()["theirs_text"]) == (409, "lifted", "levé")
    blocker.refresh_from_db()
    assert blocker.state == BlockerState.LIFTED


def test_nothing_is_ticked_for_sharing_and_passing_on_is_in_the_journal(client: Client, one) -> None:
    need = write(one, Need, sentence="Un regard extérieur")
    shown = client.get(page(one)).text
    name = f'name="need-{need.uid}-shared" value="yes"'
    assert name in shown
    assert "checked" not in shown[shown.index(name) : shown.index(name) + 120].split(">")[0]

    assert save(client, one, need, "shared", "yes").status_code == 200

    edition = one.survey.edition
    assert list(Need.objects.for_partners([edition.pk])) == [need]
    assert AuditEntry.objects.get(verb="share_need").actor is None


def test_an_old_page_passes_nothing_on_again(client: Client, one) -> None:
    need = write(one, Need, sentence="Un regard extérieur")
    share_need(need=need, actor=None, at=NOW())
    share_need(need=need, actor=None, at=NOW(), shared=False)

    again = save(client, one, need, "shared", "yes", version=2)

    need.refresh_from_db()
    assert (again.status_code, need.is_shared) == (409, False)


def test_whether_to_pass_on_is_not_asked_of_a_need_that_is_met(client: Client, one) -> None:
    met, left = (write(one, Need, sentence=words) for words in ("Un poste d’essai", "Un prêt d’honneur"))
    body, at = factories.organisation(), NOW()
    common: dict[str, Any] = {
        "participation": one.participation,
        "body": body,
        "moved_at": at,
        "created_at": at,
    }
    for need, confirmation in ((met, "yes"), (left, "")):
        Commitment.objects.create(
            need=need, what=need.sentence, state="done", confirmation=confirmation, **common
        )

    shown = client.get(page(one)).text

    assert f"need-{met.uid}-shared" not in shown
    assert f"need-{met.uid}-sentence" in shown
    assert f"need-{left.uid}-shared" in shown, "its body alone says that it is done"
    assert shown.count("appui reçu") == 1
    assert save(client, one, met, "shared", "yes").status_code == 422
    met.refresh_from_db()
    assert not met.is_shared


def test_a_need_is_added_changed_withdrawn_and_put_back_without_a_script(client: Client, one) -> None:
    added = read_confirmable_plan(one).added[0]
    prefix = f"need-{added.uid}"
    typed = {
        f"{prefix}-sentence": "  Un juriste\u202e du travail ", f"v_{prefix}-sentence": "0", f"{prefix}-urgency": "1",
        f"v_{prefix}-urgency": "0", f"{prefix}-shared": "yes", f"v_{prefix}-shared": "0",
    }  # fmt: skip

    assert client.post(page(one), {**typed, "confirm_rest": "1"}).status_code == 302
    need = Need.objects.get()
    assert (need.sentence, need.urgency, need.is_shared) == ("Un juriste du travail", 1, True)
    client.post(page(one), {"withdraw": str(need.uid)})
    need.refresh_from_db()
    assert (need.is_removed, need.is_shared) == (True, False)
    assert "Retiré" in client.get(page(one)).text

    client.post(page(one), {"restore": str(need.uid)})
    need.refresh_from_db()
    assert (need.is_removed, need.is_shared) == (False, False)
    assert client.post(page(one), {"withdraw": str(uuid4())}).status_code == 404


def test_a_need_without_words_is_not_passed_on_and_a_long_one_stays_on_the_page(client: Client, one) -> None:
    added = read_confirmable_plan(one).added[0]
    prefix, long = f"need-{added.uid}", "حاجة " * 4_000

    refused = client.post(
        page(one), {f"{prefix}-sentence": long, f"v_{prefix}-sentence": "0", f"v_{prefix}-shared": "0"}
    )
    empty = client.post(
        reverse("coaching:survey_answer", args=[lead_token(one), f"{prefix}-shared"]),
        {"value": "yes", "base_version": "0"},
    )

    assert (refused.status_code, long.strip() in refused.text) == (422, True)
    assert (empty.status_code, Need.objects.count()) == (422, 0)


def test_the_rest_is_confirmed_as_it_stands_and_passes_nothing_on(one) -> None:
    write(one, ActionItem, line="Un essai")
    write(one, Blocker, text="Le temps")
    write(one, Need, sentence="Une formation")

    assert confirmations.confirm_rest(invitation=one, actor=None, at=NOW()) == 2
    assert confirmations.confirm_rest(invitation=one, actor=None, at=NOW()) == 0

    assert not Need.objects.filter(is_shared=True).exists()
    assert read_confirmable_plan(one).confirmed == 2


def test_confirmations_sent_with_the_page_are_saved_then_closed(client: Client, one) -> None:
    blocker = write(one, Blocker, text="Le temps des chefs")
    name = f"blocker-{blocker.uid}-state"

    sent = client.post(page(one), {**posted(**ANSWERS), name: "eased", f"v_{name}": "1"})

    blocker.refresh_from_db()
    assert (sent.status_code, blocker.state) == (302, BlockerState.EASED)
    assert save(client, one, blocker, "state", "lifted", version=2).status_code == 423
    with pytest.raises(SheetFrozen):
        confirmations.confirm_rest(invitation=one, actor=None, at=NOW())


def test_a_link_confirms_no_row_of_another_project(client: Client) -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    one, other = (invitation(survey, place) for place in world.participations)
    blocker = write(other, Blocker, text="À eux")

    assert "À eux" not in client.get(page(one)).text
    assert save(client, one, blocker, "state", "lifted").status_code == 423
    with pytest.raises(RowUnknown):
        confirmations.confirm_blocker(
            invitation=one, uid=blocker.uid, state=BlockerState.LIFTED, base_version=1, actor=None, at=NOW()
        )
    blocker.refresh_from_db()
    assert blocker.state == BlockerState.OPEN


def test_once_closed_the_text_of_a_row_is_not_lost(client: Client) -> None:
    world = factories.edition_with(participations=1)
    survey = synthesis_survey(
        world.edition, opens_at=NOW() - timedelta(days=9), closes_at=NOW() - timedelta(days=1)
    )
    one = invitation(survey, world.participations[0])
    prefix = f"need-{read_confirmable_plan(one).added[0].uid}-sentence"

    known = write(one, Need, sentence="Écrit depuis longtemps")
    same = f"need-{known.uid}-sentence"

    typed = {prefix: "Écrit trop tard", f"v_{prefix}": "0", same: known.sentence, f"v_{same}": "1"}
    late = client.post(page(one), typed)

    assert "depuis longtemps" not in late.text  # not what they just wrote
    known.delete()
    assert (late.status_code, "Écrit trop tard" in late.text, Need.objects.count()) == (422, True, 0)
    with pytest.raises(SurveyClosed):
        confirmations.confirm_rest(invitation=one, actor=None, at=NOW())


def test_a_visitor_with_a_link_reads_nobody_s_name(client: Client, one) -> None:
    blocker = write(one, Blocker, text="Le temps")
    someone = factories.user("Odile Tierce")
    save_row(
        model=Blocker, owner={"participation": one.participation}, uid=blocker.uid, values={"state": "lifted"},
        base_version=1, actor=someone, at=NOW(),
    )  # fmt: skip

    saved = save(client, one, blocker, "state", "eased")

    assert (saved.status_code, "Tierce" in saved.text) == (409, False)


def test_news_of_before_stay_the_last_when_nothing_is_added(one) -> None:
    action = write(one, ActionItem, line="Un essai")
    record_progress(action=action, state=ActionState.DOING, note="Deux postes équipés", actor=None, at=NOW())

    confirmations.confirm_action(
        invitation=one, uid=action.uid, relevance=Relevance.STILL, actor=None, at=NOW()
    )

    assert [news.note for news in action.updates.all()] == ["Deux postes équipés"]


def test_needs_passed_on_count_as_the_needs_of_a_form_that_asks_for_none() -> None:
    world = factories.edition_with(participations=2)
    form = builder.publish(make_default_spec(Wave(SurveyKind.SYNTHESIS)), name="Synthèse", at=NOW())
    survey = synthesis_survey(world.edition, form=form)
    given = {key: ANSWERS[key] for key in form.questions.values_list("key", flat=True) if key in ANSWERS}
    ones = [invitation(survey, place, **given) for place in world.participations]
    shared = write(ones[0], Need, sentence="Un juriste", kind="expertise", urgency=1)
    write(ones[1], Need, sentence="Gardé pour nous", kind="funding")
    share_need(need=shared, actor=None, at=NOW())

    counted = count_edition(world.edition)

    assert (counted["needs"], counted["needs_by_urgency"]) == ({"expertise": 1}, {"expertise": {"now": 1}})
    assert counted["need_labels"]["expertise"] == "Une expertise"


def test_the_report_says_on_what_day_a_row_was_confirmed(one) -> None:
    blocker, other = write(one, Blocker, text="Le temps"), write(one, Blocker, text="L’espace")
    confirmations.confirm_blocker(
        invitation=one, uid=blocker.uid, state=BlockerState.EASED, base_version=1, actor=None, at=NOW()
    )
    SurveyInvitation.objects.filter(pk=one.pk).update(state=InvitationState.SENT, sent_at=NOW())

    confirmed_on = {row["text"]: row["confirmed_on"] for row in plan_facts(one.participation)["blockers"]}

    assert confirmed_on == {blocker.text: timezone.localdate().isoformat(), other.text: ""}
