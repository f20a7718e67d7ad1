"""What the search finds of projects once they are admitted, for each who opens a page of theirs."""

from functools import partial

from django.db.models import Q
from django.urls import reverse

from accelerator.web.search import Sought
from coaching.attendance.models import AttendeeQuerySet
from coaching.home.coach import list_sheets
from coaching.models import Attendee, Need
from coaching.support.queries.board import is_hidden_from
from coaching.surveys.queries import list_shared_syntheses
from programmes.capabilities import Capability
from programmes.search import (
    PEOPLE,
    PROJECTS,
    ResultRows,
    SearchRequest,
    SearchRow,
    SearchSource,
    register_sources,
    select_columns,
)
from programmes.search_sources import match_people
from projects.decision.models import ParticipationQuerySet
from projects.members.models import ProjectMemberQuerySet
from projects.models import Participation
from projects.search import select_member_columns, select_organised_projects

NAMES = "project__application__search_entry__names"
PLACE_ROWS = select_columns(
    Participation.objects.all(),
    edition="edition__",
    key="project",
    title="project__title",
    detail="project__application__structure_name",
    names=NAMES,
    ref="project__slug",
)
HOLDER_ROWS = select_member_columns(ref="project__slug")
ATTENDEE_ROWS = select_columns(
    Attendee.objects.all(),
    edition="session__edition__",
    key="pk",
    title="name",
    detail="body",
    names="names",
    ref="session__edition__slug",
)


def match_places(typed: Sought) -> Q:
    """Match participations by the names of their dossier."""
    return Q(**{f"{NAMES}__parts": typed})


def select_own(rows: ParticipationQuerySet, request: SearchRequest) -> ResultRows:
    return rows.with_room().of_member(request.reader)


def locate_own(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:my_project", args=[row.ref])


def select_organised(rows: ParticipationQuerySet, request: SearchRequest) -> ResultRows:
    """Participations whose room an organiser enters."""
    return rows.with_room().filter(project__in=request.read_once(select_organised_projects))


def locate_room(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:room", args=[row.ref])


def select_coached(rows: ParticipationQuerySet, request: SearchRequest) -> ResultRows:
    return rows.filter(pk__in=list_sheets(request.reader).order_by().values("pk"))


def select_holders(rows: ProjectMemberQuerySet, request: SearchRequest) -> ResultRows:
    """The people that the sheets for coaches name."""
    sheets = list_sheets(request.reader).order_by().values("project")
    return rows.present().filter(project__in=sheets)


def locate_sheet(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:coaching_project", args=[row.ref])


def select_shared(rows: ParticipationQuerySet, request: SearchRequest) -> ResultRows:
    """Participations whose synthesis is passed on to the partners."""
    supported = request.roles.edition_ids(Capability.SUPPORT_PROJECTS)
    shared = list_shared_syntheses(request.reader).filter(survey__edition__in=supported)
    return rows.filter(pk__in=shared.order_by().values("participation"))


def locate_shared(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:support_project", args=[row.ref], query={"edition": row.slug})


def select_in_need(rows: ParticipationQuerySet, request: SearchRequest) -> ResultRows:
    """Participations on the partners' board, without those that a conflict of interest hides."""
    supported = request.roles.edition_ids(Capability.SUPPORT_PROJECTS)
    needs = Need.objects.for_partners(supported).exclude(is_hidden_from(request.reader))
    return rows.filter(pk__in=needs.order_by().values("participation"))


def locate_board(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:support_board", args=[row.slug])


def select_attendees(rows: AttendeeQuerySet, request: SearchRequest) -> ResultRows:
    """Attendees without an account whom the sessions that this person runs expect."""
    run = request.roles.edition_ids(Capability.RUN_SESSION)
    return rows.expected().filter(user=None, session__edition__in=run)


def match_attendees(typed: Sought) -> Q:
    return Q(names__parts=typed)


def locate_attendee(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:attendee", args=[row.slug, row.key])


def register_search() -> None:
    """Called when the app is ready."""
    make_source = partial(SearchSource, PROJECTS, "project")
    organises, coaches = Capability.MANAGE_APPLICATIONS, Capability.COACH
    supports, runs = Capability.SUPPORT_PROJECTS, Capability.RUN_SESSION
    holds = Capability.HOLD_PROJECT
    register_sources(
        SearchSource(
            PEOPLE, "attendee", runs, ATTENDEE_ROWS, select_attendees, match_attendees, locate_attendee
        ),
        make_source(supports, PLACE_ROWS, select_in_need, match_places, locate_board),
        make_source(supports, PLACE_ROWS, select_shared, match_places, locate_shared),
        SearchSource(PEOPLE, "person", coaches, HOLDER_ROWS, select_holders, match_people, locate_sheet),
        make_source(coaches, PLACE_ROWS, select_coached, match_places, locate_sheet),
        make_source(organises, PLACE_ROWS, select_organised, match_places, locate_room),
        make_source(holds, PLACE_ROWS, select_own, match_places, locate_own),
    )
