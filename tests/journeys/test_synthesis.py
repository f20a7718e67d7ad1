"""A holder answers on a phone by the personal link; the organiser watches the synthesis being built."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import builder
from accelerator.rows.actions import save_row
from coaching.models import ActionItem, Blocker, Need, SurveyInvitation
from coaching.surveys.actions import survey as actions_of_survey
from coaching.surveys.defaults import make_default_spec
from coaching.surveys.enums import SurveyKind, Wave
from coaching.synthesis.actions import reports
from tests import factories
from tests.support.synthesis import invitation, synthesis_survey

PLAN = (
    (ActionItem, "line", "Équiper deux postes"),
    (Blocker, "text", "Le temps des chefs d’équipe"),
    (Need, "sentence", "Un regard extérieur sur le poste"),
)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test itself says when a report is built."""
    monkeypatch.setattr(reports, "enqueue", lambda *_job: None)


@pytest.mark.main_journey
def test_a_holder_confirms_from_the_mail_and_the_link_asks_for_a_code_afterwards(
    page_for: Callable[..., Page],
) -> None:
    world = factories.edition_with(participations=1)
    form = builder.publish(make_default_spec(Wave(SurveyKind.SYNTHESIS)), name="Synthèse", at=timezone.now())
    invited = invitation(synthesis_survey(world.edition, form=form), world.participations[0])
    action, blocker, need = (write_row(invited, *row) for row in PLAN)
    actions_of_survey.resend_link(invitation=invited, actor=world.organiser, at=timezone.now())
    mail = OutgoingMail.objects.get(template="coaching/surveys/survey_link").text
    (link,) = re.findall(r"/surveys/[^/\s]+/", mail)
    page = page_for(None, 360)

    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("Ajouter un besoin").click()
    added = page.locator(".confirm-add[open]")
    added.locator("textarea").fill("Un relais dans l’atelier")
    # a line that came as one leaves the text would move this away from under the finger
    added.locator('[name$="-urgency"][value="3"]').check()
    tap(page, action, "C’est fait")
    expect(page.get_by_text("1 sur 2 confirmées")).to_be_visible()
    page.context.set_offline(True)
    tap(page, blocker, "En partie levé")
    page.get_by_label("Où en est-ce, en une ligne").fill("Les deux postes sont équipés.")
    tap(page, need, "Oui")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()
    page.context.set_offline(False)
    for key, text in (("what_it_brought", "Du recul."), ("evolution", "Nous repartons du travail.")):
        page.locator(f'[name="q_{key}"]').fill(text)
    page.locator('[name="q_usefulness"][value="4"]').check(force=True)
    for key, value in (("share_with_partners", "yes"), ("quote", "no")):
        page.locator(f'[name="q_{key}"][value="{value}"]').check(force=True)
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")
    expect(page.get_by_text("Du recul.")).to_have_count(0)

    for row in (action, blocker, need):
        row.refresh_from_db()
    assert (action.state, blocker.state, need.is_shared) == ("done", "eased", True)
    assert action.updates.get().note == "Les deux postes sont équipés."
    page.goto(link)
    page.get_by_role("button", name="Recevoir un code").click()
    expect(page.get_by_text(world.holder.email)).to_have_count(0)
    (code,) = re.findall(r"\b\d{8}\b", OutgoingMail.objects.get(template="accounts/login_code").text)
    page.get_by_label("Code à huit chiffres").fill(code)
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_text("Du recul.")).to_be_visible()


def write_row(invited: SurveyInvitation, model: Any, field: str, text: str) -> Any:
    return save_row(
        model=model, owner={"participation": invited.participation}, uid=uuid4(), values={field: text}, base_version=0,
        actor=None, at=timezone.now(),
    )  # fmt: skip


def tap(page: Page, row: Any, answer: str) -> None:
    choice = page.get_by_role("article", name=str(row)).get_by_label(answer, exact=True)
    choice.focus()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()
