"""Duties to read and opinions; proposals of duties; corrected scores; what the committee discusses."""

from projects.review.models.correction import ScoreCorrection
from projects.review.models.planning import AssignmentPlan, PlannedDuty
from projects.review.models.reviews import (
    CommitteeMessage,
    DiscussionReading,
    Review,
    ReviewAssignment,
    ReviewHighlight,
    ReviewRevision,
    Score,
    counts,
)
