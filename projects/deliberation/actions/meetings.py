"""A meeting opens, pauses, and closes: only then are its decisions written, all of them or none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.text import clean_line
from programmes.committee import find_quorum
from programmes.locks import lock_and_read_edition, lock_edition
from programmes.models import Edition, Role
from projects.anonymity.actions import open_identities
from projects.audit import record_act
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.deliberation.actions.attendance import arrive
from projects.deliberation.actions.discussions import begin_discussion, end_discussion
from projects.deliberation.actions.locks import compute_end, lock_meeting, update_meeting
from projects.deliberation.checks import DecisionsRefused, DeliberationRefused
from projects.deliberation.queries.agenda import plan_agenda
from projects.deliberation.queries.dossiers import arrange_agenda, list_dossiers, sign_decisions
from projects.deliberation.queries.members import count_bodies
from projects.deliberation.queries.screen import list_closing_refusals
from projects.models import AgendaItem, Application, Meeting, MeetingAttendance, PendingDecision
from projects.signals import meeting_closed


class DecisionsMoved(DeliberationRefused):
    """A decision was written, changed or withdrawn since the page was rendered."""

    def __init__(self) -> None:
        super().__init__(
            _("Les décisions de la séance ont changé entre-temps : relisez-les, puis recommencez.")
        )


@transaction.atomic
def open_meeting(*, edition: Edition, quorum: int | None = None, actor: User, at: datetime) -> Meeting:
    """Open the meeting of the committee, with the order of the day of this instant. ``quorum``: bodies that must be
    there, 0 for none; by default as its edition requires.

    Side effects: the meeting, its agenda, audit entry; the committee reads who applies; who opens it is present if they
    sit. Raises
    :class:`DeliberationRefused` when one is open already, or nothing is to be decided.
    """
    fresh = lock_and_read_edition(edition.pk, "call")
    standing = Meeting.objects.open().filter(edition=fresh).select_related("opened_by").first()
    if standing:
        raise DeliberationRefused(
            _("%(who)s a déjà ouvert la séance : la voici.") % {"who": standing.opened_by}
        )
    agenda = plan_agenda(fresh, at)
    if not agenda:
        raise DeliberationRefused(_("Aucun dossier n’est à décider."))
    if quorum is None:
        quorum = find_quorum(fresh)
    meeting = Meeting.objects.create(
        edition=fresh, opened_at=at, opened_by=actor, quorum=quorum, bodies=count_bodies(fresh)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, application_id=pk, block=block, position=position)
        for pk, block, position in agenda
    )
    open_identities(edition=fresh, actor=actor, at=at)
    record_act(meeting, "open_committee_meeting", {"quorum": quorum}, actor=actor, at=at, edition=fresh)
    if Role.objects.jurors().filter(edition=fresh, user=actor).exists():
        arrive(meeting=meeting, user=actor, actor=actor, at=at)
    return meeting


@transaction.atomic
def pause_meeting(*, meeting: Meeting, at: datetime) -> None:
    """Suspend the meeting; twice changes nothing. Side effects: the discussion ends; screens follow."""
    fresh = lock_meeting(meeting.pk, may_be_paused=True)
    if not fresh.is_paused:
        end_discussion(fresh, at)
        update_meeting(fresh, paused_at=at)


@transaction.atomic
def resume_meeting(*, meeting: Meeting, at: datetime) -> None:
    """Take the meeting up again, at the same dossier; twice changes nothing. Side effects: as its pause."""
    fresh = lock_meeting(meeting.pk, may_be_paused=True)
    if fresh.is_paused:
        update_meeting(fresh, paused_at=None)
        if fresh.current:
            begin_discussion(fresh, fresh.current, at)


@transaction.atomic
def close_meeting(*, meeting: Meeting, seen: str | None = None, actor: User, at: datetime) -> int:
    """Write every decision of the meeting, and close it; returns how many, of the dossiers that ``actor`` sees.

    ``seen``: the mark of the decisions that the page counted (:func:`sign_decisions`); ``None`` for any.
    Side effects: those of :func:`projects.decision.actions.deliberation.decide` for each, in the name of who took it;
    everybody leaves; the signal ``meeting_closed``; audit entry; screens follow. Raises :class:`DecisionsRefused` with
    all that stands against it, and then nothing is written; :class:`DeliberationRefused` when something that is hidden
    from ``actor`` does, and :class:`DecisionsMoved` when the decisions are not those that were ``seen``.
    """
    lock_edition(meeting.edition_id)
    _lock_dossiers(meeting)
    fresh = lock_meeting(meeting.pk, may_be_paused=True)
    conflicts = conflicts_of(actor, fresh.edition, at)
    refusals = list_closing_refusals(fresh, conflicts)
    if refusals:
        raise DecisionsRefused(refusals)
    if conflicts and list_closing_refusals(fresh, Conflicts()):
        raise DeliberationRefused(_("Une personne à qui aucun dossier n’est caché clôt cette séance."))
    _check_seen(fresh, seen, conflicts)
    decisions = _order_decisions(fresh)
    for decision in decisions:
        _write_decision(fresh, decision, at)
    _end(fresh, actor, at)
    record_act(
        fresh,
        "close_committee_meeting",
        {"decisions": len(decisions)},
        actor=actor,
        at=at,
        edition=fresh.edition,
    )
    return sum(decision.application_id not in conflicts.undisclosed for decision in decisions)


@transaction.atomic
def adjourn_meeting(
    *, meeting: Meeting, reason: str, seen: str | None = None, actor: User, at: datetime
) -> None:
    """Close the meeting without writing any decision; another may be opened later. ``seen``: as for
    :func:`close_meeting`.

    Side effects: everybody leaves; the signal ``meeting_closed``; audit entry with the reason; screens follow. Raises
    :class:`DeliberationRefused` without a reason, and :class:`DecisionsMoved`.
    """
    reason = clean_line(reason)[:400]
    if not reason:
        raise DeliberationRefused(_("Indiquez pourquoi la séance est levée sans décision."))
    lock_edition(meeting.edition_id)
    fresh = lock_meeting(meeting.pk, may_be_paused=True)
    _check_seen(fresh, seen, conflicts_of(actor, fresh.edition, at))
    _end(fresh, actor, at, adjourned_because=reason)
    record_act(fresh, "adjourn_meeting", {"reason": reason}, actor=actor, at=at, edition=fresh.edition)


def _check_seen(meeting: Meeting, seen: str | None, conflicts: Conflicts) -> None:
    if seen not in (None, sign_decisions(meeting, arrange_agenda(list_dossiers(meeting, conflicts)))):
        raise DecisionsMoved


def _lock_dossiers(meeting: Meeting) -> None:
    """Lock the dossiers in the order of their keys, before the meeting's row, as those who vote and recuse do."""
    decided = PendingDecision.objects.filter(meeting=meeting).order_by().values("application")
    rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=decided).order_by("pk")
    list(rows.values_list("pk", flat=True))


