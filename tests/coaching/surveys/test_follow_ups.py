"""What a project is asked one, three, six and twelve months after: its plan to confirm, and questions that compare."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires import builder
from accelerator.questionnaires.kinds import kind_of
from accelerator.rows.actions import save_row
from coaching.models import ActionItem, ActionUpdate, Survey, SurveyInvitation
from coaching.plan.enums import ActionState
from coaching.surveys.actions import room, survey as actions
from coaching.surveys.defaults import READY, make_default_spec
from coaching.surveys.enums import FOLLOW_UPS, SurveyKind, Wave
from coaching.surveys.results.comparing import Comparison
from programmes.defaults import CONFIDENCE, SPEC, STAGE, USEFULNESS
from tests import factories
from tests.support.live import run_session
from tests.support.synthesis import invitation, lead_token, posted
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
IDEA = {"value": "idea", "label_fr": "Une idée"}


def follow(world: factories.World, months: int = 6) -> SurveyInvitation:
    """The first project, asked now."""
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FOLLOW_UP, wave=months, opens_at=NOW() - timedelta(hours=1),
        closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(),
    )  # fmt: skip
    return invitation(survey, world.participations[0])


def address_of(sent: SurveyInvitation) -> str:
    return reverse("coaching:survey", args=[lead_token(sent)])


def plan(sent: SurveyInvitation, model: Any, **values: Any) -> Any:
    return save_row(
        model=model, owner={"participation": sent.participation}, uid=uuid4(), values=values, base_version=0,
        actor=None, at=NOW(),
    )  # fmt: skip


def list_specs(*waves: str) -> dict[str, dict[str, Any]]:
    """By wave, what it asks by key."""
    return {wave: {one.key: one for part in READY[wave] for one in part.questions} for wave in waves}


# what they ask


def test_indicators_have_the_same_wording_from_the_application_to_twelve_months() -> None:
    by_wave = {"application": {one.key: one for part in SPEC for one in part.questions}}
    by_wave |= list_specs("debrief", "synthesis", "month-1", "month-3", "month-6", "month-12")
    measured = {
        wave: {one.indicator: one for one in specs.values() if one.indicator}
        for wave, specs in by_wave.items()
    }

    assert {wave for wave, found in measured.items() if STAGE in found} == {
        "application", "month-3", "month-6", "month-12",
    }  # fmt: skip
    assert {wave for wave, found in measured.items() if CONFIDENCE in found} == {
        "application", "synthesis", "month-1", "month-3", "month-6", "month-12",
    }  # fmt: skip
    assert {wave for wave, found in measured.items() if USEFULNESS in found} == {
        "debrief", "synthesis", "month-6", "month-12",
    }  # fmt: skip
    for code in (STAGE, CONFIDENCE, USEFULNESS):
        ladders = [
            [
                (name, value)
                for name, value in found[code].options.items()
                if name in ("min", "max", "choices")
            ]
            for found in measured.values()
            if code in found
        ]
        assert all(ladder == ladders[0] for ladder in ladders), code


@pytest.mark.parametrize("months", FOLLOW_UPS)
def test_each_wave_asks_the_whole_in_both_languages_under_the_keys_of_the_others(months: int) -> None:
    spec = make_default_spec(Wave(SurveyKind.FOLLOW_UP, months))
    by_key = {one.key: one for part in spec for one in part.questions}
    always = {"state", "confidence", "blockers", "support_received", "support_useful", "peers", "quote"}
    later = {"stage", "evolution", "involvement", "effects"} if months > 1 else {"within_a_month"}
    year = {"usefulness", "testimony"} if months >= 6 else set()
    assert always | later | year <= set(by_key)

    others = list_specs(*(f"month-{other}" for other in FOLLOW_UPS))
    for key, one in by_key.items():
        assert one.label_fr and one.label_en  # noqa: PT018
        assert bool(one.help_fr) == bool(one.help_en)
        assert all(other.get(key, one) == one for other in others.values())
    form = builder.publish(spec, name="Suivi", at=NOW())
    shown = {question.key: question for question in form.questions.all()}
    assert all(kind_of(question).asks for question in shown.values())
    assert shown["support_useful"].show_if["key"] == "support_received"


# the plan


def test_a_follow_up_opens_with_the_plan_and_saves_what_is_answered_of_it(client: Client) -> None:
    sent = follow(factories.edition_with(participations=1))
    action = plan(sent, ActionItem, line="Un essai sur un poste")
    address = address_of(sent)
    shown = client.get(address).text
    assert "Un essai sur un poste" in shown
    assert "css/confirming.css" in shown

    saved = client.post(
        reverse("coaching:survey_answer", args=[lead_token(sent), f"action-{action.uid}-relevance"]),
        {"value": "done", "base_version": str(action.version)},
    )
    assert saved.status_code == 200
    action.refresh_from_db()
    assert action.state == ActionState.DONE


def test_each_wave_confirms_the_plan_anew(client: Client) -> None:
    world = factories.edition_with(participations=1)
    early = follow(world, 3)
    action = plan(early, ActionItem, line="Un essai sur un poste")
    client.post(address_of(early), {"confirm_rest": "1"})
    later = follow(world, 6)

    assert client.get(address_of(early)).context["rows"].plan.confirmed == 1
    assert client.get(address_of(later)).context["rows"].plan.confirmed == 0
    assert not ActionUpdate.objects.filter(action=action).exists()  # it stands as it stood


def test_a_free_survey_asks_a_project_nothing_of_its_plan(client: Client) -> None:
    world = factories.edition_with(participations=1)
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["holders"], actor=None,
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), at=NOW(),
    )  # fmt: skip
    sent = invitation(survey, world.participations[0])
    action = plan(sent, ActionItem, line="Un essai sur un poste")

    page = client.get(address_of(sent)).text
    saved = client.post(
        reverse("coaching:survey_answer", args=[lead_token(sent), f"action-{action.uid}-relevance"]),
        {"value": "done", "base_version": str(action.version)},
    )

    assert "Un essai sur un poste" not in page
    assert "Où en est votre projet" not in page
    assert saved.status_code == 422
    action.refresh_from_db()
    assert action.state == ActionState.TODO


# what was written before


def test_answers_given_in_the_room_are_read_again_by_their_author_and_not_announced(
    as_user: AsUser,
) -> None:
    live = run_session()
    room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=NOW())
    phone, url = live.join(live.attendee_of(live.world.holder)), live.url("live_debrief")
    phone.post(url, {"do": "start"})
    words = {"overall": 4, "pace": "right", "within_a_month": "Montrer la maquette.", "quote": "no"}
    assert phone.post(url, posted(**words)).status_code == 302
    sent = follow(live.world, 1)

    theirs = as_user(live.world.holder).get(address_of(sent)).text
    by_link = Client().get(address_of(sent)).text

    assert "Vous aviez écrit" in theirs
    assert "Montrer la maquette." in theirs
    assert "Montrer la maquette." not in by_link
    assert "Recevoir un code pour relire" not in by_link  # it would say that they answered in the room


def test_an_indicator_stands_beside_its_answers_since_the_application_for_who_signs_in(
    as_user: AsUser, client: Client
) -> None:
    world = factories.edition_with(participations=1)
    sent = follow(world)
    dossier = world.participations[0].project.application
    stage = {"key": "where", "kind": "single", "indicator": STAGE, "options": {"choices": [IDEA]}}
    dossier.sheet = factories.sheet(factories.published_form(stage), where="idea")
    dossier.save(update_fields=["sheet"])

    theirs = as_user(world.participations[0].project.members.get(leads=True).user).get(address_of(sent))

    assert theirs.context["form"].earlier["stage"] == "Candidature\u00a0: Une idée"
    assert "Candidature" not in client.get(address_of(sent)).text


# side by side


def answer_effects(survey: Survey, world: factories.World, levels: list[Any]) -> None:
    for place, level in zip(world.participations, levels, strict=True):
        words = {"organisation": level, "health": 3}
        sent = invitation(survey, place, state="continued", effects=words)
        SurveyInvitation.objects.filter(pk=sent.pk).update(state="sent", sent_at=NOW())


def test_the_effects_of_a_project_compare_from_wave_to_wave() -> None:
    world = factories.edition_with(participations=6)
    surveys = []
    for months, levels in ((3, [2, 2, 3, 3, 3, "na"]), (6, [4, 4, 4, 5, "na", "na"])):
        surveys.append(
            actions.open_survey(
                edition=world.edition,
                kind=SurveyKind.FOLLOW_UP,
                wave=months,
                actor=None,
                at=NOW(),
                opens_at=NOW() - timedelta(hours=1),
                closes_at=NOW() + timedelta(days=9),
            )
        )
        answer_effects(surveys[-1], world, levels)

    (effects,) = [one for one in Comparison(surveys).compare() if one.is_grid]

    assert effects.totals == ["6", "6"]
    content = {row[0]: row[1:] for row in effects.rows}
    assert content["L’organisation du travail"] == ["2,6", "–"]  # four rated it the second time
    assert content["La santé au travail"] == ["3,0", "3,0"]
    assert content["Le dialogue social"] == ["–", "–"]
