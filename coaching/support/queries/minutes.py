"""The minutes that were written, and who approved them."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from accelerator.outbox.models import MailState, OutgoingMail
from coaching.models import MeetingMinutes, MinutesApproval
from coaching.support.queries.board import list_answering_bodies
from programmes.capabilities import Capability
from programmes.models import Edition, Organisation, Role

REMINDED_AFTER, MORNING = 7, time(8)
"""Days, and the hour in Paris: when bodies that have not approved are written to, once for each version."""


@dataclass(frozen=True)
class Approvals:
    """``waiting``: bodies of the board that have not approved yet."""

    given: list[MinutesApproval]
    waiting: list[Organisation]

    def has(self, body: Organisation | None) -> bool:
        return any(approval.organisation_id == body.pk for approval in self.given) if body else False


def list_minutes(edition: Edition) -> list[MeetingMinutes]:
    """The latest first. One query."""
    rows = MeetingMinutes.objects.filter(meeting__edition=edition).select_related("made_by", "meeting")
    return list(rows.order_by("-number"))


def read_approvals(minutes: MeetingMinutes, edition: Edition) -> Approvals:
    """Two queries."""
    given = list(minutes.approvals.select_related("organisation", "by").order_by("at", "pk"))
    done = {approval.organisation_id for approval in given}
    return Approvals(given, [body for body in list_answering_bodies(edition.pk) if body.pk not in done])


def find_reminder_time(minutes: MeetingMinutes) -> datetime:
    """When bodies that have not approved this version by then are written to."""
    morning = timezone.localdate(minutes.made_at) + timedelta(days=REMINDED_AFTER)
    return timezone.make_aware(datetime.combine(morning, MORNING))


def list_awaited_roles(minutes: MeetingMinutes, approvals: Approvals) -> list[Role]:
    """The partners, with their person, of the bodies that have not approved. One query."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(
        edition=minutes.meeting.edition_id,
        user__is_active=True,
        organisation__in=[body.pk for body in approvals.waiting],
    )
    return list(roles.select_related("user", "organisation").order_by("pk"))


def key_of_reminder(minutes: MeetingMinutes, person: int | str = "") -> str:
    """The ``dedupe_key`` of the mail, or what all those of this version begin with."""
    return f"minutes_awaited:{minutes.pk}:{person}"


@dataclass(frozen=True)
class Reminder:
    """The reminder on the page: the day it will leave, or the day it left."""

    comes_on: datetime | None = None
    left_on: datetime | None = None


def read_reminder(minutes: MeetingMinutes, approvals: Approvals, at: datetime) -> Reminder:
    """Two queries at most. Nothing where nobody is left to be written to."""
    due_at = find_reminder_time(minutes)
    if not approvals.waiting or minutes.meeting.edition.silent:
        return Reminder()
    if at < due_at:
        return Reminder(comes_on=due_at) if list_awaited_roles(minutes, approvals) else Reminder()
    sent = OutgoingMail.objects.filter(dedupe_key__startswith=key_of_reminder(minutes), state=MailState.SENT)
    return Reminder(left_on=sent.order_by("sent_at").values_list("sent_at", flat=True).first())
