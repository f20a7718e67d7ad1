"""What the search finds of the programme: the people at work in an edition, and editions."""

from collections.abc import Iterable
from functools import partial

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.urls import reverse

from accelerator.accounts.models import User, normalise_email
from accelerator.web.access import PUBLIC
from accelerator.web.search import Sought, is_named
from programmes.capabilities import Capability
from programmes.enums import RoleName
from programmes.models import Edition, Organisation, Role
from programmes.search import (
    DOSSIERS,
    PEOPLE,
    ListSource,
    ResultRows,
    SearchRequest,
    SearchResult,
    SearchRow,
    SearchSource,
    find_rows,
    rank_names,
    register_lists,
    register_sources,
)

NO_TEXT = Value("", CharField())
PERSON_NAME = Coalesce(NullIf("user__name", NO_TEXT), "user__email", output_field=CharField())
"""As ``str`` of a person, for rows that lead to one by ``user``."""


def find_people(typed: Sought) -> QuerySet[User]:
    """The people with an account in use whose name has the words typed."""
    return User.objects.filter(names__parts=typed, is_active=True)


def find_people_or_address(typed: Sought) -> QuerySet[User]:
    """The same, or whose address begins as typed: for readers of their addresses."""
    address = normalise_email(typed) if isinstance(typed, str) else ""
    if "@" not in address or not address.isprintable():
        return find_people(typed)
    return User.objects.filter(Q(names__parts=typed) | Q(email__startswith=address), is_active=True)


def select_team(request: SearchRequest) -> ResultRows:
    """The people of the page « Personnes » of an edition, by their name, address or body."""
    roles = Role.objects.active().exclude(name=RoleName.HOLDER)
    roles = roles.filter(user__is_active=True, edition__rehearsal_of=None)
    if not request.reader.is_staff:
        editions = Role.objects.editions_where(request.reader, Capability.MANAGE_EDITION)
        roles = roles.filter(edition__in=editions)
    bodies = Organisation.objects.filter(names__parts=request.typed)
    named = Q(user__in=find_people_or_address(request.typed).order_by().values("pk"))
    return find_rows(
        roles.filter(named | Q(organisation__in=bodies.order_by().values("pk"))),
        edition="edition__",
        rank=rank_names("user__names", request.typed),
        key="user",
        title=PERSON_NAME,
        detail=Coalesce(NullIf("organisation__short_name", NO_TEXT), "organisation__name", NO_TEXT),
        ref="edition__slug",
    )


def locate_person(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:manage_person", args=[row.slug, row.key])


EDITION_COLUMNS = ("pk", "name", "slug", "programme__name", "place")


def list_editions(request: SearchRequest) -> Iterable[SearchResult]:
    """Public editions, and those this person organises; all of them for who looks after the site."""
    managed = request.roles.edition_ids(Capability.MANAGE_EDITION)
    editions = Edition.objects.order_by("-session_starts_on", "-pk")
    if not getattr(request.user, "is_staff", False):
        editions = editions.filter(Q(call__published_at__lte=request.at) | Q(pk__in=managed))
    for key, name, slug, programme, place in editions.values_list(*EDITION_COLUMNS):
        if is_named(f"{name} {programme} {place}", request.typed):
            manages = request.roles.can(Capability.MANAGE_EDITION, edition_slug=slug)
            page = "coaching:manage_edition" if manages else "programmes:edition"
            details = tuple(filter(None, [programme, place]))
            yield SearchResult("edition", key, name, details, partial(reverse, page, args=[slug]))


def register_search() -> None:
    """Called when the app is ready."""
    register_sources(SearchSource(PEOPLE, "person", Capability.MANAGE_EDITION, select_team, locate_person))
    register_lists(ListSource(DOSSIERS, PUBLIC, list_editions))
