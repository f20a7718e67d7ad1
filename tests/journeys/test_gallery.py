"""Two pictures added from a phone, each described, then gone when the person on one changes their mind."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from coaching.attendance.actions.people import set_image_consent
from coaching.models import Attendee
from tests.support.gallery import Gallery
from tests.support.live import LiveSession, run_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_pictures_from_a_phone(
    page_for: Callable[..., Page], axe: Callable[[Page], None], tmp_path: Path, settings: Any
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


def test_consent_to_be_public_is_given_and_taken_back_on_a_phone(
    page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
    """Whoever signs in says « public » from « Maintenant », reads it on the public page, and changes their mind."""
    live = run_session()
    gallery = Gallery(live.world.edition, live.session, live.world.participations[0])
    gallery.add(live.attendee_of(live.world.holder), alt="Devant la frise")
    phone = page_for(live.world.holder, 360)
    organiser, visitor = page_for(live.world.organiser), page_for(None, 360)
    public = reverse("programmes:edition", args=[live.world.edition.slug])
    inside = reverse("coaching:gallery", args=[live.world.edition.slug])
    publish = reverse("coaching:manage_gallery", args=[live.world.edition.slug])

    organiser.goto(publish)
    expect(organiser.get_by_text(f"{live.world.holder} : ")).to_be_visible()  # why it cannot be public

    say(phone, live, "Public")
    axe(phone)
    organiser.reload()
    organiser.get_by_label("Choisir – Devant la frise").check()
    organiser.get_by_role("button", name="Rendre publi").click()
    visitor.goto(public)
    image = visitor.get_by_alt_text("Devant la frise")
    expect(image).to_be_visible()
    address = image.get_attribute("src")
    assert visitor.request.get(address).status == 200

    say(phone, live, "Entre participants")
    visitor.reload()
    expect(visitor.get_by_role("heading", level=1)).to_be_visible()
    expect(image).to_have_count(0)
    assert visitor.request.get(address).status == 404
    phone.goto(inside)
    expect(phone.get_by_alt_text("Devant la frise")).to_be_visible()

    say(phone, live, "Pas d’image")
    phone.goto(inside)
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    expect(phone.get_by_alt_text("Devant la frise")).to_have_count(0)


def say(phone: Page, live: LiveSession, answer: str) -> None:
    """What one says of photos, under « Photos et vidéos »."""
    phone.goto(live.door)
    phone.get_by_text("Photos et vidéos").click()
    phone.get_by_role("button", name=answer).click()
    expect(phone.get_by_text("C’est noté")).to_be_visible()
