"""Corrected scores follow the reviews: computed by a job, stored for the page of the ranking."""

from collections import defaultdict
from dataclasses import asdict
from statistics import fmean

from django.db.models import Exists, OuterRef

from programmes.models import Call, Criterion
from projects.application.enums import READ_BY_JURY
from projects.models import Review, Score, ScoreCorrection
from projects.review.solver.aggregate import centre_total, rounding_uncertainty


def update_corrections() -> int:
    """Compute again the corrections whose reviews or places changed; returns how many.

    Side effects: a row for each call with reviews that had none, and the figures of those that were outdated.
    """
    sent = Review.objects.in_score().filter(application__call=OuterRef("pk"))
    unseen = Call.objects.filter(Exists(sent), score_correction=None)
    ScoreCorrection.objects.bulk_create(
        [ScoreCorrection(call=call) for call in unseen.order_by("pk")], ignore_conflicts=True
    )
    outdated = list(ScoreCorrection.objects.outdated().select_related("call__edition").order_by("pk"))
    for correction in outdated:
        compute_correction(correction=correction)
    return len(outdated)


def compute_correction(*, correction: ScoreCorrection) -> None:
    """Compute the figures of one call from the reviews of now.

    Side effects: one UPDATE. A review sent meanwhile raises the version again, and the next run computes once more.
    """
    from projects.review.solver.correction import correct_scores  # with numpy, for workers alone
    from projects.review.solver.mixed_model import Mark

    correction.refresh_from_db(fields=["version"])
    edition = correction.call.edition
    criteria = Criterion.objects.filter(edition__call=correction.call).order_by("position")
    weights = dict(criteria.values_list("pk", "weight"))
    marks = [Mark(*row) for row in _list_totals(correction.call, weights)]
    result = correct_scores(
        marks,
        places=edition.places,
        rounding=rounding_uncertainty(weights.values()),
        by_median=edition.scores_by_median,
    )
    ScoreCorrection.objects.filter(pk=correction.pk).update(
        computed_version=correction.version,
        places=edition.places,
        limit=result.limit or "",
        dossiers={key: asdict(dossier) for key, dossier in result.dossiers.items()},
        severity=result.severity,
    )


def _list_totals(call: Call, weights: dict[int, int]) -> list[tuple[int, int, float]]:
    """Dossier, juror and total of each review that counts: two queries.

    A review that skips criteria is centred on the means of those it scored: skipping a hard one gains nothing.
    """
    reviews = Review.objects.in_score().filter(
        application__call=call, application__state__in=READ_BY_JURY, total__isnull=False
    )
    levels: dict[int, dict[int, int]] = defaultdict(dict)
    scores = Score.objects.filter(review__in=reviews.order_by(), level__isnull=False).order_by()
    for review, criterion, level in scores.values_list("review", "criterion", "level"):
        if level is not None and criterion in weights:
            levels[review][criterion] = level
    means = {
        criterion: fmean(values)
        for criterion in weights
        if (values := [scored[criterion] for scored in levels.values() if criterion in scored])
    }
    rows = reviews.order_by("pk").values_list("pk", "application", "reviewer", "total")
    return [
        (dossier, juror, centre_total(levels[pk], weights, means) if pk in levels else float(total))
        for pk, dossier, juror, total in rows
        if total is not None
    ]
