"""The board of the partners, as an organiser runs it and as a partner answers on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coaching.support.access import BoardReader, find_organiser, find_partner
from coaching.support.cells import draw_cell, draw_decision
from coaching.support.enums import StanceKind
from coaching.support.queries.board import SupportBoard, count_by_outcome, read_board, sign_needs

QUICK = (StanceKind.LEAD, StanceKind.JOIN, StanceKind.NOT_US)
"""Answers that take one click; to refer one names somebody."""


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
    return render(request, "coaching/support/board_screen.html", _read(reader, notes=False))


def _render_board(request: HttpRequest, reader: BoardReader) -> HttpResponse:
    return render(request, "coaching/support/board.html", _read(reader))


def _read(reader: BoardReader, *, notes: bool = True) -> dict[str, Any]:
    """Ten queries, twelve at most, whatever the number of needs.

    The tick before the rest, so that what changes meanwhile is asked for again.
    """
    tick = reader.read_tick()
    board = read_board(reader.edition, reader.list_needs(), own=reader.body)
    may_answer = bool(reader.body) and not board.is_closed
    return {
        "reader": reader,
        "board": board,
        "meeting": board.meeting,
        "projects": _draw(reader, board, notes=notes),
        "counts": count_by_outcome(board.rows),
        "tick": tick,
        "sign": sign_needs(reader.edition.pk),
        "quick": [(kind.value, kind.label) for kind in QUICK],
        "may_answer": may_answer,
        "columns": len(board.bodies) + (3 if may_answer else 2),
        "minutes_url": reader.reverse("minutes"),
        "feed_url": reader.reverse("feed") + ("" if notes else "?notes=no"),
    }


def _draw(reader: BoardReader, board: SupportBoard, *, notes: bool) -> list[dict[str, Any]]:
    return [
        {
            "project": project.project,
            "rows": [
                {
                    "row": row,
                    "need": row.need,
                    "href": reader.reverse("need", row.need.uid),
                    "own": row.own,
                    "cells": [draw_cell(cell, notes=notes) for cell in row.cells],
                    "decision": draw_decision(row.need.pk, row.decision, notes=notes),
                }
                for row in project.rows
            ],
        }
        for project in board.projects
    ]
