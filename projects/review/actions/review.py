"""Write a review, saved as it is typed, send it, take it back."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_text
from accelerator.transitions import EditConflict, TransitionRefused
from programmes.models import Criterion
from projects.application.enums import SCORED
from projects.audit import record_act
from projects.conflicts.queries import list_barred_people
from projects.locks import lock_application
from projects.models import AccessEnd, Application, Review, ReviewState, Score
from projects.review.actions.scores import refresh_scores
from projects.review.queries.assignment import reviews_due
from projects.review.queries.reviews import (
    Grid,
    complete_grid,
    find_duty,
    find_end_of_review,
    may_have_been_read,
)
from projects.review.solver.aggregate import review_total

NOT_ASSESSABLE = "na"
TEXTS = ("private_note", "committee_comment", "holder_comment")
TEXT_LENGTH = 4000
LEVELS = {str(level): level for level in range(5)}


class ReviewRefused(TransitionRefused):
    """This review cannot be written (any more) by this person; ``message`` is the reason."""


class ReviewClosed(ReviewRefused):
    """The deadline of reviews is past."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Les évaluations sont closes. Votre texte reste sur cette page : demandez un délai à l’organisation."
            )
        )


class NotAssigned(ReviewRefused):
    """The dossier was never assigned to this person, or no longer is: ``end`` is then the reason."""

    def __init__(self, end: AccessEnd | None) -> None:
        super().__init__(end.label if end else _("Ce dossier ne vous est pas confié."))
        self.end = end


class AlreadySent(ReviewRefused):
    """An opinion that was sent stays as it is."""

    def __init__(self) -> None:
        super().__init__(_("Votre évaluation est envoyée : elle ne change plus."))


class FieldRefused(TransitionRefused):
    """The value does not suit the field; ``message`` is for people."""


BARRED = _(
    "Vous tenez un dossier de cet appel : sans dérogation écrite, vous ne notez pas ses concurrents. Écrivez à "
    "l’organisation."
)
OTHER_WINDOW = _("Vous avez modifié cette réponse dans une autre fenêtre.")
"""A review has one author: nobody else can have changed it."""


def ensure_writable(application: Application, reviewer: User, *, at: datetime) -> None:
    """Raise :class:`ReviewRefused` unless ``reviewer`` may score this dossier at ``at``. One query.

    The dossier is read anew: what ``application`` remembers may be older than a decision. :class:`NotAssigned` comes
    first: nothing else is revealed of a dossier to people without the assignment.
    """
    duty = find_duty(reviewer, application.reference)
    if duty is None:
        raise NotAssigned(find_end_of_review(application, reviewer, at))
    edition = application.call.edition
    # most people have no project in the edition: no need to look them up among the barred ones
    may_be_barred: bool = duty.applies  # type: ignore[attr-defined]
    if may_be_barred and list_barred_people(edition, at).filter(pk=reviewer.pk).exists():
        raise ReviewRefused(BARRED)
    if duty.state not in SCORED:
        raise ReviewRefused(_("Ce dossier n’est plus à évaluer."))
    if reviews_due(edition, reviewer, at):
        raise ReviewClosed


def _lock_draft(application: Application, reviewer: User, at: datetime) -> Review:
    """The reviewer's review, its row locked; created if there is none. Raises :class:`AlreadySent` first."""
    rows = Review.objects.select_for_update().filter(application=application, reviewer=reviewer).order_by()
    review = rows.first()
    if review is None or review.state != ReviewState.SUBMITTED:
        ensure_writable(application, reviewer, at=at)
    if review is None:
        try:
            with transaction.atomic():
                review = Review.objects.create(
                    application=application, reviewer=reviewer, started_at=at, saved_at=at, version=0
                )
        except IntegrityError:  # another tab was first
            review = rows.get()
    if review.state == ReviewState.SUBMITTED:
        raise AlreadySent
    return review


@transaction.atomic
def save_field(
    *, application: Application, reviewer: User, key: str, value: str, base_version: int | None, at: datetime
) -> Grid:
    """Save one field of a draft review: ``level-<criterion>``, ``comment-<criterion>`` or one of :data:`TEXTS`.

    Returns the grid as it is now. Side effects: the review is created with its first value; its version grows
    by one. Saving the value that is already there changes nothing. Raises :class:`AlreadySent`,
    :class:`ReviewRefused`, :class:`ReviewClosed`, :class:`FieldRefused`, and :class:`EditConflict` when the field
    holds something else and the review moved since ``base_version``. A field that is still empty has nothing to lose:
    writing in it is no conflict.
    """
    review = _lock_draft(application, reviewer, at)
    value = clean_value(key, value)
    grid = complete_grid(application, review)
    score = _score(grid, key)
    current = read_saved_value(review, score, key)
    if value == current:
        return grid
    if current and base_version is not None and base_version != review.version:
        raise EditConflict({key: current}, review.version, OTHER_WINDOW)
    set_value(review, score, key, value)
    if score is not None:
        save_scores([score])
    _save(review, at, *([key] if key in TEXTS else []))
    return grid


