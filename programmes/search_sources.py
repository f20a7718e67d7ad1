"""What the search finds of the programme: the people at work in an edition, and editions."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import CharField, Q
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from accelerator.accounts.models import normalise_email
from accelerator.web.access import PUBLIC
from accelerator.web.search import Sought, is_named
from programmes.capabilities import Capability
from programmes.models import Edition, Organisation, Role
from programmes.models.role import RoleQuerySet
from programmes.search import (
    DOSSIERS,
    NO_TEXT,
    PEOPLE,
    ListSource,
    ResultRows,
    SearchRequest,
    SearchResult,
    SearchRow,
    SearchSource,
    register_lists,
    register_sources,
    select_columns,
)

PERSON_NAME = Coalesce(NullIf("user__name", NO_TEXT), "user__email", output_field=CharField())
"""As ``str`` of a person, for rows that lead to one by ``user``."""


def match_people(typed: Sought) -> Q:
    """That ``user`` has an account in use, and the words typed in their name."""
    return Q(user__names__parts=typed, user__is_active=True)


def match_people_or_address(typed: Sought) -> Q:
    """Match people by name, or by an address that begins as typed: for readers who may see addresses."""
    address = normalise_email(typed) if isinstance(typed, str) else ""
    if "@" not in address or not address.isprintable():
        return match_people(typed)
    return match_people(typed) | Q(user__email__startswith=address, user__is_active=True)


TEAM = select_columns(
    Role.objects.all(),
    edition="edition__",
    key="user",
    title=PERSON_NAME,
    detail=Coalesce(NullIf("organisation__short_name", NO_TEXT), "organisation__name", NO_TEXT),
    names="user__names",
    ref="edition__slug",
)


def select_team(rows: RoleQuerySet, request: SearchRequest) -> ResultRows:
    """The people of the page « Personnes » of an edition."""
    roles = rows.active().without_holders()
    roles = roles.filter(user__is_active=True, edition__rehearsal_of=None)
    if not request.reader.is_staff:
        roles = roles.filter(edition__in=request.roles.edition_ids(Capability.MANAGE_EDITION))
    return roles


def match_team(typed: Sought) -> Q:
    """Match roles by the person's name or address, or by their body."""
    bodies = Organisation.objects.filter(names__parts=typed).order_by().values("pk")
    return match_people_or_address(typed) | Q(organisation__in=bodies)


def locate_person(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:manage_person", args=[row.slug, row.key])


EDITION_COLUMNS = ("pk", "name", "slug", "programme__name", "place")


def read_editions(request: SearchRequest) -> list[tuple[Any, ...]]:
    """Public editions, and those this person organises; all of them for who looks after the site."""
    managed = request.roles.edition_ids(Capability.MANAGE_EDITION)
    editions = Edition.objects.order_by("-session_starts_on", "-pk")
    if not getattr(request.user, "is_staff", False):
        editions = editions.filter(Q(call__published_at__lte=request.at) | Q(pk__in=managed))
    return list(editions.values_list(*EDITION_COLUMNS))


def list_editions(request: SearchRequest) -> Iterable[SearchResult]:
    for key, name, slug, programme, place in request.read_once(read_editions):
        if is_named(f"{name} {programme} {place}", request.typed):
            manages = request.roles.can(Capability.MANAGE_EDITION, edition_slug=slug)
            page = "coaching:manage_edition" if manages else "programmes:edition"
            details = tuple(filter(None, [programme, place]))
            yield SearchResult("edition", key, name, details, partial(reverse, page, args=[slug]))


def register_search() -> None:
    """Called when the app is ready."""
    register_sources(
        SearchSource(
            PEOPLE, "person", Capability.MANAGE_EDITION, TEAM, select_team, match_team, locate_person
        )
    )
    register_lists(ListSource(DOSSIERS, PUBLIC, list_editions))
