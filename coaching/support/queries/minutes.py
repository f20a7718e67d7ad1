"""The minutes of the partners' meeting: their snapshot, its display, their approvals."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from accelerator.amounts import describe_amount, freeze_amount, read_frozen_amount
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.types import Json
from coaching.models import MeetingMinutes, MinutesApproval, PartnerMeeting
from coaching.support.enums import SupportOutcome, describe_stance
from coaching.support.queries.board import (
    NeedRow,
    SupportBoard,
    list_answering_bodies,
    list_needs,
    read_board,
)
from programmes.capabilities import Capability
from programmes.models import Edition, Organisation, Role

Snapshot = Json


def write_snapshot(meeting: PartnerMeeting) -> Snapshot:
    """The decisions as a snapshot. Six queries.

    ``{"edition", "programme", "met_on", "starts_at", "place", "attendees": [names], "notes", "projects": [{"project":
    id, "title", "body", "needs": [{"sentence", "kind", "outcome", "reason", "lead", "scheme", "amount", "amount_for",
    "answers": [{"body", "answer", "stance", "refer_to", "scheme", "amount", "amount_for"}]}]}]}``, amounts as «
    1500.00 », "" for none. Comments are left out: partners wrote them to one another.
    """
    edition = meeting.edition
    board = read_board(edition, list_needs(edition.pk))
    return {
        "edition": edition.name,
        "programme": edition.programme.name,
        "met_on": edition.partners_meet_on.isoformat() if edition.partners_meet_on else "",
        "starts_at": meeting.starts_at.isoformat("minutes") if meeting.starts_at else "",
        "place": meeting.place,
        "attendees": [line.strip() for line in meeting.attendees.splitlines() if line.strip()],
        "notes": meeting.notes,
        "projects": _list_projects(board),
    }


def _list_projects(board: SupportBoard) -> list[Snapshot]:
    return [
        {
            "project": place.project.pk,
            "title": place.project.title,
            "body": str(place.project.organisation or ""),
            "needs": [_store_need(row) for row in place.rows],
        }
        for place in board.projects
    ]


def _store_need(row: NeedRow) -> Snapshot:
    decision = row.decision
    return {
        "sentence": row.need.sentence,
        "kind": str(row.need.get_kind_display()),
        "outcome": decision.outcome if decision else "",
        "reason": decision.reason if decision else "",
        "lead": str(decision.lead or "") if decision else "",
        "scheme": str(decision.scheme or "") if decision else "",
        "amount": freeze_amount(decision.amount) if decision else "",
        "amount_for": decision.amount_for if decision else "",
        "answers": [
            {
                "body": str(cell.body),
                "answer": cell.stance.words,
                "stance": cell.stance.kind,
                "refer_to": cell.stance.refer_to,
                "scheme": cell.stance.scheme,
                "amount": freeze_amount(cell.stance.amount),
                "amount_for": cell.stance.amount_for,
            }
            for cell in row.cells
            if cell.stance
        ],
    }


def read_amount(row: Snapshot) -> str:
    """The amount of a need or of an answer, in words; older minutes have none."""
    return describe_amount(read_frozen_amount(row.get("amount", "")), row.get("amount_for", ""))


def hash_snapshot(snapshot: Snapshot) -> str:
    """SHA-256 of its JSON, keys in order, in hexadecimal: anybody with the file can check it."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def name_outcome(code: str) -> str:
    """The outcome in words, in the reader's language."""
    return str(SupportOutcome(code).label) if code else ""


def describe_answer(answer: Snapshot) -> str:
    """The answer of a body, in the reader's language; older minutes have its words only."""
    stance = answer.get("stance")
    return describe_stance(stance, answer["refer_to"]) if stance else str(answer["answer"])


def without_projects(snapshot: Snapshot, projects: set[int]) -> Snapshot:
    """The snapshot without these projects: holders do not read the answers about their own."""
    return {
        **snapshot,
        "projects": [place for place in snapshot["projects"] if place["project"] not in projects],
    }


REMINDED_AFTER, MORNING = 7, time(8)
"""Days, and the hour in Paris: when bodies that have not approved get a reminder, once for each version."""


@dataclass(frozen=True)
class Approvals:
    """Who approved the minutes of the partners. ``waiting``: bodies of the board that have not approved yet."""

    received: list[MinutesApproval]
    waiting: list[Organisation]

    def has(self, body: Organisation | None) -> bool:
        return any(approval.organisation_id == body.pk for approval in self.received) if body else False


def list_minutes(edition: Edition) -> list[MeetingMinutes]:
    """The minutes of the partners, latest first. One query."""
    rows = MeetingMinutes.objects.filter(meeting__edition=edition).select_related("created_by", "meeting")
    return list(rows.order_by("-number"))


def read_approvals(minutes: MeetingMinutes, edition: Edition) -> Approvals:
    """The approvals of the minutes. Two queries."""
    approvals = list(minutes.approvals.select_related("organisation", "by").order_by("at", "pk"))
    done = {approval.organisation_id for approval in approvals}
    return Approvals(approvals, [body for body in list_answering_bodies(edition.pk) if body.pk not in done])


def find_reminder_time(minutes: MeetingMinutes) -> datetime:
    """When bodies that have not approved this version get a reminder."""
    morning = timezone.localdate(minutes.created_at) + timedelta(days=REMINDED_AFTER)
    return timezone.make_aware(datetime.combine(morning, MORNING))


def list_awaited_roles(minutes: MeetingMinutes, approvals: Approvals) -> list[Role]:
    """The partners, with their person, of the bodies that have not approved. One query."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(
        edition=minutes.meeting.edition_id,
        user__is_active=True,
        organisation__in=[body.pk for body in approvals.waiting],
    )
    return list(roles.select_related("user", "organisation").order_by("pk"))


def make_reminder_key(minutes: MeetingMinutes, person: int | str = "") -> str:
    """The ``dedupe_key`` of the mail, or the common beginning of those of this version."""
    return f"minutes_awaited:{minutes.pk}:{person}"


@dataclass(frozen=True)
class Reminder:
    """The reminder on the page: the day it will leave, or the day it left."""

    comes_on: datetime | None = None
    left_on: datetime | None = None


def read_reminder(minutes: MeetingMinutes, approvals: Approvals, at: datetime) -> Reminder:
    """The reminder of this version; ``None`` without recipients. Two queries at most."""
    due_at = find_reminder_time(minutes)
    if not approvals.waiting or minutes.meeting.edition.silent:
        return Reminder()
    if at < due_at:
        return Reminder(comes_on=due_at) if list_awaited_roles(minutes, approvals) else Reminder()
    sent = OutgoingMail.objects.filter(
        dedupe_key__startswith=make_reminder_key(minutes), state=MailState.SENT
    )
    return Reminder(left_on=sent.order_by("sent_at").values_list("sent_at", flat=True).first())
