"""What bodies answer to the needs of projects, what is decided of each, and their meeting, from opening to minutes."""

from datetime import datetime, time
from decimal import Decimal
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused, apply
from accelerator.types import Values
from accelerator.web.localised import join_clauses
from coaching.models import MeetingMinutes, MinutesApproval, Need, PartnerMeeting, Stance, SupportDecision
from coaching.session.queries import partners as list_partners
from coaching.signals import minutes_written
from coaching.support import emails as mails
from coaching.support.enums import EXPLAINED, GIVES, HELPS, MeetingState, StanceKind, SupportOutcome
from coaching.support.models import BOARD_TICKS
from coaching.support.queries.minutes import hash_snapshot, write_snapshot
from coaching.support.states import MEETING
from programmes.models import Edition, Organisation, SupportScheme

GONE = _("Le projet ne transmet plus ce besoin.")
CLOSED = _("La réunion est close : son organisation peut la rouvrir, avec une raison.")

Answer = TypeVar("Answer", Stance, SupportDecision)


@transaction.atomic
def take_stance(
    *,
    need: Need,
    organisation: Organisation,
    kind: StanceKind,
    refer_to: Organisation | None = None,
    scheme: SupportScheme | None = None,
    comment: str = "",
    amount: Decimal | None = None,
    amount_for: str = "",
    base_version: int | None = None,
    actor: User,
    at: datetime,
) -> Stance:
    """What ``organisation`` answers to ``need``, the caller knowing that ``actor`` speaks for it.

    ``base_version``: the one that was read, 0 for none, ``None`` to write over whatever is there. The same answer again
    is no change. Side effects: the row, the tick of the board, an audit entry. Raises :class:`TransitionRefused` once
    the meeting is closed or when the need is passed on no more, :class:`EditConflict` when somebody of the same body
    answered meanwhile.
    """
    tick = _lock_board(need)
    helps = kind in HELPS
    values = {
        "kind": kind,
        "refer_to": refer_to if kind == StanceKind.REFER else None,
        "scheme": scheme if helps else None,
        "comment": comment,
        "amount": amount if helps else None,
        "amount_for": amount_for if helps else "",
    }
    row = Stance.objects.select_related("saved_by").filter(need=need, organisation=organisation).first()
    row = row or Stance(need=need, organisation=organisation)
    return _write(row, values, base_version, tick, actor, at)


@transaction.atomic
def withdraw_stance(*, stance: Stance, actor: User, at: datetime) -> None:
    """Take an answer back. Side effects: the row, the tick, an audit entry. Raises :class:`TransitionRefused`."""
    _lock_board(stance.need)
    _record("withdraw_stance", stance, actor, at)
    stance.delete()


@transaction.atomic
def decide_support(
    *,
    need: Need,
    outcome: SupportOutcome,
    reason: str = "",
    lead: Organisation | None = None,
    scheme: SupportScheme | None = None,
    amount: Decimal | None = None,
    amount_for: str = "",
    base_version: int | None = None,
    actor: User,
    at: datetime,
) -> SupportDecision:
    """What the partners decided of ``need`` together, as an organiser writes it down during their meeting.

    Side effects and errors as :func:`take_stance`; :class:`TransitionRefused` also before the meeting is open, without
    a reason where one is owed, and without a lead for what is given.
    """
    tick = _lock_board(need, only_open=True)
    if outcome in EXPLAINED and not reason.strip():
        raise TransitionRefused(_("Écrivez la raison, ou la condition : le projet la lira."))
    if outcome in GIVES and lead is None:
        raise TransitionRefused(_("Dites quel organisme pilote cet appui."))
    gives = outcome in GIVES
    values = {
        "outcome": outcome,
        "reason": reason.strip(),
        "lead": lead if gives else None,
        "scheme": scheme if gives else None,
        "amount": amount if gives else None,
        "amount_for": amount_for if gives else "",
    }
    row = SupportDecision.objects.select_related("saved_by").filter(need=need).first()
    return _write(row or SupportDecision(need=need), values, base_version, tick, actor, at, decided_at=at)


