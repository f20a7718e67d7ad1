"""The pages of imports: a table is checked, read, imported, or goes."""

import pytest
from django.urls import reverse

from programmes.models import TableImport
from tests import factories
from tests.support.exchange import upload, workbook
from tests.support.imports import HEAD, row, world_to_fill
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> factories.World:
    return world_to_fill()


def test_an_organiser_checks_a_table_then_imports_it(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:application_imports", args=[world.edition.slug])

    sent = client.post(page, {"source": "platform", "file": upload(workbook(HEAD, row("A")))})
    shown = client.get(sent.url).content.decode()
    batch = TableImport.objects.get()
    done = client.post(reverse("projects:apply_application_import", args=[world.edition.slug, batch.pk]))

    assert "Importer 1 dossier" in shown
    assert done.url == reverse("projects:manage_applications", args=[world.edition.slug])
    assert "Projet A" in client.get(done.url).content.decode()
    batch.refresh_from_db()
    assert not batch.rows


def test_the_page_lists_problems_and_refuses_a_bad_file(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:application_imports", args=[world.edition.slug])

    wrong = client.post(page, {"source": "paper", "file": upload(b"\x00\x01", "x.xlsx")})
    empty = client.post(page, {"source": "paper"})
    sent = client.post(page, {"source": "paper", "file": upload(workbook(HEAD, row("A", SIRET="12")))})

    assert (wrong.status_code, empty.status_code) == (422, 422)
    assert "ni un classeur" in wrong.content.decode()
    shown = client.get(sent.url).content.decode()
    assert "SIRET" in shown
    assert "Importer 1" not in shown
