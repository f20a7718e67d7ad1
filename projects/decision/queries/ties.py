"""Dossiers of one score at the line: the ranking does not part them, the committee does, in writing."""

from decimal import Decimal

from django.db.models import Q, QuerySet

from programmes.models import Edition
from projects.application.states import READ_BY_JURY
from projects.conflicts.queries.hidden import Conflicts
from projects.decision.enums import Outcome
from projects.models import Application, Decision
from projects.review.queries.line import find_line


def list_parted_without_reason(
    edition: Edition, application: Application, outcome: Outcome, conflicts: Conflicts
) -> QuerySet[Decision]:
    """Decisions on dossiers that tie with this one at the line, that ``outcome`` would part from it, and that give no
    reason: two queries at most.

    Whoever does not compare all dossiers knows no line, nor what was decided of those kept from them: every dossier of
    this score that they may read counts.
    """
    score = application.score
    if score is None or (not conflicts and score != find_line(edition, conflicts).tied_score):
        return Decision.objects.none()
    others = _decisions_without_reason(edition, score).exclude(
        application__in=[application.pk, *conflicts.because]
    )
    is_selected = Q(outcome=Outcome.SELECTED)
    parted = others.exclude(is_selected) if outcome == Outcome.SELECTED else others.filter(is_selected)
    return parted.select_related("application").order_by("application__reference")


def is_tie_parted_without_reason(edition: Edition) -> bool:
    """Whether decisions to be announced part dossiers of one score at the line and none says why: two queries.

    Scores may have changed since the decisions, and a decision may tie with one that its author could not read.
    """
    tied = find_line(edition, Conflicts()).tied_score
    if tied is None:
        return False
    rows = list(_decisions_without_reason(edition, tied).values_list("outcome", "announced_at"))
    sides = {outcome == Outcome.SELECTED for outcome, _announced_at in rows}
    return len(sides) == 2 and any(announced_at is None for _outcome, announced_at in rows)


def _decisions_without_reason(edition: Edition, score: Decimal) -> QuerySet[Decision]:
    return Decision.objects.filter(
        application__call__edition=edition,
        application__state__in=READ_BY_JURY,
        application__score=score,
        reason="",
    )
