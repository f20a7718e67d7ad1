"""One search over all editions: groups of results, and the sources that subjects fill. Each finds what its pages let
this person read, by the querysets of those pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from itertools import chain
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Expression, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.registry import Registry
from accelerator.web.access import PUBLIC
from accelerator.web.search import Sought, is_searchable, list_pieces, measure_likeness
from programmes.capabilities import Capability
from programmes.queries import RoleBook

PEOPLE, PROJECTS, DOSSIERS = "people", "projects", "dossiers"
GROUPS: dict[str, Promise] = {
    PEOPLE: _("Personnes"),
    PROJECTS: _("Projets"),
    DOSSIERS: _("Dossiers et éditions"),
}
KINDS: dict[str, Promise] = {
    "person": _("Personne"),
    "attendee": _("Personne attendue"),
    "project": _("Projet"),
    "dossier": _("Dossier"),
    "edition": _("Édition"),
}
FEW, MOST = 5, 50
"""Rows of a group beside the others, and alone. A source looks at its latest ``MOST`` rows that match."""
BY_BEGINNING, BY_PART, BY_CONTENT = 0, 1, 2
"""What is found by its words comes before what is found by a part of one, and that before what only says them."""


@dataclass(frozen=True)
class SearchRequest:
    """Who searches, and what they typed, or pieces of it."""

    user: User | AnonymousUser
    roles: RoleBook
    typed: Sought
    at: datetime

    @property
    def reader(self) -> User:
        """Somebody who is signed in: sources for anybody do not ask."""
        assert isinstance(self.user, User)
        return self.user

    def is_of(self, audience: str) -> bool:
        return audience == PUBLIC or self.roles.can(Capability(audience))


class SearchRow(NamedTuple):
    """A line of a source: ``key`` is the thing's, ``ref`` completes its address, ``starts_on`` is its edition's."""

    source: int
    rank: int
    starts_on: date
    key: int
    title: str
    detail: str
    edition: str
    slug: str
    ref: str


COLUMNS = tuple(f"result_{name}" for name in SearchRow._fields)


@dataclass(frozen=True)
class SearchResult:
    """``kind`` and ``key`` are the same for one thing that two sources find. ``locate`` returns its address: most of
    what is compared is not listed.
    """

    kind: str
    key: int
    title: str
    details: tuple[str, ...]
    locate: Callable[[], str]

    @property
    def url(self) -> str:
        return self.locate()

    @property
    def kind_label(self) -> Promise:
        """What it is: a project and its dossier bear the same title."""
        return KINDS[self.kind]


ResultRows = QuerySet[Any, Any]
"""Rows of any model, in the columns of :class:`SearchRow` but ``source``."""
Select = Callable[[SearchRequest], ResultRows]


@dataclass(frozen=True)
class SearchSource:
    """``select`` returns rows by :func:`find_rows`; ``locate`` the address of one. It is read for ``audience``
    only, as the visibility table calls it."""

    group: str
    kind: str
    audience: str
    select: Select
    locate: Callable[[SearchRow, SearchRequest], str]


@dataclass(frozen=True)
class ListSource:
    """A short list, read whole in one query and compared by :func:`accelerator.web.search.is_named`."""

    group: str
    audience: str
    find: Callable[[SearchRequest], Iterable[SearchResult]]


_sources: Registry[SearchSource] = Registry()
"""To a thing that two find, the source leads that was registered last."""
_lists: Registry[ListSource] = Registry()
register_sources = _sources.add
register_lists = _lists.add


def find_rows(
    matching: QuerySet[Any],
    *,
    edition: str,
    rank: object,
    key: str,
    title: object,
    ref: str,
    detail: object = "",
) -> ResultRows:
    """The latest ``MOST`` of these rows, in the columns of :class:`SearchRow` but ``source``; no query.

    ``edition`` is the path to it with its underscores, the others a path, an expression or, of ``detail``, nothing.
    """
    latest = matching.order_by("-pk").values("pk")[:MOST]
    return (
        matching.model._default_manager.filter(pk__in=latest)
        .order_by()
        .annotate(
            result_rank=rank,
            result_starts_on=Coalesce(F(f"{edition}session_starts_on"), Value(date.max)),
            result_key=F(key),
            result_title=_make_column(title),
            result_detail=_make_column(detail),
            result_edition=F(f"{edition}name"),
            result_slug=F(f"{edition}slug"),
            result_ref=F(ref),
        )
    )


def _make_column(value: object) -> Any:
    if isinstance(value, Expression | F):
        return value
    return F(str(value)) if value else Value("", CharField())


def rank_names(path: str, typed: Sought) -> Case:
    """Whether the names at ``path`` have words that begin so, or a part of them is so."""
    begins = When(**{f"{path}__words": typed}, then=Value(BY_BEGINNING))
    return Case(begins, default=Value(BY_PART), output_field=IntegerField())


@dataclass(frozen=True)
class ResultGroup:
    """``has_more``: that there are others than ``results``."""

    name: str
    label: Promise
    results: list[SearchResult]
    has_more: bool


def search(request: SearchRequest, only: str = "") -> list[ResultGroup]:
    """The groups that have results, or the one called ``only``, longer. One query, and one for each list.

    Nothing for what :func:`accelerator.web.search.is_searchable` refuses.
    """
    if not (isinstance(request.typed, str) and is_searchable(request.typed)):
        return []
    names = [only] if only else list(GROUPS)
    return _gather(_read(request, names), names)


def search_alike(request: SearchRequest, typed: str, only: str = "") -> list[ResultGroup]:
    """As :func:`search`, what nearly has the words ``typed``: for when nothing has them.

    Pieces of what was typed are searched as if one had been typed, so that nothing else is found than what this person
    may read, and each result is compared: the closest come first. As many queries as :func:`search`.
    """
    names, pieces = [only] if only else list(GROUPS), tuple(list_pieces(typed))
    rows = _read(replace(request, typed=pieces), names) if pieces else ()
    measured = [
        (measure_likeness(" ".join((row.title, *row.details)), typed), group, row) for group, row in rows
    ]
    measured.sort(key=lambda line: line[0], reverse=True)
    return _gather(((group, row) for likeness, group, row in measured if likeness), names)


def _gather(rows: Iterable[tuple[str, SearchResult]], names: list[str]) -> list[ResultGroup]:
    limit = MOST if len(names) == 1 else FEW
    results: dict[str, dict[tuple[str, int], SearchResult]] = {name: {} for name in names}
    for group, result in rows:
        if len(results[group]) <= limit:
            results[group].setdefault((result.kind, result.key), result)
    return [
        ResultGroup(name, GROUPS[name], list(rows.values())[:limit], len(rows) > limit)
        for name, rows in results.items()
        if rows
    ]


Results = Iterator[tuple[str, SearchResult]]


def _read(request: SearchRequest, groups: list[str]) -> Results:
    return chain(_read_lists(request, groups), _read_sources(request, groups))


def _read_lists(request: SearchRequest, groups: list[str]) -> Results:
    for source in _lists:
        if source.group in groups and request.is_of(source.audience):
            for result in source.find(request):
                yield source.group, result


def _read_sources(request: SearchRequest, groups: list[str]) -> Results:
    """Of all sources, what is found best first, then the latest edition: a thing comes again for each that finds it."""
    selected = [
        source.select(request).annotate(result_source=Value(place)).values_list(*COLUMNS)
        for place, source in enumerate(_sources)
        if source.group in groups and request.is_of(source.audience)
    ]
    if not selected:
        return
    first, *others = selected
    rows = first.union(*others, all=True) if others else first
    for row in rows.order_by(
        "result_rank", "-result_starts_on", "-result_source", "-result_key", "-result_ref"
    ):
        line = SearchRow(*row)
        yield _sources[line.source].group, _build_result(line, request)


def _build_result(row: SearchRow, request: SearchRequest) -> SearchResult:
    source = _sources[row.source]
    details = tuple(filter(None, [row.detail, row.edition]))
    return SearchResult(source.kind, row.key, row.title, details, partial(source.locate, row, request))