def _lock_board(need: Need, *, only_open: bool = False) -> int:
    """The tick of what is about to change; nobody closes the meeting until the transaction ends.

    Raises :class:`TransitionRefused` when it is closed, or when partners may not read the need any more.
    """
    edition = need.participation.edition_id
    tick = BOARD_TICKS.take(edition)
    state = PartnerMeeting.objects.values_list("state", flat=True).get(edition=edition)
    if state == MeetingState.CLOSED:
        raise TransitionRefused(CLOSED)
    if only_open and state != MeetingState.OPEN:
        raise TransitionRefused(_("Ouvrez d’abord la réunion."))
    if not Need.objects.for_partners([edition]).select_for_update(of=("self",)).filter(pk=need.pk).exists():
        raise TransitionRefused(GONE)
    return tick


def _write(
    row: Answer,
    values: Values,
    base_version: int | None,
    tick: int,
    actor: User,
    at: datetime,
    **dates: datetime,
) -> Answer:
    """The row with these values. Raises :class:`EditConflict` when it changed since ``base_version``."""
    changed = {name: value for name, value in values.items() if row.pk is None or getattr(row, name) != value}
    if not changed:
        return row
    current = row.version if row.pk else 0
    if base_version is not None and base_version != current:
        raise EditConflict(
            {name: getattr(row, name) for name in changed}, current, _describe_author(row, actor)
        )
    for name, value in {**values, **dates}.items():
        setattr(row, name, value)
    row.version, row.tick, row.saved_at, row.saved_by = current + 1, tick, at, actor
    row.save()
    _record("take_stance" if isinstance(row, Stance) else "decide_support", row, actor, at)
    return row


def _describe_author(row: Stance | SupportDecision, actor: User) -> str:
    if row.saved_by is None or row.saved_by == actor:
        return str(_("Cette réponse a été modifiée dans une autre fenêtre."))
    return str(_("%(name)s a répondu entre-temps.") % {"name": row.saved_by})


def _record(verb: str, row: Stance | SupportDecision, actor: User, at: datetime) -> None:
    data = {"need": row.need_id}
    if isinstance(row, Stance):
        data["organisation"] = row.organisation_id
    record(verb=verb, subject=row, actor=actor, at=at, scope=row.need.participation.edition.scope, data=data)


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


class NeedsUndecided(TransitionRefused):
    """Needs are left without a decision; ``needs`` names them."""

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
    """Save when and where the partners meet, who is there, and what the minutes add.

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
    """Decisions are written from now on. Side effects: state, tick, audit entry. Raises :class:`TransitionRefused`."""
    return _move("open_meeting", edition, actor, at, opened_at=at)


@transaction.atomic
def close_meeting(*, edition: Edition, actor: User, at: datetime) -> PartnerMeeting:
    """Close the meeting: nobody answers any more, the minutes record the decisions, and each body approves them.

    Side effects: state, tick, a version of the minutes, audit entries, a mail to each partner. Raises
    :class:`NeedsUndecided` while a need that is passed on has no decision, :class:`TransitionRefused` when it is not
    open, or when nothing was passed on.
    """
    meeting = _lock(edition)
    needs = Need.objects.for_partners([edition.pk]).select_related("participation__project")
    if left := list(needs.filter(decision=None).order_by("participation__project__title", "position", "pk")):
        raise NeedsUndecided(left)
    if not needs.exists():
        raise TransitionRefused(_("Aucun besoin n’est transmis : il n’y a rien à décider."))
    _apply(meeting, "close_meeting", actor, at, closed_at=at)
    made = write_minutes(meeting=meeting, actor=actor, at=at)
    minutes_written.send(MeetingMinutes, minutes=made, actor=actor, at=at)
    queue(*mails.minutes_ready(made, list_partners(edition)), at=at)
    return meeting


@transaction.atomic
def reopen_meeting(*, edition: Edition, reason: str, actor: User, at: datetime) -> PartnerMeeting:
    """Amend what was decided. Side effects: state, tick, audit entry with the reason. Raises ``ReasonMissing``."""
    return _move(
        "reopen_meeting", edition, actor, at, reason=reason, closed_at=None, amended_because=reason.strip()
    )


def _lock(edition: Edition) -> PartnerMeeting:
    """The meeting, created if there was none; its row is locked, so that nobody answers meanwhile."""
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
