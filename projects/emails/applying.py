"""What we write to people who apply, and to organisers about it."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.models import Call
from projects.models import Application, ApplicationVersion


def receipt(application: Application, to: User, version: ApplicationVersion) -> Message:
    """The proof of submission: reference, version, time to the second, fingerprint of the content."""
    key = f"receipt:application:{application.pk}:{version.number}"
    return _about(application, to, "receipt", key, version=version)


def withdrawn(application: Application, to: User, *, by: User) -> Message:
    """To a member: the dossier they hold is taken back, ``by`` whom."""
    key = f"withdrawn:application:{application.pk}:{to.pk}"
    return _about(application, to, "withdrawn", key, by=None if by == to else by)


def withdrawn_notice(application: Application, to: User, reason: str) -> Message:
    """To an organiser: one dossier less to examine."""
    key = f"withdrawn_notice:application:{application.pk}:{to.pk}"
    return _about(application, to, "withdrawn_notice", key, reason=reason)


def ineligible(application: Application, to: User, reason: str, at: datetime) -> Message:
    key = f"ineligible:application:{application.pk}:{at.isoformat()}"
    return _about(application, to, "ineligible", key, reason=reason)


def eligible_again(application: Application, to: User, at: datetime) -> Message:
    """The dossier had been turned down; that was undone."""
    return _about(
        application, to, "eligible_again", f"eligible_again:application:{application.pk}:{at.isoformat()}"
    )


def draft_waiting(application: Application, to: User, *, days: int, missing: int) -> Message:
    """``days`` before closing: the draft is not sent yet. A postponed closing is a new reminder.

    The mail tells the date and not the days: a planner that slept, or a mail held back, would make them untrue.
    """
    closing = application.call.closes_at.isoformat()
    key = f"draft_waiting:application:{application.pk}:{to.pk}:{closing}:{days}"
    return _about(application, to, "draft_waiting", key, days=days, missing=missing)


def eligibility_to_check(call: Call, to: User, *, count: int) -> Message:
    """To an organiser, the day after closing."""
    return Message(
        template="projects/eligibility_to_check",
        to=to,
        dedupe_key=f"eligibility_to_check:call:{call.pk}:{to.pk}:{call.closes_at.isoformat()}",
        context={"edition": call.edition, "call": call, "count": count},
        scope=call.edition.scope,
        signed_by=call.edition.name,
    )


def _about(application: Application, to: User, template: str, key: str, **context: object) -> Message:
    call = application.call
    return Message(
        template=f"projects/{template}",
        to=to,
        dedupe_key=key,
        context={"application": application, "call": call, "edition": call.edition, **context},
        scope=call.edition.scope,
        signed_by=call.edition.name,
        reply_to=call.contact_email,
    )
