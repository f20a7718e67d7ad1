"""The partners' board, as a program reads it."""

import pytest

from coaching.models import Need
from coaching.support.enums import StanceKind
from tests import factories
from tests.support.partners import PartnersTable
from tests.support.queries import statements
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def table():
    return PartnersTable()


def read(table, user):
    return reader_for(user).get(f"/api/v1/editions/{table.edition.slug}/needs")


def test_a_partner_reads_the_needs_and_what_each_body_answers(table):
    table.answer(StanceKind.LEAD, comment="Dès janvier.")

    needs = read(table, table.boris).json()["needs"]

    assert [need["sentence"] for need in needs] == [table.need.sentence]
    assert needs[0]["stances"] == [
        {"body": "Région", "stance": "lead", "comment": "Dès janvier.", "refers_to": None}
    ]


def test_a_need_that_is_kept_back_is_read_by_nobody(table):
    Need.objects.filter(pk=table.need.pk).update(is_shared=False)

    assert read(table, table.anna).json()["needs"] == []
    assert read(table, table.organiser).json()["needs"] == []


def test_a_partner_of_another_edition_reads_nothing(table):
    other = factories.edition_with(partners=1)

    assert read(table, other.partners[0]).status_code == 403


def test_it_asks_as_much_for_many_as_for_one(table):
    reader = reader_for(table.anna)
    address = f"/api/v1/editions/{table.edition.slug}/needs"
    few = len(statements(reader, address))
    table.answer(StanceKind.JOIN)

    assert len(statements(reader, address)) == few <= 12
