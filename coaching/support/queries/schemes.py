"""The schemes of an edition beside the needs of its board: read once, whatever the number of needs."""

from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from coaching.models import Need
from coaching.synthesis.reports.schemes import build_structure_facts, find_head_count
from programmes.models import Edition, Organisation, SupportScheme
from programmes.scheme_fit import SchemeTerms, StructureFacts

OF_STRUCTURE = (
    "participation__project__application__profile",
    "participation__project__application__department",
)


class OfferedScheme(NamedTuple):
    """A scheme in what a board says of it: equal ones are drawn once."""

    name: str
    body: str
    terms: SchemeTerms


def list_offers(edition: Edition, body: Organisation | None = None) -> tuple[OfferedScheme, ...]:
    """What the edition offers, or this ``body`` alone, by name. One query."""
    schemes = SupportScheme.objects.current().filter(edition=edition)
    if body is not None:
        schemes = schemes.filter(organisation=body)
    rows = schemes.select_related("organisation").order_by("name", "pk")
    return tuple(OfferedScheme(scheme.name, str(scheme.organisation), scheme.terms) for scheme in rows)


def with_structures(needs: Any, *shown: str) -> Any:
    """The same needs, with the columns ``shown`` and those that :func:`read_structure` reads."""
    told = find_head_count(OuterRef("participation__project__application__sheet"))
    return (
        needs.select_related("participation__project__organisation", "participation__project__application")
        .only(*shown, *OF_STRUCTURE)
        .annotate(told_head_count=Subquery(told[:1]))
    )


def read_structure(need: Need) -> StructureFacts:
    """What the dossier of the need's project says of its structure. No query after :func:`with_structures`."""
    application = getattr(need.participation.project, "application", None)
    return build_structure_facts(application, getattr(need, "told_head_count", None))