@transaction.atomic
def save_review(
    *,
    application: Application,
    reviewer: User,
    values: Mapping[str, str],
    base_version: int | None = None,
    at: datetime,
) -> Review:
    """Save the whole grid as posted; keys as in :func:`save_field`, absent ones are left alone.

    Side effects and errors: those of :func:`save_field`, with one :class:`EditConflict` for all the fields that hold
    something else, when the review moved since ``base_version``; nothing is saved then.
    """
    review = _lock_draft(application, reviewer, at)
    cleaned = {key: clean_value(key, value) for key, value in values.items()}
    grid = complete_grid(application, review)
    scores = {key: _score(grid, key) for key in cleaned}
    if base_version not in (None, review.version):
        theirs = {key: read_saved_value(review, scores[key], key) for key in cleaned}
        changed = {key: value for key, value in theirs.items() if value and value != cleaned[key]}
        if changed:
            raise EditConflict(changed, review.version, OTHER_WINDOW)
    for key, value in cleaned.items():
        set_value(review, scores[key], key, value)
    save_scores({score.criterion_id: score for score in scores.values() if score is not None}.values())
    _save(review, at, *TEXTS)
    return review


def _save(review: Review, at: datetime, *fields: str) -> None:
    review.version += 1
    review.saved_at = at
    review.save(update_fields=["version", "saved_at", *fields])


def _score(grid: Grid, key: str) -> Score | None:
    """The score that the field is about; none for a text of the review. Raises :class:`FieldRefused`."""
    if key in TEXTS:
        return None
    kind, _dash, number = key.partition("-")
    if kind not in ("level", "comment") or not number.isdecimal():
        raise FieldRefused(_("Ce champ n’existe pas."))
    for line in grid.lines:
        if str(line.criterion.pk) == number:
            return line.score
    raise FieldRefused(_("Ce critère n’est pas dans la grille."))


def clean_value(key: str, value: str) -> str:
    """The value to store; texts are cleaned as answers are."""
    if key.startswith("level-"):
        if value not in ("", NOT_ASSESSABLE, *LEVELS):
            raise FieldRefused(_("La note va de 0 à 4."))
        return value
    value = clean_text(value)
    if len(value) > TEXT_LENGTH:
        raise FieldRefused(
            _("Ce texte dépasse %(limit)s caractères de %(over)s.")
            % {"limit": TEXT_LENGTH, "over": len(value) - TEXT_LENGTH}
        )
    return value


def read_saved_value(review: Review, score: Score | None, key: str) -> str:
    """The saved value of a field; ``score`` is that of its criterion."""
    if score is None:
        return str(getattr(review, key))
    return level_value(score) if key.startswith("level-") else score.comment


def level_value(score: Score | None) -> str:
    """A level as forms write it: "0" to "4", "na", or "" while empty."""
    if score is None:
        return ""
    if score.not_assessable:
        return NOT_ASSESSABLE
    return "" if score.level is None else str(score.level)


def set_value(review: Review, score: Score | None, key: str, value: str) -> None:
    """Put a cleaned value in its row, which is not saved; ``score`` is that of its criterion."""
    if score is None:
        setattr(review, key, value)
    elif key.startswith("level-"):
        score.level = LEVELS.get(value)
        score.not_assessable = value == NOT_ASSESSABLE
    else:
        score.comment = value


def save_scores(scores: Iterable[Score]) -> None:
    """Write these rows, new or not. Side effect: one statement."""
    Score.objects.bulk_create(
        list(scores),
        update_conflicts=True,
        unique_fields=["review", "criterion"],
        update_fields=["level", "not_assessable", "comment"],
    )


