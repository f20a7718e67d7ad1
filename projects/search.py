"""What the search finds of dossiers and of public sheets, by subject."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.web.access import PUBLIC
from accelerator.web.search import Sought, is_named, list_alternatives
from programmes.capabilities import Capability
from programmes.search import (
    BY_CONTENT,
    BY_PART,
    DOSSIERS,
    NO_TEXT,
    PEOPLE,
    PROJECTS,
    ListSource,
    ResultRows,
    SearchRequest,
    SearchResult,
    SearchRow,
    SearchSource,
    register_lists,
    register_sources,
    select_columns,
)
from programmes.search_sources import PERSON_NAME, locate_person, match_people_or_address
from projects.anonymity.models import is_anonymous
from projects.application.models import ApplicationQuerySet
from projects.conflicts.models import find_conflicts
from projects.members.models import ProjectMemberQuerySet, ProjectQuerySet
from projects.models import Application, Project, ProjectMember, SearchEntry
from projects.publication.queries import select_directory

# application

OWN_COLUMNS = ("pk", "reference", "title", "structure_name", "call__edition__name")


def read_conflicting_dossiers(request: SearchRequest) -> list[tuple[Any, ...]]:
    """Dossiers that the reader has a conflict with, latest first: ``OWN_COLUMNS``, then whether they are a member.

    Few people have more than two.
    """
    aside, own = find_conflicts(request.reader)
    members = own.values_list(*(f"project__application__{name}" for name in OWN_COLUMNS), "left_at")
    recused = aside.values_list(*(f"application__{name}" for name in OWN_COLUMNS), "at")
    rows = [
        (*columns, ended_at is None) for *columns, ended_at in members.order_by().union(recused) if columns[0]
    ]
    return sorted(rows, reverse=True)


def list_own_dossiers(request: SearchRequest) -> Iterable[SearchResult]:
    """The dossiers of which the reader is a member, drafts included, that match the typed words."""
    for key, reference, title, structure, edition, is_own in request.read_once(read_conflicting_dossiers):
        if is_own and is_named(f"{reference} {title} {structure}", request.typed):
            details = tuple(filter(None, [structure, edition]))
            locate = partial(reverse, "projects:application", args=[reference])
            yield SearchResult("dossier", key, title or _("Dossier sans titre"), details, locate)


# triage

DOSSIER_ROWS = select_columns(
    Application.objects.all(),
    edition="call__edition__",
    key="pk",
    title="title",
    detail="structure_name",
    names="search_entry__names",
    ref="reference",
)
select_member_columns = partial(
    select_columns,
    ProjectMember.objects.all(),
    edition="project__edition__",
    key="user",
    title=PERSON_NAME,
    detail="project__title",
    names="user__names",
)
MEMBER_ROWS = select_member_columns(ref="project__application__reference")


def read_by_organiser(rows: ApplicationQuerySet, request: SearchRequest) -> ApplicationQuerySet:
    """The rows of :meth:`ApplicationQuerySet.read_by_organiser`, by keys that are read once: as subqueries, several
    sources would each build them.
    """
    rows = rows.for_editions(request.roles.edition_ids(Capability.MANAGE_APPLICATIONS))
    hidden = [key for key, *_columns in request.read_once(read_conflicting_dossiers)]
    return rows.exclude(pk__in=hidden) if hidden else rows


def select_organised_projects(request: SearchRequest) -> QuerySet[Any, Any]:
    """The keys of the projects whose dossiers an organiser reads."""
    return read_by_organiser(Application.objects.order_by(), request).values("project")


def match_names(typed: Sought) -> Q:
    return Q(search_entry__names__parts=typed)


def match_contents(typed: Sought) -> Q:
    """Match dossiers by their content, as ``?q=`` of the list."""
    # apart by « distinct »: joined, PostgreSQL reads the words of each dossier of the editions and not their index
    saying = SearchEntry.objects.filter(words__words=typed).order_by().values("application").distinct()
    return Q(pk__in=saying)


def locate_organised(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("projects:manage_application", args=[row.slug, row.ref])


def locate_content(row: SearchRow, request: SearchRequest) -> str:
    """The dossier, with the typed words marked where it says them."""
    query = {"q": request.typed} if isinstance(request.typed, str) else None
    return reverse("projects:manage_application", args=[row.slug, row.ref], query=query)


def select_members(rows: ProjectMemberQuerySet, request: SearchRequest) -> ResultRows:
    """The members of the projects whose dossiers an organiser reads."""
    return rows.present().filter(project__in=request.read_once(select_organised_projects))


# review


def select_reviewed(rows: ApplicationQuerySet, request: SearchRequest) -> ResultRows:
    """The dossiers that a reviewer may read: to match by their names alone, some answers are not for the committee."""
    return _select_assigned(rows, request).filter(~is_anonymous("call__edition__"))


def _select_assigned(rows: ApplicationQuerySet, request: SearchRequest) -> ApplicationQuerySet:
    return rows.reviewed_by(request.reader, seats=request.roles.edition_ids(Capability.REVIEW))


ANONYMOUS_ROWS = select_columns(
    Application.objects.all(), edition="call__edition__", key="pk", title="reference", ref="reference"
)


def select_anonymous(rows: ApplicationQuerySet, request: SearchRequest) -> ResultRows:
    """Dossiers that this person reads without names: found by their reference alone."""
    return _select_assigned(rows, request).filter(is_anonymous("call__edition__"))


def match_reference(typed: Sought) -> Q:
    condition = Q(pk__in=[])
    for alternative in list_alternatives(typed):
        if alternative:
            condition |= Q(*(Q(reference__icontains=word) for word in alternative))
    return condition


def locate_reviewed(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("projects:review", args=[row.ref])


# publication

SHEET_ROWS = select_columns(
    Project.objects.all(),
    edition="edition__",
    key="pk",
    title="title",
    detail=Case(
        When(shows_structure=True, then=F("application__structure_name")),
        default=NO_TEXT,
        output_field=CharField(),
    ),
    ref="slug",
)


def select_sheets(rows: ProjectQuerySet, request: SearchRequest) -> ResultRows:
    """The public sheets, as the directory: to match by what they show."""
    return select_directory(rows, request.at)


def match_sheets(typed: Sought) -> Q:
    return Q(sheet_entry__words__words=typed)


def locate_sheet(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("projects:public_project", args=[row.slug, row.ref])


def register_search() -> None:
    """Called when the app is ready."""
    sheets = SearchSource(
        PROJECTS, "project", PUBLIC, SHEET_ROWS, select_sheets, match_sheets, locate_sheet, BY_PART
    )
    make_source = partial(SearchSource, DOSSIERS, "dossier")
    organises, reviews = Capability.MANAGE_APPLICATIONS, Capability.REVIEW
    of_organisers = partial(make_source, organises, DOSSIER_ROWS, read_by_organiser)
    register_lists(ListSource(DOSSIERS, Capability.HOLD_PROJECT, list_own_dossiers))
    register_sources(
        sheets,
        SearchSource(
            PEOPLE, "person", organises, MEMBER_ROWS, select_members, match_people_or_address, locate_person
        ),
        make_source(reviews, ANONYMOUS_ROWS, select_anonymous, match_reference, locate_reviewed, BY_PART),
        make_source(reviews, DOSSIER_ROWS, select_reviewed, match_names, locate_reviewed),
        of_organisers(match_contents, locate_content, BY_CONTENT),
        of_organisers(match_names, locate_organised),
    )
