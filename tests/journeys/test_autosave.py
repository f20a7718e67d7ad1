"""Nothing typed is lost: the application form in a browser, with a bad connection and with somebody else in it."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accelerator.questionnaires import actions, builder, queries
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import QuestionKind
from programmes.defaults.application_form import SPEC
from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import application, edition, user
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


def test_what_is_typed_before_the_script_came_is_saved_too(
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


def test_an_answer_is_saved_while_one_writes(dossier: Application, form_page: Callable[..., Page]) -> None:
    page = form_page(1)

    page.fill(f"#{TOWN}", "Caen")
    page.press(f"#{TOWN}", "Tab")
    page.get_by_text("De 10 à 49").click()

    expect(state_of(page, TOWN)).to_contain_text("enregistré à")
    expect(state_of(page, "id_q_head_count")).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet) == {
        "title": "Planning partagé",
        "town": "Caen",
        "head_count": "10_49",
    }
    expect(page.locator(".progression-text b")).to_have_text("3")


def test_the_count_is_right_when_the_network_mixes_the_replies_up(form_page: Callable[..., Page]) -> None:
    page = form_page(1)
    held: list[Route] = []
    released = threading.Event()
    page.route("**/answers/**", lambda route: route.continue_() if released.is_set() else held.append(route))

    page.fill(f"#{TOWN}", "Caen")
    with page.expect_request("**/answers/**"):
        page.press(f"#{TOWN}", "Tab")
    page.get_by_text("De 10 à 49").click()
    page.evaluate("new Promise((done) => setTimeout(done, 200))")  # a second request would have left
    released.set()
    replies = [(route, route.fetch()) for route in held]
    for route, reply in reversed(replies):
        route.fulfill(response=reply)

    expect(state_of(page, TOWN)).to_contain_text("enregistré à")
    expect(state_of(page, "id_q_head_count")).to_contain_text("enregistré à")
    expect(page.locator(".progression-text b")).to_have_text("3")


def test_a_choice_nobody_must_make_is_taken_back(
    page_for: Callable[..., Page], axe: Callable[[Page], None]
) -> None:
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
    axe(page)

    with page.expect_response("**/answers/trial/"):
        clear.click()

    expect(clear).to_be_hidden()
    expect(page.get_by_label("Oui")).not_to_be_checked()
    assert queries.values(dossier.sheet) == {"title": "Quai"}


def test_a_wrong_answer_is_reported_at_its_field(form_page: Callable[..., Page]) -> None:
    page = form_page(1)

    page.fill("#id_q_siret", "00000000000000")
    page.press("#id_q_siret", "Tab")

    expect(page.locator("#id_q_siret_error")).to_contain_text("SIRET")
    expect(page.locator("#id_q_siret")).to_have_attribute("aria-invalid", "true")
    page.fill("#id_q_siret", "000 000 018 00010")
    page.press("#id_q_siret", "Tab")
    expect(state_of(page, "id_q_siret")).to_contain_text("enregistré à")
    expect(page.locator("#id_q_siret_error")).to_be_hidden()


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


def test_a_text_survives_a_closed_tab(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(1)
    page.route("**/answers/**", lambda route: route.abort())
    page.fill(f"#{TOWN}", "Vire")
    page.press(f"#{TOWN}", "Tab")
    expect(state_of(page, TOWN)).not_to_be_empty()
    address, context = page.url, page.context
    page.close(run_before_unload=False)

    again = context.new_page()
    again.goto(address)

    expect(again.locator(f"#{TOWN}")).to_have_value("Vire")
    expect(state_of(again, TOWN)).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet)["town"] == "Vire"
    console.clear()


@pytest.mark.parametrize(
    ("button", "kept"), [("Garder la mienne", "Le mien"), ("Prendre l’autre", "Le sien")]
)
def test_two_people_choose_between_their_texts(
    dossier: Application, form_page: Callable[..., Page], console: list[str], axe: Callable[[Page], None],
    button: str, kept: str,
) -> None:  # fmt: skip
    page = form_page(2)
    actions.save_answer(
        sheet=dossier.sheet, key="title", raw="Le sien", base_version=1, actor=None, at=timezone.now()
    )

    page.fill(f"#{TITLE}", "Le mien")
    page.press(f"#{TITLE}", "Tab")
    expect(page.locator(".conflict")).to_contain_text("Le sien")
    axe(page)
    page.get_by_role("button", name=button).click()

    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.locator(f"#{TITLE}")).to_have_value(kept)
    if kept == "Le mien":
        expect(state_of(page, TITLE)).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet)["title"] == kept
    console.clear()  # Chromium writes the 409 there


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


def test_a_text_shortened_in_one_window_does_not_replace_that_of_the_other(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(2)
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("#id_q_summary", "é" * 612)
    page.press("#id_q_summary", "Tab")
    expect(page.locator("#id_q_summary_error")).to_contain_text("12")
    other.fill("#id_q_summary", "L’autre fenêtre.")
    other.press("#id_q_summary", "Tab")
    expect(state_of(other, "id_q_summary")).to_contain_text("enregistré à")

    page.get_by_role("button", name="Suivant").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.fill("#id_q_summary", "Cette fenêtre.")
    page.press("#id_q_summary", "Tab")

    expect(page.locator(".conflict")).to_contain_text("L’autre fenêtre.")
    assert queries.values(dossier.sheet)["summary"] == "L’autre fenêtre."
    page.get_by_role("button", name="Garder la mienne").click()
    expect(other.locator("#id_q_summary")).to_have_value("Cette fenêtre.")
    assert queries.values(dossier.sheet)["summary"] == "Cette fenêtre."
    console.clear()  # Chromium writes the 409 there


def test_leaving_at_once_saves_what_was_just_typed(
    dossier: Application, form_page: Callable[..., Page]
) -> None:
    page = form_page(2)

    page.fill(f"#{TITLE}", "Planning à plusieurs")
    page.get_by_role("button", name="Suivant").click()

    expect(page).to_have_url(f"/my/applications/{dossier.reference}/form/3/")
    assert queries.values(dossier.sheet)["title"] == "Planning à plusieurs"


def test_a_long_text_is_counted_and_never_cut(form_page: Callable[..., Page]) -> None:
    page = form_page(2)

    page.fill("#id_q_summary", "é" * 612)

    expect(page.locator("#id_q_summary_counter")).to_have_attribute("data-state", "over")
    expect(page.locator("#id_q_summary_error")).to_contain_text("12")
    expect(page.locator("#id_q_summary")).to_have_value("é" * 612)


def test_each_step_is_accessible(form_page: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    for step in (1, 2, 3, 4):
        page = form_page(step, width=360)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
