"""What we write about eligibility: to the people of a dossier, and to organisers."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import edition_message
from programmes.models import Call
from projects.emails import application_message
from projects.models import Application


def ineligible(application: Application, to: User, reason: str, at: datetime) -> Message:
    key = f"ineligible:application:{application.pk}:{at.isoformat()}"
    return application_message("triage/ineligible", to, key, application, reason=reason)


def eligible_again(application: Application, to: User, at: datetime) -> Message:
    """The dossier had been turned down; that was undone."""
    key = f"eligible_again:application:{application.pk}:{at.isoformat()}"
    return application_message("triage/eligible_again", to, key, application)


def eligibility_to_check(call: Call, to: User, *, count: int) -> Message:
    """To an organiser, the day after closing."""
    key = f"eligibility_to_check:call:{call.pk}:{to.pk}:{call.closes_at.isoformat()}"
    return edition_message(
        "projects/triage/eligibility_to_check", to, key, call.edition, call=call, count=count
    )
