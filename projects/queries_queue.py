"""A reviewer's list: what is left to read, what was sent, what one stepped aside from, and what comes next."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, FilteredRelation, IntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Cast, Length
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import Answer
from programmes.enums import RoleName
from programmes.models import Call, Role
from projects.enums import ReviewState
from projects.models import Application, ReviewAssignment
from projects.queries_reviewing import JURY_READS
from projects.states import READ_BY_JURY, SCORED

CHARACTERS_A_MINUTE = 1000
"""About 170 words a minute: somebody who reads to give an opinion."""
TODO, STARTED, SENT, ASIDE, CLOSED = "todo", "started", "sent", "aside", "closed"
STAGES: list[tuple[str, "str | Promise", str]] = [
    (TODO, _("À évaluer"), "info"),
    (STARTED, _("Commencé"), "warning"),
    (SENT, _("Envoyé"), "success"),
    (ASIDE, _("Déport"), "neutral"),
    (CLOSED, _("Clos sans évaluation"), "neutral"),
]
PLACES = {stage: place for place, (stage, _label, _tone) in enumerate(STAGES)}
NO_DEADLINE = float("inf")


@dataclass(frozen=True, slots=True)
class Duty:
    """A dossier to read, as the list orders it: nothing of the dossier itself. ``due`` closes the reviews."""

    pk: int
    application: int
    reference: str
    stage: str
    due: datetime | None

    def can_be_sent(self, at: datetime) -> bool:
        return self.stage in (TODO, STARTED) and (self.due is None or self.due > at)


def duties(user: Any) -> list[Duty]:
    """All of this person's duties in editions where they still sit, in the order of the list: 2 queries.

    What is left to do comes first, nearest deadline first. Read whole, without the dossiers: the list, its counts, the
    next one and the header's number are all made of it, and each of them costs the database as much as all. Recused
    ones are in it: they show as set aside, without content.
    """
    seats = Call.objects.filter(edition__in=Role.objects.editions_where(user, RoleName.REVIEWER)).order_by()
    closing = dict(seats.values_list("pk", "edition__reviews_due_at"))
    rows = (
        ReviewAssignment.objects.active()
        .filter(reviewer=user)
        .annotate(
            aside=FilteredRelation(
                "application__recusals", condition=Q(application__recusals__reviewer=user)
            ),
            mine=FilteredRelation("application__reviews", condition=Q(application__reviews__reviewer=user)),
        )
        .order_by()
        .values_list(
            "pk",
            "application",
            "application__reference",
            "application__state",
            "application__call",
            "aside__pk",
            "mine__state",
        )
    )
    found = [
        Duty(pk, application, reference, _stage(state, aside, mine), closing[call])
        for pk, application, reference, state, call, aside, mine in rows
        if call in closing and state in READ_BY_JURY
    ]
    return sorted(found, key=lambda one: (PLACES[one.stage], _deadline(one), one.reference))


def _stage(state: str, aside: int | None, mine: str | None) -> str:
    if aside:
        return ASIDE
    if mine == ReviewState.SUBMITTED:
        return SENT
    if state not in SCORED:
        return CLOSED
    return STARTED if mine else TODO


def _deadline(duty: Duty) -> float:
    return duty.due.timestamp() if duty.due else NO_DEADLINE


def waiting(user: Any, at: datetime) -> int:
    """How many reviews this person can still send, for the header: 2 queries."""
    return sum(one.can_be_sent(at) for one in duties(user))


def stage_counts(duties: Iterable[Duty]) -> Counter[str]:
    return Counter(one.stage for one in duties)


def next_duty(duties: Iterable[Duty], at: datetime, *, after: Application | None = None) -> Duty | None:
    """The next dossier to score: nearest deadline first, then one begun before one untouched."""
    possible = (one for one in duties if one.can_be_sent(at) and not (after and one.application == after.pk))
    return min(possible, key=lambda one: (_deadline(one), one.stage != STARTED, one.reference), default=None)


def lines(duties: Sequence[Duty]) -> list[Any]:
    """What the list shows of these duties, in their order, each with its ``stage`` and its ``minutes``: 1 query."""
    length = (
        Answer.objects.filter(sheet=OuterRef("application__sheet"), question__audience__in=JURY_READS)
        .order_by()
        .values("sheet")
        .annotate(total=Sum(Length(Cast("value", CharField()))))
        .values("total")
    )
    rows = (
        ReviewAssignment.objects.select_related("application__call__edition")
        .annotate(characters=Subquery(length, output_field=IntegerField()))
        .order_by()
        .in_bulk([one.pk for one in duties])
    )
    found = []
    for one in duties:
        if row := rows.get(one.pk):
            row.stage, row.minutes = one.stage, _minutes(row.characters)  # type: ignore[attr-defined]
            found.append(row)
    return found


def _minutes(characters: int | None) -> int:
    """Time to read that many characters, at least one minute."""
    return max(1, round((characters or 0) / CHARACTERS_A_MINUTE))
