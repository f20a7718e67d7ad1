"""What screens of the board poll every other second."""

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from coaching.support.access import BoardReader, find_organiser, find_partner
from coaching.support.queries.board import print_cells, sign_needs

SHARED_S = 2
"""For so long what changed is read for all: without this cache each screen takes fifteen queries, over twelve."""


@never_cache
@require_safe
def support_feed(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What changed after the tick ``?since=`` for a partner; see :func:`_answer`."""
    return _answer(request, find_partner(request, edition))


@never_cache
@require_safe
def manage_support_feed(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    return _answer(request, find_organiser(request, edition))


def _answer(request: AuthenticatedRequest, reader: BoardReader) -> HttpResponse:
    """``{"tick", "sign", "cells": [html of a row], "state", "undecided", "uncovered"}``, or 204: nothing changed.

    ``sign`` differs from ``?sign=`` when needs came or went: the page is to be read again.
    """
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
