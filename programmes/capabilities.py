"""What people may do in an edition, and the one table of who may.

Pages, queries and templates check a :class:`Capability`; a role gets a right by a line of :data:`AUDIENCES`.
A new role starts in :class:`RoleName`, with its words in ``OFFERS`` of ``programmes/emails.py``.
"""

from collections.abc import Mapping
from enum import StrEnum

from accelerator.web import access
from accelerator.web.access import STAFF
from programmes.enums import ProgrammeRoleName, RoleName


class Capability(StrEnum):
    MANAGE_EDITION = "manage_edition"
    """Its settings, dates, people, timetable and news."""
    OPEN_EDITION = "open_edition"
    """In the programmes and regions where they have the right to."""
    READ_PROGRAMME = "read_programme"
    """The counts of its editions side by side: those one organises, or all of them."""
    MANAGE_APPLICATIONS = "manage_applications"
    """The dossiers: eligibility, assignment, decisions, exports, retention."""
    MANAGE_FOLLOW_UP = "manage_follow_up"
    """What projects answered and became: surveys, syntheses, partners' meeting, letters, portfolio."""
    REVIEW = "review"
    """The dossiers assigned to them."""
    SIT_ON_COMMITTEE = "sit_on_committee"
    """Its home and its meeting, whether they review, chair or write the minutes."""
    READ_SELECTION = "read_selection"
    """Ranking, deliberation, and every dossier under review as the committee reads it."""
    RUN_DELIBERATION = "run_deliberation"
    """The meeting of the committee: who is present, which dossier is open, what is decided."""
    WRITE_MINUTES = "write_minutes"
    RUN_SESSION = "run_session"
    """On the day: code, attendance, cockpit, idea mix, debrief."""
    LEAD_SLOTS = "lead_slots"
    ATTEND_SESSION = "attend_session"
    """Its documents and the calendar of what is theirs."""
    OPEN_COACHING_HOME = "open_coaching_home"
    """« Accompagnement »: their programme, and the way to the session for those who run it."""
    COACH = "coach"
    """The projects that come, and their rooms."""
    COACH_EVERY_PROJECT = "coach_every_project"
    """The dossier and the room of each of them, and the debrief."""
    MENTOR_PROJECTS = "mentor_projects"
    """Those with which they are paired."""
    SUPPORT_PROJECTS = "support_projects"
    """The needs that projects pass on, on behalf of a body."""
    HOLD_PROJECT = "hold_project"


AUDIENCES: Mapping[Capability, frozenset[str]] = {
    Capability.MANAGE_EDITION: frozenset({RoleName.ORGANISER, STAFF}),
    Capability.OPEN_EDITION: frozenset({ProgrammeRoleName.OPENER, STAFF}),
    Capability.READ_PROGRAMME: frozenset({RoleName.ORGANISER, ProgrammeRoleName.READER, STAFF}),
    Capability.MANAGE_APPLICATIONS: frozenset({RoleName.ORGANISER}),
    Capability.MANAGE_FOLLOW_UP: frozenset({RoleName.ORGANISER}),
    Capability.REVIEW: frozenset({RoleName.REVIEWER}),
    Capability.SIT_ON_COMMITTEE: frozenset({RoleName.REVIEWER, RoleName.CHAIR, RoleName.SECRETARY}),
    Capability.READ_SELECTION: frozenset({RoleName.ORGANISER, RoleName.CHAIR, RoleName.SECRETARY}),
    Capability.RUN_DELIBERATION: frozenset({RoleName.ORGANISER, RoleName.CHAIR}),
    Capability.WRITE_MINUTES: frozenset({RoleName.ORGANISER, RoleName.CHAIR, RoleName.SECRETARY}),
    Capability.RUN_SESSION: frozenset({RoleName.ORGANISER, RoleName.FACILITATOR, STAFF}),
    Capability.LEAD_SLOTS: frozenset(
        {RoleName.ORGANISER, RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER}
    ),
    Capability.ATTEND_SESSION: frozenset(
        {
            RoleName.ORGANISER,
            RoleName.MENTOR,
            RoleName.FACILITATOR,
            RoleName.SPEAKER,
            RoleName.PARTNER,
            STAFF,
        }
    ),
    Capability.OPEN_COACHING_HOME: frozenset({RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER}),
    Capability.COACH: frozenset({RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER}),
    Capability.COACH_EVERY_PROJECT: frozenset({RoleName.FACILITATOR}),
    Capability.MENTOR_PROJECTS: frozenset({RoleName.MENTOR}),
    Capability.SUPPORT_PROJECTS: frozenset({RoleName.PARTNER}),
    Capability.HOLD_PROJECT: frozenset({RoleName.HOLDER}),
}


def find_audiences(*capabilities: Capability) -> frozenset[str]:
    """The audiences that have one of these: names of roles, and the staff where it does."""
    return frozenset().union(*(AUDIENCES[capability] for capability in capabilities))


def list_roles(*capabilities: Capability) -> frozenset[str]:
    """Names of the roles that have one of these."""
    return find_audiences(*capabilities) - {STAFF}


def declare_pages(rows: access.Table, namespace: str) -> None:
    """Add an app's rows to the visibility table, each capability replaced by who has it."""
    access.declare({name: resolve_row(audiences) for name, audiences in rows.items()}, namespace)


def resolve_row(audiences: frozenset[str]) -> frozenset[str]:
    capabilities = {audience for audience in audiences if isinstance(audience, Capability)}
    return (audiences - capabilities) | find_audiences(*capabilities)
