"""Presence in a meeting: members arrive and leave."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.capabilities import Capability
from programmes.models import Role
from projects.conflicts.queries import find_conflict
from projects.deliberation.actions.locks import compute_end, lock_meeting, update_meeting
from projects.deliberation.checks import DeliberationRefused, MeetingClosed
from projects.deliberation.queries.members import find_seat
from projects.models import Discussion, Meeting, MeetingAttendance, StepOut


@transaction.atomic
def arrive(*, meeting: Meeting, user: User, actor: User, at: datetime) -> None:
    """Record the presence of a juror, by themselves or by the person who runs the meeting; twice changes nothing.

    Side effects: the period, for the body they sit for; out of the room at once if the current dossier is one that
    they may not judge; screens follow. Raises :class:`DeliberationRefused` for somebody who does not sit.
    """
    fresh = lock_meeting(meeting.pk, may_be_paused=True)
    member = find_seat(fresh, user)
    if member is None:
        raise DeliberationRefused(_("%(who)s ne siège pas au comité de cette édition.") % {"who": user})
    if member.is_present:
        return
    MeetingAttendance.objects.create(
        meeting=fresh, user=user, organisation=member.organisation, arrived_at=at, recorded_by=actor
    )
    discussion = Discussion.objects.filter(meeting=fresh, ended_at=None).select_related("application").first()
    if discussion and find_conflict(discussion.application, user):
        StepOut.objects.get_or_create(discussion=discussion, user=user, back_at=None, defaults={"at": at})
    update_meeting(fresh)


@transaction.atomic
def leave(*, meeting: Meeting, user: User, at: datetime) -> None:
    """End the presence of a member; twice changes nothing.

    Side effects: the period; the answer of their body no longer counts unless another of its members stays; screens
    follow.
    """
    fresh = lock_meeting(meeting.pk, may_be_paused=True)
    present = MeetingAttendance.objects.present().filter(meeting=fresh, user=user)
    if present.update(left_at=compute_end(at, "arrived_at")):
        update_meeting(fresh)


def leave_with_seat(*, role: Role, at: datetime) -> None:
    """End the presence of somebody whose seat ended while the committee meets. Side effects: those of :func:`leave`."""
    meeting = Meeting.objects.open().filter(edition=role.edition_id).first()
    if meeting and role.can(Capability.REVIEW):
        with suppress(MeetingClosed):  # the close, which had the lock first, ended it
            leave(meeting=meeting, user=role.user, at=at)
