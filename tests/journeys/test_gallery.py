"""Two pictures added from a phone, each described, then gone when the person on one changes their mind."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from pytest_django import Settings

from coaching.attendance.actions.people import set_image_consent
from coaching.models import Attendee
from tests.support.live import run_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.main_journey
def test_two_pictures_from_a_phone(
    page_for: Callable[..., Page], axe: Callable[[Page], None], tmp_path: Path, settings: Settings
) -> None:
    live = run_session()
    at = timezone.now()
    ines = Attendee.objects.create(
        session=live.session,
        name="Inès Quéré",
        kind="observer",
        added_at=at,
        image_consent="yes",
        image_consent_at=at,
    )
    files = [tmp_path / "frise.jpg", tmp_path / "croquis.png"]
    for path in files:
        Image.new("RGB", (800, 600), "white").save(path)
    page = page_for(live.world.holder, 360)
    page.goto(reverse("coaching:gallery_add", args=[live.world.edition.slug]))
    axe(page)
    page.get_by_label("Images").set_input_files(files)
    page.get_by_role("button", name="Envoyer, puis décrire").click()

    first, second = page.locator("fieldset.gallery-draft").all()
    axe(page)
    first.get_by_label("ce que montre l’image").fill("Inès devant la frise")
    first.get_by_label("des personnes, que je nomme").check()
    first.get_by_label("Inès Quéré").check()
    second.get_by_label("légende").fill("Le deuxième matin")
    page.get_by_role("button", name="Mettre dans la galerie").click()
    left = page.locator("fieldset.gallery-draft")
    expect(left).to_have_count(1)
    expect(left.get_by_text("Dites en quelques mots ce que montre l’image")).to_be_visible()
    expect(left.get_by_label("légende")).to_have_value("Le deuxième matin")
    left.get_by_label("ce que montre l’image").fill("Un croquis du hall")
    left.get_by_label("personne : un dessin, un lieu, un objet").check()
    page.get_by_role("button", name="Mettre dans la galerie").click()

    expect(page.get_by_alt_text("Inès devant la frise")).to_be_visible()
    expect(page.get_by_alt_text("Un croquis du hall")).to_be_visible()
    axe(page)
    set_image_consent(attendee=ines, consent="no", actor=None, at=at)
    page.reload()

    expect(page.get_by_alt_text("Un croquis du hall")).to_be_visible()
    expect(page.get_by_alt_text("Inès devant la frise")).to_have_count(0)
