"""An organiser writes in a report: what is typed is never lost, and documents say it once it is confirmed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from coaching.models import EditedSection, SectionDraft
from coaching.synthesis.actions import building, requesting
from coaching.synthesis.actions import reports as actions
from tests import factories
from tests.support.synthesis import answered, synthesis_survey

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "Votre texte, à la place du texte établi"
ADDED = "Ce que vous ajoutez à cette section"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> factories.World:
    monkeypatch.setattr(requesting, "enqueue", lambda *_job: None)
    return factories.edition_with(participations=1)


@pytest.fixture
def section(world: factories.World) -> str:
    """The address of a section of the edition's synthesis."""
    at = timezone.now()
    answered(synthesis_survey(world.edition), world.participations[0])
    report = actions.request_report(
        edition=world.edition, participation=None, language="fr", actor=None, at=at
    )
    assert building.build_queued(report_id=report.pk, at=at)
    return reverse("coaching:edit_report_section", args=[world.edition.slug, report.pk, "call"])


def test_a_text_is_there_when_the_tab_was_closed_and_waits_to_be_confirmed(
    world: factories.World, section: str, page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    first = page_for(world.organiser, 1280)
    first.goto(section)
    axe(first)
    first.get_by_label(OWN).fill("Un automne de rencontres.")
    first.get_by_label(ADDED).fill("Et ce n’est pas fini.")
    expect(first.locator(".row-field-added").get_by_text("enregistré")).to_be_visible()
    first.close()

    again = page_for(world.organiser, 1280)
    again.goto(section)

    expect(again.get_by_label(OWN)).to_have_value("Un automne de rencontres.")
    expect(again.get_by_label(ADDED)).to_have_value("Et ce n’est pas fini.")
    expect(again.get_by_text("Un brouillon, pas encore confirmé")).to_be_visible()
    axe(again)
    assert not EditedSection.objects.exclude(own="").exists()
    again.get_by_role("button", name="Confirmer ce texte").click()
    expect(again.get_by_text("la prochaine version le dira")).to_be_visible()
    assert EditedSection.objects.get().own == "Un automne de rencontres."


def test_what_is_typed_without_a_network_goes_once_it_is_back(
    world: factories.World, section: str, page_for: Callable[..., Page]
) -> None:
    page = page_for(world.organiser)
    page.goto(section)
    page.context.set_offline(True)

    page.get_by_label(OWN).fill("Écrit dans le train.")
    page.get_by_label(ADDED).click()

    expect(page.get_by_text("hors connexion, vos réponses seront envoyées")).to_be_visible()
    assert not SectionDraft.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".row-field-own").get_by_text("enregistré")).to_be_visible()
    assert SectionDraft.objects.get().own == "Écrit dans le train."


def test_two_organisers_choose_between_their_texts(
    world: factories.World,
    section: str,
    page_for: Callable[..., Page],
    axe: Callable[[Page], None],
    console: list[str],
) -> None:
    colleague = factories.role(world.edition, "organiser", who=factories.user("Ada Collègue"))
    mine, hers = page_for(world.organiser), page_for(colleague)
    mine.goto(section)
    hers.goto(section)
    hers.get_by_label(OWN).fill("Le texte d’Ada.")
    expect(hers.locator(".row-field-own").get_by_text("enregistré")).to_be_visible()

    mine.get_by_label(OWN).fill("Le mien.")

    choice = mine.get_by_role("group", name="Deux réponses différentes")
    for text in ("Le texte d’Ada.", "Le mien.", "Ada Collègue"):
        expect(choice).to_contain_text(text)
    axe(mine)
    choice.get_by_role("button", name="Prendre l’autre").click()
    mine.get_by_role("button", name="Confirmer ce texte").click()
    expect(mine.get_by_text("la prochaine version le dira")).to_be_visible()
    assert EditedSection.objects.get().own == "Le texte d’Ada."
    console.clear()
