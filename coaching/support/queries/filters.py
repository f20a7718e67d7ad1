"""The needs of the board that a page lists, by its address, and the next one to answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict

from accelerator.web.search import LONGEST_SEARCH, is_named
from coaching.support.enums import ORGANISER_VIEWS, PARTNER_VIEWS, BoardView
from coaching.support.queries.board import NeedRow, SupportBoard
from programmes.enums import NeedKind
from projects.models import Project

SELECTORS: dict[BoardView, Callable[[NeedRow], bool]] = {
    BoardView.FIRST: lambda row: row.is_addressed and row.awaits_own,
    BoardView.UNDECIDED: lambda row: row.decision is None,
    BoardView.ALL: lambda row: bool(row.need.pk),
    BoardView.UNCOVERED: lambda row: row.is_uncovered and row.decision is None,
    BoardView.CONTENDED: lambda row: row.is_contended and row.decision is None,
    BoardView.OURS: lambda row: row.own is not None and row.own.stance is not None,
}


class BoardTab(NamedTuple):
    """A view of the board, with how many needs it has. ``query``: of its address."""

    view: BoardView
    number: int
    query: str
    is_current: bool


@dataclass(frozen=True)
class BoardFilter:
    """The filter of the board, as the address has it. ``view`` is ``None`` if the address has none; ``project`` is the
    key of a participation.
    """

    view: BoardView | None = None
    text: str = ""
    kind: str = ""
    project: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out needs of its view."""
        return bool(self.text or self.kind or self.project)

    @property
    def query(self) -> str:
        """The filter as a query string."""
        parts = {
            "view": self.view.value if self.view else "",
            "q": self.text,
            "kind": self.kind,
            "project": self.project,
        }
        return urlencode({name: value for name, value in parts.items() if value})

    def matches(self, row: NeedRow) -> bool:
        """Whether the row matches the project and the typed words, whatever the view."""
        need, project = row.need, row.need.participation.project
        words = f"{need.sentence} {project.title} {project.organisation or ''}"
        return (
            (not self.text or is_named(words, self.text))
            and (not self.kind or need.kind == self.kind)
            and (not self.project or str(need.participation_id) == self.project)
        )


def read_filter(query: QueryDict, *, runs: bool) -> BoardFilter:
    """The filter of an address; invalid values are ignored."""
    views = {view.value: view for view in (ORGANISER_VIEWS if runs else PARTNER_VIEWS)}
    kind, project = query.get("kind", ""), query.get("project", "")
    return BoardFilter(
        views.get(query.get("view", "")),
        query.get("q", "").strip()[:LONGEST_SEARCH],
        kind if kind in NeedKind.values else "",
        project if project.isascii() and project.isdecimal() else "",
    )


@dataclass
class BoardList:
    """The needs of a ``board`` for one reader. ``runs``: an organiser, who decides once the meeting is open; else a
    partner, who may answer for a body or not."""

    board: SupportBoard
    requested: BoardFilter
    runs: bool
    may_answer: bool

    @cached_property
    def matching(self) -> list[NeedRow]:
        """The rows that match the filter, in every view."""
        return [row for row in self.board.rows if self.requested.matches(row)]

    @cached_property
    def filter(self) -> BoardFilter:
        """The filter with its view: by default the first one with pending needs."""
        return self.requested if self.requested.view else replace(self.requested, view=self._find_default())

    def _find_default(self) -> BoardView:
        if self.requested.is_narrow:
            return BoardView.ALL
        first = BoardView.UNDECIDED if self.runs and self.board.is_open else BoardView.FIRST
        is_useful = self.board.is_open if self.runs else self.may_answer
        return first if is_useful and any(map(SELECTORS[first], self.board.rows)) else BoardView.ALL

    @property
    def views(self) -> Iterable[BoardView]:
        return ORGANISER_VIEWS if self.runs else PARTNER_VIEWS

    @cached_property
    def tabs(self) -> list[BoardTab]:
        """The views with needs, and the present one; none where there is nothing to choose."""
        counts = {view: sum(map(SELECTORS[view], self.matching)) for view in self.views}
        tabs = [
            BoardTab(view, counts[view], replace(self.requested, view=view).query, view == self.filter.view)
            for view in self.views
            if counts[view] or view in (self.filter.view, BoardView.ALL)
        ]
        return tabs if len(tabs) > 1 else []

    @cached_property
    def rows(self) -> list[NeedRow]:
        return list(filter(SELECTORS[self.filter.view or BoardView.ALL], self.matching))

    @cached_property
    def waiting(self) -> list[NeedRow]:
        """The needs of the view that this reader still has to answer, or to decide."""
        return list(filter(self._is_waiting, self.rows))

    def _is_waiting(self, row: NeedRow) -> bool:
        if self.runs:
            return self.board.is_open and row.decision is None
        return self.may_answer and row.awaits_own

    def find_next(self, need: int) -> NeedRow | None:
        """The next pending need after this one in the order of the board, then from its beginning; never the need
        itself."""
        places = {row.need.pk: place for place, row in enumerate(self.board.rows)}
        here = places.get(need, -1)
        others = [row for row in self.waiting if row.need.pk != need]
        after = [row for row in others if places[row.need.pk] > here]
        return next(iter(after or others), None)

    @property
    def projects(self) -> list[tuple[str, Project]]:
        """The projects of the filter, by key of their participation."""
        return [(str(rows.rows[0].need.participation_id), rows.project) for rows in self.board.projects]
