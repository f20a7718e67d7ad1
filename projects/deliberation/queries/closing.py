"""What the close of a meeting would write, and what stands against it."""

from django.utils.translation import gettext as _

from projects.conflicts.queries import Conflicts, list_conflicting_pairs
from projects.deliberation.checks import Obstacle, Refusal, list_refusals
from projects.deliberation.queries.dossiers import list_dossiers
from projects.deliberation.queries.members import read_assembly
from projects.models import Meeting


def list_closing_refusals(meeting: Meeting, conflicts: Conflicts) -> list[Refusal]:
    """All of them, as far as who closes may know. Four queries."""
    dossiers = list_dossiers(meeting, conflicts)
    if not any(item.is_pending for item in dossiers):
        return [
            Refusal(Obstacle.EMPTY, _("Aucune décision n’est notée : la séance se lève, avec une raison."))
        ]
    return list_refusals(
        dossiers,
        meeting.edition.places,
        read_assembly(meeting),
        list_conflicting_pairs(meeting.edition),
        compares_all=not conflicts,
    )
