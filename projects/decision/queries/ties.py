"""Dossiers of one score at the line: the ranking does not part them, the committee does, in writing."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q, QuerySet

from programmes.models import Edition
from projects.application.states import READ_BY_JURY
from projects.conflicts.queries import Conflicts
from projects.decision.enums import Outcome
from projects.models import Application, Decision
from projects.review.queries.line import find_line


def list_parted_without_reason(
    edition: Edition, application: Application, outcome: Outcome, conflicts: Conflicts
) -> QuerySet[Decision]:
    """Decisions on dossiers that tie with this one at the line, that ``outcome`` would part from it, and that give no
    reason: two queries at most.

    A reader with hidden dossiers knows neither the line nor the hidden decisions: every dossier of
    this score that they may read counts.
    """
    score = application.score
    if score is None or (not conflicts and score != find_line(edition, conflicts).tied_score):
        return Decision.objects.none()
    tied = _decisions_without_reason(edition).filter(application__score=score)
    others = tied.exclude(application__in=[application.pk, *conflicts.because])
    is_selected = Q(outcome=Outcome.SELECTED)
    parted = others.exclude(is_selected) if outcome == Outcome.SELECTED else others.filter(is_selected)
    return parted.select_related("application").order_by("application__reference")


def is_tie_parted_without_reason(edition: Edition, conflicts: Conflicts) -> bool:
    """Whether decisions to be announced separate dossiers of one score at the line without a reason: two queries.

    Scores may have changed since the decisions, and a decision may tie with one that its author could not read. For a
    reader with hidden dossiers, only those of the scores they may read count: a refusal that these do not explain
    would reveal the score and the outcome of a hidden one.
    """
    rows = _decisions_without_reason(edition).exclude(application__in=list(conflicts.because))
    if not conflicts:
        rows = rows.filter(application__score=find_line(edition, conflicts).tied_score)
    sides: defaultdict[Decimal | None, set[bool]] = defaultdict(set)
    waiting: set[Decimal | None] = set()
    for score, outcome, announced_at in rows.values_list("application__score", "outcome", "announced_at"):
        sides[score].add(outcome == Outcome.SELECTED)
        waiting |= {score} if announced_at is None else set()
    return any(len(sides[score]) == 2 for score in waiting)


def _decisions_without_reason(edition: Edition) -> QuerySet[Decision]:
    return Decision.objects.filter(
        application__call__edition=edition,
        application__state__in=READ_BY_JURY,
        application__score__isnull=False,
        reason="",
    )
