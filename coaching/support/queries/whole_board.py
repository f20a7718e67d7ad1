"""All of a board, as its page and its screens ask for it: compiled once, since thirty people open it within a minute.

Asked by the edition alone, and not by the needs that one reader may see: :func:`arrange` takes what is theirs.
"""

from typing import Any

from django.db.models import BigIntegerField, QuerySet

from accelerator.prepared import Prepared
from coaching.models import Need, PartnerMeeting, Stance, SupportDecision
from coaching.support.queries.board import (
    SHOWN,
    BoardAnswers,
    SupportBoard,
    arrange,
    is_kept_from,
    list_answering_bodies,
    list_decisions,
    list_needs,
    list_stances,
    list_wishes,
)
from coaching.support.queries.schemes import with_structures
from programmes.models import Edition, Organisation


def read_whole_board(
    edition: Edition, user: Any, *, own: Organisation | None, with_schemes: bool
) -> SupportBoard:
    """The board of the needs that are not kept from this person. Six queries, whatever their number.

    ``with_schemes``: see :func:`with_structures`.
    """
    meeting = _meetings.find(edition=edition.pk) or PartnerMeeting(edition=edition)
    needs = _needs.ask(edition=edition.pk, user=user.pk, with_schemes=with_schemes)
    said = BoardAnswers(
        wishes=_wishes.ask(edition=edition.pk),
        stances=_stances.ask(edition=edition.pk),
        decisions=_decisions.ask(edition=edition.pk),
        bodies=_bodies.ask(edition=edition.pk),
    )
    return arrange(meeting, needs, said, own=own)


def has_needs_kept_from(user: Any, edition: Edition) -> bool:
    """Whether the board has needs of a project that is kept from this person. One query."""
    return _kept.find(edition=edition.pk, user=user.pk) is not None


def find_changed_needs(edition: int, since: int, tick: int) -> set[int] | None:
    """The needs whose answers or decision changed after ``since``. Two queries.

    ``None``, any of them, when a tick until ``tick`` stands on no row: an answer was taken back, or written over.
    """
    found: set[int] = set()
    ticks: set[int] = set()
    for rows in (_later_stances, _later_decisions):
        for need, changed in rows.ask(edition=edition, since=since):
            found.add(need)
            ticks.add(changed)
    return found if ticks.issuperset(range(since + 1, tick + 1)) else None


def _list_read(*, edition: Any, user: Any, with_schemes: bool) -> Any:
    needs = list_needs(edition).exclude(is_kept_from(user))
    return with_structures(needs, *SHOWN) if with_schemes else needs.only(*SHOWN)


def _list_kept(*, edition: Any, user: Any) -> Any:
    return Need.objects.passed_on(edition).filter(is_kept_from(user)).order_by().values_list("pk")[:1]


def _list_later(model: Any, edition: Any, since: Any) -> Any:
    rows = model.objects.on_board(edition).filter(tick__gt=since)
    return rows.order_by().values_list("need", "tick")


def _list_passed_on(edition: Any) -> QuerySet[Need, Any]:
    return Need.objects.passed_on(edition).order_by().values("pk")


_meetings = Prepared(
    lambda edition: PartnerMeeting.objects.filter(edition=edition).order_by("pk"), edition=BigIntegerField()
)
_needs: Prepared[Need] = Prepared(_list_read, edition=BigIntegerField(), user=BigIntegerField())
_kept: Prepared[Any] = Prepared(_list_kept, edition=BigIntegerField(), user=BigIntegerField())
_wishes: Prepared[tuple[int, int]] = Prepared(
    lambda edition: list_wishes(_list_passed_on(edition)), edition=BigIntegerField()
)
_stances: Prepared[tuple[Any, ...]] = Prepared(
    lambda edition: list_stances(_list_passed_on(edition)), edition=BigIntegerField()
)
_decisions: Prepared[SupportDecision] = Prepared(
    lambda edition: list_decisions(_list_passed_on(edition)), edition=BigIntegerField()
)
_bodies = Prepared(list_answering_bodies, edition=BigIntegerField())
_later_stances: Prepared[tuple[int, int]] = Prepared(
    lambda edition, since: _list_later(Stance, edition, since),
    edition=BigIntegerField(),
    since=BigIntegerField(),
)
_later_decisions: Prepared[tuple[int, int]] = Prepared(
    lambda edition, since: _list_later(SupportDecision, edition, since),
    edition=BigIntegerField(),
    since=BigIntegerField(),
)
