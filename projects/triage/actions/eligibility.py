"""Declare dossiers eligible, or ineligible with a reason."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused, apply
from projects.application.enums import ApplicationState
from projects.application.states import APPLICATION
from projects.locks import lock_edition_of
from projects.models import Application
from projects.signals import eligibility_decided, review_left
from projects.triage import emails


@transaction.atomic
def declare_eligible(*, applications: Iterable[Application], actor: User, at: datetime) -> int:
    """Open these dossiers to the committee; returns how many moved, those in another state are left alone.

    So are those that a rule sets aside, until it is overruled. Side effects: an audit entry each; a completion request
    that was waiting is closed; a mail to the lead of a dossier that had been turned down before.
    """
    moved = 0
    for application in applications:
        if application.findings_standing:
            continue
        was_refused = application.state == ApplicationState.INELIGIBLE
        try:
            apply(
                application,
                "declare_eligible",
                table=APPLICATION,
                actor=actor,
                at=at,
                scope=application.call.edition.scope,
            )
        except TransitionRefused:
            continue
        moved += 1
        eligibility_decided.send(Application, applications=[application.pk], actor=actor, at=at)
        recipient = application.project.find_lead() if was_refused else None
        if recipient:
            queue(emails.eligible_again(application, recipient, at), at=at)
    return moved


@transaction.atomic
def declare_ineligible(*, application: Application, reason: str, actor: User, at: datetime) -> None:
    """Turn the dossier down, in writing. :func:`declare_eligible` undoes it.

    Side effects: audit entry with the reason; a completion request that was waiting is closed, a decision that was
    not announced is erased; a mail to the lead with the reason. Raises ``ReasonMissing``, ``TransitionRefused``.
    """
    reason = reason.strip()
    lock_edition_of(application)
    apply(
        application,
        "declare_ineligible",
        table=APPLICATION,
        actor=actor,
        at=at,
        reason=reason,
        scope=application.call.edition.scope,
    )
    edition = application.call.edition
    review_left.send(Application, edition=edition, applications=[application.pk], actor=actor, at=at)
    eligibility_decided.send(Application, applications=[application.pk], actor=actor, at=at)
    recipient = application.project.find_lead()
    if recipient:
        queue(emails.ineligible(application, recipient, reason, at), at=at)
