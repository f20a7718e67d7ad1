"""The list of the support schemes of an edition, as its filters narrow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from programmes.enums import SchemeState
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import SupportSchemeQuerySet
from programmes.scheme_labels import describe_terms


@dataclass(frozen=True)
class SchemeRow:
    """One line: ``terms`` are its conditions in words; ``is_over``, its last day is past."""

    scheme: SupportScheme
    terms: list[tuple[str, str]]
    is_stale: bool
    is_over: bool


def filter_schemes(edition: Edition, values: Mapping[str, Any], today: date) -> SupportSchemeQuerySet:
    """The schemes of the edition that match these filters, by name; archived ones only on request."""
    state = values.get("state")
    rows: Any = edition.schemes.select_related("organisation", "verified_by").order_by("name", "pk")
    rows = rows.exclude(archived_at=None) if state == SchemeState.ARCHIVED else rows.current()
    if state == SchemeState.STALE:
        rows = rows.stale(edition.schemes_checked_months, today)
    elif state == SchemeState.LATER:
        rows = rows.filter(opens_on__gt=today)
    elif state == SchemeState.OVER:
        rows = rows.filter(closes_on__lt=today)
    if need := values.get("need"):
        rows = rows.answering(need)
    if profile := values.get("profile"):
        rows = rows.for_profile(profile)
    if body := values.get("body"):
        rows = rows.filter(organisation=body)
    if words := values.get("q"):
        name = Q(organisation__name__icontains=words) | Q(organisation__short_name__icontains=words)
        rows = rows.filter(Q(name__icontains=words) | Q(code__icontains=words) | name)
    return rows


def describe_schemes(schemes: list[SupportScheme], today: date) -> list[SchemeRow]:
    return [
        SchemeRow(scheme, describe_terms(scheme.terms), scheme.is_stale(today), scheme.is_over(today))
        for scheme in schemes
    ]
