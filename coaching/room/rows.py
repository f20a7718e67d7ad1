"""The kinds of rows that people type in the room. Subjects declare theirs: one address serves them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from coaching.room.access import ProjectRoom


def _allow(room: ProjectRoom, owner: Mapping[str, object]) -> None:
    """Nothing closes such a list."""


def _allow_row(room: ProjectRoom, owner: Mapping[str, object], uid: UUID, act: str) -> None:
    """Who writes in the list writes in each of its rows."""


def _own(owner: Mapping[str, object]) -> Mapping[str, Any]:
    """A row is ordered among those of its own list."""
    return owner


@dataclass(frozen=True)
class RowKind:
    """``name``: in the address. ``find_owner`` gives the columns that tie a row to its list, from what follows
    ``?in=``, making what holds the list if it is not there yet; it raises ``Http404`` for a place that does not exist.
    ``ensure`` runs under the list's lock and raises ``RowsClosed``. ``render`` answers with the page, with a form that
    was refused. ``ensure_row`` is asked as ``ensure`` is, of one row that may stand or not, with what is done to it:
    ``save``, ``remove``, ``restore`` or ``move``. ``anchor``: what the page calls a row, before its ``uid``.
    ``among``: the rows that it is ordered with, where several kinds share one order; ``most``: how many of them.
    """

    name: str
    form: type[RowForm]
    find_owner: Callable[[ProjectRoom, str, datetime], Mapping[str, Any]]
    render: Callable[[AuthenticatedRequest, ProjectRoom, RowForm], HttpResponse]
    page_url: Callable[[ProjectRoom], str]
    ensure: Callable[[ProjectRoom, Mapping[str, Any]], object] = _allow
    ensure_row: Callable[[ProjectRoom, Mapping[str, Any], UUID, str], object] = _allow_row
    defaults: Mapping[str, object] = field(default_factory=dict)
    among: Callable[[Mapping[str, object]], Mapping[str, object]] = _own
    anchor: str = "row"
    most: int = 60

    def allow(
        self, room: ProjectRoom, owner: Mapping[str, object], uid: UUID, act: str
    ) -> Callable[[], None]:
        """What the actions ask once they hold the list."""

        def ask() -> None:
            # the list first, then the row: all who write take the locks in this order
            self.ensure(room, owner)
            self.ensure_row(room, owner, uid, act)

        return ask


_kinds: dict[str, RowKind] = {}


def register_rows(*kinds: RowKind) -> None:
    for kind in kinds:
        if _kinds.setdefault(kind.name, kind) is not kind:
            raise ValueError(f"two kinds of rows named {kind.name!r}")


def find_kind(name: str) -> RowKind | None:
    return _kinds.get(name)
