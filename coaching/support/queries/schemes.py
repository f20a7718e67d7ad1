"""The schemes of an edition beside the needs of its board: read once, whatever the number of needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from coaching.models import Need
from coaching.synthesis.reports.schemes import build_structure_facts, find_head_count
from programmes.models import Edition, Organisation, SupportScheme
from programmes.scheme_fit import FitOutcome, SchemeTerms, StructureFacts, fit
from programmes.scheme_labels import describe_fit, describe_misfit

OF_STRUCTURE = (
    "participation__project__application__profile",
    "participation__project__application__department",
)


class OfferedScheme(NamedTuple):
    """A scheme in what a board shows of it."""

    name: str
    body: str
    terms: SchemeTerms


@dataclass(frozen=True)
class SchemeFit:
    """A scheme beside a need: ``words`` say why it is proposed, or why not; ``name`` says what is to check."""

    scheme: OfferedScheme
    is_proposed: bool
    name: str
    words: str


def list_offers(edition: Edition, body: Organisation | None = None) -> tuple[OfferedScheme, ...]:
    """What the edition offers, or this ``body`` alone, by name. One query."""
    schemes = SupportScheme.objects.current().filter(edition=edition)
    if body is not None:
        schemes = schemes.filter(organisation=body)
    rows = schemes.select_related("organisation").order_by("name", "pk")
    return tuple(OfferedScheme(scheme.name, str(scheme.organisation), scheme.terms) for scheme in rows)


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


def list_fits(offers: Iterable[OfferedScheme], need: Need, today: date) -> list[SchemeFit]:
    """Those that answer such a need, the best first, whether they fit the structure or not. No query."""
    facts, kinds = read_structure(need), [need.kind] if need.kind else None
    found = [(fit(offer.terms, facts, kinds, today), offer) for offer in offers]
    found.sort(key=lambda pair: pair[0].rank)
    return [
        SchemeFit(
            offer,
            verdict.is_proposed,
            name_fit(offer.name, to_check=bool(verdict.to_check)),
            describe_fit(offer.terms, verdict)
            if verdict.is_proposed
            else describe_misfit(offer.terms, verdict),
        )
        for verdict, offer in found
        if verdict.outcome != FitOutcome.UNRELATED
    ]


def name_fit(name: str, *, to_check: bool) -> str:
    return _("%(scheme)s (à vérifier)") % {"scheme": name} if to_check else name
