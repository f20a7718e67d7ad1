"""What the search finds of projects once they are admitted, for each who opens a page of theirs."""

from django.db.models import QuerySet
from django.urls import reverse

from coaching.home.coach import list_sheets
from coaching.models import Attendee, Need
from coaching.support.queries.board import is_hidden_from
from coaching.surveys.queries import list_shared_syntheses
from programmes.capabilities import Capability
from programmes.models import Role
from programmes.search import (
    PEOPLE,
    PROJECTS,
    ResultRows,
    SearchRequest,
    SearchRow,
    SearchSource,
    find_rows,
    rank_names,
    register_sources,
)
from programmes.search_sources import PERSON_NAME, find_people
from projects.models import Application, Participation, ProjectMember

NAMES = "project__application__search_entry__names"


def _find_projects(places: QuerySet[Participation], request: SearchRequest) -> ResultRows:
    return find_rows(
        places.filter(**{f"{NAMES}__parts": request.typed}),
        edition="edition__",
        rank=rank_names(NAMES, request.typed),
        key="project",
        title="project__title",
        detail="project__application__structure_name",
        ref="project__slug",
    )


def select_own(request: SearchRequest) -> ResultRows:
    return _find_projects(Participation.objects.with_room().of_member(request.reader), request)


def locate_own(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:my_project", args=[row.ref])


def select_organised(request: SearchRequest) -> ResultRows:
    """Those whose room an organiser enters."""
    read = Application.objects.read_by_organiser(request.reader).order_by().values("project")
    return _find_projects(Participation.objects.with_room().filter(project__in=read), request)


def locate_room(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:room", args=[row.ref])


def select_coached(request: SearchRequest) -> ResultRows:
    return _find_projects(list_sheets(request.reader), request)


def select_holders(request: SearchRequest) -> ResultRows:
    """The people that the sheets for coaches name."""
    sheets = list_sheets(request.reader).order_by().values("project")
    people = find_people(request.typed).order_by().values("pk")
    return find_rows(
        ProjectMember.objects.present().filter(user__in=people, project__in=sheets),
        edition="project__edition__",
        rank=rank_names("user__names", request.typed),
        key="user",
        title=PERSON_NAME,
        detail="project__title",
        ref="project__slug",
    )


def locate_sheet(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:coaching_project", args=[row.ref])


def select_shared(request: SearchRequest) -> ResultRows:
    """Those whose synthesis is passed on to the partners."""
    supported = Role.objects.editions_where(request.reader, Capability.SUPPORT_PROJECTS)
    shared = list_shared_syntheses(request.reader).filter(survey__edition__in=supported)
    places = Participation.objects.filter(pk__in=shared.order_by().values("participation"))
    return _find_projects(places, request)


def locate_shared(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:support_project", args=[row.ref], query={"edition": row.slug})


def select_in_need(request: SearchRequest) -> ResultRows:
    """Those on the board of the partners, but for what a conflict of interest hides."""
    supported = Role.objects.editions_where(request.reader, Capability.SUPPORT_PROJECTS)
    needs = Need.objects.for_partners(supported).exclude(is_hidden_from(request.reader))
    places = Participation.objects.filter(pk__in=needs.order_by().values("participation"))
    return _find_projects(places, request)


def locate_board(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:support_board", args=[row.slug])


def select_attendees(request: SearchRequest) -> ResultRows:
    """Those without an account whom the sessions that this person runs expect."""
    run = Role.objects.editions_where(request.reader, Capability.RUN_SESSION)
    expected = Attendee.objects.expected().filter(user=None, session__edition__in=run)
    return find_rows(
        expected.filter(names__parts=request.typed),
        edition="session__edition__",
        rank=rank_names("names", request.typed),
        key="pk",
        title="name",
        detail="body",
        ref="session__edition__slug",
    )


def locate_attendee(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("coaching:attendee", args=[row.slug, row.key])


def register_search() -> None:
    """Called when the app is ready."""
    organises, coaches = Capability.MANAGE_APPLICATIONS, Capability.COACH
    supports = Capability.SUPPORT_PROJECTS
    register_sources(
        SearchSource(PEOPLE, "attendee", Capability.RUN_SESSION, select_attendees, locate_attendee),
        SearchSource(PROJECTS, "project", supports, select_in_need, locate_board),
        SearchSource(PROJECTS, "project", supports, select_shared, locate_shared),
        SearchSource(PEOPLE, "person", coaches, select_holders, locate_sheet),
        SearchSource(PROJECTS, "project", coaches, select_coached, locate_sheet),
        SearchSource(PROJECTS, "project", organises, select_organised, locate_room),
        SearchSource(PROJECTS, "project", Capability.HOLD_PROJECT, select_own, locate_own),
    )
