"""What is erased and when, for the page, the announcement and the night task."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from programmes.models import Edition
from programmes.models.scheme import add_months
from projects.application.enums import ApplicationState
from projects.application.models import Application, ApplicationQuerySet
from projects.application.states import UNDECIDED
from projects.retention.enums import ErasureKind
from projects.retention.models import PlannedErasure, RetentionRule

NOTICE_PERIOD = timedelta(days=30)
"""Organisers and the people concerned are notified this long before."""
FOLLOWED_MONTHS = 12
"""Of a project after its session: until its survey of twelve months."""
CAME = (ApplicationState.SELECTED, ApplicationState.CONFIRMED)
"""States of a selected project, stored longer."""
MATCHES: dict[str, Q] = {
    ErasureKind.DRAFTS: Q(submitted_at=None),
    ErasureKind.UNSELECTED: Q(submitted_at__isnull=False, anonymised_at=None) & ~Q(state__in=CAME),
    # one that was entered of the past names nobody
    ErasureKind.SELECTED: Q(
        submitted_at__isnull=False, anonymised_at=None, state__in=CAME, project__entered=None
    ),
}
"""Dossiers of each kind that are still whole."""


@dataclass(frozen=True)
class Outlook:
    """The next erasure of one kind: how many dossiers, on which day (``None`` before the call closes).

    ``is_announced``: that day was announced. ``undecided``: how many may still be selected, and would be stored
    longer.
    """

    kind: ErasureKind
    months: int
    count: int
    due_on: date | None
    plan: PlannedErasure
    is_announced: bool
    undecided: int = 0

    @property
    def announced_on(self) -> date | None:
        """The day of the announcement, past or to come."""
        if self.due_on is None:
            return None
        return (
            timezone.localdate(self.plan.announced_at) if self.is_announced else self.due_on - NOTICE_PERIOD
        )


def read_rule(edition: Edition) -> RetentionRule:
    """The edition's own, or the defaults, not saved. One query."""
    return RetentionRule.objects.filter(edition=edition).first() or RetentionRule(edition=edition)


def read_outlooks(edition: Edition, *, at: datetime) -> list[Outlook]:
    """One for each kind. Three queries. Needs ``call``."""
    rule = read_rule(edition)
    plans = {
        plan.kind: plan
        for plan in PlannedErasure.objects.filter(edition=edition).select_related("postponed_by")
    }
    facts = _count(edition)
    return [
        _build_outlook(
            edition, kind, rule, plans.get(kind) or PlannedErasure(edition=edition, kind=kind), facts, at
        )
        for kind in ErasureKind
    ]


def list_concerned(edition: Edition, kind: str) -> ApplicationQuerySet:
    """Dossiers of this kind that are still whole."""
    return Application.objects.for_edition(edition).filter(MATCHES[kind])


def list_announced(plan: PlannedErasure) -> ApplicationQuerySet:
    """Those that its announcement was for: a draft that was written in since is not."""
    rows = list_concerned(plan.edition, plan.kind)
    if plan.kind == ErasureKind.DRAFTS:
        return rows.filter(Q(sheet__saved_at=None) | Q(sheet__saved_at__lt=plan.announced_at)).filter(
            created_at__lt=plan.announced_at
        )
    return rows.filter(submitted_at__lt=plan.announced_at)


def _count(edition: Edition) -> dict[str, object]:
    return Application.objects.for_edition(edition).aggregate(
        written=Min(Coalesce("sheet__saved_at", "created_at"), filter=MATCHES[ErasureKind.DRAFTS]),
        undecided=Count("pk", filter=MATCHES[ErasureKind.UNSELECTED] & Q(state__in=UNDECIDED)),
        **{kind: Count("pk", filter=match) for kind, match in MATCHES.items()},
    )


def _build_outlook(
    edition: Edition,
    kind: ErasureKind,
    rule: RetentionRule,
    plan: PlannedErasure,
    facts: dict[str, object],
    at: datetime,
) -> Outlook:
    due = _find_term(edition, kind, rule.months(kind), facts)
    if due and plan.not_before:
        due = max(due, plan.not_before)
    is_announced = bool(due and plan.announced_for and plan.announced_for >= due)
    if due:
        # too late to be announced in time: a month from the announcement
        due = plan.announced_for if is_announced else max(due, timezone.localdate(at) + NOTICE_PERIOD)
    undecided = int(str(facts["undecided"])) if kind == ErasureKind.UNSELECTED else 0
    return Outlook(kind, rule.months(kind), int(str(facts[kind])), due, plan, is_announced, undecided)


def _find_term(edition: Edition, kind: ErasureKind, months: int, facts: dict[str, object]) -> date | None:
    call = getattr(edition, "call", None)
    if call is None:
        return None
    end = timezone.localdate(call.closes_at)
    last = max(day for day in (end, edition.last_day, edition.session_ends_on) if day)
    if kind == ErasureKind.UNSELECTED:
        end = last
    elif kind == ErasureKind.SELECTED:
        end = last if edition.last_day else add_months(last, FOLLOWED_MONTHS)
    elif isinstance(written := facts["written"], datetime):
        end = max(end, timezone.localdate(written))
    return add_months(end, months)
