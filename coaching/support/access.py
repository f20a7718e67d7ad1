"""The readers of the board of an edition: an organiser, who runs the meeting, or a person of a partner body."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Case, QuerySet, When
from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import Need, PartnerMeeting
from coaching.support.queries.board import (
    BOARD_FIELDS,
    OfferedScheme,
    SupportBoard,
    find_changed_needs,
    find_last_tick,
    find_meeting,
    is_hidden_from,
    list_fitting_schemes,
    list_needs,
    list_offers,
    read_board,
    sign_versions,
    with_structures,
)
from coaching.support.queries.filters import BoardFilter, BoardList, read_filter
from programmes.access import edition_for, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition, Organisation


@dataclass(frozen=True)
class BoardReader:
    """Somebody who reads the partners' board. ``body``: of the partner, ``None`` for an organiser, and for a role tied
    to no body.
    """

    edition: Edition
    user: User
    runs: bool
    body: Organisation | None = None

    def reverse(self, page: str, *args: object) -> str:
        """The address of ``board`` or ``need`` for this reader."""
        name = f"coaching:{'manage_' if self.runs else ''}support_{page}"
        return reverse(name, args=[self.edition.slug, *args])

    def reverse_need(self, need: Need, wanted: BoardFilter) -> str:
        """The address of a need, with the filters of the list ``wanted``."""
        return f"{self.reverse('need', need.uid)}?{wanted.query}"

    def reverse_board(self, wanted: BoardFilter, need: Need | None = None) -> str:
        """The address of the board with the filters ``wanted``, at the row of ``need``."""
        query = f"?{wanted.query}" if wanted.query else ""
        return f"{self.reverse('board')}{query}" + (f"#need-{need.pk}" if need else "")

    @cached_property
    def versions(self) -> list[tuple[int, int, bool]]:
        """The keys and versions of the needs on the board, and whether each is hidden from this person. One query."""
        hidden = Case(When(is_hidden_from(self.user), then=True), default=False)
        needs = Need.objects.for_partners([self.edition.pk]).order_by().annotate(is_hidden=hidden)
        return list(needs.values_list("pk", "version", "is_hidden"))

    @property
    def has_hidden_needs(self) -> bool:
        """Whether some needs on the board are hidden from this person."""
        return any(is_hidden for _pk, _version, is_hidden in self.versions)

    @cached_property
    def meeting(self) -> PartnerMeeting:
        """The meeting, as it was when it was first looked at. One query."""
        return find_meeting(self.edition)

    def read_tick(self) -> int:
        """The tick of the changes visible to this reader."""
        own = self.read_own_tick()
        return self.meeting.tick if own is None else own

    def read_own_tick(self) -> int | None:
        """The tick of the visible needs, for a reader with hidden needs: they may not learn that those changed either.

        ``None`` for everybody else: the board's.
        """
        return find_last_tick(self.list_needs()) if self.has_hidden_needs else None

    def sign_needs(self) -> str:
        """A signature of the list of needs: it changes with each new, removed or edited need."""
        return sign_versions((pk, version) for pk, version, _is_hidden in self.versions)

    @property
    def mark(self) -> str:
        """What the form that closes the meeting sends back: the board as this reader knows it."""
        return join_mark(self.read_tick(), self.sign_needs())

    def find_changed_needs(self, since: int, tick: int) -> set[int] | None:
        """Needs that may have changed; ``None`` for any of them."""
        return None if self.has_hidden_needs else find_changed_needs(self.edition.pk, since, tick)

    def list_needs(self) -> "QuerySet[Need]":
        """The needs that are not hidden from this person."""
        return list_needs(self.edition.pk).exclude(is_hidden_from(self.user))

    def read_board(
        self, *, offers: Iterable[OfferedScheme] | None = None, only: Need | None = None
    ) -> SupportBoard:
        """The whole board, or the row of one need.

        With ``offers``, each row has its fitting schemes, and its need the columns of :func:`read_structure`. Six
        queries.
        """
        needs = self.list_needs()
        if only is not None:
            needs = needs.filter(pk=only.pk)
        if offers is None:
            return read_board(self.edition, needs.only(*BOARD_FIELDS), own=self.body, meeting=self.meeting)
        needs = with_structures(needs, *BOARD_FIELDS)
        board = read_board(self.edition, needs, own=self.body, meeting=self.meeting)
        today = timezone.localdate()
        for row in board.rows:
            row.schemes = list_fitting_schemes(offers, row.need, today)
        return board

    def list_board(self, board: SupportBoard, query: QueryDict) -> BoardList:
        """The needs of ``board`` for this reader, filtered by the address. No query."""
        may_answer = self.body is not None and not board.is_closed
        return BoardList(board, read_filter(query, runs=self.runs), self.runs, may_answer)

    def list_offers(self) -> tuple[OfferedScheme, ...]:
        """The schemes beside the needs: every body's for an organiser, their own body's for a partner. One query.

        None for a role tied to no body. A partner reads the schemes of other bodies on the page of a need.
        """
        if self.runs:
            return list_offers(self.edition)
        return list_offers(self.edition, self.body) if self.body else ()

    def find_need(self, uid: UUID) -> Need:
        """One need. Raises ``Http404``, also for a need that is no longer shared. One query."""
        need: Need = get_object_or_404(self.list_needs(), uid=uid)
        need.participation.edition = self.edition
        return need


def join_mark(tick: int, sign: str) -> str:
    """The mark of a board that was read at this tick, with this signature of its needs."""
    return f"{tick}-{sign}"


def find_organiser(request: AuthenticatedRequest, edition: str) -> BoardReader:
    """The reader, an organiser by the visibility table. One query. Raises ``Http404``."""
    return BoardReader(edition_for(request, edition), request.user, runs=True)


def find_partner(request: AuthenticatedRequest, edition: str) -> BoardReader:
    """The reader, a partner of the edition by the visibility table. One query. Raises ``Http404``."""
    return read_as_partner(request, edition_for(request, edition))


FindReader = Callable[[AuthenticatedRequest, str], BoardReader]
"""How a page for both finds its reader, by its address."""


def read_as_partner(request: AuthenticatedRequest, edition: Edition) -> BoardReader:
    """The board of an edition that this person is known to be a partner of. No query."""
    body = roles_of(request).find_body(Capability.SUPPORT_PROJECTS, edition)
    return BoardReader(edition, request.user, runs=False, body=body)
