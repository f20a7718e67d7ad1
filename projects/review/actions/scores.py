"""Keep the columns of an application in step with its reviews: the one place that writes them."""

from collections.abc import Iterable

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from programmes.capabilities import Capability
from programmes.models import Criterion, Role
from projects.models import Application, Review, ReviewAssignment, ScoreCorrection
from projects.review.solver.aggregate import rounding_uncertainty, summarise


def duties() -> "Subquery":
    """How many people read, or are to read, the outer application."""
    counted = ReviewAssignment.objects.expected().filter(application=OuterRef("pk"))
    return Subquery(
        counted.order_by().values("application").annotate(number=Count("pk")).values("number"),
        output_field=IntegerField(),
    )


def refresh_scores(application: Application) -> None:
    """Recompute ``reviews_expected``, ``reviews_done`` and the score of one application: five queries.

    Side effects: one UPDATE, and the same values on the instance; the correction of the call's scores is outdated.
    Call it with the row locked.
    """
    totals = (
        Review.objects.in_score().filter(application=application).order_by().values_list("total", flat=True)
    )
    weights = Criterion.objects.filter(edition__call=application.call_id).values_list("weight", flat=True)
    summary = summarise(
        (total for total in totals if total is not None),
        uncertainty=rounding_uncertainty(weights.order_by()),
        by_median=application.call.edition.scores_by_median,
    )
    expected = (
        Application.objects.filter(pk=application.pk).values_list(Coalesce(duties(), 0), flat=True).get()
    )
    values = {
        "reviews_expected": expected,
        "reviews_done": summary.count,
        "score": summary.score,
        "score_low": summary.low,
        "score_high": summary.high,
    }
    Application.objects.filter(pk=application.pk).update(**values)
    outdate_correction(application.call_id)
    for name, value in values.items():
        setattr(application, name, value)


def outdate_correction(call: int) -> None:
    """What a call's scores are corrected from changed: they are computed again before they are read. Side effect: one
    UPDATE.
    """
    ScoreCorrection.objects.filter(call=call).update(version=F("version") + 1)


def follow_seat(*, role: Role) -> None:
    """Update the dossiers of a person who takes or leaves a seat: their reviews are expected, or no longer.

    Side effects: ``reviews_expected`` of the dossiers assigned to them, in one UPDATE. A review that was sent stays.
    """
    if role.can(Capability.REVIEW):
        assignments = ReviewAssignment.objects.active().filter(
            reviewer=role.user_id, application__call__edition=role.edition_id
        )
        refresh_expected(assignments.order_by().values_list("application", flat=True))


def refresh_expected(applications: Iterable[int]) -> None:
    """Recompute ``reviews_expected`` of many applications in one UPDATE, with their rows locked."""
    # PostgreSQL counts as of before the wait for a row: what a colleague commits meanwhile would be missed
    rows = Application.objects.select_for_update().filter(pk__in=list(applications)).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    Application.objects.filter(pk__in=keys).update(reviews_expected=Coalesce(duties(), 0))
