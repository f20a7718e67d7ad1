"""An organiser writes in a report: what is typed is never lost, and documents say it once it is confirmed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from coaching.models import EditedSection
from coaching.synthesis.actions import building, reports, reports as actions
from tests import factories
from tests.support.synthesis import answered, synthesis_survey

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "Votre texte, à la place du texte établi"
ADDED = "Ce que vous ajoutez à cette section"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> factories.World:
    monkeypatch.setattr(reports, "enqueue", lambda *_job: None)
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
    world: factories.World, section: str, page_for: Callable[..., Page]
) -> None:
    first = page_for(world.organiser, 1280)
    first.goto(section)
    first.get_by_label(OWN).fill("Un automne de rencontres.")
    first.get_by_label(ADDED).fill("Et ce n’est pas fini.")
    expect(first.locator(".row-field-added").get_by_text("enregistré")).to_be_visible()
    first.close()

    again = page_for(world.organiser, 1280)
    again.goto(section)

    expect(again.get_by_label(OWN)).to_have_value("Un automne de rencontres.")
    expect(again.get_by_label(ADDED)).to_have_value("Et ce n’est pas fini.")
    expect(again.get_by_text("Un brouillon, pas encore confirmé")).to_be_visible()
    assert not EditedSection.objects.exclude(own="").exists()
    again.get_by_role("button", name="Confirmer ce texte").click()
    expect(again.get_by_text("la prochaine version le dira")).to_be_visible()
    assert EditedSection.objects.get().own == "Un automne de rencontres."
