"""The board of the partners, as an organiser runs it and as a partner answers on it; what screens poll."""

from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
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
from coaching.support.access import BoardReader, FindReader, find_organiser
from coaching.support.enums import QUICK
from coaching.support.queries.board import (
    NeedRow,
    PrintedCell,
    SupportBoard,
    print_cells,
    sign_needs,
)
from projects.models import Project

ANY = UUID(int=0)
"""In the place of the identifier of a need in an address."""


@require_safe
def support_board(request: AuthenticatedRequest, edition: str, find: FindReader) -> HttpResponse:
    """Every need, for a partner, who answers for their body, and for those who prepare and run the meeting."""
    return render(request, "coaching/support/board.html", _read(find(request, edition), notes=True))


@require_safe
def support_screen(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The board on the room's screen, without comments: what each leads or helps with, what is decided."""
    reader = find_organiser(request, edition)
    return render(request, "coaching/support/board_screen.html", _read(reader, notes=False))


def render_row(request: AuthenticatedRequest, reader: BoardReader, need: Need) -> HttpResponse:
    """The row of one need as the board has it, in the place of the one whose cell was edited. Seven queries."""
    context = _describe_rows(reader, reader.read_board(with_schemes=True, only=need), notes=True)
    [(_project, [line])] = context["lines"]
    context |= {"line": line, "row": line.row, "need": line.row.need, "cells": line.cells}
    response = render(request, "coaching/support/_board_row.html", context)
    return reswap(retarget(response, f"#need-{need.pk}"), "outerHTML")


@dataclass(frozen=True)
class BoardLine:
    """A need with its cells; ``own_kind`` and ``own_version``: of the answer of the reader's body."""

    row: NeedRow
    cells: list[PrintedCell]
    need_url: str
    quick_url: str
    own_kind: str
    own_version: int


def _list_lines(
    reader: BoardReader, board: SupportBoard, *, notes: bool
) -> list[tuple[Project, list[BoardLine]]]:
    """Of each project. The addresses are resolved once: a board has dozens of needs."""
    need_url = reader.reverse("need", ANY)
    quick_url = reverse("coaching:support_quick_stance", args=[reader.edition.slug, ANY])
    cells = iter(print_cells(board.rows, notes=notes, marks_own=True))

    def show(row: NeedRow) -> BoardLine:
        uid, stance = str(row.need.uid), row.own.stance if row.own else None
        urls = need_url.replace(str(ANY), uid), quick_url.replace(str(ANY), uid)
        kind, version = (stance.kind, stance.version) if stance else ("", 0)
        return BoardLine(row, next(cells), *urls, kind, version)

    return [(place.project, [show(row) for row in place.rows]) for place in board.projects]


def _describe_rows(reader: BoardReader, board: SupportBoard, *, notes: bool) -> Context:
    """What the rows read; ``may_edit``: each cell leads to its form, which opens in its place."""
    return {
        "reader": reader,
        "lines": _list_lines(reader, board, notes=notes),
        "quick": [(kind.value, str(kind.label)) for kind in QUICK],
        "notes": notes,
        "may_answer": bool(reader.body) and not board.is_closed,
        "may_edit": reader.runs and notes and not board.is_closed,
    }


def _read(reader: BoardReader, *, notes: bool) -> Context:
    """Eight queries, eleven for those who hold a project of the board, whatever the number of needs; none for schemes
    on the room's screen.

    The tick before the rest, so that what changes meanwhile is fetched again.
    """
    own_tick = reader.read_own_tick()
    board = reader.read_board(with_schemes=notes)
    context = _describe_rows(reader, board, notes=notes)
    return {
        **context,
        "board": board,
        "meeting": board.meeting,
        "width": len(board.bodies) + (3 if context["may_answer"] else 2),
        "tick": board.meeting.tick if own_tick is None else own_tick,
        "sign": reader.sign_needs(board),
        "minutes_url": reader.reverse("minutes"),
        "feed_url": reader.reverse("feed") + ("" if notes else "?notes=no"),
    }


SHARED_S = 2
"""For so long what changed is read for all: without this cache each screen takes fifteen queries, over twelve."""


@never_cache
@require_safe
def support_feed(request: AuthenticatedRequest, edition: str, find: FindReader) -> HttpResponse:
    """What changed after the tick ``?since=``.

    ``{"tick", "sign", "cells": [html of a row], "state", "undecided", "uncovered"}``, or 204: nothing changed.

    ``sign`` differs from ``?sign=`` when needs came or went: the page is to be read again.
    """
    reader = find(request, edition)
    since, tick = parse_version(request.GET.get("since", "")), reader.read_tick()
    sign, notes = sign_needs(reader.edition.pk), request.GET.get("notes") != "no"
    if since is not None and since >= tick and request.GET.get("sign", "") == sign:
        return HttpResponse(status=204)
    changes = _share_changes(reader, sign, since or 0, tick, notes=notes)
    return JsonResponse({**changes, "tick": tick, "sign": sign})


def _share_changes(reader: BoardReader, sign: str, since: int, tick: int, *, notes: bool) -> Context:
    """What changed, read once for all who follow from the same tick, except readers with hidden needs."""
    if reader.has_hidden_needs:
        return _read_changes(reader, since, tick, notes=notes)
    key = f"support-changes:{reader.edition.pk}:{get_language()}:{sign}:{since}:{tick}:{notes:d}"
    changes: Context | None = cache.get(key)
    if changes is None:
        changes = _read_changes(reader, since, tick, notes=notes)
        cache.set(key, changes, SHARED_S)
    return changes


def _read_changes(reader: BoardReader, since: int, tick: int, *, notes: bool) -> Context:
    """The cells of the rows that changed. Eight queries, whatever the size of the board."""
    changed = reader.find_changed_needs(since, tick)
    board = reader.read_board(with_schemes=False)
    rows = [row for row in board.rows if changed is None or row.need.pk in changed]
    template = "coaching/support/_board_cells.html"
    # they are shared: the page marks the reader's own column
    printed = zip(rows, print_cells(rows, notes=notes, marks_own=False), strict=True)
    cells = [
        render_to_string(template, {"row": row, "cells": found, "notes": notes}) for row, found in printed
    ]
    left = {"undecided": len(board.undecided), "uncovered": len(board.uncovered)}
    return {"state": board.meeting.state, "cells": cells, **left}
