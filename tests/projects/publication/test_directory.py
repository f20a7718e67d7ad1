"""The directory of projects, its feed, and the map for search engines: what sheets show, and nothing else."""

import csv
import io
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.actions import save_answer
from projects.application.actions.versions import start_revision
from projects.models import Application, Participation, Project, SheetEntry
from projects.publication.actions import close_sheet, open_sheet, refresh_sheet_entry
from projects.publication.queries import SHEET_COLUMNS, read_sheet
from tests import factories
from tests.support.dossiers import lead, send_again, sent, the_call

pytestmark = pytest.mark.django_db
DIRECTORY = "/projects/"
ATOM = "{http://www.w3.org/2005/Atom}"


def publish(edition, title, **columns):
    place = factories.participation(edition, title=title)
    Project.objects.filter(pk=place.project_id).update(
        public_sheet=True, sheet_opened_at=timezone.now(), **columns
    )
    refresh_sheet_entry(project=place.project_id)
    return place.project


def find(client, **query):
    return [sheet.title for sheet in client.get(DIRECTORY, query).context["sheets"]]


def test_the_directory_lists_the_sheets_of_every_public_edition(client):
    publish(factories.edition(), "Quai connecté")
    publish(factories.edition(), "Atelier clair")
    publish(factories.edition(published_at=None), "Carnet caché")

    assert sorted(find(client)) == ["Atelier clair", "Quai connecté"]


def test_the_directory_is_filtered_by_words_edition_profile_and_department(client):
    edition = factories.edition()
    publish(edition, "Quai connecté", shows_profile=True, shows_department=True)
    publish(factories.edition(), "Atelier clair", shows_summary=True)

    assert find(client, q="quai") == ["Quai connecté"]
    assert find(client, q="résumé") == ["Atelier clair"]
    assert find(client, edition=edition.slug) == ["Quai connecté"]
    assert find(client, profile="internal_project") == ["Quai connecté"]
    assert find(client, department="calva") == ["Quai connecté"]


def test_a_word_is_found_by_its_beginning_whatever_its_accents(client):
    publish(factories.edition(), "Des réunions plus utiles")

    assert find(client, q="REUNION utile") == ["Des réunions plus utiles"]
    assert find(client, q="union") == []


def test_a_part_hidden_again_is_no_longer_found(client):
    edition = factories.edition()
    project = publish(edition, "Quai connecté", shows_summary=True)
    assert find(client, q="résumé") == ["Quai connecté"]

    open_sheet(project=project, columns=[], actor=factories.user(), at=timezone.now())

    assert find(client, q="résumé") == []
    assert find(client, q="quai") == ["Quai connecté"]


def test_a_dossier_sent_again_is_found_by_its_new_words(client):
    edition, at = the_call(), timezone.now()
    application = sent(edition, at=at, title="Quai connecté")
    Participation.objects.create_confirmed(
        project=application.project, edition=edition, offered_at=at, answered_at=at
    )
    open_sheet(project=application.project, columns=[], actor=lead(application), at=at)
    assert find(client, q="quai") == ["Quai connecté"]

    sheet = start_revision(application=application, actor=lead(application), at=at)
    save_answer(
        sheet=sheet, key="title", raw="Atelier clair", base_version=None, actor=lead(application), at=at
    )
    application.refresh_from_db()
    send_again(application)

    assert find(client, q="atelier") == ["Atelier clair"]
    assert find(client, q="quai") == []


def test_nothing_is_stored_of_the_words_of_a_closed_sheet(client):
    project, actor = publish(factories.edition(), "Quai connecté"), factories.user()

    close_sheet(project=project, actor=actor, at=timezone.now())
    assert not SheetEntry.objects.exists()

    open_sheet(project=project, columns=[], actor=actor, at=timezone.now())
    assert find(client, q="quai") == ["Quai connecté"]


def test_hidden_parts_of_a_sheet_are_not_searched(client):
    publish(factories.edition(), "Quai connecté")

    assert find(client, q="résumé") == []
    assert find(client, profile="internal_project") == []
    assert find(client, department="Calvados") == []


def test_a_page_that_was_cached_leaves_out_at_once_what_is_closed(client, settings):
    settings.PUBLIC_PAGE_SECONDS = 15
    edition = factories.edition()
    closed = publish(edition, "Quai connecté")
    publish(edition, "Atelier clair")
    query = {"edition": edition.slug}
    pages = [client.get(DIRECTORY, query).content.decode() for _time in range(2)]
    assert all("Quai connecté" in page for page in pages)

    Project.objects.filter(pk=closed.pk).update(public_sheet=False)

    page = client.get(DIRECTORY, query).content.decode()
    assert "Quai connecté" not in page
    assert "Atelier clair" in page


