"""The organiser's list of dossiers, put together: filters, page, columns, and what surrounds them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.web.paging import Counted
from programmes.models import Call, Edition
from projects.application.models import ApplicationQuerySet
from projects.application.queries.applications import PAGE_SIZE, SORTS
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.models import Application, SavedFilter, Tag
from projects.triage import queries
from projects.triage.columns import ANY, Around, ListRow, columns_named, rows_of
from projects.triage.filters import ApplicationFilters

MANY = 20
"""A search that finds one dossier in so many, or more, fills its first page sooner by going down the list than by the
index of words; measured on PostgreSQL at ten thousand dossiers, where both take about five milliseconds."""


@dataclass(frozen=True)
class Listing:
    """One page of the list. ``columns`` are names of :data:`projects.triage.columns.COLUMNS`."""

    filters: ApplicationFilters
    overview: queries.Overview
    page: "Page[Any]"
    rows: list[ListRow]
    columns: list[str]
    tags: list[Tag]
    colleagues: list[User]
    saved: list[SavedFilter]


def filters_of(
    user: User, edition: Edition, dossiers: ApplicationQuerySet, query: QueryDict | str
) -> ApplicationFilters:
    """The filters of an address, over these dossiers. 3 queries."""
    overview = queries.overview(getattr(edition, "call", None))
    return ApplicationFilters(
        query if isinstance(query, QueryDict) else QueryDict(query),
        dossiers,
        user=user,
        departments=overview.departments,
        tags=queries.tags_of(edition),
        colleagues=queries.colleagues(edition),
        points=overview.points,
    )


def listing(request: AuthenticatedRequest, edition: Edition, dossiers: ApplicationQuerySet) -> Listing:
    """The page of the URL. 7 queries, 8 with words and other filters, 2 more to show scores."""
    call = getattr(edition, "call", None)
    overview = queries.overview(call)
    tags, colleagues = queries.tags_of(edition), queries.colleagues(edition)
    filters = ApplicationFilters(
        request.GET,
        dossiers,
        user=request.user,
        departments=overview.departments,
        tags=tags,
        colleagues=colleagues,
        points=overview.points,
    )
    total, finds_many = _count(request, call, overview, filters)
    applications = queries.with_answered_completion(filters.order_applications(finds_many=finds_many))
    page = Counted(applications, PAGE_SIZE, total=total).get_page(request.GET.get("page"))
    columns = columns_named(_columns_of(request.user, colleagues))
    on_page = list(page.object_list)
    tags_by_row = queries.tags_by_application(on_page) if "tags" in columns and tags else {}
    conflicts = conflicts_of(current_user(request), edition) if "score" in columns else Conflicts()
    around = Around(
        overview.points, {colleague.pk: colleague.name for colleague in colleagues}, tags_by_row, conflicts
    )
    saved = SavedFilter.objects.read_by(request.user, edition).select_related("user").order_by("name", "pk")
    address = reverse("projects:manage_application", args=[edition.slug, ANY])
    rows = rows_of(on_page, columns, around, address, f"?{filters.query}" if filters.query else "")
    return Listing(filters, overview, page, rows, columns, tags, colleagues, list(saved))


def neighbour(filters: ApplicationFilters, dossier: Application, *, forward: bool) -> str | None:
    """The reference of the dossier after this one in the list, or before it; ``None`` past an end. 1 query.

    The dossier itself need not be in the list any more: it has just been declared eligible, for instance.
    """
    by, key = SORTS[filters.sort]
    column, downwards = by.removeprefix("-"), by.startswith("-")
    # After, in a list that goes down, is smaller; before, in one that goes up, is smaller too.
    further = "lt" if downwards == forward else "gt"
    here = getattr(dossier, column)
    # The key orders equal values, as in the list: no dossier is met twice nor skipped.
    beyond = Q(**{f"{column}__{further}": here}) | Q(**{column: here, f"pk__{further}": dossier.pk})
    neighbours = filters.qs.filter(beyond).order_by(by, key)
    return (neighbours if forward else neighbours.reverse()).values_list("reference", flat=True).first()


def _count(
    request: AuthenticatedRequest, call: Call | None, overview: queries.Overview, filters: ApplicationFilters
) -> tuple[int | None, bool]:
    """The number of matching dossiers, ``None`` when only the list knows it, and whether its words match many."""
    if not call or (filters.narrowing and not filters.words):
        return None, False
    total = queries.count_listed(request.user, call, overview, filters.words)
    # A later page goes down the list further: the index of words is worth it sooner.
    finds_many = total * MANY >= overview.total * _pages_read(request.GET.get("page", ""), total)
    return (filters.order_applications().count() if filters.narrowing else total), finds_many


def _pages_read(wanted: str, total: int) -> int:
    """How many pages of a list are read to show the wanted one, from the nearer end."""
    # Rounded up, in whole numbers.
    last = max(1, -(-total // PAGE_SIZE))
    page = min(int(wanted), last) if wanted.isdecimal() and len(wanted) < 6 else 1
    return max(1, min(page, last - page + 1))


def _columns_of(user: User, colleagues: list[User]) -> list[str] | None:
    """The columns that the person chose; ``None`` for the usual list."""
    me = next((person for person in colleagues if person == user), None)
    chosen = getattr(me, "list_columns", None)
    return chosen.names if chosen else None
