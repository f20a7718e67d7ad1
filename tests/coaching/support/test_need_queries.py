"""The page of one need makes as many queries as any other, whatever the edition proposes."""

from __future__ import annotations

import pytest

from coaching.support.enums import StanceKind, SupportOutcome
from tests import factories
from tests.support import plan as plans
from tests.support.partners import PartnersTable, fill_board
from tests.support.queries import BUDGET, statements
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


class DecidedTable(PartnersTable):
    """A need answered and decided through a scheme that the edition proposes no more."""

    def __init__(self) -> None:
        super().__init__()
        self.need.wished.add(self.region)
        self.scheme = factories.scheme(self.edition, "Prêt d’avant", organisation=self.region)
        self.answer(StanceKind.LEAD, scheme=self.scheme)
        self.open()
        self.decide(SupportOutcome.AGREED, scheme=self.scheme)
        self.edition.schemes.remove(self.scheme)

    def read_page(self, who: str) -> str:
        if who == "partner":
            return self.page("support_need", self.need.uid)
        return f"{self.page('manage_support_need', self.need.uid)}?body={self.region.pk}"

    def add_more(self) -> None:
        for rank in range(3):
            body = factories.organisation()
            factories.role(self.edition, "partner", through=body)
            factories.scheme(self.edition, organisation=body, needs=["funding"])
            plans.need(self.place, f"Un prêt {rank}", is_shared=True, kind="funding").wished.add(body)
        fill_board([self.place], [self.region, self.opco])


built, table = share_world(DecidedTable)


@pytest.mark.parametrize("who", ["partner", "organiser"])
def test_a_need_is_read_in_as_many_queries_as_any_page(
    table: DecidedTable, as_user: AsUser, who: str
) -> None:
    client = as_user(table.anna if who == "partner" else table.organiser)

    few = statements(client, table.read_page(who))
    table.add_more()
    many = statements(client, table.read_page(who))

    assert len(many) == len(few) <= BUDGET, "\n".join(many)


@pytest.mark.parametrize("who", ["partner", "organiser"])
def test_earlier_choices_stay_in_the_form(table: DecidedTable, as_user: AsUser, who: str) -> None:
    page = as_user(table.anna if who == "partner" else table.organiser).get(table.read_page(who))

    chosen = f'<option value="{table.scheme.pk}" selected>Prêt d’avant</option>'
    assert page.text.count(chosen) == (1 if who == "partner" else 2)


def test_a_body_that_left_the_board_stays_the_one_referred_to(table: DecidedTable, as_user: AsUser) -> None:
    gone = factories.organisation("Chambre des métiers")
    table.answer(StanceKind.REFER, table.opco, actor=table.boris, refer_to=gone)

    page = as_user(table.boris).get(table.read_page("partner"))

    assert f'<option value="{gone.pk}" selected>Chambre des métiers</option>' in page.text
