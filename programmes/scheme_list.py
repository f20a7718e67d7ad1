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
    """One line: ``asks`` are its conditions in words; ``is_over``, its last day is past."""

    scheme: SupportScheme
    asks: list[tuple[str, str]]
    is_stale: bool
    is_over: bool


def filter_schemes(edition: Edition, values: Mapping[str, Any], today: date) -> SupportSchemeQuerySet:
    """The schemes of the edition that these filters keep, by name; the archived ones only where they are asked for."""
    state = values.get("state")
    found: Any = edition.schemes.select_related("organisation", "verified_by").order_by("name", "pk")
    found = found.exclude(archived_at=None) if state == SchemeState.ARCHIVED else found.current()
    if state == SchemeState.STALE:
        found = found.stale(edition.schemes_checked_months, today)
    elif state == SchemeState.LATER:
        found = found.filter(opens_on__gt=today)
    elif state == SchemeState.OVER:
        found = found.filter(closes_on__lt=today)
    if need := values.get("need"):
        found = found.answering(need)
    if profile := values.get("profile"):
        found = found.for_profile(profile)
    if body := values.get("body"):
        found = found.filter(organisation=body)
    if words := values.get("q"):
        name = Q(organisation__name__icontains=words) | Q(organisation__short_name__icontains=words)
        found = found.filter(Q(name__icontains=words) | Q(code__icontains=words) | name)
    return found


def describe_schemes(schemes: list[SupportScheme], today: date) -> list[SchemeRow]:
    return [
        SchemeRow(scheme, describe_terms(scheme.terms), scheme.is_stale(today), scheme.is_over(today))
        for scheme in schemes
    ]
