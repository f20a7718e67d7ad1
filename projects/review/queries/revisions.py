"""Whether an opinion that was sent may be revised, and what revisions changed, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from projects.application.enums import SCORED
from projects.conflicts.queries import list_barred_people
from projects.models import Application, Decision, ProjectMember, Review, ReviewRevision
from projects.review.queries.assignment import reviews_due

TEXT_LABELS = {
    "committee_comment": _("Pour le comité"),
    "holder_comment": _("Pour la personne porteuse"),
}


def find_limit_of_revision(application: Application, reviewer: User, at: datetime) -> "str | Promise":
    """Why this person may no longer revise the opinion they sent on this dossier; "" while they may: one query, one
    more where no date of the meeting is known, and for people with a project in the edition.

    Until the committee meets or, without a date, until their reviews close; never once the dossier is decided.
    """
    edition = application.call.edition
    decided = Decision.objects.filter(application=OuterRef("pk"))
    applies = ProjectMember.objects.filter(user=reviewer, project__edition=OuterRef("call__edition"))
    assigned = Application.objects.filter(pk=application.pk).reviewed_by(reviewer).order_by()
    row = assigned.values_list("state", Exists(decided), Exists(applies)).first()
    if row is None:
        return _("Ce dossier ne vous est pas confié.")
    state, is_decided, may_be_barred = row
    if state not in SCORED or is_decided:
        return _("La décision sur ce dossier est prise : votre évaluation reste telle qu’elle est.")
    if edition.committee_meets_at and at >= edition.committee_meets_at:
        return _("Le comité est réuni : votre évaluation reste telle qu’elle est.")
    if not edition.committee_meets_at and reviews_due(edition, reviewer, at):
        return _("Les évaluations sont closes : la vôtre reste telle qu’elle est.")
    if may_be_barred and list_barred_people(edition, at).filter(pk=reviewer.pk).exists():
        return _("Vous tenez un dossier de cet appel : vous ne notez pas ses concurrents.")
    return ""


@dataclass(frozen=True)
class ChangedValue:
    """One value that a revision changed, as it was and as it became; "" where there was none."""

    label: "str | Promise"
    before: str
    after: str


@dataclass(frozen=True)
class RevisionInWords:
    """A revision in words, for the committee."""

    at: datetime
    reason: str
    total_before: Decimal
    total_after: Decimal
    changes: list[ChangedValue]


def describe_revisions(review: Review) -> list[RevisionInWords]:
    """The revisions of a review, oldest first: no query if its scores, criteria and revisions were read with it."""
    labels: dict[str, Any] = {str(score.criterion_id): score.criterion.label for score in review.scores.all()}
    return [_describe(revision, labels) for revision in review.revisions.all()]


def _describe(revision: ReviewRevision, labels: dict[str, Any]) -> RevisionInWords:
    changes = [
        ChangedValue(
            _find_label(key, labels),
            _format_value(key, before),
            _format_value(key, revision.after.get(key, "")),
        )
        for key, before in revision.before.items()
    ]
    return RevisionInWords(revision.at, revision.reason, revision.total_before, revision.total_after, changes)


def _find_label(key: str, labels: dict[str, Any]) -> "str | Promise":
    kind, _dash, number = key.partition("-")
    if kind in TEXT_LABELS:
        return TEXT_LABELS[kind]
    return labels.get(number, "")


def _format_value(key: str, value: str) -> str:
    if not key.startswith("level-"):
        return value
    return str(_("non évaluable")) if value == "na" else value


def add_history(reviews: Sequence[Any]) -> None:
    """Give each opinion its ``history``, which templates print. ``is_revised`` was read with them: one query if any
    was."""
    revised = [review for review in reviews if review.is_revised]
    prefetch_related_objects(revised, Prefetch("revisions", ReviewRevision.objects.order_by("at", "pk")))
    for review in reviews:
        review.history = describe_revisions(review) if review.is_revised else []