class DossierChanged(ReviewRefused):
    """The dossier has other contents than the page on which the review was written."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Le dossier a changé depuis que vous l’avez ouvert : votre évaluation est enregistrée, pas envoyée. "
                "Relisez ce qui change, puis envoyez-la."
            )
        )


class NothingScored(ReviewRefused):
    """Every criterion is "not assessable": there is no opinion to count."""

    def __init__(self) -> None:
        super().__init__(_("Notez au moins un critère. Si vous ne pouvez rien évaluer, déportez-vous."))


class ReviewIncomplete(ReviewRefused):
    """Some criteria have neither a level nor the mark "not assessable": ``criteria`` lists them."""

    def __init__(self, criteria: list[Criterion]) -> None:
        super().__init__(_("Il manque des notes : choisissez un niveau, ou « non évaluable »."))
        self.criteria = criteria


@transaction.atomic
def submit_review(
    *,
    review: Review,
    actor: User,
    at: datetime,
    page_values: Mapping[str, str] | None = None,
    page_hash: str | None = None,
) -> bool:
    """Send the opinion: from then on it counts and no longer changes. Sending twice is sending once (``False``).

    ``page_values`` is the whole grid as the page shows it, keys as in :func:`save_field`: nothing else is sent.
    ``page_hash`` is the ``content_hash`` of the dossier on that page. ``None`` when there is no page.

    Side effects: the review's total; ``reviews_done`` and the score of the application, under its row lock; audit
    entry (no scores in it). Raises :class:`ReviewRefused`, :class:`ReviewClosed`, :class:`ReviewIncomplete`,
    :class:`NothingScored`, :class:`DossierChanged`, and :class:`EditConflict` when another window changed a value of
    the grid.
    """
    application = lock_application(review.application)
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.reviewer_id != actor.pk:
        raise ReviewRefused(_("Cette évaluation n’est pas la vôtre."))
    if fresh.state == ReviewState.SUBMITTED:
        return False
    ensure_writable(application, actor, at=at)
    if page_hash not in (None, application.content_hash):
        raise DossierChanged
    criteria = list(Criterion.objects.filter(edition=application.call.edition_id))
    scores = {score.criterion_id: score for score in fresh.scores.all()}
    if page_values is not None:
        _check_page_values(fresh, scores, criteria, page_values)
    fresh.state, fresh.total, fresh.submitted_at = ReviewState.SUBMITTED, find_total(criteria, scores), at
    fresh.save(update_fields=["state", "total", "submitted_at"])
    refresh_scores(application)
    record_act(
        fresh,
        "submit_review",
        {"application": application.pk},
        actor=actor,
        at=at,
        edition=application.call.edition,
    )
    return True


def find_total(criteria: Iterable[Criterion], scores: Mapping[int, Score]) -> Decimal:
    """The total of a complete grid, out of 100. Raises :class:`ReviewIncomplete` and :class:`NothingScored`."""
    missing = [criterion for criterion in criteria if level_value(scores.get(criterion.pk)) == ""]
    if missing:
        raise ReviewIncomplete(missing)
    total = review_total(
        {key: score.level for key, score in scores.items()},
        {criterion.pk: criterion.weight for criterion in criteria},
    )
    if total is None:
        raise NothingScored
    return total


@transaction.atomic
def take_back_review(*, review: Review, actor: User, at: datetime) -> None:
    """Undo one's sending: the review is a draft again, and does not count until it is sent anew.

    Side effects: ``reviews_done`` and the score of the application, under its row lock; audit entry. Raises
    :class:`ReviewRefused` for somebody else's, once a colleague may have read it, and when it could not be sent again.
    """
    application = lock_application(review.application)
    fresh = Review.objects.select_for_update().get(pk=review.pk)
    if fresh.reviewer_id != actor.pk:
        raise ReviewRefused(_("Cette évaluation n’est pas la vôtre."))
    if fresh.state != ReviewState.SUBMITTED:
        return
    if may_have_been_read(fresh):
        raise ReviewRefused(
            _(
                "Le vôtre a pu être lu : un autre avis est arrivé, l’organisation l’a ouvert ou le dossier est décidé. "
                "Avant la décision, il se révise, avec une raison."
            )
        )
    ensure_writable(application, actor, at=at)
    fresh.state, fresh.total, fresh.submitted_at = ReviewState.DRAFT, None, None
    # A window that still shows the review as sent gets a conflict, should it save.
    fresh.version += 1
    fresh.save(update_fields=["state", "total", "submitted_at", "version"])
    refresh_scores(application)
    record_act(
        fresh,
        "take_back_review",
        {"application": application.pk},
        actor=actor,
        at=at,
        edition=application.call.edition,
    )


def _check_page_values(
    review: Review, scores: Mapping[int, Score], criteria: Iterable[Criterion], page_values: Mapping[str, str]
) -> None:
    """Raise :class:`EditConflict` where the grid differs from what a page shows of it."""
    saved = {key: read_saved_value(review, None, key) for key in TEXTS}
    for criterion in criteria:
        score = scores.get(criterion.pk)
        saved[f"level-{criterion.pk}"] = level_value(score)
        saved[f"comment-{criterion.pk}"] = score.comment if score else ""
    theirs = {
        key: value for key, value in saved.items() if value != clean_value(key, page_values.get(key, ""))
    }
    if theirs:
        raise EditConflict(theirs, review.version, OTHER_WINDOW)
