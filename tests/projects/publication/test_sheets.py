"""A sheet says its title, and of the rest what its holders chose to show: each alone."""

import pytest

from projects.models import Project
from projects.publication.queries import with_leads
from projects.publication.sheets import SHEET_COLUMNS, read_sheet
from tests import factories

pytestmark = pytest.mark.django_db
FIELDS = [column.removeprefix("shows_") for column in SHEET_COLUMNS]


@pytest.mark.parametrize("column", [None, *SHEET_COLUMNS])
def test_a_sheet_shows_what_was_chosen_and_nothing_beside(column):
    place = factories.participation(factories.edition())
    Project.objects.update(**{name: name == column for name in SHEET_COLUMNS})
    project = with_leads(Project.objects.select_related("application", "edition")).get(pk=place.project_id)

    sheet = read_sheet(project)

    assert sheet.title == project.title
    assert [f"shows_{field}" for field in FIELDS if getattr(sheet, field)] == ([column] if column else [])
