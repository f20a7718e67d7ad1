"""The organisers' search reads all that a dossier says, as it was last sent."""

import copy
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.actions import save_answer
from accelerator.questionnaires.queries import content
from accelerator.web.search import places
from programmes.actions.table_imports import apply_import
from projects.application.actions.content import refresh_search_entry
from projects.application.actions.versions import drop_revision, start_revision
from projects.application.enums import ApplicationState
from projects.completion import actions as completion
from projects.conflicts.actions import recuse
from projects.exchange.actions.imports import ApplicationImporter
from projects.models import Application, SearchEntry
from projects.triage import listing
from tests.factories import World, edition_with, published_form
from tests.support.completions import send_request
from tests.support.dossiers import draft, full_form, lead, send_again, sent
from tests.support.exchange import HEADINGS, QUESTIONS, built, csv_rows, dossier, workbook
from tests.support.imports import checked
from tests.support.types import AsUser, BuildOnce

pytestmark = pytest.mark.django_db


def build_world() -> World:
    return edition_with(form=full_form(), organisers=2)


@pytest.fixture(scope="module")
def built_world(build_once: BuildOnce) -> World:
    return build_once(build_world)


@pytest.fixture
def world(built_world: World, db: None) -> World:
    return copy.deepcopy(built_world)


def find(browser: Client, world: World, words: str, **more: str) -> list[str]:
    """The dossiers that the list shows for these words, in its order; it counts as many."""
    url = reverse("projects:manage_applications", args=[world.edition.slug], query={"q": words, **more})
    listed = browser.get(url).context["list"]
    assert listed.page.paginator.count == len(listed.rows)
    return [row.reference for row in listed.rows]


def without(world: World, *words: str) -> list[str]:
    """Which of these words match nothing in the whole edition, for any reader."""
    entries = SearchEntry.objects.filter(application__call__edition=world.edition)
    return [word for word in words if not entries.filter(words__words=word).exists()]


def text(application: Application, key: str, value: Any) -> None:
    save_answer(
        sheet=application.working_sheet,
        key=key,
        raw=value,
        base_version=None,
        actor=lead(application),
        at=timezone.now(),
    )


# --- what is found ---


def test_a_dossier_is_found_by_a_word_anywhere_in_it(as_user: AsUser, world: World) -> None:
    wanted = sent(world.edition, at=timezone.now(), solution="Un tableau pour la main-d’œuvre", town="Rioz")
    other = dict.fromkeys(
        ("title", "impact", "work_problem", "employees", "involvement", "structure_name"), "Autre chose."
    )
    sent(world.edition, at=timezone.now(), **other, stage="idea", siret="73282932000074")
    browser = as_user(world.organiser)

    for words in (
        "encadrement",
        "ENCADREMENT qui écoute",
        "l’encadrement",
        "priorités écran",  # one in a long answer, the other in the title
        "operateur",  # the beginning of a word
        "réunion",
        "encadrements",  # written in the singular
        "à l'essai",  # the label of a choice
        "on trial",  # the same, for who reads English
        "scierie des aulnes",
        "main d’oeuvre",
        "000 000 018 00010",
    ):
        assert find(browser, world, words) == [wanted.reference], words
    for words in ("cadrement", "encadrement zzz", "ri"):  # the end of a word, one word of two, two letters
        assert find(browser, world, words) == [], words
    assert len(find(browser, world, "· ?")) == 2, "a text without a word finds everything"


def test_words_are_found_and_marked_however_their_signs_are_written(as_user: AsUser, world: World) -> None:
    def send(impact: str) -> str:
        application = sent(world.edition, at=timezone.now(), impact=impact, work_problem="Aucun.")
        Application.objects.filter(pk=application.pk).update(title="Sans titre")
        return application.reference

    browser = as_user(world.organiser)
    bold = "𝗔𝘁𝗲𝗹𝗶𝗲𝗿"  # as networks make texts bold
    cut = ["ate\u00adlier", "ate\u200blier"]  # as pages and PDFs do
    written = [send(f"Un {text}.") for text in (bold, *cut, "lʼatelier", "atelier")]
    for sought in ("atelier", bold, " " * 250 + "atelier"):
        assert sorted(find(browser, world, sought)) == sorted(written)
    accented = send("Un x\u0302y.")
    assert find(browser, world, "xy") == [accented]
    for text, sought in ((bold, "atelier"), (cut[0], "atelier"), ("atelier", bold), ("x\u0302y", "xy")):
        assert places(f"Un {text}.", sought)[0][0] == 3


