"""Who applies, and how we choose."""

from projects.application.models import Application, ApplicationVersion, SearchEntry
from projects.completion.models import CompletionItem, CompletionRequest
from projects.conflicts.models import Recusal, SeatWaiver
from projects.decision.models import Decision, HolderFeedback, Participation
from projects.exchange.models import ApplicationOrigin, ExportJob, ExportTemplate
from projects.history.models import PastDocument, PastProject
from projects.members.models import Project, ProjectInvitation, ProjectMember
from projects.publication.models import SheetEntry
from projects.retention.models import PlannedErasure, RetentionRule
from projects.review.models import PlannedDuty, Review, ReviewAssignment, Score
from projects.triage.models import (
    BulkAction,
    Check,
    CheckItem,
    Duplicate,
    DuplicateKey,
    EligibilityRule,
    Finding,
    ListColumns,
    Note,
    SavedFilter,
    Tag,
)

__all__ = [
    "Application",
    "ApplicationOrigin",
    "ApplicationVersion",
    "BulkAction",
    "Check",
    "CheckItem",
    "CompletionItem",
    "CompletionRequest",
    "Decision",
    "Duplicate",
    "DuplicateKey",
    "EligibilityRule",
    "ExportJob",
    "ExportTemplate",
    "Finding",
    "HolderFeedback",
    "ListColumns",
    "Note",
    "Participation",
    "PastDocument",
    "PastProject",
    "PlannedDuty",
    "PlannedErasure",
    "Project",
    "ProjectInvitation",
    "ProjectMember",
    "Recusal",
    "RetentionRule",
    "Review",
    "ReviewAssignment",
    "SavedFilter",
    "Score",
    "SearchEntry",
    "SeatWaiver",
    "SheetEntry",
    "Tag",
]
