"""The meeting of the partners, from opening to minutes, and their approval by each body."""

from datetime import datetime, time

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _, ngettext, override

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused, apply
from accelerator.web.localised import join_clauses
from coaching.models import MeetingMinutes, MinutesApproval, Need, PartnerMeeting
from coaching.session.queries import select_partners as list_partners
from coaching.signals import minutes_written
from coaching.support import emails as mails
from coaching.support.access import BoardReader
from coaching.support.actions.answers import CLOSED
from coaching.support.enums import MEETING, MeetingState
from coaching.support.models import BOARD_TICKS
from coaching.support.queries.minutes import hash_snapshot, write_snapshot
from programmes.models import Edition, Organisation


def write_minutes(*, meeting: PartnerMeeting, actor: User, at: datetime) -> MeetingMinutes:
    """Write the minutes of the current state, as the next number, in French; the caller locks the meeting.

    Side effects: the row, an audit entry.
    """
    with override("fr"):
        snapshot = write_snapshot(meeting)
    last = meeting.minutes.aggregate(last=Max("number"))["last"] or 0
    minutes = MeetingMinutes.objects.create(
        meeting=meeting,
        number=last + 1,
        reason=meeting.amended_because,
        snapshot=snapshot,
        sha256=hash_snapshot(snapshot),
        created_at=at,
        created_by=actor,
    )
    data = {"number": minutes.number, "sha256": minutes.sha256}
    record(verb="write_minutes", subject=minutes, actor=actor, at=at, scope=meeting.edition.scope, data=data)
    return minutes


@transaction.atomic
def approve_minutes(
    *, minutes: MeetingMinutes, organisation: Organisation, actor: User, at: datetime
) -> MinutesApproval | None:
    """Record the approval of ``organisation``, the caller checks that ``actor`` may give it; ``None`` if it had
    approved.

    Side effects: the row, an audit entry. Raises :class:`TransitionRefused` for minutes that a later version
    replaces, or that are being amended.
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


class NeedsUndecided(TransitionRefused):
    """Some needs have no decision; ``needs`` names them."""

    def __init__(self, needs: list[Need]) -> None:
        self.needs = needs
        super().__init__(
            ngettext(
                "%(count)d besoin attend encore une décision : %(names)s.",
                "%(count)d besoins attendent encore une décision : %(names)s.",
                len(needs),
            )
            % {"count": len(needs), "names": join_clauses(f"{need.participation} – {need}" for need in needs)}
        )


class BoardMoved(TransitionRefused):
    """An answer, a decision or a need changed since the board was rendered."""

    def __init__(self) -> None:
        super().__init__(_("Le tableau a changé entre-temps : relisez-le, puis recommencez."))


@transaction.atomic
def plan_meeting(
    *,
    edition: Edition,
    starts_at: time | None,
    place: str,
    attendees: str = "",
    notes: str = "",
    actor: User,
    at: datetime,
) -> PartnerMeeting:
    """Save the hour, place and attendees of the meeting, and the notes for its minutes.

    Side effects: the row, the tick, an audit entry. Raises :class:`TransitionRefused` once it is closed.
    """
    meeting = _lock(edition)
    if meeting.state == MeetingState.CLOSED:
        raise TransitionRefused(CLOSED)
    meeting.starts_at, meeting.place, meeting.attendees, meeting.notes = starts_at, place, attendees, notes
    meeting.save(update_fields=["starts_at", "place", "attendees", "notes"])
    record(verb="plan_meeting", subject=meeting, actor=actor, at=at, scope=edition.scope)
    return meeting


@transaction.atomic
def open_meeting(*, edition: Edition, actor: User, at: datetime) -> PartnerMeeting:
    """Open the meeting for decisions. Side effects: state, tick, audit entry. Raises :class:`TransitionRefused`."""
    return _move("open_meeting", edition, actor, at, opened_at=at)


@transaction.atomic
def close_meeting(*, edition: Edition, seen: str | None = None, actor: User, at: datetime) -> PartnerMeeting:
    """Close the meeting: answers are final, the minutes record the decisions, and each body approves them.

    ``seen``: the mark of the board that ``actor`` read; ``None`` for any. Side effects: state, tick, a version of the
    minutes, audit entries, a mail to each partner. Raises :class:`NeedsUndecided` while a shared need has no decision,
    :class:`BoardMoved` when the board is not the one that was ``seen``, :class:`TransitionRefused` when it is not
    open, when nothing was shared, or when a need that is hidden from ``actor`` has no decision.
    """
    # locked before its tick is taken: the mark has the last one
    PartnerMeeting.objects.select_for_update().filter(edition=edition).first()
    reader = BoardReader(edition, actor, runs=True)
    needs = Need.objects.for_partners([edition.pk])
    if left := list(
        reader.list_needs().filter(decision=None).order_by("participation__project__title", "position", "pk")
    ):
        raise NeedsUndecided(left)
    if needs.filter(decision=None).exists():
        raise TransitionRefused(_("Une personne à qui aucun besoin n’est caché clôt cette réunion."))
    if not needs.exists():
        raise TransitionRefused(_("Aucun besoin n’est transmis : il n’y a rien à décider."))
    if seen not in (None, reader.mark):
        raise BoardMoved
    meeting = _lock(edition)
    _apply(meeting, "close_meeting", actor, at, closed_at=at)
    minutes = write_minutes(meeting=meeting, actor=actor, at=at)
    minutes_written.send(MeetingMinutes, minutes=minutes, actor=actor, at=at)
    queue(*mails.minutes_ready(minutes, list_partners(edition)), at=at)
    return meeting


@transaction.atomic
def reopen_meeting(*, edition: Edition, reason: str, actor: User, at: datetime) -> PartnerMeeting:
    """Reopen the meeting to amend decisions. Side effects: state, tick, audit entry with the reason. Raises
    ``ReasonMissing``."""
    return _move(
        "reopen_meeting", edition, actor, at, reason=reason, closed_at=None, amended_because=reason.strip()
    )


def _lock(edition: Edition) -> PartnerMeeting:
    """The meeting, created if there was none, locked so that nobody answers meanwhile."""
    BOARD_TICKS.take(edition.pk)
    return PartnerMeeting.objects.select_related("edition__programme").get(edition=edition)


def _move(
    verb: str, edition: Edition, actor: User, at: datetime, *, reason: str = "", **changes: object
) -> PartnerMeeting:
    return _apply(_lock(edition), verb, actor, at, reason=reason, **changes)


def _apply(
    meeting: PartnerMeeting, verb: str, actor: User, at: datetime, *, reason: str = "", **changes: object
) -> PartnerMeeting:
    scope = meeting.edition.scope
    apply(meeting, verb, table=MEETING, actor=actor, at=at, scope=scope, reason=reason, changes=changes)
    return meeting