def test_nothing_reveals_what_only_logistics_reads(as_user: AsUser) -> None:
    world = edition_with(form=published_form(*QUESTIONS))
    application = dossier(world, access="Fauteuil roulant", people=12)
    refresh_search_entry(application, content(application.sheet))

    assert without(world, "fauteuil", application.title) == ["fauteuil"]


def test_an_answer_that_another_hides_finds_nothing() -> None:
    world = edition_with(form=published_form(*QUESTIONS))
    made = dossier(world, trial="no", lessons="Parler tôt")
    refresh_search_entry(made, content(made.sheet))
    assert without(world, "parler") == ["parler"]

    made = dossier(world, trial="yes", lessons="Parler tôt")
    refresh_search_entry(made, content(made.sheet))

    assert without(world, "parler") == []


# --- as it was last sent ---


def test_a_draft_is_not_searched(world: World) -> None:
    application = draft(world.edition, at=timezone.now(), solution="Une baguette magique")

    assert without(world, "baguette") == ["baguette"]
    assert not SearchEntry.objects.filter(application=application).exists()


def test_a_new_version_is_found_by_what_it_says_once_it_is_sent(world: World) -> None:
    application = sent(world.edition, at=timezone.now(), solution="Un tableau mural")

    def revise() -> None:
        start_revision(application=application, actor=lead(application), at=timezone.now())
        application.refresh_from_db()
        text(application, "solution", "Une appli de poche")
        assert without(world, "mural", "poche") == ["poche"]

    revise()
    drop_revision(application=application, actor=lead(application), at=timezone.now())
    assert without(world, "mural", "poche") == ["poche"]
    revise()
    send_again(application)

    assert without(world, "mural", "poche") == ["mural"]


def test_a_completed_dossier_is_found_by_its_new_words(world: World) -> None:
    application = sent(world.edition, at=timezone.now())
    request = send_request(world, application, "impact")
    save_answer(
        sheet=request.sheet,
        key="impact",
        raw="Moins de paperasse",
        base_version=None,
        actor=lead(application),
        at=timezone.now(),
    )
    assert without(world, "paperasse", "encadrement") == ["paperasse"]

    completion.answer_completion(request=request, reply="", actor=lead(application), at=timezone.now())

    assert without(world, "paperasse", "encadrement") == ["encadrement"]


def test_an_imported_dossier_is_searched_like_the_others() -> None:
    world = edition_with(form=published_form(*QUESTIONS))
    book = workbook(
        [*HEADINGS, "Trial", "Lessons"], ["P-1", "a@exemple.test", "Quai connecté", "Oui, déjà", "Parler tôt"]
    )
    table = checked(world, book, incomplete_accepted=True)

    apply_import(ApplicationImporter, stored=table, actor=world.organiser, at=timezone.now())

    assert without(world, "parler", "quai", "déjà", Application.objects.get().reference) == []


# --- who finds, and how ---


def test_a_recused_person_finds_nothing_of_a_dossier(as_user: AsUser, world: World) -> None:
    application, other = (sent(world.edition, at=timezone.now()) for _turn in range(2))
    Application.objects.update(state=ApplicationState.ELIGIBLE)
    aside, colleague = world.organisers
    recuse(application=application, reviewer=aside, author=aside, reason="Une amie", at=timezone.now())

    assert find(as_user(aside), world, "encadrement") == [other.reference]
    assert find(as_user(colleague), world, "encadrement") == [other.reference, application.reference]


