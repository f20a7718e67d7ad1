"""Fetch an edition and tie the page to it, in one step."""

from typing import Any

from django.db.models import CharField, FilteredRelation, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.prepared import PreparedQuery
from programmes.capabilities import Capability
from programmes.extensions import list_flags
from programmes.models import Call, Edition
from programmes.queries import RoleBook


def _list_editions(slug: str, related: tuple[str, ...], flagged: bool, last: str = "") -> QuerySet[Edition]:
    rows: Any = (
        Edition.with_rehearsals.filter(slug=slug, call__isnull=False)
        .order_by()
        .select_related("programme", "call", *related)
    )
    if last:
        rows = rows.annotate(last=FilteredRelation(last)).select_related("last").order_by("-last__number")[:1]
    editions: QuerySet[Edition] = rows.annotate(**list_flags()) if flagged else rows
    return editions


_editions = PreparedQuery(_list_editions, slug=CharField())


def _find(slug: str, *related: str, flagged: bool = False, last: str = "") -> Edition:
    edition = _editions.fetch(slug=slug, related=related, flagged=flagged, last=last)
    if not edition:
        raise Http404
    return edition[0]


def roles_of(request: HttpRequest) -> RoleBook:
    """The roles of the user, read once: ``VisibilityMiddleware`` put them in the request."""
    return request.roles  # type: ignore[attr-defined]


def can(request: HttpRequest, *capabilities: Capability, edition: str) -> bool:
    """Whether who asks may do one of these in the edition of this slug. No query beside the roles."""
    return roles_of(request).can(*capabilities, edition_slug=edition)


def set_edition(request: HttpRequest, edition: Edition) -> None:
    """Tie the page to an edition: the frame shows its name and phase."""
    request.edition = edition  # type: ignore[attr-defined]


def edition_for(request: HttpRequest, slug: str, *related: str, last: str = "") -> Edition:
    """The edition of this page, with its call and programme: one query. Raises :class:`Http404`, also for an edition
    without a call: each is created with its own, and pages rely on it.

    Side effect: :func:`set_edition`. Role checks are the visibility table's, already done. ``related`` names more rows
    that come with it; ``last``, rows with a number: that of the highest is the attribute ``last``, if there is one.
    """
    edition = _find(slug, "call__form", "cloned_from__call", *related, last=last)
    set_edition(request, edition)
    return edition


def call_for(request: AuthenticatedRequest, slug: str) -> Call:
    """The call of the edition of this page: one query. Raises :class:`Http404`."""
    return edition_for(request, slug).call


def public_edition_for(request: HttpRequest, slug: str, *related: str, flagged: bool = False) -> Edition:
    """The edition of a public page. Until its call is published, an edition exists for its organisers only.

    The page is tied to the edition only once that is known: the frame of a 404 page must not name it. ``related``
    names the rows that come with it; ``flagged`` adds what its public sections need to know.
    """
    edition = _find(slug, *related, flagged=flagged)
    organises = can(request, Capability.MANAGE_EDITION, edition=slug)
    if not organises and not edition.call.is_published(timezone.now()):
        raise Http404
    set_edition(request, edition)
    return edition
