"""What we write about a conflict round: it opens, answers are awaited, an organiser resolved one."""

from datetime import date, datetime

from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import edition_message
from projects.anonymity.queries import name_for_conflict
from projects.declarations.models import ConflictRound
from projects.models import Application


def round_opened(opened: ConflictRound, to: User) -> Message:
    """To everybody who answers, when the round opens."""
    key = f"conflict_round:{opened.pk}:{opened.opened_at.isoformat()}:{to.pk}"
    return edition_message("projects/declarations/round_opened", to, key, opened.edition, due=opened.due_at)


def round_reminder(opened: ConflictRound, to: User, *, left: int, day: date) -> Message:
    """To somebody who has answers left, on ``day``: one a day at most, whether the planner or an organiser writes."""
    key = f"conflict_round_reminder:{opened.pk}:{day.isoformat()}:{to.pk}"
    about = {"left": left, "due": opened.due_at if day <= timezone.localdate(opened.due_at) else None}
    return edition_message("projects/declarations/round_reminder", to, key, opened.edition, **about)


def link_resolved(application: Application, to: User, *, reason: str, at: datetime) -> Message:
    """To somebody who did not know: an organiser found no link."""
    key = f"link_resolved:application:{application.pk}:user:{to.pk}:{at.isoformat()}"
    return edition_message(
        "projects/declarations/link_resolved",
        to,
        key,
        application.call.edition,
        dossier=name_for_conflict(application),
        reason=reason,
    )
