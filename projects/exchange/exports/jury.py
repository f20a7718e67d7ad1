"""What the committee wrote, as a workbook: the ranking, each review on a row, each level and comment on a row.

What the person who requested the file may not compare is left out: dossiers in conflict, or whose review they owe.
While the committee reads dossiers without who applies, so does this file, which is made for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from programmes.models import Criterion
from projects.anonymity.queries import hide_names
from projects.conflicts.queries import conflicts_of
from projects.exchange.exports import reading
from projects.exchange.exports.columns import convert_number, convert_time
from projects.exchange.exports.writers import Cell, Worksheet
from projects.models import Application, ExportJob, Review, Score
from projects.review.queries.ranking import RankedApplication, rank_whole

BATCH = 200


def list_sheets(job: ExportJob, at: datetime) -> list[Worksheet]:
    """The sheets of the workbook: the ranking, the reviews criterion by criterion, and the scores, one a row."""
    conflicts = conflicts_of(job.requested_by, job.edition, at)
    conflicts = replace(conflicts, hides_names=job.edition.hides_identities)
    readable = conflicts.comparable(reading.applications_of(job)).order_by()
    criteria = list(Criterion.objects.filter(edition=job.edition).order_by("position"))
    ranked = rank_whole(job.edition, conflicts)
    comment = _("%(criterion)s : commentaire")
    wide = [
        heading
        for criterion in criteria
        for heading in (criterion.label, comment % {"criterion": criterion.label})
    ]
    return [
        Worksheet(
            _("Classement"),
            _list_ranking_headings(str(job.edition.score_heading)),
            RANKING_WIDTHS,
            map(_write_ranking_row, ranked),
        ),
        Worksheet(
            _("Avis"),
            [*_list_review_headings(), *wide],
            [*REVIEW_WIDTHS, *(width for _criterion in criteria for width in (12, 50))],
            _write_reviews(readable, criteria),
        ),
        Worksheet(_("Notes"), _list_score_headings(), SCORE_WIDTHS, _write_scores(readable)),
    ]


RANKING_WIDTHS = (8, 18, 40, 30, 26, 18, 12, 12, 12, 12, 12, 14, 14, 14, 24, 24)


def _list_ranking_headings(score: str) -> list[str]:
    return [
        _("Rang"),
        _("Référence"),
        _("Titre"),
        _("Structure"),
        _("Profil"),
        _("Département"),
        score,
        _("Note, borne basse"),
        _("Note, borne haute"),
        _("Évaluations reçues"),
        _("Évaluations attendues"),
        _("Note corrigée"),
        _("Rang corrigé"),
        _("Jurys sur 100 qui le placent"),
        _("Situation"),
        _("Décision"),
    ]


def _write_ranking_row(row: RankedApplication) -> list[Cell]:
    application, corrected = row.application, row.corrected
    decision = application.visible_decision
    return [
        row.rank,
        application.reference,
        str(application.title),
        str(application.structure_name),
        application.get_profile_display(),
        application.department,
        convert_number(application.score),
        convert_number(application.score_low),
        convert_number(application.score_high),
        application.reviews_done,
        application.reviews_expected,
        round(corrected.score, 2) if corrected else None,
        corrected.rank if corrected else None,
        corrected.chance_of_hundred if corrected else None,
        str(row.band_label),
        str(decision.get_outcome_display()) if decision else None,
    ]


REVIEW_WIDTHS = (18, 40, 30, 18, 12, 60, 60)


def _list_review_headings() -> list[str]:
    return [
        _("Référence"),
        _("Titre"),
        _("Membre du comité"),
        _("Envoyée le"),
        _("Total sur 100"),
        _("Pour le comité"),
        _("Pour la personne porteuse"),
    ]


def _write_reviews(readable: QuerySet[Application], criteria: Sequence[Criterion]) -> Iterator[list[Cell]]:
    for review in _read_reviews(readable):
        scores = {score.criterion_id: score for score in review.scores.all()}
        row: list[Cell] = [
            review.application.reference,
            _name_dossier(review.application),
            review.reviewer_label,
            convert_time(review.submitted_at),
            convert_number(review.total),
            review.committee_comment,
            review.holder_comment,
        ]
        for criterion in criteria:
            score = scores.get(criterion.pk)
            row += [_write_level(score), score.comment] if score else [None, None]
        yield row


SCORE_WIDTHS = (18, 40, 30, 40, 10, 10, 14, 60)


def _list_score_headings() -> list[str]:
    return [
        _("Référence"),
        _("Titre"),
        _("Membre du comité"),
        _("Critère"),
        _("Poids"),
        _("Niveau (0 à 4)"),
        _("Non évaluable"),
        _("Commentaire"),
    ]


def _write_scores(readable: QuerySet[Application]) -> Iterator[list[Cell]]:
    for review in _read_reviews(readable):
        for score in review.scores.all():
            yield [
                review.application.reference,
                _name_dossier(review.application),
                review.reviewer_label,
                score.criterion.label,
                score.criterion.weight,
                score.level,
                _("oui") if score.not_assessable else None,
                score.comment,
            ]


def _name_dossier(application: Application) -> str:
    if application.call.edition.hides_identities:
        hide_names(application)
    return str(application.title)


def _write_level(score: Score) -> Cell:
    return _("n. é.") if score.not_assessable else score.level


def _read_reviews(readable: QuerySet[Application]) -> Iterator[Review]:
    """The reviews that count, by dossier then by person: three queries for each batch."""
    scores = Prefetch("scores", Score.objects.select_related("criterion").order_by("criterion__position"))
    reviews = Review.objects.in_score().filter(application__in=readable.values("pk"))
    ordered = reviews.with_reviewer().select_related("application__call__edition").prefetch_related(scores)
    return ordered.order_by("application__reference", "reviewer__name", "pk").iterator(chunk_size=BATCH)
