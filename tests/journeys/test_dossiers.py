"""A dossier beyond its form, in a browser: held by several, pre-filled, changed once sent, read again, printed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accelerator.accounts.models import User
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import save_answer
from projects.application.actions.submission import submit_application
from projects.application.actions.versions import start_revision
from projects.members import links as member_links
from projects.members.actions import accept_member_invitation, invite_member
from projects.models import Application
from tests.factories import edition, edition_with, user
from tests.support.browser import follow
from tests.support.directory import SIRET, Directory, directory
from tests.support.dossiers import draft, full_form, lead, sent

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


def url(name: str, application: Application, *more: Any) -> str:
    return reverse(f"projects:{name}", args=[application.reference, *more])


@pytest.fixture
def service(settings: Any) -> Iterator[Directory]:
    with directory() as running:
        settings.COMPANY_LOOKUP_URL = running.url
        yield running


def test_two_people_write_one_dossier(page_for: PageFor, axe: Axe) -> None:
    application = draft(edition(form=full_form()), at=timezone.now(), title="L’écran d’atelier")
    own = page_for(lead(application), 360)
    own.goto(url("application", application))
    own.get_by_role("link", name="Le rédiger à plusieurs").click()
    own.get_by_label("Son adresse e-mail").fill("lea.morin@exemple.test")
    own.get_by_role("button", name="Envoyer l’invitation").click()
    expect(own.get_by_text("lea.morin@exemple.test").first).to_be_visible()
    axe(own)

    link = member_links.LINK.address_of(application.project.invitations.get())
    theirs = page_for(None, 360)
    theirs.goto(link.removeprefix(theirs.url))
    axe(theirs)
    theirs.get_by_role("button", name="Accepter").click()
    User.objects.filter(email="lea.morin@exemple.test").update(name="Léa Morin")
    theirs.goto(url("application_form", application, 2))
    with theirs.expect_response(lambda response: "/answers/title/" in response.url):
        theirs.get_by_label("Titre du projet").fill("L’écran de l’atelier")
        theirs.get_by_label("Titre du projet").blur()

    own.goto(url("application_form", application, 2))
    expect(own.get_by_text("vous et Léa Morin modifiez ce dossier")).to_be_visible()
    expect(own.get_by_label("Titre du projet")).to_have_value("L’écran de l’atelier")
    axe(own)


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


def test_the_people_of_a_dossier_are_changed_after_saying_what_that_does(page_for: PageFor, axe: Axe) -> None:
    application = draft(edition(form=full_form()), at=timezone.now(), title="L’écran d’atelier")
    lea, at = user("Léa Morin"), timezone.now()
    invitation = invite_member(
        project=application.project, email=lea.email, rights="read", actor=lead(application), at=at
    )
    accept_member_invitation(invitation=invitation, user=lea, at=at)
    page = page_for(lead(application))
    page.goto(url("team", application))
    page.get_by_role("button", name="Laisser modifier").click()
    expect(page.get_by_text("peut modifier")).to_be_visible()
    follow(page.get_by_role("link", name="Retirer Léa Morin"))
    axe(page)
    page.get_by_role("link", name="Ne rien changer").click()
    follow(page.get_by_role("link", name="Confier le projet à Léa Morin"))
    axe(page)
    page.get_by_role("button", name="Confier le projet").click()

    expect(page.get_by_text("Léa Morin porte maintenant le projet")).to_be_visible()
    axe(page)
    assert lead(application) == lea


def test_the_directory_fills_in_what_is_empty(page_for: PageFor, axe: Axe, service: Directory) -> None:
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
    axe(page)
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Structure")
    values = queries.values(application.sheet)
    assert (values["department"], values["town"]) == ("Calvados", "Pont-l’Évêque")


def test_a_directory_out_of_reach_stops_nobody(page_for: PageFor, service: Directory) -> None:
    service.status = 503
    application = draft(edition(form=full_form()), at=timezone.now())
    page = page_for(lead(application), 360)
    page.goto(url("application_form", application, 1))
    page.get_by_label("Numéro SIRET").fill(SIRET)

    page.get_by_role("button", name="Préremplir").click()

    expect(page.get_by_text("remplissez à la main")).to_be_visible()


def test_without_a_script_the_page_is_sent_and_comes_back_filled_in(
    page_for: PageFor, axe: Axe, service: Directory
) -> None:
    application = draft(edition(form=full_form()), at=timezone.now())
    page = page_for(lead(application), java_script_enabled=False)
    page.goto(url("application_form", application, 1))
    page.get_by_label("Numéro SIRET").fill(SIRET)

    page.get_by_role("button", name="Préremplir").click()

    expect(page.get_by_label("Nom de la structure")).to_have_value("SCIERIE DES AULNES")
    expect(page.get_by_text("Prérempli d’après l’annuaire").first).to_be_visible()


def test_a_sent_dossier_is_changed_and_sent_again(page_for: PageFor, axe: Axe) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    page = page_for(lead(application), 360)
    page.goto(url("application", application))
    axe(page)
    page.get_by_role("button", name="Modifier mon dossier").click()
    expect(page.get_by_text("reste valable tant que")).to_be_visible()
    axe(page)
    page.goto(url("application_form", application, 2))
    counted = page.locator(".progression-text b").inner_text()
    with page.expect_response(lambda response: "/answers/title/" in response.url):
        page.get_by_label("Titre du projet").fill("L’écran partagé des salarié·es")
        page.get_by_label("Titre du projet").blur()
    expect(page.locator("#id_q_title_state")).to_contain_text("enregistré à")
    expect(page.locator(".progression-text b")).to_have_text(
        counted
    )  # the rules were accepted: not on these pages
    page.goto(url("application", application))
    axe(page)
    follow(page.get_by_role("link", name="Relire et renvoyer"))
    axe(page)
    page.get_by_label("J’ai lu le règlement").check()
    page.get_by_role("button", name="Envoyer le dossier").click()
    expect(page.get_by_role("heading", name="Votre dossier est envoyé")).to_be_visible()

    page.goto(url("dossier_versions", application))

    expect(page.locator("ins", has_text="partagé")).to_be_visible()
    expect(page.locator("del", has_text="d’atelier")).to_be_visible()
    axe(page)


def test_the_copies_of_a_dossier_are_for_whoever_reads_it(page_for: PageFor, axe: Axe) -> None:
    world: Any = edition_with(form=full_form())
    application, other = (sent(world.edition, user(), at=timezone.now()) for _ in range(2))
    sheet = start_revision(application=application, actor=lead(application), at=timezone.now())
    save_answer(
        sheet=sheet, key="stage", raw="design", base_version=None, actor=lead(application), at=timezone.now()
    )
    submit_application(application=application, actor=lead(application), at=timezone.now(), rules_version=1)
    page = page_for(world.organiser)
    page.goto(reverse("projects:manage_application", args=[world.edition.slug, other.reference]))
    expect(page.get_by_text("Doublon possible")).to_be_visible()
    axe(page)
    page.get_by_role("link", name=application.title).first.click()
    follow(page.get_by_role("link", name="Versions"))
    axe(page)
    page.goto(url("dossier_print", application))
    axe(page)

    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger en PDF").click()
    assert download.value.suggested_filename == f"{application.reference}.pdf"


def test_giving_the_changes_up_is_asked_first(page_for: PageFor, axe: Axe) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    start_revision(application=application, actor=lead(application), at=timezone.now())
    page = page_for(lead(application), 360)
    page.goto(url("application", application))
    follow(page.get_by_role("link", name="Abandonner ces modifications"))
    axe(page)
    page.get_by_role("button", name="Abandonner").click()

    expect(page.get_by_text("le dossier déposé reste valable")).to_be_visible()
