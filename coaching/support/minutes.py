"""The minutes of the partners' meeting: what is written down when it closes, and how it is read again."""

import hashlib
import json
from typing import Any

from coaching.models import PartnerMeeting
from coaching.support.enums import SupportOutcome, describe_stance
from coaching.support.queries.board import NeedRow, SupportBoard, list_needs, read_board

Snapshot = dict[str, Any]


def write_snapshot(meeting: PartnerMeeting) -> Snapshot:
    """What is decided as it stands. Six queries.

    ``{"edition", "programme", "met_on", "starts_at", "place", "attendees": [names], "notes", "projects": [{"project":
    id, "title", "body", "needs": [{"sentence", "kind", "outcome", "reason", "lead", "scheme", "answers": [{"body",
    "answer", "stance", "refer_to", "scheme"}]}]}]}``. Comments are left out: partners wrote them to one another.
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
            "needs": [_snapshot_need(row) for row in place.rows],
        }
        for place in board.projects
    ]


def _snapshot_need(row: NeedRow) -> Snapshot:
    decision = row.decision
    return {
        "sentence": row.need.sentence,
        "kind": str(row.need.get_kind_display()),
        "outcome": decision.outcome if decision else "",
        "reason": decision.reason if decision else "",
        "lead": str(decision.lead or "") if decision else "",
        "scheme": str(decision.scheme or "") if decision else "",
        "answers": [
            {
                "body": str(cell.body),
                "answer": cell.stance.words,
                "stance": cell.stance.kind,
                "refer_to": cell.stance.refer_to,
                "scheme": cell.stance.scheme,
            }
            for cell in row.cells
            if cell.stance
        ],
    }


def hash_snapshot(snapshot: Snapshot) -> str:
    """SHA-256 of its JSON, keys in order, in hexadecimal: anybody with the file can compute it again."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def name_outcome(code: str) -> str:
    """The outcome in words, in the reader's language."""
    return str(SupportOutcome(code).label) if code else ""


def describe_answer(answer: Snapshot) -> str:
    """The answer of a body, in the reader's language; older minutes have its words only."""
    stance = answer.get("stance")
    return describe_stance(stance, answer["refer_to"]) if stance else str(answer["answer"])


def without_projects(snapshot: Snapshot, projects: set[int]) -> Snapshot:
    """The same without these projects: holders do not read what was answered about their own."""
    return {
        **snapshot,
        "projects": [place for place in snapshot["projects"] if place["project"] not in projects],
    }
