"""Choosing: who may open which page, and who may read and score a dossier."""

from datetime import datetime
from typing import Any

import rules
from django.utils import timezone

from accelerator.web.access import SIGNED_IN, Table, row
from programmes.enums import RoleName
from programmes.models import Role
from projects.models import Application, ReviewAssignment
from projects.states import READ_BY_JURY, SCORED

ORGANISER = RoleName.ORGANISER.value
REVIEWER = RoleName.REVIEWER.value

PAGES: Table = {
    "projects:manage_assignment": row(ORGANISER),
    "projects:assignment_proposal": row(ORGANISER),
    "projects:record_recusal": row(ORGANISER),
    # Reviewers, then only dossiers given to them: Application.objects.reviewed_by(user), else 404.
    "projects:review_queue": row(REVIEWER),
    "projects:review": row(REVIEWER),
    "projects:review_score": row(REVIEWER),
    "projects:recuse": row(REVIEWER),
    "projects:ranking": row(ORGANISER),
    "projects:deliberation": row(ORGANISER),
    "projects:decide": row(ORGANISER),
    "projects:announce": row(ORGANISER),
    # Members of the project: Participation.objects.held_by(user), else 404.
    "projects:participation": row(SIGNED_IN),
}


def reviews_due(application: Application, at: datetime) -> bool:
    """Whether the hour at which reviews close has come."""
    due = application.call.edition.reviews_due_at
    return due is not None and at >= due


@rules.predicate
def is_reviewer(user: Any, application: Application) -> bool:
    """Sits on the committee of the edition now, and was given this dossier."""
    roles = Role.objects.active().filter(
        user=user, name=RoleName.REVIEWER, edition=application.call.edition_id
    )
    return (
        ReviewAssignment.objects.active()
        .filter(application=application, reviewer=user)
        .filter(application__call__edition__in=roles.values("edition"))
        .exists()
    )


@rules.predicate
def is_recused(user: Any, application: Application) -> bool:
    return application.recusals.filter(reviewer=user).exists()


@rules.predicate
def is_readable_by_jury(user: Any, application: Application) -> bool:
    return application.state in READ_BY_JURY


@rules.predicate
def reviews_are_open(user: Any, application: Application) -> bool:
    """The dossier is at the stage of reviews, and their deadline is not past."""
    return application.state in SCORED and not reviews_due(application, timezone.now())


can_read_as_reviewer = is_readable_by_jury & is_reviewer & ~is_recused
can_review = reviews_are_open & is_reviewer & ~is_recused

rules.add_perm("projects.read_as_reviewer", can_read_as_reviewer)
rules.add_perm("projects.review", can_review)
