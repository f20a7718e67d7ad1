"""The organiser's list of dossiers, put together: filters, page, columns, and what surrounds them."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.web.paging import Counted
from programmes.models import Edition
from projects import queries_triage as reads
from projects.columns import ANY, Around, Row, chosen, rows_of
from projects.filters import ApplicationFilters
from projects.models import Application, CheckItem, SavedFilter, Tag
from projects.models.application import ApplicationQuerySet
from projects.queries_applications import PAGE_SIZE


@dataclass(frozen=True)
class Listing:
    """One page of the list. ``columns`` are names of :data:`projects.columns.COLUMNS`."""

    filters: ApplicationFilters
    overview: reads.Overview
    page: "Page[Any]"
    rows: list[Row]
    columns: list[str]
    tags: list[Tag]
    colleagues: list[User]
    saved: list[SavedFilter]


def filters_of(
    user: Any, edition: Edition, dossiers: ApplicationQuerySet, query: QueryDict | str
) -> ApplicationFilters:
    """The filters of an address, over these dossiers. 4 queries."""
    call = getattr(edition, "call", None)
    return ApplicationFilters(
        query if isinstance(query, QueryDict) else QueryDict(query),
        dossiers,
        user=user,
        departments=reads.overview(call).departments,
        tags=reads.tags_of(edition),
        colleagues=reads.colleagues(edition),
        points=CheckItem.objects.filter(call=call, retired_at=None).count() if call else 0,
    )


def listing(request: HttpRequest, edition: Edition, dossiers: ApplicationQuerySet) -> Listing:
    """The page that the address asks for. 8 queries."""
    call = getattr(edition, "call", None)
    overview = reads.overview(call)
    tags, colleagues = reads.tags_of(edition), reads.colleagues(edition)
    points = len(reads.check_items(call)) if call else 0
    filters = ApplicationFilters(
        request.GET,
        dossiers,
        user=request.user,
        departments=overview.departments,
        tags=tags,
        colleagues=colleagues,
        points=points,
    )
    total = None
    if call and not filters.used:  # counted already, but for those that this organiser does not see
        unseen = Application.objects.kept_from(request.user, call).filter(submitted_at__isnull=False)
        total = overview.total - unseen.count()
    found = reads.marked(filters.ordered.defer("search_text"))
    page = Counted(found, PAGE_SIZE, total=total).get_page(request.GET.get("page"))
    columns = chosen(_kept_by(request.user, colleagues))
    shown = list(page.object_list)
    worn = reads.tags_worn(shown) if "tags" in columns and tags else {}
    around = Around(points, {one.pk: one.name for one in colleagues}, worn)
    saved = SavedFilter.objects.read_by(request.user, edition).select_related("user").order_by("name", "pk")
    rows = rows_of(shown, columns, around, reverse("projects:manage_application", args=[edition.slug, ANY]))
    return Listing(filters, overview, page, rows, columns, tags, colleagues, list(saved))


def _kept_by(user: Any, colleagues: list[User]) -> list[str] | None:
    """The columns that the person keeps; ``None`` for the list as it comes."""
    me = next((person for person in colleagues if person == user), None)
    kept = getattr(me, "list_columns", None)
    return kept.names if kept else None
