"""Who applies, and how we choose."""

from projects.models.application import Application
from projects.models.completion import CompletionItem, CompletionRequest
from projects.models.decision import Decision, Participation
from projects.models.duplicate import Duplicate, DuplicateKey
from projects.models.eligibility import Check, CheckItem, EligibilityRule, Finding
from projects.models.export import ExportJob, ExportTemplate
from projects.models.feedback import HolderFeedback
from projects.models.imported import ApplicationOrigin, ImportBatch
from projects.models.invitation import ProjectInvitation
from projects.models.project import Project, ProjectMember
from projects.models.recusal import Recusal
from projects.models.review import PlannedDuty, Review, ReviewAssignment, Score
from projects.models.search import SearchEntry
from projects.models.triage import BulkAction, ListColumns, Note, SavedFilter, Tag
from projects.models.version import ApplicationVersion
from projects.models.waiver import SeatWaiver

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
    "ImportBatch",
    "ListColumns",
    "Note",
    "Participation",
    "PlannedDuty",
    "Project",
    "ProjectInvitation",
    "ProjectMember",
    "Recusal",
    "Review",
    "ReviewAssignment",
    "SavedFilter",
    "Score",
    "SearchEntry",
    "SeatWaiver",
    "Tag",
]
