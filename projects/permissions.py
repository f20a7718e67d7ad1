"""Who may open which page, and who may do what to its objects, by subject."""

from projects.application import permissions as application
from projects.completion import permissions as completion
from projects.conflicts import permissions as conflicts
from projects.decision import permissions as decision
from projects.exchange import permissions as exchange
from projects.history import permissions as history
from projects.letters import permissions as letters
from projects.members import permissions as members
from projects.publication import permissions as publication
from projects.retention import permissions as retention
from projects.review import permissions as review
from projects.triage import permissions as triage

PAGES = {
    **triage.PAGES,
    **completion.PAGES,
    **application.PAGES,
    **members.PAGES,
    **conflicts.PAGES,
    **review.PAGES,
    **decision.PAGES,
    **publication.PAGES,
    **exchange.PAGES,
    **letters.PAGES,
    **history.PAGES,
    **retention.PAGES,
}