def test_the_feed_lists_the_latest_sheets(client):
    project = publish(factories.edition(), "Quai & <connecté>", shows_summary=True)

    answer = client.get(reverse("projects:sheets_feed"))

    assert answer.headers["Content-Type"].startswith("application/atom+xml")
    assert "Quai &amp; &lt;connecté&gt;" in answer.text
    assert project.slug in answer.text


def test_each_entry_of_the_feed_has_an_author_even_where_the_structure_is_hidden(client):
    publish(factories.edition(), "Quai connecté")
    feed = ElementTree.fromstring(client.get(reverse("projects:sheets_feed")).content)
    assert [author.findtext(f"{ATOM}name") for author in feed.findall(f"{ATOM}author")] == ["Possibles"]
    names = [author.findtext(f"{ATOM}name") for author in feed.iter(f"{ATOM}author")]
    assert all(names), names


def test_characters_invalid_in_xml_do_not_break_the_feed(client):
    edition, at = the_call(), timezone.now()
    application = sent(edition, at=at, title="Quai connecté")
    Participation.objects.create_confirmed(
        project=application.project, edition=edition, offered_at=at, answered_at=at
    )
    open_sheet(project=application.project, columns=[], actor=lead(application), at=at)
    sheet = start_revision(application=application, actor=lead(application), at=at)
    save_answer(
        sheet=sheet,
        key="title",
        raw="Quai \uffffclair\ufffe",
        base_version=None,
        actor=lead(application),
        at=at,
    )
    application.refresh_from_db()
    send_again(application)

    feed = ElementTree.fromstring(client.get(reverse("projects:sheets_feed")).content)

    assert [title.text for title in feed.iter(f"{ATOM}title")][1:] == ["Quai clair"]


def test_search_engines_find_the_public_pages(client):
    edition = factories.edition()
    project = publish(edition, "Quai connecté")

    text = client.get("/sitemap.xml").text

    assert reverse("programmes:edition", args=[edition.slug]) in text
    assert f"/projects/{project.slug}/" in text


@pytest.fixture
def place():
    return factories.edition_with(participations=1).participations[0]


def read_table(client, place):
    answer = client.get(f"/api/v1/editions/{place.edition.slug}/open-data.csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_sheet_is_a_line_once_it_is_agreed_to_and_no_more_once_withdrawn(client, place):
    agreed = Project.objects.filter(pk=place.project_id)

    assert read_table(client, place) == []
    agreed.update(public_sheet=True)
    assert [row["title"] for row in read_table(client, place)] == [place.project.title]
    agreed.update(public_sheet=False)
    assert read_table(client, place) == []


def test_a_text_that_a_spreadsheet_would_run_is_only_a_text(client, place):
    Project.objects.filter(pk=place.project_id).update(public_sheet=True, shows_structure=True, title="=1+1")
    Application.objects.filter(project=place.project_id).update(structure_name="@SUM(A1)")

    row = read_table(client, place)[0]

    assert (row["title"], row["structure"]) == ("'=1+1", "'@SUM(A1)")


def test_open_data_are_available_as_one_document(client, place):
    Project.objects.filter(pk=place.project_id).update(public_sheet=True)

    payload = client.get(f"/api/v1/editions/{place.edition.slug}/open-data.json").json()

    assert payload["edition"]["slug"] == place.edition.slug
    assert [row["slug"] for row in payload["projects"]] == [place.project.slug]
    assert "email" not in str(payload)


def test_a_program_reads_the_sheets_that_were_agreed_to(client):
    world = factories.edition_with(participations=2)
    public = world.participations[0].project
    Project.objects.filter(pk=public.pk).update(public_sheet=True, shows_summary=True)

    rows = client.get(f"/api/v1/editions/{world.edition.slug}/projects").json()["items"]

    assert [(row["slug"], row["summary"], row["structure"]) for row in rows] == [(public.slug, "Résumé.", "")]


FIELDS = [column.removeprefix("shows_") for column in SHEET_COLUMNS]


def test_a_sheet_has_what_was_chosen_and_nothing_beside():
    place = factories.participation(factories.edition())
    rows = Project.objects.select_related("application", "edition").with_lead_name()

    for column in (None, *SHEET_COLUMNS):
        Project.objects.update(**{name: name == column for name in SHEET_COLUMNS})
        project = rows.get(pk=place.project_id)

        sheet = read_sheet(project)

        assert sheet.title == project.title
        visible = [f"shows_{field}" for field in FIELDS if getattr(sheet, field)]
        assert visible == ([column] if column else [])
