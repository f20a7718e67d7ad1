"""The year after the session: from the mail of the synthesis to the commitment of a partner."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accelerator.outbox.models import OutgoingMail
from coaching.models import Commitment, Need, Survey, SynthesisReport
from coaching.surveys.actions import survey as surveys
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.actions import building, reports
from programmes.enums import RoleName
from tests import factories
from tests.support import plan as plans
from tests.support.browser import follow

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
IDEA = "Filmer les gestes du soir"
NEED = "Un regard d’ergonome sur le poste de nuit"
OTHER_NEED = "De quoi équiper un second poste"
THEN = "Nous repartons du travail réel."


@pytest.fixture(autouse=True)
def _no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test itself says when a report is built."""
    for asks in (reports, building):
        monkeypatch.setattr(asks, "enqueue", lambda *_job: None)


class Year:
    """An edition whose session is over: one project with its plan, four bodies around the table."""

    def __init__(self) -> None:
        cache.clear()
        self.world: Any = factories.edition_with(participations=1, partners=4)
        self.edition, self.place = self.world.edition, self.world.participations[0]
        self.slug, self.project = self.edition.slug, self.place.project
        self.holder = self.project.members.get(leads=True).user
        self.organiser = self.world.organiser
        self.partners = self.world.partners
        self.bodies = [
            self.edition.roles.get(user=partner, name=RoleName.PARTNER).organisation
            for partner in self.partners
        ]
        idea = plans.idea(self.place, IDEA)
        self.action = plans.action(self.place, "Filmer une prise de poste")
        self.action.sources.add(idea)
        self.needs = [plans.need(self.place, sentence, action=self.action) for sentence in (NEED, OTHER_NEED)]

    def open_survey(self, kind: SurveyKind, wave: int = 0) -> Survey:
        at = timezone.now()
        survey = surveys.open_survey(
            edition=self.edition, kind=kind, wave=wave, opens_at=at - timedelta(hours=1),
            closes_at=at + timedelta(days=15), actor=self.organiser, at=at,
        )  # fmt: skip
        surveys.send_links(survey=survey, actor=self.organiser, at=at)
        return survey

    def manage(self, name: str, *args: Any) -> str:
        return reverse(f"coaching:{name}", args=[self.slug, *args])


@pytest.fixture
def year(db: None) -> Year:
    return Year()


def link_of(user: Any) -> str:
    """The survey link of the last mail to somebody."""
    mail = OutgoingMail.objects.filter(user=user, text__contains="/surveys/").latest("pk")
    return re.findall(r"/surveys/[^/\s]+/", mail.text)[0]


def tap(page: Page, row: Any, answer: str) -> None:
    choice = page.get_by_role("article", name=str(row)).get_by_label(answer, exact=True)
    choice.focus()
    page.keyboard.press("Space")
    expect(choice).to_be_checked()


def confirm_synthesis(page: Page, year: Year) -> None:
    """On a phone, from the mail: what stands in the plan is confirmed, not typed again."""
    page.goto(link_of(year.holder))
    tap(page, year.action, "Oui")
    for need in year.needs:
        tap(page, need, "Oui")
    for key, text in (("what_it_brought", "Du recul, et deux alliés."), ("evolution", THEN)):
        page.locator(f'[name="q_{key}"]').fill(text)
    page.locator('[name="q_usefulness"][value="4"]').check(force=True)
    for key in ("share_with_partners", "quote"):
        page.locator(f'[name="q_{key}"][value="yes"], [name="q_{key}"][value="named"]').first.check(
            force=True
        )
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Merci")


def answer(page: Page, year: Year, need: Any, label: str, comment: str) -> None:
    """What a body says of a need, with a line."""
    page.goto(year.manage("support_need", need.uid))
    page.get_by_text("Dispositif, détail du montant, mot").click()
    page.get_by_label("En quelques mots").fill(comment)
    follow(page.get_by_role("button", name=label))


def decide(page: Page, year: Year, need: Any, label: str, **more: str) -> None:
    page.goto(year.manage("manage_support_need", need.uid))
    page.locator('form:has(input[value="decide"])').get_by_label(label, exact=True).check(force=True)
    if "lead" in more:
        page.get_by_label("Qui pilote ?").select_option(label=more["lead"])
    if "reason" in more:
        page.get_by_label("Raison, ou condition").fill(more["reason"])
    follow(page.get_by_role("button", name="Noter la décision"))


