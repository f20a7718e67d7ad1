"""The money of an edition in its synthesis, for organisers and partners."""

from django.utils.translation import gettext as _

from accelerator.amounts import format_euros, freeze_amount, read_frozen_amount
from coaching.portfolio.queries.amounts import (
    AmountKind,
    list_amounts,
    list_commitments,
    list_decided_needs,
    summarise_amounts,
)
from coaching.surveys.counting import Facts
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.added_sections import AddedSection, register_added
from coaching.synthesis.reports.document import Section, make_section, make_table
from coaching.synthesis.reports.rendering import link_to, register_source
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.models import Participation

AMOUNTS = "amounts:all"
BY_BODY = "body"


def gather_amounts(edition: Edition, _place: Participation | None) -> Facts:
    """Totals of the projects that came, and those of each body. Four queries."""
    rows = Participation.objects.confirmed().filter(edition=edition)
    places = {place.pk: place for place in rows.select_related("edition", "project__organisation")}
    amounts = list_amounts(places, list_decided_needs(places), list_commitments(places))
    if not amounts:
        return {}
    summary = summarise_amounts(amounts)
    bodies = next(table for table in summary.tables if table.grouping.code == BY_BODY)
    lines = [("", list(summary.totals.values())), *bodies.lines]
    return {"lines": [[body, *(freeze_amount(total.amount) for total in totals)] for body, totals in lines]}


def describe_amounts(facts: Facts) -> Section:
    """A table whose first line is the total."""
    rows = [
        [body if number else _("Tous les organismes"), *(_write(amount) for amount in amounts)]
        for number, (body, *amounts) in enumerate(facts.get("lines", []))
    ]
    columns = [_("Organisme"), *(str(kind.label) for kind in AmountKind)]
    return make_section("amounts", _("Les montants"), blocks=[make_table(columns, rows, source=AMOUNTS)])


def _write(amount: str) -> str:
    return format_euros(read_frozen_amount(amount)) or "–"


def register_amounts() -> None:
    """Called when the app is ready."""
    of_edition = frozenset({ReportKind.EDITION})
    section = AddedSection("amounts", 30, gather_amounts, lambda facts: [describe_amounts(facts)], of_edition)
    register_added(section)
    register_source("amounts", link_to(manage_amounts=Capability.MANAGE_FOLLOW_UP))
