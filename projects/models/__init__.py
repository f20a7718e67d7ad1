"""Who applies, and how we choose."""

from projects.anonymity.models import MaskChoice, MaskOverride
from projects.application.models import Application, ApplicationVersion, SearchEntry
from projects.completion.models import AnswerProblem, CompletionItem, CompletionRequest, CompletionState
from projects.conflicts.models import Conflict, ConflictEffect, Interest, Recusal, SeatWaiver
from projects.decision.models import Decision, DecisionLetter, HolderFeedback, Participation
from projects.declarations.models import ConflictRound, LinkAnswer, LinkDeclaration
from projects.deliberation.models import (
    AgendaItem,
    Discussion,
    Meeting,
    MeetingAttendance,
    Objection,
    PendingDecision,
    StepOut,
    Vote,
)
from projects.exchange.models import ApplicationOrigin, ExportJob, ExportTemplate
from projects.history.models import PastDocument, PastProject
from projects.members.models import MemberRights, Project, ProjectInvitation, ProjectMember
from projects.minutes.models import AmendmentRequest, CommitteeApproval, CommitteeMinutes, MinutesDraft
from projects.publication.models import SheetEntry
from projects.retention.models import ErasureKind, PlannedErasure, RetentionRule
from projects.review.enums import AccessEnd, AssignmentStrategy, DutyChange, DutyReason, ReviewState
from projects.review.models import (
    AssignmentPlan,
    CommitteeMessage,
    DiscussionReading,
    PlannedDuty,
    Review,
    ReviewAssignment,
    ReviewHighlight,
    ReviewRevision,
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