def _order_decisions(meeting: Meeting) -> Sequence[PendingDecision]:
    """Reserves by the rank that was typed, those without one last: each takes its place among the former."""
    rows = PendingDecision.objects.filter(meeting=meeting).select_related("application__call", "by")
    return sorted(rows, key=lambda row: (row.reserve_rank or 1_000, row.application_id))


def _write_decision(meeting: Meeting, decision: PendingDecision, at: datetime) -> None:
    try:
        decide(
            application=decision.application,
            outcome=Outcome(decision.outcome),
            reason=decision.reason,
            reserve_rank=decision.reserve_rank,
            meeting=meeting,
            actor=decision.by,
            at=at,
        )
    except DecisionRefused as refused:
        values = {"ref": decision.application.reference, "why": refused.message}
        raise DeliberationRefused(_("%(ref)s : %(why)s") % values) from refused


def _end(meeting: Meeting, actor: User, at: datetime, adjourned_because: str = "") -> None:
    end_discussion(meeting, at)
    MeetingAttendance.objects.present().filter(meeting=meeting).update(left_at=compute_end(at, "arrived_at"))
    update_meeting(
        meeting,
        closed_at=max(at, meeting.opened_at),
        closed_by=actor,
        adjourned_because=adjourned_because,
        paused_at=None,
        current=None,
        current_since=None,
    )
    meeting_closed.send(Meeting, meeting=meeting, at=at)
