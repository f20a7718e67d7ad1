"""From the list to the exports: what is shown is what is exported, and the page of files costs the same for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from projects.exchange.actions import exports
from projects.models import Application, ExportJob
from tests import factories
from tests.support.exchange import built, csv_rows, dossier, queued
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def test_the_list_takes_as_many_queries_for_many_files(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:manage_exports", args=[world.edition.slug])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        return len(captured)

    queued(world)
    few = queries()
    for _ in range(3):
        queued(world)

    assert queries() == few <= 12


def test_a_filtered_list_is_exported_as_it_is_shown(world: factories.World, as_user: AsUser) -> None:
    for title, department in (("Scierie du Houlme", "Orne"), ("Laiterie du Bessin", "Calvados")):
        application = dossier(world, title=title)
        application.department = department
        application.save(update_fields=["department"])
    client = as_user(world.organiser)
    listed = client.get(
        reverse("projects:manage_applications", args=[world.edition.slug]), {"department": "Orne"}
    )
    address = f"{reverse('projects:export_table', args=[world.edition.slug])}?department=Orne"
    assert f'href="{address}"' in listed.content.decode()

    page = client.get(address)
    client.post(address, {"columns": ["reference"], "kind": "csv", "verb": "export"})

    assert "Le dossier de la liste que vous aviez filtrée" in page.content.decode()
    job = ExportJob.objects.get()
    exports.build_queued(job_id=job.pk, at=timezone.now())
    job.refresh_from_db()
    assert [row[0] for row in csv_rows(job)[1:]] == [Application.objects.get(department="Orne").reference]


def test_a_list_whose_filter_is_gone_is_not_exported(world: factories.World, as_user: AsUser) -> None:
    dossier(world, title="Scierie du Houlme")
    address = f"{reverse('projects:export_table', args=[world.edition.slug])}?department=Orne"

    page = as_user(world.organiser).post(address, {"columns": ["reference"], "kind": "csv", "verb": "export"})

    assert page.status_code == 422
    assert "Un filtre de cette liste n’existe plus" in page.text
    assert not ExportJob.objects.exists()


def test_nor_when_the_filter_goes_before_the_file_is_made(world: factories.World) -> None:
    dossier(world, title="Scierie du Houlme")

    job = built(world.edition, world.organiser, query="department=Orne", columns=["reference"])

    assert job.state == ExportJob.State.FAILED
    assert "Un filtre de la liste demandée n’existe plus" in job.error


def test_an_archive_without_a_single_attachment_says_so_and_is_not_offered(as_user: AsUser) -> None:
    world = factories.edition_with(applications=1)
    job = built(world.edition, world.organiser, kind="zip")

    page = as_user(world.organiser).get(reverse("projects:manage_exports", args=[world.edition.slug])).text

    assert "Aucune pièce jointe" in page
    assert reverse("projects:export_file", args=[world.edition.slug, job.pk]) not in page
