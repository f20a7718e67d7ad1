"""The board of the partners, as an organiser runs it and as a partner answers on it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from coaching.models import Need
from coaching.support.access import BoardReader, find_organiser, find_partner
from coaching.support.cells import draw_cell, draw_choices, draw_decision, draw_need, mark_own
from coaching.support.queries.board import SHOWN, NeedRow, ProjectRows, count_by_outcome, read_board
from coaching.support.queries.schemes import read_structure, with_structures
from coaching.support.scheme_cells import draw_schemes


@require_safe
def support_board(request: HttpRequest, edition: str) -> HttpResponse:
    """What a partner reads of every need, and answers for their body."""
    return _render_board(request, find_partner(request, edition))


@require_safe
def manage_support_board(request: HttpRequest, edition: str) -> HttpResponse:
    """The same, for those who prepare and run the meeting."""
    return _render_board(request, find_organiser(request, edition))


@require_safe
def support_screen(request: HttpRequest, edition: str) -> HttpResponse:
    """The board on the room's screen, without comments: what each leads or helps with, what is decided."""
    reader = find_organiser(request, edition)
    return render(request, "coaching/support/board_screen.html", _read(request, reader, notes=False))


def _render_board(request: HttpRequest, reader: BoardReader) -> HttpResponse:
    return render(request, "coaching/support/board.html", _read(request, reader))


def _read(request: HttpRequest, reader: BoardReader, *, notes: bool = True) -> dict[str, Any]:
    """Eight queries, eleven for whoever holds a project of the board, whatever the number of needs; none for schemes
    on the room's screen.

    The tick before the rest, so that what changes meanwhile is asked for again.
    """
    own_tick = reader.read_own_tick()
    needs = with_structures(reader.list_needs(), *SHOWN) if notes else reader.list_needs().only(*SHOWN)
    board = read_board(reader.edition, needs, own=reader.body)
    may_answer = bool(reader.body) and not board.is_closed
    draw = RowDrawer(request, reader, may_answer=may_answer, notes=notes)
    return {
        "reader": reader,
        "board": board,
        "meeting": board.meeting,
        "projects": [draw.project(place) for place in board.projects],
        "counts": count_by_outcome(board.rows),
        "tick": board.meeting.tick if own_tick is None else own_tick,
        "sign": reader.sign_needs(board),
        "may_answer": may_answer,
        "columns": len(board.bodies) + (3 if may_answer else 2),
        "minutes_url": reader.reverse("minutes"),
        "feed_url": reader.reverse("feed") + ("" if notes else "?notes=no"),
    }


ANY = str(UUID(int=0))
"""Where the identifier of a need goes in an address."""


class RowDrawer:
    """Rows of the board as one reader sees them."""

    def __init__(self, request: HttpRequest, reader: BoardReader, *, may_answer: bool, notes: bool) -> None:
        self.may_answer, self.notes = may_answer, notes
        self.token = get_token(request) if may_answer else ""
        # resolved once, not for each row
        self.need_url = reader.reverse("need", ANY)
        self.click_url = reverse("coaching:support_quick_stance", args=[reader.edition.slug, ANY])
        self.body = reader.body.pk if reader.body else None
        self.offers = reader.list_offers() if notes else ()
        self.today, self.runs = timezone.localdate(), reader.runs

    def project(self, place: ProjectRows) -> dict[str, Any]:
        rows = [{"need": row.need, "row": row, "cells": self.cells(row)} for row in place.rows]
        return {"project": place.project, "rows": rows}

    def schemes(self, need: Need) -> SafeString:
        if not self.offers:
            return SafeString("")
        return draw_schemes(self.offers, read_structure(need), need.kind, self.today, own=not self.runs)

    def cells(self, row: NeedRow) -> SafeString:
        """All that stands in ``<tr>``."""
        need = row.need
        href, own = self.need_url.replace(ANY, str(need.uid)), row.own
        parts = [draw_need(need, href, self.schemes(need))]
        if self.may_answer:
            action = self.click_url.replace(ANY, str(need.uid))
            given = own.stance if own else None
            parts.append(draw_choices(need, href, given, action=action, token=self.token))
        answers = "".join(draw_cell(cell, notes=self.notes) for cell in row.cells)
        parts += [
            mark_own(answers, self.body),
            draw_decision(need.pk, row.decision, notes=self.notes),
        ]
        return SafeString("".join(parts))