@pytest.mark.main_journey
def test_the_year_after_the_two_days(page_for: PageFor, year: Year) -> None:
    # the holder confirms the synthesis on a phone, from the mail
    year.open_survey(SurveyKind.SYNTHESIS)
    phone = page_for(None, 360)
    confirm_synthesis(phone, year)
    assert set(Need.objects.filter(is_shared=True)) == set(year.needs)

    # the report, asked for by the last answer, arrives; so will the edition's
    desk = page_for(year.organiser)
    desk.goto(year.manage("manage_reports"))
    expect(desk.get_by_text("2 synthèses se préparent")).to_be_visible()
    building.build_queued(report_id=SynthesisReport.objects.get(kind="project").pk, at=timezone.now())
    follow(desk.get_by_role("link", name="Version 1", exact=True))
    expect(desk.locator("main")).to_contain_text("Du recul, et deux alliés.")

    # before the meeting, a body takes a need, another one refuses it with its reason
    lead, joins, *others = [page_for(partner) for partner in year.partners]
    answer(lead, year, year.needs[0], "Nous pilotons", "Deux jours en mars.")
    answer(joins, year, year.needs[0], "Pas nous", "Nous n’avons pas d’ergonome.")

    # six people on six screens: what one says, all read
    desk.goto(year.manage("manage_support_board"))
    follow(desk.get_by_role("button", name="Ouvrir la réunion"))
    wall = page_for(year.organiser)
    wall.goto(year.manage("support_screen"))
    for page in (lead, joins, *others):
        page.goto(year.manage("support_board"))
    speaks, *listeners = [others[0], lead, joins, others[1]]
    row = speaks.locator(f"#need-{year.needs[1].pk}")
    row.get_by_role("button", name=re.compile("^nous contribuons", re.IGNORECASE)).click()
    for page in (*listeners, desk, wall):
        expect(page.locator(f"#need-{year.needs[1].pk}")).to_contain_text("contribue")

    # the organiser notes what a body says at the table, in its cell
    cell = desk.locator(f"#cell-{year.needs[1].pk}-{year.bodies[1].pk}")
    cell.get_by_role("link", name=f"Noter la réponse – {year.bodies[1]}").click()
    cell.get_by_label("nous pilotons", exact=True).check(force=True)
    cell.get_by_role("button", name="Enregistrer la réponse").click()
    expect(cell).to_contain_text("pilote")
    expect(cell.get_by_role("link", name="Noter la réponse")).to_have_count(1)

    # decided need by need, closed, approved by each
    decide(desk, year, year.needs[0], "accordé", lead=str(year.bodies[0]))
    desk.goto(year.manage("manage_support_board"))
    cell = desk.locator(f"#decision-{year.needs[1].pk}")
    cell.get_by_role("link", name="Noter la décision").click()
    cell.get_by_label("refusé").check()
    cell.get_by_label("Raison, ou condition").fill("Rien n’existe pour un second poste cette année.")
    cell.get_by_role("button", name="Noter la décision").click()
    expect(cell).to_contain_text("Rien n’existe pour un second poste")
    expect(cell.locator("form")).to_have_count(0)
    desk.goto(year.manage("manage_support_board"))
    follow(desk.get_by_role("button", name="Clore la réunion"))
    for page in (lead, joins, *others):
        page.goto(year.manage("support_minutes"))
        follow(page.get_by_role("button", name=re.compile("^Approuver pour")))
    desk.goto(year.manage("manage_support_minutes"))
    expect(desk.get_by_text("En attente :")).to_have_count(0)

    # the letter leaves, and is accepted on the phone
    desk.goto(year.manage("manage_letters"))
    desk.get_by_role("link", name="Envoyer 1 lettre…").click()
    follow(desk.get_by_role("button", name="Envoyer", exact=True))
    own = page_for(year.holder, 360)
    own.goto(reverse("coaching:letter", args=[year.project.slug]))
    follow(own.get_by_role("button", name=re.compile("^Accepter")))
    assert Commitment.objects.exists()

    # in the history, the sentence of the first day stands, credited, with all that came of it
    own.goto(reverse("coaching:project_timeline", args=[year.project.slug]))
    story = own.locator("main")
    for text in (IDEA, "Ariane Pair", NEED):
        expect(story).to_contain_text(text)
