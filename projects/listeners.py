"""Signal receivers: what each package does when something happens below it; connected once the apps are loaded."""

from collections.abc import Sequence
from datetime import datetime

from django.dispatch import receiver

from accelerator.accounts.models import User
from accelerator.questionnaires.queries import Content
from programmes.models import Edition, Role
from programmes.signals import edition_cloned, role_ended, role_granted
from projects import signals
from projects.completion import actions as completion
from projects.conflicts.actions import notify_seat_ended
from projects.decision.actions.deliberation import delete_decisions
from projects.deliberation.actions.attendance import leave_with_seat
from projects.deliberation.actions.discussions import apply_conflicts
from projects.minutes.actions import draft_minutes, redact_dossier
from projects.models import Application, Meeting
from projects.publication.actions import refresh_sheet_entry
from projects.retention.actions.planned import copy_rule
from projects.review.actions.scores import follow_seat, outdate_correction, refresh_scores
from projects.triage.actions.screening import delete_duplicates, note_duplicates, screen_applications


@receiver(edition_cloned)
def copy_retention(sender: object, *, edition: Edition, source: Edition, **_rest: object) -> None:
    copy_rule(edition=edition, source=source)


@receiver(role_granted)
def expect_reviews(sender: object, *, role: Role, **_rest: object) -> None:
    follow_seat(role=role)


@receiver(role_ended)
def end_seat(sender: object, *, role: Role, reason: str, actor: User, at: datetime, **_rest: object) -> None:
    follow_seat(role=role)
    leave_with_seat(role=role, at=at)
    notify_seat_ended(role=role, reason=reason, actor=actor, at=at)


@receiver(signals.content_adopted)
def follow_content(
    sender: object, *, application: Application, content: Content, at: datetime, **_rest: object
) -> None:
    contents = {application.sheet_id: content}
    screen_applications(applications=[application], call=application.call, at=at, contents=contents)
    note_duplicates(application=application, siret=content.values.get("siret"))
    refresh_sheet_entry(project=application.project_id)


@receiver(signals.application_withdrawn)
def close_withdrawn(
    sender: object, *, application: Application, actor: User, at: datetime, **_rest: object
) -> None:
    delete_duplicates(application=application)
    completion.close_requests(applications=[application.pk], actor=actor, at=at)


@receiver(signals.eligibility_decided)
def close_completions(
    sender: object, *, applications: Sequence[int], actor: User, at: datetime, **_rest: object
) -> None:
    completion.close_requests(applications=applications, actor=actor, at=at)


@receiver(signals.eligibility_undone)
def reopen_completions(
    sender: object, *, applications: Sequence[int], undone_by: User, undone_at: datetime, **_rest: object
) -> None:
    completion.reopen_requests(applications=applications, closed_by=undone_by, closed_at=undone_at)


@receiver(signals.review_left)
def erase_decisions(
    sender: object,
    *,
    edition: Edition,
    applications: Sequence[int],
    actor: User,
    at: datetime,
    **_rest: object,
) -> None:
    delete_decisions(edition=edition, applications=applications, actor=actor, at=at)


@receiver(signals.review_left)
def outdate_scores(sender: object, *, edition: Edition, **_rest: object) -> None:
    outdate_correction(edition.call.pk)


@receiver(signals.meeting_closed)
def begin_minutes(sender: object, *, meeting: Meeting, at: datetime, **_rest: object) -> None:
    draft_minutes(meeting=meeting, at=at)


@receiver(signals.application_anonymised)
def redact_minutes(sender: object, *, application: Application, at: datetime, **_rest: object) -> None:
    redact_dossier(application=application, at=at)


@receiver(signals.conflict_changed)
def refresh_reviewed(sender: object, *, application: Application, at: datetime, **_rest: object) -> None:
    refresh_scores(application)
    apply_conflicts(application=application, at=at)