def test_frequent_and_rare_words_are_found_alike(
    as_user: AsUser, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {sent(world.edition, at=timezone.now(), title=title).reference for title in ("Aube", "Zénith")}
    sent(world.edition, at=timezone.now(), impact="Aucun.", department="Orne")
    browser = as_user(world.organiser)

    for many in (0, 10**6):  # by the index, down the list
        monkeypatch.setattr(listing, "MANY", many)
        for more in ({}, {"sort": "title"}, {"sort": "-submitted"}, {"state": "submitted"}):
            assert set(find(browser, world, "encadrement", **more)) == wanted
            assert find(browser, world, "encadrement", department="Orne", **more) == []


def test_the_file_of_a_search_holds_what_it_found_in_the_order_it_came(world: World) -> None:
    first, second = (sent(world.edition, at=timezone.now()) for _turn in range(2))
    sent(world.edition, at=timezone.now(), impact="Aucun.")

    job = built(world.edition, world.organiser, query="q=encadrement&sort=-title", columns=["reference"])

    assert [row[0] for row in csv_rows(job)[1:]] == [first.reference, second.reference]


def test_signs_that_databases_read_are_no_words(as_user: AsUser, world: World) -> None:
    application = sent(world.edition, at=timezone.now(), impact="Un renard 🦊 et l’été, re nard, ١٢٣.")
    browser = as_user(world.organiser)
    signs = [
        "' | ''",
        "\\",
        "%",
        "_",
        "(",
        "<->",
        "été:*",
        "🦊 renard",
        "re_nard%",
        "renard & été",
        "!renard",
        "١٢٣",
    ]

    for words in signs:
        assert find(browser, world, words) == [application.reference], words


def test_a_word_without_end_and_a_book_are_sent_all_the_same(as_user: AsUser, world: World) -> None:
    endless, book = "é" * 900, " ".join(f"{number:x}{'ßœ' * 6}" for number in range(58))
    application = sent(world.edition, at=timezone.now(), solution=endless, impact=book)

    assert find(as_user(world.organiser), world, endless[:150]) == [application.reference]
    assert find(as_user(world.organiser), world, "1fssoessoe") == [application.reference]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the index of words is PostgreSQL’s")
def test_postgresql_looks_into_the_index_of_words(world: World) -> None:
    sent(world.edition, at=timezone.now())
    wanted = SearchEntry.objects.filter(words__words="encadrement")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")

    assert "search_entry_words" in wanted.explain()
    row_by_row = SearchEntry.objects.filter(words__words_row_by_row="encadrement")
    assert row_by_row.count() == 1
    assert "search_entry_words" not in row_by_row.explain()


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="PostgreSQL’s own settings of a column, an index and a table"
)
def test_postgresql_learns_nothing_about_frequent_words() -> None:
    """A later migration of the column would quietly undo it, and counting would unpack every dossier."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.attstattarget, i.reloptions, t.reloptions from pg_attribute a, pg_class i, pg_class t"
            " where a.attrelid = t.oid and t.relname = 'projects_searchentry' and a.attname = 'words'"
            " and i.relname = 'search_entry_words'"
        )

        assert cursor.fetchone() == (0, ["fastupdate=off"], ["fillfactor=10"])


def test_a_dossier_opened_from_a_search_shows_where_its_words_are(as_user: AsUser, world: World) -> None:
    application = sent(world.edition, at=timezone.now(), impact="Un <b>encadrement</b> & des encadrant·es.")
    browser = as_user(world.organiser)
    listed = browser.get(
        reverse("projects:manage_applications", args=[world.edition.slug], query={"q": "l’encadrant"})
    )

    page = browser.get(listed.context["list"].rows[0].url).text

    assert '<a href="#answer-impact">' in page
    assert '<a href="#answer-solution">' not in page
    assert '<div class="answer" id="answer-impact">' in page
    assert "Un &lt;b&gt;encadrement&lt;/b&gt; &amp; des <mark>encadrant·es</mark>." in page
    assert "?q=l%E2%80%99encadrant" in page, "the way back to the list"
    assert "Les mots de « l’encadrant » se trouvent dans" in page.replace("\xa0", " ")
    assert application.title in page.replace("\xa0", " ")


def test_a_search_that_a_dossier_does_not_answer_marks_nothing(as_user: AsUser, world: World) -> None:
    application = sent(world.edition, at=timezone.now(), access_needs="Un fauteuil")
    url = reverse(
        "projects:manage_application",
        args=[world.edition.slug, application.reference],
        query={"q": "fauteuil"},
    )

    page = as_user(world.organiser).get(url).text

    assert "<mark>" not in page
    assert "se trouvent dans" not in page
