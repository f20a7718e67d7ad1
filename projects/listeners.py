"""Signal receivers: what each package does when something happens below it."""

from collections.abc import Sequence
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.questionnaires.queries import Content
from programmes.models import Edition, Role
from programmes.signals import edition_cloned, role_ended, role_granted
from projects import signals
from projects.completion import actions as completion
from projects.conflicts.actions import notify_seat_ended
from projects.decision.actions.deliberation import delete_decisions
from projects.models import Application
from projects.publication.actions import refresh_sheet_entry
from projects.retention.actions.planned import copy_rule
from projects.review.actions.scores import follow_seat, refresh_scores
from projects.triage.actions.duplicates import delete_duplicates, note_duplicates
from projects.triage.actions.screening import screen_applications


def _on_edition_cloned(sender: object, *, edition: Edition, source: Edition, **_rest: object) -> None:
    copy_rule(edition=edition, source=source)


def _on_role_granted(sender: object, *, role: Role, **_rest: object) -> None:
    follow_seat(role=role)


def _on_role_ended(
    sender: object, *, role: Role, reason: str, actor: User, at: datetime, **_rest: object
) -> None:
    follow_seat(role=role)
    notify_seat_ended(role=role, reason=reason, actor=actor, at=at)


def _on_content_adopted(
    sender: object, *, application: Application, content: Content, at: datetime, **_rest: object
) -> None:
    screen_applications(
        applications=[application],
        call=application.call,
        at=at,
        contents={application.sheet_id: content},
    )
    note_duplicates(application=application, siret=content.values.get("siret"))
    refresh_sheet_entry(project=application.project_id)


def _on_application_withdrawn(
    sender: object, *, application: Application, actor: User, at: datetime, **_rest: object
) -> None:
    delete_duplicates(application=application)
    completion.close_requests(applications=[application.pk], actor=actor, at=at)


def _on_eligibility_decided(
    sender: object, *, applications: Sequence[int], actor: User, at: datetime, **_rest: object
) -> None:
    completion.close_requests(applications=applications, actor=actor, at=at)


def _on_eligibility_undone(
    sender: object, *, applications: Sequence[int], undone_by: User, undone_at: datetime, **_rest: object
) -> None:
    completion.reopen_requests(applications=applications, closed_by=undone_by, closed_at=undone_at)


def _on_review_left(
    sender: object,
    *,
    edition: Edition,
    applications: Sequence[int],
    actor: User,
    at: datetime,
    **_rest: object,
) -> None:
    delete_decisions(edition=edition, applications=applications, actor=actor, at=at)


def _on_review_set_aside(sender: object, *, application: Application, **_rest: object) -> None:
    refresh_scores(application)


def register_listeners() -> None:
    """Called when the app is ready."""
    for signal, listener in (
        (role_granted, _on_role_granted),
        (role_ended, _on_role_ended),
        (signals.content_adopted, _on_content_adopted),
        (signals.application_withdrawn, _on_application_withdrawn),
        (signals.eligibility_decided, _on_eligibility_decided),
        (signals.eligibility_undone, _on_eligibility_undone),
        (signals.review_left, _on_review_left),
        (signals.review_set_aside, _on_review_set_aside),
        (edition_cloned, _on_edition_cloned),
    ):
        signal.connect(listener, dispatch_uid=f"projects.{listener.__name__}")
