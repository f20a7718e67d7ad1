"""What is written about the minutes: to the bodies that sat, and to who keeps them."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import edition_message
from programmes.models import Role
from projects.models import AmendmentRequest, CommitteeMinutes


def minutes_ready(minutes: CommitteeMinutes, role: Role, amendment_reason: str) -> Message:
    """To a juror of a body that sat: a version waits for its approval. ``amendment_reason``: as they may know it."""
    return _build_message("minutes_ready", minutes, role, amendment_reason=amendment_reason)


def minutes_awaited(minutes: CommitteeMinutes, role: Role) -> Message:
    """To the same, some days later, once for each version."""
    return _build_message("minutes_awaited", minutes, role)


def _build_message(name: str, minutes: CommitteeMinutes, role: Role, **context: object) -> Message:
    return edition_message(
        f"projects/minutes/{name}",
        role.user,
        f"{name}:committee:{minutes.pk}:{role.user_id}",
        minutes.meeting.edition,
        minutes=minutes,
        meeting=minutes.meeting,
        body=role.organisation,
        **context,
    )


def amendment_requested(request: AmendmentRequest, to: User) -> Message:
    """To who keeps the minutes: a body asks for an amendment."""
    minutes = request.minutes
    return edition_message(
        "projects/minutes/amendment_requested",
        to,
        f"amendment_requested:{request.pk}:{to.pk}",
        minutes.meeting.edition,
        request=request,
        minutes=minutes,
        meeting=minutes.meeting,
    )
