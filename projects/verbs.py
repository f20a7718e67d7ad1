"""What the audit log records of projects, by subject."""

from projects.application import verbs as application
from projects.completion import verbs as completion
from projects.conflicts import verbs as conflicts
from projects.decision import verbs as decision
from projects.exchange import verbs as exchange
from projects.history import verbs as history
from projects.letters import verbs as letters
from projects.members import verbs as members
from projects.retention import verbs as retention
from projects.review import verbs as review
from projects.triage import verbs as triage

VERBS = (
    *application.VERBS,
    *members.VERBS,
    *triage.VERBS,
    *completion.VERBS,
    *conflicts.VERBS,
    *review.VERBS,
    *decision.VERBS,
    *exchange.VERBS,
    *letters.VERBS,
    *history.VERBS,
    *retention.VERBS,
)
