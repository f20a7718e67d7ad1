"""The board of the partners, for organisers and partners; the feed of screens."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_htmx.http import reswap, retarget

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from coaching.models import Need
from coaching.support.access import BoardReader, FindReader, find_organiser, join_mark
from coaching.support.enums import QUICK
from coaching.support.queries.board import (
    NeedRow,
    PrintedCell,
    SupportBoard,
    print_cells,
)
from coaching.support.queries.filters import BoardFilter, read_filter
from programmes.enums import NeedKind
from projects.models import Project

PER_PAGE, ORPHANS = 15, 4
"""So many needs a page, and four more at most on the last: five screens of a phone."""


@require_safe
def support_board(request: AuthenticatedRequest, edition: str, find: FindReader) -> HttpResponse:
    """The needs, for a partner, who answers for their body, and for those who prepare and run the meeting. ``?next``
    leads to the first pending one."""
    reader = find(request, edition)
    own_tick, board = reader.read_own_tick(), reader.read_board(offers=reader.list_offers())
    listed = reader.list_board(board, request.GET)
    if "next" in request.GET and listed.waiting:
        return redirect(reader.reverse_need(listed.waiting[0].need, listed.filter))
    page = Paginator(listed.rows, PER_PAGE, ORPHANS).get_page(request.GET.get("page"))
    context = {
        **_read(reader, board, page.object_list, own_tick, listed.filter, notes=True),
        "listed": listed,
        "page": page,
        "kinds": NeedKind.choices,
        "to_confirm": sum(1 for row in board.undecided if row.only_lead) if board.is_open else 0,
    }
    return render(request, "coaching/support/board.html", context)


@require_safe
def support_screen(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The board on the room's screen, without comments: offers and decisions."""
    reader = find_organiser(request, edition)
    own_tick, board = reader.read_own_tick(), reader.read_board()
    context = _read(reader, board, board.rows, own_tick, BoardFilter(), notes=False)
    return render(request, "coaching/support/board_screen.html", context)


def render_row(request: AuthenticatedRequest, reader: BoardReader, need: Need) -> HttpResponse:
    """The row of one need, to replace it after its cell was edited. Seven queries."""
    board = reader.read_board(offers=reader.list_offers(), only=need)
    wanted = read_filter(request.GET, runs=reader.runs)
    context = _describe_rows(reader, board, board.rows, wanted, notes=True)
    [(_project, [line])] = context["lines"]
    context |= {"line": line, "row": line.row, "need": line.row.need, "cells": line.cells}
    response = render(request, "coaching/support/_board_row.html", context)
    return reswap(retarget(response, f"#need-{need.pk}"), "outerHTML")


@dataclass(frozen=True)
class BoardLine:
    """A need with its cells; ``own_kind`` and ``own_tick``: of the answer of the reader's body.

    ``page_url`` is ``need_url`` with the filters, so that the page of the need leads to the next.
    """

    row: NeedRow
    cells: list[PrintedCell]
    need_url: str
    page_url: str
    quick_url: str
    own_kind: str
    own_tick: int


def _list_lines(
    reader: BoardReader, rows: Iterable[NeedRow], wanted: BoardFilter, *, notes: bool
) -> list[tuple[Project, list[BoardLine]]]:
    """The lines of each project."""
    rows = list(rows)
    end = f"?{wanted.query}" if wanted.query else ""
    cells = iter(print_cells(rows, notes=notes, marks_own=True))

    def describe(row: NeedRow) -> BoardLine:
        stance = row.own.stance if row.own else None
        need = reader.reverse("need", row.need.uid)
        quick = reverse("coaching:support_quick_stance", args=[reader.edition.slug, row.need.uid])
        kind, tick = (stance.kind, stance.tick) if stance else ("", 0)
        return BoardLine(row, next(cells), need, need + end, quick + end, kind, tick)

    groups = groupby(map(describe, rows), key=lambda line: line.row.need.participation_id)
    lines = [list(group) for _place, group in groups]
    return [(group[0].row.need.participation.project, group) for group in lines]


