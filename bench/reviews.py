"""The reviews of a volume: who reads what, and what was sent."""

from collections.abc import Iterator
from typing import Any

from bench.people import FIRST_REVIEWER, REVIEWER, REVIEWERS
from bench.vocabulary import sentence

UNREAD = 60
"""Dossiers that the measured reviewer has not begun: forms to open, reviews to save."""


def list_duties(applications: int) -> Iterator[tuple[int, int, bool]]:
    """(application, reviewer, begun): three each, a tenth of all first ones being the measured reviewer's."""
    unread = 0
    for pk in range(2, applications + 1):
        for turn in range(3):
            reviewer = FIRST_REVIEWER + (pk * 3 + turn) % REVIEWERS
            if turn == 0 and (pk % 10 == 0 or pk <= UNREAD):
                begun = unread >= UNREAD
                unread += 1
                yield pk, REVIEWER, begun
            else:
                yield pk, reviewer, True


def fill_reviews(volume: Any) -> None:
    """Three duties for each dossier of a :class:`Volume`, and a review for all that were begun."""
    from projects.models import Review, ReviewAssignment, Score

    at, text = volume.at, sentence(volume.draw, 300)
    duties = list(list_duties(volume.applications))
    volume.insert(
        ReviewAssignment,
        (
            {
                "application_id": pk,
                "reviewer_id": who,
                "assigned_at": at,
                "reason": "ergonomie · dialogue social",
            }
            for pk, who, _begun in duties
        ),
    )
    begun = [(pk, who) for pk, who, is_begun in duties if is_begun]
    volume.insert(
        Review,
        (
            {
                "id": number,
                "application_id": pk,
                "reviewer_id": who,
                "state": "submitted",
                "committee_comment": text,
                "holder_comment": text,
                "total": 40 + number % 50,
                "started_at": at,
                "saved_at": at,
                "submitted_at": at,
            }
            for number, (pk, who) in enumerate(begun, start=1)
        ),
    )
    volume.insert(
        Score,
        (
            {
                "review_id": number,
                "criterion_id": criterion.pk,
                "level": (number + criterion.position) % 5,
                "comment": "",
            }
            for number in range(1, len(begun) + 1)
            for criterion in volume.criteria
        ),
    )
