"""Nothing typed is lost: the application form in a browser, with a bad connection and with somebody else in it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accelerator.questionnaires import actions, builder, queries
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import QuestionKind
from programmes.defaults import SPEC
from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import application, edition, user
from tests.support.browser import follow
from tests.support.dossiers import full_form
from tests.support.pdfs import PDF

pytestmark = pytest.mark.django_db(transaction=True)
TITLE, TOWN = "id_q_title", "id_q_town"


@pytest.fixture
def dossier() -> Application:
    """A draft on the default form, its call open."""
    form = builder.publish(SPEC, name="Candidature", at=timezone.now())
    return application(edition(form=form), state=ApplicationState.DRAFT, title="Planning partagé")


@pytest.fixture
def form_page(dossier: Application, page_for: Callable[..., Page]) -> Callable[..., Page]:
    def open_step(step: int, **options: Any) -> Page:
        page = page_for(dossier.project.members.get().user, **options)
        page.goto(f"/my/applications/{dossier.reference}/form/{step}/")
        return page

    return open_step


def state_of(page: Page, field: str) -> Any:
    return page.locator(f"#{field}_state")


def test_text_typed_before_the_script_loaded_is_saved(
    dossier: Application, page_for: Callable[..., Page]
) -> None:
    page = page_for(dossier.project.members.get().user)
    held: list[Route] = []
    page.route("**/js/autosave*.js", lambda route: held.append(route))  # as on a slow connection
    with page.expect_request("**/js/autosave*.js"):
        page.goto(f"/my/applications/{dossier.reference}/form/1/", wait_until="commit")
    page.fill(f"#{TOWN}", "Caen")
    page.get_by_text("De 10 à 49").click()

    held[0].continue_()

    expect(state_of(page, TOWN)).to_contain_text("enregistré à")
    expect(state_of(page, "id_q_head_count")).to_contain_text("enregistré à")
    expect(page.locator(f"#{TOWN}")).to_have_value("Caen")
    values = queries.values(dossier.sheet)
    assert (values["town"], values["head_count"]) == ("Caen", "10_49")


def test_a_choice_nobody_must_make_is_taken_back(page_for: Callable[..., Page]) -> None:
    questions = [
        QuestionSpec("title", QuestionKind.SHORT_TEXT, "Titre"),
        QuestionSpec("trial", QuestionKind.YES_NO, "Un essai a-t-il eu lieu ?", required=False),
    ]
    form = builder.publish([SectionSpec("Le projet", questions=questions)], name="Essai", at=timezone.now())
    dossier = application(edition(form=form), state=ApplicationState.DRAFT, title="Quai")
    page = page_for(dossier.project.members.get().user)
    page.goto(f"/my/applications/{dossier.reference}/form/1/")
    clear = page.get_by_role("button", name="Effacer la réponse")
    expect(clear).to_be_hidden()
    page.get_by_label("Oui").check()
    expect(state_of(page, "id_q_trial")).to_contain_text("enregistré à")

    with page.expect_response("**/answers/trial/"):
        clear.click()

    expect(clear).to_be_hidden()
    expect(page.get_by_label("Oui")).not_to_be_checked()
    assert queries.values(dossier.sheet) == {"title": "Quai"}


@pytest.mark.main_journey
def test_a_lost_connection_keeps_the_text(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(1)
    page.context.set_offline(True)

    page.fill(f"#{TOWN}", "Falaise")
    page.press(f"#{TOWN}", "Tab")
    expect(state_of(page, TOWN)).to_contain_text("hors connexion")
    assert "town" not in queries.values(dossier.sheet)

    page.context.set_offline(False)
    expect(state_of(page, TOWN)).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet)["town"] == "Falaise"
    console.clear()


def test_the_choice_between_two_texts_is_offered_after_the_page_came_back_too(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(2)
    lea = user("Léa Morin")
    actions.save_answer(
        sheet=dossier.sheet, key="title", raw="Le sien", base_version=1, actor=lea, at=timezone.now()
    )
    page.route("**/answers/**", lambda route: route.abort())
    page.fill(f"#{TITLE}", "Le mien")
    page.get_by_role("button", name="Suivant").click()

    expect(page.locator(".conflict")).to_contain_text("Léa Morin a modifié cette réponse à")
    expect(page.get_by_text("Envoyez de nouveau la page")).to_have_count(0)
    page.unroute("**/answers/**")
    page.get_by_role("button", name="Garder la mienne").click()

    expect(state_of(page, TITLE)).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet)["title"] == "Le mien"
    console.clear()


def test_files_come_and_go_in_place(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(4)
    pdf = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}

    page.set_input_files("#id_q_attachments", [{**pdf, "buffer": b"<html>"}])
    expect(page.locator("#id_q_attachments_error")).to_contain_text("PDF")
    sent: list[str] = []
    page.on("request", lambda item: sent.append(item.url) if "/files/upload/" in item.url else None)
    note = {**pdf, "name": "note.txt", "mimeType": "text/plain"}
    page.set_input_files("#id_q_attachments", [note, pdf])
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    expect(page.locator("#id_q_attachments_error")).to_contain_text("« note.txt » : ce type")
    assert len(sent) == 2
    page.get_by_role("button", name="Retirer plan.pdf").click()

    expect(page.get_by_role("link", name="plan.pdf")).to_have_count(0)
    assert not dossier.sheet.attachments.exists()
    console.clear()


def test_a_file_chosen_while_another_goes_is_sent_too(
    dossier: Application, form_page: Callable[..., Page]
) -> None:
    page = form_page(4)
    plan, photo = (
        {"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in ("plan.pdf", "photo.pdf")
    )
    held: list[Route] = []
    released = threading.Event()
    page.route(
        "**/files/upload/**", lambda item: item.continue_() if released.is_set() else held.append(item)
    )

    with page.expect_request("**/files/upload/**"):
        page.set_input_files("#id_q_attachments", [plan])
    page.set_input_files("#id_q_attachments", [photo])
    released.set()
    held[0].continue_()

    expect(page.get_by_role("link", name="photo.pdf")).to_be_visible()
    assert sorted(dossier.sheet.attachments.values_list("name", flat=True)) == ["photo.pdf", "plan.pdf"]


PageFor = Callable[..., Page]


@pytest.mark.main_journey
def test_a_holder_applies_on_a_phone(page_for: PageFor) -> None:
    made, maelle = edition(form=full_form()), user("Maëlle Ravenel")
    page = page_for(maelle, 360)
    page.goto(reverse("projects:apply", args=[made.slug]))
    follow(page.get_by_role("button", name="Commencer le dossier"))

    with page.expect_response(lambda response: "/answers/structure_name/" in response.url):
        page.get_by_label("Nom de la structure").fill("Scierie des Aulnes")
        page.get_by_label("Nom de la structure").blur()
    expect(page.locator("#div_id_q_structure_name [data-state]").first).to_contain_text("enregistré à")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_label("Titre du projet").fill("Quai connecté")
    page.get_by_label("Titre du projet").press("Enter")
    expect(page.get_by_role("heading", name="Travail", level=1)).to_be_visible()
    page.get_by_role("button", name="Il manque").click()

    expect(page.get_by_role("heading", name="Vérifier et envoyer")).to_be_visible()
    application = Application.objects.get()
    assert (application.structure_name, application.title) == ("Scierie des Aulnes", "Quai connecté")
