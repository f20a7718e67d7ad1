"""The schemes of an edition beside the needs of its board: read once, whatever the number of needs."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from coaching.models import Need
from programmes.models import Edition, Organisation, SupportScheme
from programmes.scheme_fit import SchemeTerms, StructureFacts, fit
from projects.application.queries.structure import build_structure_facts, find_head_count

OF_STRUCTURE = (
    "participation__project__application__profile",
    "participation__project__application__department",
)


class OfferedScheme(NamedTuple):
    """A scheme in what a board reads of it."""

    name: str
    terms: SchemeTerms


def list_offers(edition: Edition, body: Organisation | None = None) -> tuple[OfferedScheme, ...]:
    """What the edition offers, or this ``body`` alone, by name. One query."""
    schemes = edition.schemes.current()
    if body is not None:
        schemes = schemes.filter(organisation=body)
    return describe_offers(schemes.order_by("name", "pk"))


def describe_offers(schemes: Iterable[SupportScheme]) -> tuple[OfferedScheme, ...]:
    return tuple(OfferedScheme(scheme.name, scheme.terms) for scheme in schemes)


def with_structures(needs: "QuerySet[Need]", *columns: str) -> "QuerySet[Need]":
    """The same needs, with the columns ``columns`` and those that :func:`read_structure` reads."""
    head_counts = find_head_count(OuterRef("participation__project__application__sheet"))
    return (
        needs.select_related("participation__project__organisation", "participation__project__application")
        .only(*columns, *OF_STRUCTURE)
        .annotate(head_count_answer=Subquery(head_counts[:1]))
    )


def read_structure(need: Need) -> StructureFacts:
    """What the dossier of the need's project says of its structure. No query after :func:`with_structures`."""
    application = getattr(need.participation.project, "application", None)
    return build_structure_facts(application, getattr(need, "head_count_answer", None))


def list_fitting_schemes(offers: Iterable[OfferedScheme], need: Need, today: date) -> list[str]:
    """Names of those that may answer the need, the best first; none for a need of no kind. No query."""
    if not need.kind:
        return []
    facts = read_structure(need)
    found = [(fit(offer.terms, facts, [need.kind], today), offer.name) for offer in offers]
    found.sort(key=lambda pair: pair[0].rank)
    return [
        _("%(scheme)s (à vérifier)") % {"scheme": name} if verdict.to_check else name
        for verdict, name in found
        if verdict.is_proposed
    ]
