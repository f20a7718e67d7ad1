"""Dossiers in a browser: on a phone with an endless title, prefilled, gone through by organisers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings

from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.questionnaires import queries
from projects.application.enums import ApplicationState as S
from projects.members.actions import invite_member
from projects.models import Application
from projects.triage.actions import eligibility, screening
from tests.factories import World, edition, edition_with, user
from tests.support.directory import SIRET, Directory, directory
from tests.support.dossiers import draft, full_form, lead, sent

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]


def url(name: str, application: Application, *more: Any) -> str:
    return reverse(f"projects:{name}", args=[application.reference, *more])


@pytest.fixture
def service(settings: Settings) -> Iterator[Directory]:
    with directory() as running:
        settings.COMPANY_LOOKUP_URL = running.url
        yield running


WIDER = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > 361 && !one.closest(".table-wrap"))
    .map((one) => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`)"""


def test_a_title_of_one_endless_word_widens_no_page_of_a_phone(page_for: PageFor) -> None:
    """Nor does an address longer than the screen."""
    at, word = timezone.now(), "Transformation" * 7
    world = edition_with(form=full_form())
    holder = user("Maëlle Ravenel", email=f"{word[:50].lower()}@exemple-de-domaine-sans-fin.test")
    application = sent(world.edition, holder, at=at, title=word, structure_name=word)
    invite_member(
        project=application.project,
        email=f"{word[:60].lower()}@exemple.test",
        rights="read",
        actor=holder,
        at=at,
    )
    mail = OutgoingMail.objects.filter(user=holder).latest("pk")
    OutgoingMail.objects.update(
        state=MailState.SENT, sent_at=at, subject=word, text=f"Bonjour,\n\nhttps://exemple.test/{word}"
    )
    own = [
        url(name, application)
        for name in (
            "application", "application_sent", "application_withdraw", "team", "dossier_versions", "dossier_print",
        )
    ]  # fmt: skip
    slug = world.edition.slug
    theirs = [
        reverse("programmes:manage_mails", args=[slug]),
        reverse("programmes:manage_mail", args=[slug, mail.pk]),
        reverse("projects:manage_applications", args=[slug]),
        reverse("projects:manage_application", args=[slug, application.reference]),
        url("dossier_versions", application),
    ]
    messages = [reverse("coaching:my_message", args=[mail.pk]), reverse("coaching:my_messages"), "/my/"]
    wide = []
    for who, addresses in ((holder, [*own, *messages]), (world.organiser, theirs)):
        page = page_for(who, 360)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 200, address
            if page.evaluate("document.documentElement.scrollWidth") > 360:
                wide.append((address, page.evaluate(WIDER)))
    assert not wide, "\n".join(map(str, wide))


def test_the_directory_fills_in_what_is_empty(page_for: PageFor, service: Directory) -> None:
    application = draft(edition(form=full_form()), at=timezone.now())
    page = page_for(lead(application), 360)
    page.goto(url("application_form", application, 1))
    page.get_by_label("Numéro SIRET").fill(SIRET)
    page.get_by_label("Commune").fill("Pont-l’Évêque")
    page.get_by_label("Commune").blur()

    with page.expect_response(lambda response: "/answers/department/" in response.url):
        page.get_by_role("button", name="Préremplir").click()

    expect(page.get_by_label("Nom de la structure")).to_have_value("SCIERIE DES AULNES")
    expect(page.get_by_label("De 10 à 49")).to_be_checked()
    expect(page.get_by_label("Commune")).to_have_value("Pont-l’Évêque")
    expect(page.get_by_text("l’annuaire dit : Lisieux")).to_be_visible()
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Structure")
    values = queries.values(application.sheet)
    assert (values["department"], values["town"]) == ("Calvados", "Pont-l’Évêque")


def triaged(count: int = 3) -> tuple[World, list[Application]]:
    """An edition with its checklist and a rule that sets one dossier aside."""
    world, at = edition_with(form=full_form(), organisers=2), timezone.now()
    titles = ["L’écran d’atelier", "Quai connecté", "Carnet de tournée"]
    bands = ["10_49", "10_49", "300_more"]
    dossiers = [
        sent(world.edition, at=at, title=titles[number], head_count=bands[number]) for number in range(count)
    ]
    call, who = world.edition.call, world.organiser
    eligibility.set_items(
        call=call, labels=[("Pièces lisibles", ""), ("Problème de travail décrit", "")], actor=who, at=at
    )
    screening.set_rules(call=call, accepted={"head_count": ["1_9", "10_49"]}, actor=who, at=at)
    return world, dossiers


def address(world: World, name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


def test_several_dossiers_at_once_and_back_from_the_toast(page_for: PageFor) -> None:
    world, _dossiers = triaged()
    page = page_for(world.organiser, 360)
    page.goto(address(world, "manage_applications"))
    expect(page.get_by_text("écarté", exact=True)).to_be_visible()

    page.get_by_label("Cocher toute la page").first.check()
    expect(page.locator("[data-ticked]")).to_have_text("(3)")
    page.get_by_role("button", name="Déclarer recevables").click()
    expect(page.get_by_text("2 dossiers déclarés recevables.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("2 dossiers remis comme avant.")).to_be_visible()

    assert set(Application.objects.values_list("state", flat=True)) == {S.SUBMITTED}


def test_a_list_is_gone_through_with_the_keyboard_alone(page_for: PageFor) -> None:
    world, (first, second, third) = triaged()
    page = page_for(world.organiser)
    page.goto(address(world, "manage_applications") + "?sort=-submitted")

    def press(key: str, title: str) -> None:
        with page.expect_navigation():
            page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.keyboard.press("j")
    press("Enter", first.title)
    press("n", second.title)
    press("n", third.title)
    press("p", second.title)
    press("n", third.title)
    press("n", "Dossiers")
    expect(page.get_by_text("C’était le dernier dossier de cette liste.")).to_be_visible()
