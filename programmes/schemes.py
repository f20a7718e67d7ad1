"""The support schemes of a programme, as its organisers filter them and as an edition proposes them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf

from programmes.enums import SchemeState
from programmes.models import Edition, SupportScheme
from programmes.models.scheme import SupportSchemeQuerySet
from programmes.scheme_labels import describe_terms


def list_public_schemes(edition: Edition) -> list[tuple[str, str]]:
    """The support schemes that an edition still proposes, and the body of each as it is called. One query."""
    schemes = edition.schemes.current()
    name_of_body = Coalesce(NullIf("organisation__short_name", Value("")), "organisation__name")
    ordered = schemes.annotate(body=name_of_body).order_by("organisation__name", "name", "pk")
    return list(ordered.values_list("name", "body"))


@dataclass(frozen=True)
class SchemeRow:
    """One line: ``terms`` are its conditions in words; ``is_over``, its last day is past. ``scheme`` has its choice."""

    scheme: SupportScheme
    terms: list[tuple[str, str]]
    is_stale: bool
    is_over: bool


def filter_schemes(edition: Edition, values: Mapping[str, Any], today: date) -> SupportSchemeQuerySet:
    """The schemes of the programme that match these filters, each with its choice; those that the edition proposes
    first, then by name. Archived ones only on request.
    """
    state = values.get("state")
    rows: Any = edition.programme.schemes.with_choice(edition).select_related("organisation", "verified_by")
    rows = rows.order_by("-is_offered", "name", "pk")
    rows = rows.exclude(archived_at=None) if state == SchemeState.ARCHIVED else rows.current()
    if state in (SchemeState.OFFERED, SchemeState.UNOFFERED):
        rows = rows.filter(is_offered=state == SchemeState.OFFERED)
    elif state == SchemeState.STALE:
        rows = rows.stale(edition.schemes_checked_months, today)
    elif state == SchemeState.REWORDED:
        rows = rows.exclude(reworded_at=None)
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


def describe_schemes(schemes: list[SupportScheme], edition: Edition, today: date) -> list[SchemeRow]:
    months = edition.schemes_checked_months
    return [
        SchemeRow(scheme, describe_terms(scheme.terms), scheme.is_stale(months, today), scheme.is_over(today))
        for scheme in schemes
    ]


def count_editions(scheme: SupportScheme, managed: Collection[int], at: datetime) -> int:
    """How many editions propose a scheme, among the public ones and those ``managed`` by the reader. One query."""
    visible = Q(call__published_at__lte=at) | Q(pk__in=managed)
    return scheme.editions.filter(visible).count()
