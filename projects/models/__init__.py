"""Who applies, and how we choose."""

from projects.models.application import Application
from projects.models.decision import Decision, Participation
from projects.models.project import Project, ProjectMember
from projects.models.recusal import Recusal
from projects.models.review import Review, ReviewAssignment, Score

__all__ = [
    "Application",
    "Decision",
    "Participation",
    "Project",
    "ProjectMember",
    "Recusal",
    "Review",
    "ReviewAssignment",
    "Score",
]
