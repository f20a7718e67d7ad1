"""What the close of a meeting would write, and what stands against it."""

from projects.conflicts.queries import Conflicts, list_conflicting_pairs
from projects.deliberation.checks import Refusal, list_refusals
from projects.deliberation.queries.dossiers import list_dossiers
from projects.deliberation.queries.members import read_assembly
from projects.models import Meeting


def list_closing_refusals(meeting: Meeting, conflicts: Conflicts) -> list[Refusal]:
    """All of them, as far as who closes may know. Four queries."""
    return list_refusals(
        list_dossiers(meeting, conflicts),
        meeting.edition.places,
        read_assembly(meeting),
        list_conflicting_pairs(meeting.edition),
        compares_all=not conflicts,
    )
