"""The rows of the visibility table by themselves: who is named, before anybody walks the pages."""

from accelerator.web import access
from programmes.enums import RoleName

AUDIENCES = {access.PUBLIC, access.LINK, access.SIGNED_IN, access.STAFF, *RoleName.values}

SHARED = {
    "coaching:coaching_home": {RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER},
    "coaching:coaching_project": {RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER},
    "coaching:coaching_dossier": {RoleName.MENTOR, RoleName.FACILITATOR},
    "coaching:coaching_file": {RoleName.MENTOR, RoleName.FACILITATOR},
    "coaching:survey_results": {RoleName.ORGANISER, RoleName.FACILITATOR},
}
"""Pages of several roles, said a second time: whoever changes one of these rows says it here too."""
ORGANISERS_AND_STAFF = {RoleName.ORGANISER.value, access.STAFF}


def test_every_row_names_audiences_that_exist() -> None:
    wrong = {name: row for name, row in access.table().items() if not row or not row <= AUDIENCES}

    assert wrong == {}


def test_pages_of_several_roles_are_those_that_are_said() -> None:
    shared = {name: set(row) for name, row in access.table().items() if len(row) > 1}

    assert {name: row for name, row in shared.items() if row != ORGANISERS_AND_STAFF} == SHARED


def test_an_edition_is_managed_by_its_organisers_and_the_staff() -> None:
    pages = [name for name in access.table() if name.startswith("programmes:manage_")]

    assert pages
    assert {access.row_for(name) for name in pages} == {frozenset(ORGANISERS_AND_STAFF)}
    assert access.row_for("coaching:manage_edition") == ORGANISERS_AND_STAFF
