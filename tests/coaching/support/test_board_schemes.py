"""Under each need of the partners' board, the schemes that fit: one's own body's, all of them for organisers."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from coaching.models import Need
from coaching.support.partners_view import gather_board
from coaching.support.queries.board import read_structure, with_structures
from programmes.enums import NeedKind, RoleName
from programmes.models import Role, SupportScheme
from projects.application.queries.structure import facts_of_structure
from tests import factories
from tests.support.partners import AT, PartnersTable
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_table() -> PartnersTable:
    """A need of expertise, of a structure of 50 to 249 people; three schemes of the region, one of the Opco."""
    table = PartnersTable()
    Need.objects.filter(pk=table.need.pk).update(kind=NeedKind.EXPERTISE)
    form = factories.published_form({"key": "head_count", "kind": "short_text"})
    application = table.place.project.application
    application.sheet = factories.sheet(form, head_count="50_249")
    application.save()
    offers = [
        ("Fact", table.region, {"needs": ["expertise"]}),
        ("Chèque", table.region, {"needs": ["expertise"], "head_count_max": 9}),
        ("Prêt", table.region, {"needs": ["funding"]}),
        ("Conseil RH", table.opco, {"needs": ["expertise"], "departments": ["14"]}),
    ]
    for name, body, terms in offers:
        factories.scheme(table.edition, name, organisation=body, **terms)
    return table


built, table = share_world(build_table)


def read(client: Any, table: PartnersTable, page: str) -> str:
    """The schemes named under the need."""
    text = client.get(table.page(page)).text.replace("\xa0", " ")
    return text.partition('board-schemes">')[2].partition("</span>")[0].strip()


def test_a_partner_reads_which_of_their_schemes_fit(table: PartnersTable, as_user: AsUser) -> None:
    assert read(as_user(table.anna), table, "support_board") == "Dispositif : Fact"


def test_an_organiser_reads_those_of_every_body_and_the_screen_of_the_room_none(
    table: PartnersTable, as_user: AsUser
) -> None:
    table.place.project.application.department = ""
    table.place.project.application.save()

    line = read(as_user(table.organiser), table, "manage_support_board")

    assert line == "Dispositifs : Fact, Conseil RH (à vérifier)"
    assert "board-schemes" not in as_user(table.organiser).get(table.page("support_screen")).text


def test_nothing_is_proposed_for_a_need_of_no_kind(table: PartnersTable, as_user: AsUser) -> None:
    Need.objects.filter(pk=table.need.pk).update(kind="")

    assert read(as_user(table.organiser), table, "manage_support_board") == ""


def test_a_scheme_that_was_archived_is_offered_to_nobody(table: PartnersTable, as_user: AsUser) -> None:
    SupportScheme.objects.filter(name="Fact").update(archived_at=AT)

    assert "Fact" not in read(as_user(table.anna), table, "support_board")
    assert "Fact" not in read(as_user(table.organiser), table, "manage_support_board")


def test_a_partner_of_no_body_reads_the_schemes_of_none(table: PartnersTable, as_user: AsUser) -> None:
    alone = factories.role(table.edition, RoleName.PARTNER)
    Role.objects.filter(user=alone).update(organisation=None)

    page = as_user(alone).get(table.page("support_board")).text

    assert table.need.sentence in page
    assert "board-schemes" not in page
    for name in ("Fact", "Chèque", "Prêt", "Conseil RH"):
        assert name not in page


def test_the_partners_view_lists_fitting_schemes(table: PartnersTable) -> None:
    table.place.project.application.department = ""
    table.place.project.application.save()

    ((need,),) = [project["needs"] for project in gather_board(table.edition, None)["projects"]]

    assert need["schemes"] == ["Fact", "Conseil RH (à vérifier)"]


def test_the_head_count_of_an_older_form_is_not_read(table: PartnersTable) -> None:
    """Its answer stays on the sheet, which is of a later revision."""
    sheet = table.place.project.application.sheet
    sheet.revision = factories.published_form({"key": "head_count", "kind": "short_text"})
    sheet.save()

    (need,) = with_structures(Need.objects.all(), "kind", "participation__project__organisation__name")

    assert read_structure(need).head_count is None
    assert facts_of_structure(table.place.project).head_count is None


def test_a_structure_is_read_with_its_need_as_from_its_application(
    table: PartnersTable, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        (need,) = with_structures(
            Need.objects.all(), "sentence", "kind", "participation__project__organisation__name"
        )
        structure = read_structure(need)

    assert structure.head_count is not None
    assert structure == facts_of_structure(table.place.project)


def read_need(client: Any, page: str) -> tuple[str, str]:
    """What may answer a need, and what does not fit, as its page says."""
    text = client.get(page).text.replace("\xa0", " ").partition('id="schemes"')[2]
    proposed, _heading, set_aside = text.partition("Ceux qui ne conviennent pas")
    return proposed, set_aside


def test_the_page_of_a_need_gives_a_partner_no_more_of_a_structure_than_their_own_schemes_need(
    table: PartnersTable, as_user: AsUser
) -> None:
    factories.scheme(
        table.edition, "Trop petit", organisation=table.opco, needs=["expertise"], head_count_max=9
    )
    factories.scheme(table.edition, "Large", organisation=table.opco, needs=["expertise"], head_count_min=50)

    own, own_misfits = read_need(as_user(table.anna), table.page("support_need", table.need.uid))
    every, every_misfits = read_need(
        as_user(table.organiser), table.page("manage_support_need", table.need.uid)
    )

    assert "Chèque" in own_misfits
    assert "Trop petit" not in own + own_misfits
    assert "Large" in own
    assert own.count("Répond à") == 1
    assert own.count("Conditions remplies") < every.count("Conditions remplies")
    assert "Trop petit" in every_misfits
