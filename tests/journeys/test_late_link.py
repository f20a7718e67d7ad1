"""Around the closing, in a real browser: an organiser extends and lets one person in, who finds their form again."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes import late_links
from programmes.models import LateAccess
from tests.factories import edition_with, user
from tests.support.dossiers import full_form

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def in_browser(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_somebody_let_in_late_goes_from_the_mail_to_the_form(page_for, axe) -> None:
    now = timezone.now()
    world = edition_with(form=full_form(), opens_at=now - 9 * DAY, closes_at=now - DAY)
    late = user("Maëlle Ravenel")
    page = page_for(world.organiser, 360)
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
        other = page_for(who, 360)
        other.goto(address)
        axe(other)
    mine = page_for(late, 360)
    mine.goto(address)
    axe(mine)
    mine.get_by_role("button", name="Continuer vers mon dossier").click()
    mine.get_by_role("button", name="Commencer le dossier").click()
    mine.get_by_text("mention « hors délai »").wait_for()
    axe(mine)
