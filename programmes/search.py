"""One search over all editions: groups of results, and the sources that subjects fill. Each finds what its pages let
this person read, by the querysets of those pages."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, partial
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Expression, Q, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.registry import Registry
from accelerator.web.access import PUBLIC
from accelerator.web.search import (
    Likeness,
    Sought,
    has_parts,
    is_searchable,
    list_alternatives,
    list_pieces,
)
from accelerator.web.search_field import Words
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


T = TypeVar("T")


@dataclass(frozen=True)
class SearchRequest:
    """Who searches, and what they typed, or pieces of it."""

    user: User | AnonymousUser
    roles: RoleBook
    typed: Sought
    at: datetime
    _read: dict[object, Any] = field(default_factory=dict, compare=False)

    @property
    def reader(self) -> User:
        """The signed-in user. Sources for anybody must not read it."""
        assert isinstance(self.user, User)
        return self.user

    def is_of(self, audience: str) -> bool:
        return audience == PUBLIC or self.roles.can(Capability(audience))

    def read_once(self, read: "Callable[[SearchRequest], T]") -> T:
        """What ``read`` returns, for all sources and again for the pieces of what was typed: it does not depend on
        the words. Without this, a typing error takes fifteen queries instead of seven."""
        if read not in self._read:
            self._read[read] = read(self)
        result: T = self._read[read]
        return result

    @cached_property
    def beginnings(self) -> list[list[list[str]]]:
        return [[Words.list_parts(word) for word in sought] for sought in list_alternatives(self.typed)]


class SearchRow(NamedTuple):
    """A line of a source: ``key`` is the thing's, ``ref`` completes its address, ``starts_on`` is its edition's,
    ``names`` are folded."""

    key: int
    title: str
    detail: str
    edition: str
    slug: str
    starts_on: date | None
    ref: str
    names: str
    source: int


@dataclass(frozen=True)
class SearchResult:
    """One line of the search. ``kind`` and ``key`` are the same for one thing that two sources find. ``locate``
    returns its address: most of what is compared is not listed.
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


@dataclass(frozen=True)
class SearchSource:
    """A queryset that the search reads. ``select`` narrows ``rows`` (:func:`select_columns`) to those that somebody
    may read, ``match`` is the condition that they have the words typed, ``locate`` returns the address of one. It is
    read for ``audience`` only, as the visibility table calls it.

    ``rank`` is that of all its rows; without one, the names tell it.
    """

    group: str
    kind: str
    audience: str
    rows: ResultRows
    select: Callable[[Any, SearchRequest], ResultRows]
    match: Callable[[Sought], Q]
    locate: Callable[[SearchRow, SearchRequest], str]
    rank: int | None = None

    @cached_property
    def source_rows(self) -> ResultRows:
        """The columns of all requests, with the place of the source; what they find is read each time."""
        return self.rows.annotate(result_source=Value(_sources.index(self)))

    def select_readable(self, request: SearchRequest) -> ResultRows:
        return self.select(self.rows.model._default_manager.order_by(), request)

    def select_matching(self, request: SearchRequest) -> ResultRows:
        """The latest ``MOST`` of those that have the words. By their keys: what they show is joined to these alone."""
        readable = request.read_once(self.select_readable)
        latest = readable.filter(self.match(request.typed)).order_by("-pk")[:MOST]
        return self.source_rows.filter(pk__in=latest.values("pk"))

    def rank_row(self, row: SearchRow, request: SearchRequest) -> int:
        if self.rank is not None:
            return self.rank
        return BY_BEGINNING if has_parts(row.names, request.beginnings) else BY_PART


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


NO_TEXT = Value("", CharField())


def select_columns(
    rows: QuerySet[Any],
    *,
    edition: str,
    key: str,
    title: str | Expression,
    ref: str,
    detail: str | Expression = NO_TEXT,
    names: str | Expression = NO_TEXT,
) -> ResultRows:
    """The columns of :class:`SearchRow` but ``source``, for all requests: a source narrows these rows.

    ``edition`` is the path to it with its underscores.
    """
    columns = (
        key,
        title,
        detail,
        f"{edition}name",
        f"{edition}slug",
        f"{edition}session_starts_on",
        ref,
        names,
    )
    return rows.order_by().values_list(*columns)


@dataclass(frozen=True)
class ResultGroup:
    """The results of one heading. ``has_more``: that there are others than ``results``."""

    name: str
    label: Promise
    results: list[SearchResult]
    has_more: bool


def search(request: SearchRequest, only: str = "") -> list[ResultGroup]:
    """The groups that have results, or the one called ``only``, longer. One query, one for each list, and one for the
    dossiers hidden from an organiser.

    Nothing for what :func:`accelerator.web.search.is_searchable` refuses.
    """
    if not (isinstance(request.typed, str) and is_searchable(request.typed)):
        return []
    names = [only] if only else list(GROUPS)
    return _gather(_read(request, names), names)


def search_alike(request: SearchRequest, only: str = "") -> list[ResultGroup]:
    """Search for what nearly has the typed words, as :func:`search`, when nothing has them. One query more.

    Pieces of what was typed are searched as if one had been typed, so that nothing else is found than what this person
    may read, and each result is compared: the closest come first.
    """
    assert isinstance(request.typed, str)
    names, pieces = [only] if only else list(GROUPS), tuple(list_pieces(request.typed))
    likeness = Likeness(request.typed)
    rows = _read(replace(request, typed=pieces), names) if pieces else ()
    measured = [(likeness.measure(" ".join((row.title, *row.details))), group, row) for group, row in rows]
    measured.sort(key=itemgetter(0), reverse=True)
    return _gather(((group, row) for ratio, group, row in measured if ratio), names)


def _gather(rows: Iterable[tuple[str, SearchResult]], names: list[str]) -> list[ResultGroup]:
    limit = MOST if len(names) == 1 else FEW
    results: dict[str, dict[tuple[str, int], SearchResult]] = {name: {} for name in names}
    for group, result in rows:
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
    """Results of all sources, best first, then latest edition first; a result comes again for each source that finds
    it.
    """
    selected = [
        source.select_matching(request)
        for source in _sources
        if source.group in groups and request.is_of(source.audience)
    ]
    if not selected:
        return
    first, *others = selected
    rows = [SearchRow(*row) for row in (first.union(*others, all=True) if others else first)]
    rows.sort(key=attrgetter("ref", "detail"), reverse=True)
    rows.sort(key=partial(_order_row, request))
    for row in rows:
        yield _sources[row.source].group, _build_result(row, request)


def _order_row(request: SearchRequest, row: SearchRow) -> tuple[int, ...]:
    starts_on = row.starts_on or date.max
    return _sources[row.source].rank_row(row, request), -starts_on.toordinal(), -row.source, -row.key


def _build_result(row: SearchRow, request: SearchRequest) -> SearchResult:
    source = _sources[row.source]
    details = tuple(filter(None, [row.detail, row.edition]))
    return SearchResult(source.kind, row.key, row.title, details, partial(source.locate, row, request))
