"""Who applies, and how we choose."""

from projects.application.models import Application, ApplicationVersion, SearchEntry
from projects.completion.models import AnswerProblem, CompletionItem, CompletionRequest, CompletionState
from projects.conflicts.models import Conflict, Interest, Recusal, SeatWaiver
from projects.decision.models import Decision, HolderFeedback, Participation
from projects.exchange.models import ApplicationOrigin, ExportJob, ExportTemplate
from projects.history.models import PastDocument, PastProject
from projects.members.models import MemberRights, Project, ProjectInvitation, ProjectMember
from projects.publication.models import SheetEntry
from projects.retention.models import ErasureKind, PlannedErasure, RetentionRule
from projects.review.models import (
    AccessEnd,
    DutyChange,
    PlannedDuty,
    Review,
    ReviewAssignment,
    ReviewState,
    Score,
    ScoreCorrection,
)
from projects.triage.models import (
    BulkAction,
    BulkVerb,
    Check,
    CheckItem,
    Duplicate,
    DuplicateKey,
    EligibilityRule,
    Finding,
    ListColumns,
    Note,
    RuleSubject,
    SavedFilter,
    Tag,
)

__all__ = [
    "AccessEnd",
    "AnswerProblem",
    "Application",
    "ApplicationOrigin",
    "ApplicationVersion",
    "BulkAction",
    "BulkVerb",
    "Check",
    "CheckItem",
    "CompletionItem",
    "CompletionRequest",
    "CompletionState",
    "Conflict",
    "Decision",
    "Duplicate",
    "DuplicateKey",
    "DutyChange",
    "EligibilityRule",
    "ErasureKind",
    "ExportJob",
    "ExportTemplate",
    "Finding",
    "HolderFeedback",
    "Interest",
    "ListColumns",
    "MemberRights",
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
    "ReviewState",
    "RuleSubject",
    "SavedFilter",
    "Score",
    "ScoreCorrection",
    "SearchEntry",
    "SeatWaiver",
    "SheetEntry",
    "Tag",
]