def _describe_rows(
    reader: BoardReader, board: SupportBoard, rows: Iterable[NeedRow], wanted: BoardFilter, *, notes: bool
) -> Context:
    """The context of the rows; ``may_edit``: each cell opens its form in its place."""
    return {
        "reader": reader,
        "lines": _list_lines(reader, rows, wanted, notes=notes),
        "quick": [(kind.value, str(kind.label)) for kind in QUICK],
        "notes": notes,
        "may_answer": bool(reader.body) and not board.is_closed,
        "may_edit": reader.runs and notes and not board.is_closed,
    }


def _read(
    reader: BoardReader,
    board: SupportBoard,
    rows: Iterable[NeedRow],
    own_tick: int | None,
    wanted: BoardFilter,
    *,
    notes: bool,
) -> Context:
    """The context of ``rows`` of ``board``. With the board eight queries, ten for members of a project of it,
    whatever the number of needs.

    ``own_tick`` was read before the board, so that changes meanwhile are fetched again.
    """
    context = _describe_rows(reader, board, rows, wanted, notes=notes)
    tick, sign = board.meeting.tick if own_tick is None else own_tick, reader.sign_needs()
    return {
        **context,
        "board": board,
        "meeting": board.meeting,
        "tick": tick,
        "sign": sign,
        "mark": join_mark(tick, sign),
        "minutes_url": reader.reverse("minutes"),
        "feed_url": reader.reverse("feed") + ("" if notes else "?notes=no"),
    }


SHARED_S = 2
"""How long a reading of changes is shared: without this cache each screen takes twelve queries instead of six."""


@never_cache
@require_safe
def support_feed(request: AuthenticatedRequest, edition: str, find: FindReader) -> HttpResponse:
    """The changes after the tick ``?since=``.

    ``{"tick", "sign", "cells": [html of a row], "state", "undecided", "uncovered"}``, or 204 without changes.
    ``sign`` differs from ``?sign=`` when needs came or went: the page is to be reloaded.
    """
    reader = find(request, edition)
    since, tick = parse_version(request.GET.get("since", "")), reader.read_tick()
    sign, notes = reader.sign_needs(), request.GET.get("notes") != "no"
    if since is not None and since >= tick and request.GET.get("sign", "") == sign:
        return HttpResponse(status=204)
    changes = _share_changes(reader, sign, since or 0, tick, notes=notes)
    return JsonResponse({**changes, "tick": tick, "sign": sign})


def _share_changes(reader: BoardReader, sign: str, since: int, tick: int, *, notes: bool) -> Context:
    """The changes, read once for all readers at the same tick, except readers with hidden needs."""
    if reader.has_hidden_needs:
        return _read_changes(reader, since, tick, notes=notes)
    key = f"support-changes:{reader.edition.pk}:{get_language()}:{sign}:{since}:{tick}:{notes:d}"
    changes: Context | None = cache.get(key)
    if changes is None:
        changes = _read_changes(reader, since, tick, notes=notes)
        cache.set(key, changes, SHARED_S)
    return changes


def _read_changes(reader: BoardReader, since: int, tick: int, *, notes: bool) -> Context:
    """The cells of the rows that changed. Six queries, whatever the size of the board."""
    changed = reader.find_changed_needs(since, tick)
    board = reader.read_board()
    rows = [row for row in board.rows if changed is None or row.need.pk in changed]
    template = "coaching/support/_board_cells.html"
    # they are shared: the page marks the reader's own column
    printed = zip(rows, print_cells(rows, notes=notes, marks_own=False), strict=True)
    cells = [
        render_to_string(template, {"row": row, "cells": row_cells, "notes": notes})
        for row, row_cells in printed
    ]
    left = {"undecided": len(board.undecided), "uncovered": len(board.uncovered)}
    return {"state": board.meeting.state, "cells": cells, **left}
