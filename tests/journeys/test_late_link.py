"""Around the closing, in a real browser: an organiser extends and lets one person in, who finds their form again."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes import late_links
from programmes.models import Call, LateAccess, RulesVersion
from projects.application.enums import ApplicationState
from tests.factories import application, edition, edition_with, user
from tests.support.dossiers import full_form

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def in_browser(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_organiser_extends_a_call_and_reads_how_many_are_told(page_for, axe, width) -> None:
    world = edition_with()
    application(world.edition, state=ApplicationState.DRAFT)
    page = page_for(world.organiser, width)
    page.goto(reverse("programmes:manage_call", args=[world.edition.slug]))
    axe(page)

    page.get_by_role("link", name="Prolonger, clore plus tôt, corriger les dates").click()
    page.get_by_text("1 message partira aussitôt").wait_for()
    page.get_by_label("Nouvelle clôture").fill(in_browser(world.edition.call.closes_at + 7 * DAY))
    page.locator("#id_reason_fr").fill("Les vacances tombaient mal.")
    axe(page)
    page.get_by_role("button", name="Changer les dates").click()
    page.get_by_text("L’appel est prolongé. 1 message part.").wait_for()

    page.goto(reverse("programmes:call", args=[world.edition.slug]))
    page.get_by_text("Appel prolongé jusqu’au").wait_for()
    axe(page)
    page.goto(reverse("projects:extend_call", args=[world.edition.slug]))
    axe(page)


@pytest.mark.parametrize("width", [360, 1280])
def test_somebody_let_in_late_goes_from_the_mail_to_the_form(page_for, axe, width) -> None:
    now = timezone.now()
    world = edition_with(form=full_form(), opens_at=now - 9 * DAY, closes_at=now - DAY)
    late = user("Maëlle Ravenel")
    page = page_for(world.organiser, width)
    page.goto(reverse("programmes:manage_late_accesses", args=[world.edition.slug]))
    page.get_by_label("Adresse e-mail de la personne").fill(late.email)
    page.get_by_label("Dernier moment pour envoyer").fill(in_browser(now + DAY))
    page.get_by_label("Raison").fill("Panne du réseau à Lisieux.")
    axe(page)
    page.get_by_role("button", name="Envoyer le lien").click()
    page.get_by_text("pas encore ouvert").wait_for()
    axe(page)
    address = urlsplit(late_links.LINK.address_of(LateAccess.objects.get())).path

    for who in (None, user()):
        other = page_for(who, width)
        other.goto(address)
        axe(other)
    mine = page_for(late, width)
    mine.goto(address)
    axe(mine)
    mine.get_by_role("button", name="Continuer vers mon dossier").click()
    mine.get_by_role("button", name="Commencer le dossier").click()
    mine.get_by_text("mention « hors délai »").wait_for()
    axe(mine)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_call_to_come_and_its_rules(page_for, axe, width) -> None:
    now = timezone.now()
    world = edition(opens_at=now + DAY, closes_at=now + 30 * DAY)
    for number in (1, 2):
        RulesVersion.objects.create(
            call=world.call,
            number=number,
            text_fr=f"## Article {number}\n\nLes projets sont lus.",
            published_at=now,
            sha256="0" * 64,
        )
    Call.objects.update(rules_version=2)
    page = page_for(None, width)
    for name in ("programmes:call", "projects:apply"):
        page.goto(reverse(name, args=[world.slug]))
        page.get_by_role("link", name="Ajouter les dates à mon agenda").first.wait_for()
        axe(page)
    page.goto(reverse("programmes:rules", args=[world.slug, 1]))
    axe(page)
    staff = page_for(user(is_staff=True, name="Équipe"), width)
    for address in (
        reverse("programmes:manage_rules", args=[world.slug]),
        reverse("programmes:new_edition"),
    ):
        staff.goto(address)
        axe(staff)
