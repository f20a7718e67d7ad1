"""Open data of an edition: the public sheets as a table."""

import csv
import io

import pytest
from django.urls import reverse

from projects.models import Application, Project
from tests import factories

pytestmark = pytest.mark.django_db


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


def test_the_whole_is_there_in_one_document_too(client, place):
    Project.objects.filter(pk=place.project_id).update(public_sheet=True)

    payload = client.get(f"/api/v1/editions/{place.edition.slug}/open-data.json").json()

    assert payload["edition"]["slug"] == place.edition.slug
    assert [row["slug"] for row in payload["projects"]] == [place.project.slug]
    assert "email" not in str(payload)


def test_a_program_reads_the_sheets_that_were_agreed_to(client):
    world = factories.edition_with(participations=2)
    shown = world.participations[0].project
    Project.objects.filter(pk=shown.pk).update(public_sheet=True, shows_summary=True)

    rows = client.get(f"/api/v1/editions/{world.edition.slug}/projects").json()["items"]

    assert [(row["slug"], row["summary"], row["structure"]) for row in rows] == [(shown.slug, "Résumé.", "")]


def test_addresses_are_whole_since_they_are_read_far_from_the_site(client, place, settings):
    settings.SITE_URL = "https://possibles.test"
    Project.objects.filter(pk=place.project_id).update(public_sheet=True)
    page = reverse("projects:public_project", args=[place.edition.slug, place.project.slug])
    sheet = f"https://possibles.test{page}"
    base = f"/api/v1/editions/{place.edition.slug}"
    assert client.get(f"{base}/projects").json()["items"][0]["url"] == sheet
    assert client.get(f"{base}/open-data.json").json()["projects"][0]["url"] == sheet
    assert sheet in client.get(f"{base}/open-data.csv").text
