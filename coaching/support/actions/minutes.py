"""Keeping the minutes, and approving them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from coaching.models import MeetingMinutes, MinutesApproval, PartnerMeeting
from coaching.support.enums import MeetingState
from coaching.support.minutes import hash_snapshot, write_snapshot
from programmes.models import Organisation


def write_minutes(*, meeting: PartnerMeeting, actor: User, at: datetime) -> MeetingMinutes:
    """Write the minutes of the current state, as the next number, in French; the caller locks the meeting.

    Side effects: the row, an audit entry.
    """
    with override("fr"):
        snapshot = write_snapshot(meeting)
    last = meeting.minutes.aggregate(last=Max("number"))["last"] or 0
    made = MeetingMinutes.objects.create(
        meeting=meeting,
        number=last + 1,
        reason=meeting.amended_because,
        snapshot=snapshot,
        sha256=hash_snapshot(snapshot),
        made_at=at,
        made_by=actor,
    )
    data = {"number": made.number, "sha256": made.sha256}
    record(verb="write_minutes", subject=made, actor=actor, at=at, scope=meeting.edition.scope, data=data)
    return made


@transaction.atomic
def approve_minutes(
    *, minutes: MeetingMinutes, organisation: Organisation, actor: User, at: datetime
) -> MinutesApproval | None:
    """``organisation`` approves these minutes, the caller knowing that ``actor`` speaks for it; ``None`` if it had.

    Side effects: the row, an audit entry. Raises :class:`TransitionRefused` for minutes that a later version replaces,
    or that are being amended.
    """
    meeting = PartnerMeeting.objects.select_for_update(of=("self",)).get(pk=minutes.meeting_id)
    latest = meeting.minutes.order_by("-number").values_list("pk", flat=True).first()
    if latest != minutes.pk or meeting.state != MeetingState.CLOSED:
        raise TransitionRefused(
            _("Ce compte rendu est en cours de modification : approuvez la version suivante.")
        )
    try:
        with transaction.atomic():
            approval = MinutesApproval.objects.create(
                minutes=minutes, organisation=organisation, by=actor, at=at
            )
    except IntegrityError:
        return None
    scope = minutes.meeting.edition.scope
    data = {"number": minutes.number, "organisation": organisation.pk}
    record(verb="approve_minutes", subject=minutes, actor=actor, at=at, scope=scope, data=data)
    return approval
