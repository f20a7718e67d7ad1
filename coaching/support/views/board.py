"""The board of the partners, as an organiser runs it and as a partner answers on it."""

from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from coaching.models import Need
from coaching.support.access import BoardReader, find_organiser, find_partner
from coaching.support.cells import (
    draw_answers,
    draw_choices,
    draw_decision,
    draw_need,
    draw_place,
    draw_row,
    mark_own,
    name_columns,
)
from coaching.support.queries.board import NeedRow, SupportBoard, count_by_outcome
from coaching.support.queries.schemes import read_structure
from coaching.support.scheme_cells import draw_schemes


@require_safe
def support_board(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What a partner reads of every need, and answers for their body."""
    return _render_board(request, find_partner(request, edition))


@require_safe
def manage_support_board(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The same, for those who prepare and run the meeting."""
    return _render_board(request, find_organiser(request, edition))


@require_safe
def support_screen(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The board on the room's screen, without comments: what each leads or helps with, what is decided."""
    reader = find_organiser(request, edition)
    return render(request, "coaching/support/board_screen.html", _read(request, reader, notes=False))


def _render_board(request: AuthenticatedRequest, reader: BoardReader) -> HttpResponse:
    return render(request, "coaching/support/board.html", _read(request, reader))


def _read(request: AuthenticatedRequest, reader: BoardReader, *, notes: bool = True) -> Context:
    """Eight queries, eleven for whoever holds a project of the board, whatever the number of needs; none for schemes
    on the room's screen.

    The tick before the rest, so that what changes meanwhile is asked for again.
    """
    own_tick = reader.read_own_tick()
    board = reader.read_board(with_schemes=notes)
    may_answer = bool(reader.body) and not board.is_closed
    draw = RowDrawer(request, reader, board, may_answer=may_answer, notes=notes)
    return {
        "reader": reader,
        "board": board,
        "meeting": board.meeting,
        "rows": draw.draw_places(),
        "counts": count_by_outcome(board.rows),
        "tick": board.meeting.tick if own_tick is None else own_tick,
        "sign": reader.sign_needs(board),
        "may_answer": may_answer,
        "minutes_url": reader.reverse("minutes"),
        "feed_url": reader.reverse("feed") + ("" if notes else "?notes=no"),
    }


ANY = str(UUID(int=0))
"""Where the identifier of a need goes in an address."""


class RowDrawer:
    """Rows of the board as one reader sees them."""

    def __init__(
        self,
        request: AuthenticatedRequest,
        reader: BoardReader,
        board: SupportBoard,
        *,
        may_answer: bool,
        notes: bool,
    ) -> None:
        self.board, self.may_answer, self.notes = board, may_answer, notes
        self.token = get_token(request) if may_answer else ""
        # resolved once, not for each row
        self.need_url = reader.reverse("need", ANY)
        self.click_url = reverse("coaching:support_quick_stance", args=[reader.edition.slug, ANY])
        self.body = reader.body.pk if reader.body else None
        self.columns = name_columns(board.bodies)
        self.offers = reader.list_offers() if notes else ()
        self.today, self.runs = timezone.localdate(), reader.runs

    def draw_places(self) -> SafeString:
        """``<tbody>`` of each project."""
        width = len(self.columns) + (3 if self.may_answer else 2)
        return SafeString(
            "".join(
                draw_place(place.project, width, (draw_row(row, self.draw_cells(row)) for row in place.rows))
                for place in self.board.projects
            )
        )

    def draw_cells(self, row: NeedRow) -> str:
        need = row.need
        uid = str(need.uid)
        href = self.need_url.replace(ANY, uid)
        parts = [draw_need(need, href, self.draw_schemes(need))]
        if self.may_answer:
            own = row.own
            action = self.click_url.replace(ANY, uid)
            parts.append(
                draw_choices(need, href, own.stance if own else None, action=action, token=self.token)
            )
        answers = draw_answers(row, self.columns, notes=self.notes)
        parts += [mark_own(answers, self.body), draw_decision(need.pk, row.decision, notes=self.notes)]
        return "".join(parts)

    def draw_schemes(self, need: Need) -> SafeString:
        if not self.offers:
            return SafeString("")
        return draw_schemes(self.offers, read_structure(need), need.kind, self.today, own=not self.runs)
