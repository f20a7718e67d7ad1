"""The schemes of an edition beside the needs of its board: read once, whatever the number of needs."""

from typing import Any, NamedTuple

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery

from accelerator.prepared import Prepared
from coaching.models import Need
from coaching.synthesis.reports.schemes import find_head_count, tell_structure
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
    if body is None:
        rows = _schemes.ask(edition=edition.pk)
    else:
        rows = _schemes_of_body.ask(edition=edition.pk, organisation=body.pk)
    return tuple(OfferedScheme(scheme.name, str(scheme.organisation), scheme.terms) for scheme in rows)


def _list_schemes(**of: Any) -> QuerySet[SupportScheme]:
    return SupportScheme.objects.current().filter(**of).select_related("organisation").order_by("name", "pk")


_schemes = Prepared(_list_schemes, edition=BigIntegerField())
_schemes_of_body = Prepared(_list_schemes, edition=BigIntegerField(), organisation=BigIntegerField())


def with_structures(needs: Any, *shown: str) -> Any:
    """The same needs, ``shown`` of each, with what :func:`read_structure` asks. No query more."""
    told = find_head_count(OuterRef("participation__project__application__sheet"))
    return (
        needs.select_related("participation__project__organisation", "participation__project__application")
        .only(*shown, *OF_STRUCTURE)
        .annotate(told_head_count=Subquery(told[:1]))
    )


def read_structure(need: Need) -> StructureFacts:
    """What the dossier of the need's project says of its structure. No query after :func:`with_structures`."""
    application = getattr(need.participation.project, "application", None)
    return tell_structure(application, getattr(need, "told_head_count", None))
