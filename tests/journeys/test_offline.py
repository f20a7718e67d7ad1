"""On a phone, with a network that comes and goes, several tabs and somebody else: no word is lost."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Error, Page, expect

from accelerator.accounts.models import User
from accelerator.questionnaires import builder, queries
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import QuestionKind as Kind
from projects.application.enums import ApplicationState
from projects.models import Application, MemberRights, ProjectMember
from tests.factories import application, edition, user
from tests.support.browser import sign_in
from tests.support.choices import choice, choices
from tests.support.pdfs import PDF

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = 360
STAGES = choices(choice("idea", "Idée"), choice("trial", "Essai"), other=True)
WITH_PARTNERS = {"key": "partners", "any_of": ["yes"]}
ROWS = [choice("health", "Santé"), choice("dialogue", "Dialogue social")]
SPEC = [
    SectionSpec(
        "Projet",
        questions=[
            QuestionSpec("title", Kind.SHORT_TEXT, "Titre", required=True, max_length=120),
            QuestionSpec("work_problem", Kind.LONG_TEXT, "Le problème", required=True, min_length=20, max_length=1500),
            QuestionSpec("stage", Kind.SINGLE, "Étape", options=STAGES),
            QuestionSpec("partners", Kind.YES_NO, "Des partenaires ?", required=True),
            QuestionSpec("who", Kind.SHORT_TEXT, "Lesquels ?", required=True, show_if=WITH_PARTNERS),
            QuestionSpec("effects", Kind.MATRIX, "Effets attendus", options={"rows": ROWS, "min": 1, "max": 5}),
            QuestionSpec("again", Kind.RECOMMENDATION, "Recommanderiez-vous ?"),
        ],
    ),
    SectionSpec(
        "Travail",
        questions=[
            QuestionSpec("impact", Kind.LONG_TEXT, "Les effets", required=True),
            QuestionSpec("annexes", Kind.FILE, "Pièces jointes", options={"types": ["pdf"], "max_files": 3}),
        ],
    ),
]  # fmt: skip
PARAGRAPH = "Les plannings changent la veille. Les équipes ne peuvent pas s’organiser."


@pytest.fixture
def dossier() -> Application:
    form = builder.publish(SPEC, name="Candidature", at=timezone.now())
    return application(edition(form=form), state=ApplicationState.DRAFT, title="Planning partagé")


@pytest.fixture
def form_page(dossier: Application, page_for: Callable[..., Page]) -> Callable[..., Page]:
    def open_step(who: Any = None, step: int = 1, **options: Any) -> Page:
        page = page_for(who or dossier.project.members.get(leads=True).user, **{"width": PHONE, **options})
        page.goto(f"/my/applications/{dossier.reference}/form/{step}/")
        return page

    return open_step


def co_author(dossier: Application) -> User:
    lea = user("Léa Morvan")
    ProjectMember.objects.create(
        project=dossier.project, user=lea, rights=MemberRights.EDIT, joined_at=timezone.now()
    )
    return lea


def write(page: Page, key: str, words: str) -> None:
    """Letter by letter at the end of the field, as people do."""
    field = page.locator(f"#id_q_{key}")
    field.focus()
    field.press("End")
    field.press_sequentially(words)


def leave(page: Page) -> None:
    page.keyboard.press("Tab")


def state(page: Page, key: str) -> Any:
    return page.locator(f"#id_q_{key}_state")


def test_the_network_goes_in_the_middle_of_a_sentence_and_the_page_is_reloaded(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page()
    write(page, "work_problem", PARAGRAPH[:30])
    leave(page)
    expect(state(page, "work_problem")).to_contain_text("enregistré à")

    page.context.set_offline(True)
    write(page, "work_problem", PARAGRAPH[30:])
    page.get_by_label("Oui", exact=True).check(force=True)
    write(page, "who", "La CCI de Caen")
    leave(page)
    expect(state(page, "who")).to_contain_text("hors connexion")
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("status").filter(has_text="cette page reste ouverte")).to_be_visible()
    expect(page.locator("#offline")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    address, context = page.url, page.context
    page.close(run_before_unload=False)  # the phone closes what it does not show
    again = context.new_page()
    with pytest.raises(Error, match="INTERNET_DISCONNECTED"):
        again.goto(address)

    context.set_offline(False)
    again.goto(address)

    expect(again.locator("#id_q_work_problem")).to_have_value(PARAGRAPH)
    expect(again.locator("#id_q_who")).to_have_value("La CCI de Caen")
    for key in ("work_problem", "who", "partners"):
        expect(state(again, key)).to_contain_text("enregistré à")
    values = queries.values(dossier.sheet)
    assert (values["work_problem"], values["who"], values["partners"]) == (PARAGRAPH, "La CCI de Caen", True)
    assert (
        again.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('possibles:answer')).length")
        == 0
    )
    console.clear()


def test_a_file_chosen_without_a_network_goes_once_it_is_back(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(step=2)
    plan, photo = (
        {"name": name, "mimeType": "application/pdf", "buffer": PDF} for name in ("plan.pdf", "photo.pdf")
    )
    page.context.set_offline(True)

    page.set_input_files("#id_q_annexes", [plan])
    expect(state(page, "annexes")).to_contain_text(
        "sans réseau, en attente dans cette page ouverte : plan.pdf"
    )
    page.set_input_files("#id_q_annexes", [photo])
    expect(state(page, "annexes")).to_contain_text("plan.pdf, photo.pdf")
    page.context.set_offline(False)

    expect(page.get_by_role("link", name="photo.pdf")).to_be_visible()
    assert sorted(dossier.sheet.attachments.values_list("name", flat=True)) == ["photo.pdf", "plan.pdf"]
    page.context.set_offline(True)
    page.get_by_role("button", name="Retirer photo.pdf").click()
    expect(page.locator("#id_q_annexes_error")).to_contain_text("n’a pas pu être retiré")
    page.context.set_offline(False)
    console.clear()


def test_a_page_does_not_leave_a_file_that_waits_behind(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(step=2)
    page.route("**/files/upload/**", lambda item: item.abort())
    page.set_input_files(
        "#id_q_annexes", [{"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )
    expect(state(page, "annexes")).to_contain_text("en attente dans cette page ouverte : plan.pdf")

    page.get_by_role("button", name="Vérifier et envoyer").click()
    expect(page.get_by_role("status").filter(has_text="cette page reste ouverte")).to_be_visible()
    expect(state(page, "annexes")).to_contain_text("plan.pdf")
    page.unroute("**/files/upload/**")
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # as coming back to the tab does
    expect(page.get_by_role("link", name="plan.pdf")).to_be_visible()
    expect(page.get_by_text("cette page reste ouverte")).to_be_hidden()
    page.get_by_role("button", name="Vérifier et envoyer").click()

    expect(page).to_have_url(re.compile("/submit/"))
    assert dossier.sheet.attachments.get().name == "plan.pdf"
    console.clear()


def test_a_file_that_the_server_loses_is_not_sent_for_ever(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page(step=2)
    page.route("**/files/upload/**", lambda item: item.fulfill(status=502))

    page.set_input_files(
        "#id_q_annexes", [{"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PDF}]
    )

    expect(page.locator("#id_q_annexes_error")).to_contain_text("Choisissez-le de nouveau")
    console.clear()


@pytest.mark.parametrize(
    ("button", "owner"), [("Garder la mienne", "de Claire"), ("Prendre l’autre", "de Léa")]
)
def test_two_co_authors_on_one_field_see_both_texts(
    dossier: Application, form_page: Callable[..., Page], console: list[str],
    button: str, owner: str,
) -> None:  # fmt: skip
    claire, lea = form_page(), form_page(co_author(dossier))
    lea.fill("#id_q_work_problem", "Le texte de Léa")
    leave(lea)
    expect(state(lea, "work_problem")).to_contain_text("enregistré à")

    claire.fill("#id_q_work_problem", "Le texte de")
    expect(claire.locator(".conflict")).to_contain_text("Le texte de Léa")
    write(claire, "work_problem", " Claire")  # she writes on: the focus was not taken from her
    expect(claire.locator("[data-conflict-mine]")).to_have_text("Le texte de Claire")
    assert claire.evaluate("document.documentElement.scrollWidth <= innerWidth")
    claire.get_by_role("button", name=button).click()

    expect(claire.locator(".conflict")).to_have_count(0)
    expect(claire.locator("#id_q_work_problem")).to_have_value(f"Le texte {owner}")
    if "Claire" in owner:
        expect(state(claire, "work_problem")).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet)["work_problem"] == f"Le texte {owner}"
    console.clear()  # Chromium writes the 409 there


def test_two_tabs_share_what_they_save_and_keep_what_they_do_not(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    first = form_page()
    second = first.context.new_page()
    second.goto(first.url)

    first.fill("#id_q_title", "Depuis le premier")
    leave(first)
    expect(second.locator("#id_q_title")).to_have_value("Depuis le premier")
    second.fill("#id_q_title", "Depuis le second")  # no conflict with oneself
    leave(second)
    expect(state(second, "title")).to_contain_text("enregistré à")
    assert queries.values(dossier.sheet)["title"] == "Depuis le second"

    first.context.set_offline(True)
    first.fill("#id_q_work_problem", "Écrit hors connexion dans le premier")
    second.fill("#id_q_work_problem", "Écrit hors connexion dans le second")
    leave(first)
    leave(second)
    for tab in (first, second):
        expect(state(tab, "work_problem")).to_contain_text("hors connexion")
    stored = first.evaluate("Object.values(localStorage).join()")
    assert "dans le premier" in stored
    assert "dans le second" in stored
    console.clear()


def test_signing_in_again_elsewhere_sends_what_waited(
    dossier: Application, form_page: Callable[..., Page], site: str, console: list[str]
) -> None:
    page = form_page()
    Session.objects.all().delete()

    write(page, "work_problem", PARAGRAPH)
    leave(page)
    expect(page.locator("#id_q_work_problem_error")).to_contain_text("Connectez-vous de nouveau")
    expect(page.locator("#id_q_work_problem")).to_have_value(PARAGRAPH)

    lead = dossier.project.members.get(leads=True).user
    page.context.add_cookies([sign_in(lead, site)])
    page.evaluate("window.dispatchEvent(new Event('focus'))")  # coming back to this tab
    expect(state(page, "work_problem")).to_contain_text("enregistré à")
    expect(page.locator("#id_q_work_problem_error")).to_be_hidden()
    assert queries.values(dossier.sheet)["work_problem"] == PARAGRAPH
    console.clear()


def test_a_person_who_may_no_longer_write_keeps_the_text(
    dossier: Application, form_page: Callable[..., Page], console: list[str]
) -> None:
    lea = co_author(dossier)
    page = form_page(lea)
    ProjectMember.objects.filter(user=lea).update(rights=MemberRights.READ)

    page.fill("#id_q_work_problem", PARAGRAPH)
    leave(page)

    expect(page.locator("#id_q_work_problem_error")).to_contain_text("copiez-le")
    expect(page.locator("#id_q_work_problem")).to_have_value(PARAGRAPH)
    assert PARAGRAPH in page.evaluate("Object.values(localStorage).join()")
    assert "work_problem" not in queries.values(dossier.sheet)
    console.clear()


def test_questions_come_and_go_with_the_answers(dossier: Application, form_page: Callable[..., Page]) -> None:
    page = form_page()
    who, total = page.locator("#id_q_who"), page.locator(".progression [data-total]")
    expect(who).to_be_hidden()
    expect(total).to_have_text("4")

    page.get_by_label("Oui", exact=True).check(force=True)
    expect(who).to_be_visible()
    expect(total).to_have_text("5")
    page.fill("#id_q_who", "La CCI")
    leave(page)
    expect(state(page, "who")).to_contain_text("enregistré à")
    page.get_by_label("Non", exact=True).check(force=True)

    expect(who).to_be_hidden()
    expect(total).to_have_text("4")
    assert "who" not in queries.values(dossier.sheet)
    page.get_by_label("Oui", exact=True).check(force=True)
    expect(who).to_have_value("La CCI")
    expect(total).to_have_text("5")


def test_a_matrix_a_mark_and_words_of_one_s_own_are_saved_while_one_answers(
    dossier: Application, form_page: Callable[..., Page]
) -> None:
    page = form_page()

    expect(page.get_by_label("Si autre, précisez")).to_be_hidden()
    page.get_by_label("Autre", exact=True).check()
    page.get_by_label("Si autre, précisez").fill("Déjà à l’arrêt")
    page.locator("[value='health=4']").check(force=True)
    with page.expect_response(lambda reply: "dialogue" in (reply.request.post_data or "")):
        page.locator("[value='dialogue=2']").check(force=True)
    page.locator("[name=q_again][value='10']").check(force=True)
    for key in ("stage", "effects", "again"):
        expect(state(page, key)).to_contain_text("enregistré à")

    values = queries.values(dossier.sheet)
    assert values["stage"] == {"other": "Déjà à l’arrêt"}
    assert (values["effects"], values["again"]) == ({"health": 4, "dialogue": 2}, 10)
    page.reload()
    expect(page.get_by_label("Si autre, précisez")).to_have_value("Déjà à l’arrêt")
    expect(page.locator("[value='health=4']")).to_be_checked()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_counter_says_how_much_is_still_needed(form_page: Callable[..., Page]) -> None:
    page = form_page()
    counter = page.locator("#id_q_work_problem_counter")
    expect(counter).to_contain_text("au moins 20")

    page.fill("#id_q_work_problem", "Trop court")
    expect(counter).to_have_attribute("data-state", "short")
    expect(page.locator("#div_id_q_work_problem [data-counter-live]")).to_have_text(
        "Caractères à ajouter : 10"
    )

    page.fill("#id_q_work_problem", "x" * 20)
    expect(counter).to_have_attribute("data-state", "within")


def test_a_refusal_is_read_with_its_field_as_long_as_it_stands(
    form_page: Callable[..., Page], console: list[str]
) -> None:
    page = form_page()
    field, described = page.locator("#id_q_title"), re.compile(r"\bid_q_title_error\b")

    field.fill("x" * 121)
    leave(page)
    expect(field).to_have_attribute("aria-describedby", described)
    field.fill("Un titre")
    leave(page)

    expect(state(page, "title")).to_contain_text("enregistré à")
    expect(field).not_to_have_attribute("aria-describedby", described)
    expect(field).to_have_attribute("aria-describedby", re.compile("id_q_title_state"))
    console.clear()  # Chromium writes the 422 there
