"""Meetings after the session: propose dates, agree, move, cancel, record whether it took place."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _, gettext_lazy

from accelerator import transitions
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.rows.actions import RowsClosed, save_row
from accelerator.transitions import DateRefused, TransitionRefused
from coaching.models import MeetingNote, MentorMeeting, Pairing
from coaching.pairing import emails as mails
from coaching.pairing.enums import MEETING, MentorMeetingState, PairingState
from coaching.pairing.models import MOST_DATES, name_note
from projects.conflicts.queries import find_conflict
from projects.models import ProjectMember

FRAME = ("mentor", "participation__project__application", "participation__edition__call")
NOON = time(12)


class MeetingRefused(TransitionRefused):
    """This person may not, or no longer, decide about this meeting."""


def _list_editors(pairing: Pairing) -> list[User]:
    return ProjectMember.objects.editors().filter(project=pairing.participation.project_id).people()


def _lock_pairing(pairing: int, actor: User) -> Pairing:
    """Lock the current pairing of this person. Raises :class:`MeetingRefused`."""
    locked = Pairing.objects.select_for_update(of=("self",)).select_related(*FRAME).get(pk=pairing)
    if locked.state != PairingState.ACCEPTED:
        raise MeetingRefused(gettext_lazy("Ce parrainage a pris fin : ses rendez-vous ne changent plus."))
    is_editor = ProjectMember.objects.editors().filter(project=locked.participation.project_id, user=actor)
    if is_editor.exists():
        return locked
    if actor.pk != locked.mentor_id:
        raise MeetingRefused(gettext_lazy("Vous ne portez plus ce projet, ou ne faites que le lire."))
    if find_conflict(locked.participation.project.application, actor):
        raise MeetingRefused(
            gettext_lazy("Vous avez un lien d’intérêts avec ce projet : vous ne le suivez plus.")
        )
    return locked


def _lock_meeting(meeting: int, actor: User) -> MentorMeeting:
    pairing_of = MentorMeeting.objects.only("pairing").get(pk=meeting)
    pairing = _lock_pairing(pairing_of.pairing_id, actor)
    locked = MentorMeeting.objects.select_for_update(of=("self",)).get(pk=meeting)
    locked.pairing = pairing
    return locked


def list_sides(pairing: Pairing) -> list[User]:
    """Everybody of a meeting: the mentor, then the editors of the project."""
    return [pairing.mentor, *_list_editors(pairing)]


def _list_recipients(pairing: Pairing, actor: User) -> list[User]:
    """The people of the side that answers."""
    return _list_editors(pairing) if actor.pk == pairing.mentor_id else [pairing.mentor]


def _check_dates(dates: Sequence[datetime], at: datetime) -> list[datetime]:
    valid_dates = sorted(set(dates))
    if not 1 <= len(valid_dates) <= MOST_DATES:
        raise DateRefused(gettext_lazy("Proposez une à trois dates."))
    if valid_dates[0] <= at:
        raise DateRefused(gettext_lazy("Proposez des dates à venir."))
    return valid_dates


@transaction.atomic
def propose_meeting(
    *,
    pairing: Pairing,
    dates: Sequence[datetime],
    minutes: int,
    kind: str,
    place: str,
    actor: User,
    at: datetime,
) -> MentorMeeting:
    """Propose one to three dates to the other side.

    Side effects: the meeting and its dates, one audit entry, a mail to the other side. Raises :class:`DateRefused`
    for dates that are past, :class:`MeetingRefused` once the pairing ended or the person is no longer part of it.
    """
    valid_dates, locked = _check_dates(dates, at), _lock_pairing(pairing.pk, actor)
    meeting = MentorMeeting.objects.create(
        pairing=locked, minutes=minutes, kind=kind, place=place, proposed_by=actor, proposed_at=at
    )
    for starts_at in valid_dates:
        meeting.dates.create(starts_at=starts_at)
    scope = locked.participation.edition.scope
    record(
        verb="propose_meeting",
        subject=meeting,
        actor=actor,
        at=at,
        scope=scope,
        data={"dates": len(valid_dates)},
    )
    queue(*mails.meeting_proposed(meeting, valid_dates, _list_recipients(locked, actor), actor=actor), at=at)
    return meeting


@transaction.atomic
def confirm_meeting(*, meeting: MentorMeeting, starts_at: datetime, actor: User, at: datetime) -> None:
    """Accept one of the proposed dates.

    Side effects: the meeting moves, one audit entry, a mail with a file to both sides. Raises :class:`DateRefused`
    for a date that is past or no longer proposed, :class:`MeetingRefused` for the side that proposed it.
    """
    locked = _lock_meeting(meeting.pk, actor)
    if not locked.is_answered_by(actor):
        raise MeetingRefused(gettext_lazy("C’est à l’autre personne de répondre."))
    if not locked.dates.filter(starts_at=starts_at).exists():
        raise DateRefused(gettext_lazy("Cette date n’est plus proposée : relisez celles qui restent."))
    if starts_at <= at:
        raise DateRefused(gettext_lazy("Cette date est passée : proposez-en d’autres."))
    changes = {
        "starts_at": starts_at,
        "confirmed_at": at,
        "sequence": locked.sequence + 1,
        "was_in_calendars": True,
    }
    _apply(locked, "confirm_meeting", actor, at, changes)
    locked.dates.all().delete()
    queue(*mails.meeting_confirmed(locked, list_sides(locked.pairing), actor=actor), at=at)


@transaction.atomic
def move_meeting(
    *,
    meeting: MentorMeeting,
    dates: Sequence[datetime],
    minutes: int,
    kind: str,
    place: str,
    word: str = "",
    actor: User,
    at: datetime,
) -> None:
    """Propose other dates to the other side; the agreed date is dropped.

    Side effects: the meeting and its dates, one audit entry, a mail to the other side, and to everybody a file that
    removes the agreed date from calendars. Raises as :func:`propose_meeting`.
    """
    valid_dates, locked = _check_dates(dates, at), _lock_meeting(meeting.pk, actor)
    was_agreed = locked.state == MentorMeetingState.CONFIRMED
    changes = {
        "minutes": minutes, "kind": kind, "place": place, "word": word.strip(), "proposed_by": actor,
        "proposed_at": at, "sequence": locked.sequence + 1,
    }  # fmt: skip
    _apply(locked, "move_meeting", actor, at, changes)
    locked.dates.all().delete()
    for starts_at in valid_dates:
        locked.dates.create(starts_at=starts_at)
    was = locked if was_agreed else None
    people = list_sides(locked.pairing) if was_agreed else _list_recipients(locked.pairing, actor)
    queue(*mails.meeting_proposed(locked, valid_dates, people, actor=actor, was=was), at=at)


@transaction.atomic
def cancel_meeting(*, meeting: MentorMeeting, word: str, actor: User, at: datetime) -> None:
    """Cancel a meeting; both sides read the reason ``word``.

    Side effects: the meeting moves, one audit entry, a mail to the others, with a file that removes it from their
    calendars. Raises ``ReasonMissing`` without a word.
    """
    locked = _lock_meeting(meeting.pk, actor)
    was_agreed = locked.state == MentorMeetingState.CONFIRMED
    _cancel(locked, word, actor, at)
    others = list_sides(locked.pairing) if was_agreed else _list_recipients(locked.pairing, actor)
    queue(*mails.meeting_cancelled(locked, others, actor=actor, was_agreed=was_agreed), at=at)


def _cancel(meeting: MentorMeeting, word: str, actor: User, at: datetime) -> None:
    changes = {"word": word.strip(), "sequence": meeting.sequence + 1}
    _apply(meeting, "cancel", actor, at, changes, reason=word.strip())
    meeting.dates.all().delete()


@transaction.atomic
def cancel_upcoming(*, pairing: Pairing, actor: User, at: datetime) -> None:
    """Cancel the future meetings of a pairing that ended; past ones stay readable.

    Side effects: meetings move, audit entries, a mail to both sides of each, with a file for agreed ones.
    """
    for meeting in MentorMeeting.objects.upcoming(at).filter(pairing=pairing).select_for_update(of=("self",)):
        meeting.pairing = pairing
        was_agreed = meeting.state == MentorMeetingState.CONFIRMED
        with translation.override("fr"):  # stored, for people of the edition to read
            word = _("Le parrainage a pris fin.")
        _cancel(meeting, word, actor, at)
        queue(
            *mails.meeting_cancelled(meeting, list_sides(pairing), actor=None, was_agreed=was_agreed), at=at
        )


@transaction.atomic
def record_outcome(*, meeting: MentorMeeting, took_place: bool, actor: User, at: datetime) -> None:
    """Record whether a meeting took place, after its hour; either side does, and may correct the other.

    Side effects: the meeting moves, one audit entry. Raises :class:`MeetingRefused` before its hour.
    """
    locked = _lock_meeting(meeting.pk, actor)
    if locked.starts_at is None or locked.starts_at > at:
        raise MeetingRefused(gettext_lazy("Ce rendez-vous n’a pas encore commencé."))
    if locked.state != (MentorMeetingState.TOOK_PLACE if took_place else MentorMeetingState.MISSED):
        _apply(locked, "hold" if took_place else "miss", actor, at, {})


@transaction.atomic
def note_exchange(
    *, pairing: Pairing, on: date, kind: str, line: str, actor: User, at: datetime
) -> MentorMeeting:
    """Record a meeting without an appointment: a day and a line, which both sides read.

    Side effects: a meeting that took place, its shared note, one audit entry; no mail. Raises :class:`DateRefused`
    for a future day, or one before the pairing was proposed.
    """
    locked = _lock_pairing(pairing.pk, actor)
    if on > timezone.localdate(at):
        raise DateRefused(gettext_lazy("Ce jour est à venir : proposez plutôt un rendez-vous."))
    if on < timezone.localdate(locked.proposed_at):
        raise DateRefused(gettext_lazy("Ce jour est d’avant le parrainage."))
    starts_at = min(at, timezone.make_aware(datetime.combine(on, NOON)))
    meeting = MentorMeeting.objects.create(
        pairing=locked, state=MentorMeetingState.TOOK_PLACE, kind=kind, starts_at=starts_at, minutes=15,
        proposed_by=actor, proposed_at=at,
    )  # fmt: skip
    meeting.notes.create(
        uid=name_note(meeting.pk, None),
        text=line,
        created_at=at,
        created_by=actor,
        saved_at=at,
        saved_by=actor,
    )
    record(
        verb="note_exchange",
        subject=meeting,
        actor=actor,
        at=at,
        scope=locked.participation.edition.scope,
        data={},
    )
    return meeting


NOTED = (MentorMeetingState.CONFIRMED, MentorMeetingState.TOOK_PLACE)
"""States in which notes are written: before the hour too, to prepare it."""


@transaction.atomic
def save_note(
    *,
    meeting: MentorMeeting,
    author: User | None,
    text: str,
    base_version: int | None,
    actor: User,
    at: datetime,
) -> MeetingNote:
    """Save the shared note, or that of one ``author``.

    Side effects: the row. Raises :class:`RowsClosed` when the meeting is cancelled: the typed text stays with its
    author; and the errors of :func:`save_row`.
    """
    try:
        locked = _lock_meeting(meeting.pk, actor)
    except MeetingRefused as refused:
        raise RowsClosed(refused.message) from refused
    if locked.state not in NOTED:
        raise RowsClosed(gettext_lazy("Ce rendez-vous n’a pas lieu : rien n’y est plus noté."))
    return save_row(
        model=MeetingNote, owner={"meeting": meeting, "author": author},
        uid=name_note(meeting.pk, author.pk if author else None), values={"text": text},
        base_version=base_version, actor=actor, at=at,
    )  # fmt: skip


def _apply(
    meeting: MentorMeeting, verb: str, actor: User, at: datetime, changes: dict[str, object], reason: str = ""
) -> None:
    # The word is theirs: what organisers read in the journal does not repeat it.
    if verb == "cancel" and not reason:
        raise transitions.ReasonMissing
    transitions.move(meeting, verb, table=MEETING, changes=changes, reason=reason)
    scope = meeting.pairing.participation.edition.scope
    record(verb=verb, subject=meeting, actor=actor, at=at, scope=scope, data={})
