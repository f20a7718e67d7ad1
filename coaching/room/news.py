"""The history of a room in words: who did what, on which tab, when. Subjects register their acts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from accelerator.registry import Registry
from accelerator.rows.models import SharedRowQuerySet
from coaching.room.access import ProjectRoom
from coaching.room.tabs import Tab, list_tabs
from projects.models import Participation

MOST = 1000
"""The most acts in the list, the latest."""

ON_ROWS: Mapping[str, Promise] = {
    "add": gettext_lazy("%(name)s a ajouté %(what)s"),
    "remove": gettext_lazy("%(name)s a retiré %(what)s"),
    "change": gettext_lazy("%(name)s a modifié %(what)s"),
}

Words = Mapping[str, object]
Source = Callable[[Participation], Iterable[QuerySet[Any]]]


@dataclass(frozen=True)
class News:
    """One act, or several similar acts of one person in a day. ``at``: the latest; ``note``: its subject, or its
    reason."""

    at: datetime
    tab: Tab
    words: str
    note: str


@dataclass(frozen=True)
class DayOfNews:
    day: date
    news: list[News] = field(default_factory=list)


_words: dict[str, Any] = {}
_sources: Registry[Source] = Registry()


def register_news(words: Words, source: Source) -> None:
    """Add the acts of a subject; called when the app is ready.

    ``words``: by the name of an act, an ``ngettext_lazy`` of ``count`` with ``%(name)s``, its author; or, by the name
    of a kind of row, the plural of its name, for the acts ``add``, ``remove`` and ``change`` of it. ``source`` gives
    querysets of :func:`select_acts`.
    """
    _sources.add(source)
    _words.update(words)


def select_acts(
    rows: QuerySet[Any],
    act: object,
    *,
    tab: object,
    at: str,
    by: object,
    note: object = "",
    kind: object = "",
) -> QuerySet[Any]:
    """Rows as acts: type, time, author. ``act``, ``tab``, ``note``, ``kind``: the same for all, or an expression."""

    def as_value(part: object) -> object:
        return Value(part, CharField()) if isinstance(part, str) else part

    columns = {
        "reported_act": as_value(act),
        "reported_kind": as_value(kind),
        "reported_tab": as_value(tab),
        "reported_note": as_value(note),
        "reported_at": F(at),
        "reported_by": F(by) if isinstance(by, str) else by,
    }
    return rows.order_by().annotate(**columns).values_list(*columns)


def select_row_acts(
    rows: SharedRowQuerySet, kind: object, *, tab: str, changes: bool = True
) -> list[QuerySet[Any]]:
    """Shared rows as acts: added, changed by another person than their author, and removed.

    ``changes``: ``False`` for rows whose verbs record changes themselves.
    """
    place: dict[str, object] = {"tab": tab, "kind": kind}
    acts = [
        select_acts(rows, "add", at="created_at", by="created_by", **place),
        select_acts(rows.removed(), "remove", at="removed_at", by="saved_by", **place),
    ]
    if changes:
        changed = rows.active().filter(saved_by__isnull=False).exclude(saved_by=F("created_by"))
        acts.append(select_acts(changed, "change", at="saved_at", by="saved_by", **place))
    return acts


def list_news(room: ProjectRoom) -> list[DayOfNews]:
    """The history of the room, the latest first; similar acts of one person in a day are one line. Two queries, and
    those of the tabs."""
    acts = [act for source in _sources for act in source(room.participation)]
    if not acts:
        return []
    acts_read = list(acts[0].union(*acts[1:], all=True).order_by("-reported_at")[:MOST])
    tabs = {tab.name: tab for tab in list_tabs(room)}
    names = User.objects.in_bulk({by for *_act, by in acts_read if by})
    counted: dict[tuple[date, str, str, str, str, int | None], list[Any]] = {}
    for act, kind, tab, note, at, by in acts_read:
        counted.setdefault((timezone.localdate(at), act, kind, tab, note, by), [at, 0])[1] += 1
    days = []
    for day, group in groupby(counted.items(), key=lambda entry: entry[0][0]):
        news = [
            News(at, tabs[tab], _describe(act, kind, names.get(by or 0), count), note)
            for (_day, act, kind, tab, note, by), (at, count) in group
        ]
        days.append(DayOfNews(day, news))
    return days


def _describe(act: str, kind: str, person: User | None, count: int) -> str:
    name = str(person) if person else _("Quelqu’un")
    if act in ON_ROWS:
        return str(ON_ROWS[act]) % {"name": name, "what": _words[kind] % {"count": count}}
    return str(_words[act] % {"name": name, "count": count})
