"""What the search finds of dossiers and of public sheets, by subject."""

from collections.abc import Iterable
from functools import partial

from django.db.models import Case, CharField, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.web.access import PUBLIC
from accelerator.web.search import is_named, list_alternatives
from programmes.capabilities import Capability
from programmes.search import (
    BY_CONTENT,
    BY_PART,
    DOSSIERS,
    PEOPLE,
    PROJECTS,
    ListSource,
    ResultRows,
    SearchRequest,
    SearchResult,
    SearchRow,
    SearchSource,
    find_rows,
    rank_names,
    register_lists,
    register_sources,
)
from programmes.search_sources import PERSON_NAME, find_people_or_address, locate_person
from projects.anonymity.models import is_anonymous
from projects.application.models import ApplicationQuerySet
from projects.models import Application, ProjectMember, SearchEntry
from projects.publication.queries import list_directory

# application

OWN_COLUMNS = ("pk", "reference", "title", "structure_name", "call__edition__name")


def list_own_dossiers(request: SearchRequest) -> Iterable[SearchResult]:
    """Drafts too. Few people have more than two."""
    own = Application.objects.of_member(request.user).order_by("-pk")
    for key, reference, title, structure, edition in own.values_list(*OWN_COLUMNS):
        if is_named(f"{reference} {title} {structure}", request.typed):
            details = tuple(filter(None, [structure, edition]))
            locate = partial(reverse, "projects:application", args=[reference])
            yield SearchResult("dossier", key, title or _("Dossier sans titre"), details, locate)


# triage


def select_organised(request: SearchRequest) -> ResultRows:
    """The dossiers of the organisers' lists, by their names."""
    rows = Application.objects.read_by_organiser(request.reader)
    return _find_dossiers(rows.filter(search_entry__names__parts=request.typed), request)


def select_organised_by_content(request: SearchRequest) -> ResultRows:
    """The same, by what they say, as ``?q=`` of the list."""
    # apart by « distinct »: joined, PostgreSQL reads the words of each dossier of the editions and not their index
    saying = (
        SearchEntry.objects.filter(words__words=request.typed).order_by().values("application").distinct()
    )
    rows = Application.objects.read_by_organiser(request.reader).filter(pk__in=saying)
    return _find_dossiers(rows, request, BY_CONTENT)


def _find_dossiers(rows: ApplicationQuerySet, request: SearchRequest, rank: int | None = None) -> ResultRows:
    return find_rows(
        rows,
        edition="call__edition__",
        rank=rank_names("search_entry__names", request.typed) if rank is None else Value(rank),
        key="pk",
        title="title",
        detail="structure_name",
        ref="reference",
    )


def locate_organised(row: SearchRow, request: SearchRequest) -> str:
    """The dossier, with the typed words marked where it says them."""
    query = {"q": request.typed} if row.rank == BY_CONTENT and isinstance(request.typed, str) else None
    return reverse("projects:manage_application", args=[row.slug, row.ref], query=query)


def select_members(request: SearchRequest) -> ResultRows:
    """The members of the projects whose dossiers an organiser reads."""
    read = Application.objects.read_by_organiser(request.reader).order_by().values("project")
    people = find_people_or_address(request.typed).order_by().values("pk")
    return find_rows(
        ProjectMember.objects.present().filter(user__in=people, project__in=read),
        edition="project__edition__",
        rank=rank_names("user__names", request.typed),
        key="user",
        title=PERSON_NAME,
        detail="project__title",
        ref="project__application__reference",
    )


# review


def select_reviewed(request: SearchRequest) -> ResultRows:
    """The dossiers that a reviewer may read, by their names alone: some answers are not for the committee."""
    seats = request.roles.edition_ids(Capability.REVIEW)
    rows = Application.objects.reviewed_by(request.reader, seats=seats)
    named = rows.filter(~is_anonymous("call__edition__"), search_entry__names__parts=request.typed)
    return _find_dossiers(named, request)


def select_anonymous(request: SearchRequest) -> ResultRows:
    """Those that they read without who applies, by their reference alone."""
    seats = request.roles.edition_ids(Capability.REVIEW)
    rows = Application.objects.reviewed_by(request.reader, seats=seats).filter(
        is_anonymous("call__edition__")
    )
    sought = Q()
    for alternative in list_alternatives(request.typed):
        sought |= Q(*(Q(reference__icontains=word) for word in alternative))
    return find_rows(
        rows.filter(sought) if sought else rows.none(),
        edition="call__edition__",
        rank=Value(BY_PART),
        key="pk",
        title="reference",
        ref="reference",
    )


def locate_reviewed(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("projects:review", args=[row.ref])


# publication


def select_sheets(request: SearchRequest) -> ResultRows:
    """The public sheets, by what they show, as the directory."""
    sheets = list_directory(request.at).filter(sheet_entry__words__words=request.typed)
    structure = When(shows_structure=True, then=F("application__structure_name"))
    return find_rows(
        sheets,
        edition="edition__",
        rank=Value(BY_PART),
        key="pk",
        title="title",
        detail=Case(structure, default=Value(""), output_field=CharField()),
        ref="slug",
    )


def locate_sheet(row: SearchRow, _request: SearchRequest) -> str:
    return reverse("projects:public_project", args=[row.slug, row.ref])


def register_search() -> None:
    """Called when the app is ready."""
    organises = Capability.MANAGE_APPLICATIONS
    register_lists(ListSource(DOSSIERS, Capability.HOLD_PROJECT, list_own_dossiers))
    register_sources(
        SearchSource(PROJECTS, "project", PUBLIC, select_sheets, locate_sheet),
        SearchSource(PEOPLE, "person", organises, select_members, locate_person),
        SearchSource(DOSSIERS, "dossier", Capability.REVIEW, select_anonymous, locate_reviewed),
        SearchSource(DOSSIERS, "dossier", Capability.REVIEW, select_reviewed, locate_reviewed),
        SearchSource(DOSSIERS, "dossier", organises, select_organised_by_content, locate_organised),
        SearchSource(DOSSIERS, "dossier", organises, select_organised, locate_organised),
    )
