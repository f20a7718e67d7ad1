"""The organiser's list of dossiers: its filters, which live in the address, and the page put together."""

from collections.abc import Collection
from dataclasses import dataclass

import django_filters
from django import forms
from django.core.paginator import Page
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.paging import Counted
from accelerator.web.search import LONGEST_SEARCH
from programmes.enums import StructureProfile
from programmes.models import Call, Edition
from projects.application.enums import ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.application.queries.applications import PAGE_SIZE, SORTS
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.models import Application, CompletionRequest, CompletionState, SavedFilter, Tag
from projects.triage import queries
from projects.triage.columns import Around, ListRow, find_filled_columns, list_column_names, rows_of

SEARCH = {
    "type": "search",
    "class": "form-control",
    "aria-describedby": "searched",
    "maxlength": LONGEST_SEARCH,
}
LISTED_STATES = [choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT]
NOBODY, ME = "none", "me"
LOOKS = {
    "rules": _("Écartés par une règle"),
    "overruled": _("Règle levée par l’équipe"),
    "unchecked": _("Liste de vérification à finir"),
    "answered": _("Complément arrivé"),
    "late": _("Complément en retard"),
    "duplicates": _("Doublons possibles"),
}


def _make_choice_filter(
    label: str | Promise, choices: object = (), *, every: str | Promise = _("Tous"), **kwargs: object
) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label,
        choices=choices,
        empty_label=every,
        **kwargs,
    )


class ApplicationFilters(django_filters.FilterSet):
    """The filters of the organisers' list. ``departments``, ``tags`` and ``colleagues`` are those to choose from;
    ``user`` is who « me » is.
    """

    words_lookup = "words"

    q = django_filters.CharFilter(
        label=_("Chercher"), method="with_words", widget=forms.TextInput(attrs=SEARCH)
    )
    state = _make_choice_filter(_("État"), LISTED_STATES)
    profile = _make_choice_filter(_("Profil"), StructureProfile.choices)
    department = _make_choice_filter(_("Département"))
    tag = _make_choice_filter(_("Étiquette"), every=_("Toutes"), method="with_tag")
    handler = _make_choice_filter(_("Suivi par"), method="filter_by_handler")
    look = _make_choice_filter(_("À regarder"), list(LOOKS.items()), method="filter_to_look_at")

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(
        self,
        data: QueryDict,
        queryset: ApplicationQuerySet,
        *,
        user: User,
        departments: list[str],
        tags: list[Tag],
        colleagues: list[User],
        points: int,
    ) -> None:
        if data.get("handler") == str(user.pk):  # « followed by me », written as a colleague's address
            data = data.copy()
            data["handler"] = ME
        super().__init__(data, queryset)
        self.user, self.points = user, points
        fields = self.form.fields
        fields["department"].choices = [(name, name) for name in departments]
        fields["tag"].choices = [(str(tag.pk), tag.name) for tag in tags]
        people = [(str(person.pk), person.name) for person in colleagues if person != user]
        fields["handler"].choices = [(ME, _("Moi")), (NOBODY, _("Personne")), *people]

    def with_words(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        """All the words, wherever they stand in a dossier; accents, case and median dots do not count."""
        return rows.filter(**{f"search_entry__words__{self.words_lookup}": value})

    def with_tag(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        return rows.filter(tags=int(value))

    def filter_by_handler(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        if value == NOBODY:
            return rows.filter(handled_by=None)
        return rows.filter(handled_by=self.user.pk if value == ME else int(value))

    def filter_to_look_at(self, rows: ApplicationQuerySet, name: str, value: str) -> ApplicationQuerySet:
        waiting = rows.filter(state=ApplicationState.SUBMITTED)
        late = {"completions__state": CompletionState.OPEN, "completions__due_at__lte": timezone.now()}
        return {
            "rules": rows.filter(findings_standing__gt=0),
            "overruled": rows.filter(
                pk__in=Application.objects.filter(findings__overruled_at__isnull=False).values("pk")
            ),
            "unchecked": waiting.filter(checks_done__lt=self.points),
            "answered": rows.filter(completions__state=CompletionState.ANSWERED),
            "late": rows.filter(**late),
            "duplicates": rows.filter(duplicates__gt=0),
        }[value]

    def order_applications(self, *, finds_many: bool = False) -> ApplicationQuerySet:
        """The matching dossiers, in the order of the URL.

        ``finds_many``: the words are frequent, and a page fills sooner by reading the list than by their index.
        """
        self.words_lookup = "words_row_by_row" if finds_many and self.is_by_time else "words"
        self.is_valid()  # reads what is filtered
        applications = self.filter_queryset(self.queryset.all()).order_by(*SORTS[self.sort])
        self.words_lookup = "words"
        return applications

    @property
    def selects(self) -> list[forms.BoundField]:
        """The fields beside the words: each is one choice among some."""
        return [field for field in self.form if field.name != "q"]

    @property
    def sort(self) -> str:
        wanted = self.data.get("sort") or ""
        return wanted if wanted in SORTS else "submitted"

    @property
    def is_by_time(self) -> bool:
        """Whether an index has the list in its order."""
        return self.sort.endswith("submitted")

    @property
    def active_values(self) -> dict[str, str]:
        """The active filters by name, with their cleaned values."""
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        used = {name: str(cleaned[name]) for name in self.filters if cleaned.get(name)}
        return used | ({"q": used["q"][:LONGEST_SEARCH]} if "q" in used else {})

    @property
    def unknown(self) -> list[str]:
        """The labels of filters in the URL whose value no longer exists: a tag is deleted, a colleague left.

        A page ignores them with a notice; bulk changes and exports refuse such a list.
        """
        used = self.active_values
        lost = [name for name in self.filters if name not in used and (self.data.get(name) or "").strip()]
        return [str(self.form.fields[name].label) for name in lost]

    @property
    def words(self) -> str:
        """What is searched; empty without a search."""
        return self.active_values.get("q", "")

    @property
    def narrowing(self) -> int:
        """The number of active filters beside the words."""
        return len(self.active_values.keys() - {"q"})

    @property
    def narrowing_label(self) -> str:
        """« État : déposé · Département : Eure »: the active filters beside the words."""
        active, fields = self.active_values, self.form.fields
        return " · ".join(
            _("%(label)s : %(value)s")
            % {"label": fields[name].label, "value": dict(fields[name].choices)[value]}
            for name, value in active.items()
            if name != "q"
        )

    @property
    def query(self) -> str:
        """The query string of the list, without its page: what a saved search stores."""
        query = QueryDict(mutable=True)
        query.update(self.active_values)
        if self.data.get("sort") in SORTS:
            query["sort"] = self.data["sort"]
        return query.urlencode()


MANY = 20
"""A search that finds one dossier in so many, or more, fills its first page sooner by going down the list than by the
index of words; measured on PostgreSQL at ten thousand dossiers, where both take about five milliseconds."""


@dataclass(frozen=True)
class Listing:
    """One page of the list. Names of :data:`projects.triage.columns.COLUMNS`: ``columns`` are those of this person,
    ``visible`` those of the page.
    """

    filters: ApplicationFilters
    overview: queries.Overview
    page: "Page[Application]"
    rows: list[ListRow]
    columns: list[str]
    visible: list[str]
    tags: list[Tag]
    colleagues: list[User]
    saved: list[SavedFilter]

    @property
    def first_to_check(self) -> ListRow | None:
        """The first dossier of the page whose eligibility is still to be decided."""
        rows = zip(self.page.object_list, self.rows, strict=True)
        return next((row for dossier, row in rows if dossier.state == ApplicationState.SUBMITTED), None)

    @property
    def is_all_checked(self) -> bool:
        """Whether this is the list of the dossiers to check of a call, and none is left to anybody."""
        waiting = {state["value"] for state in self.overview.states} & {ApplicationState.SUBMITTED.value}
        is_of_those = self.filters.active_values == {"state": ApplicationState.SUBMITTED.value}
        return bool(self.overview.total) and is_of_those and not waiting


def filters_of(
    user: User, edition: Edition, dossiers: ApplicationQuerySet, query: QueryDict | str
) -> ApplicationFilters:
    """The filters of an address, over these dossiers. 3 queries."""
    overview = queries.overview(edition.call)
    return ApplicationFilters(
        query if isinstance(query, QueryDict) else QueryDict(query),
        dossiers,
        user=user,
        departments=overview.departments,
        tags=queries.tags_of(edition),
        colleagues=queries.colleagues(edition),
        points=overview.points,
    )


def listing(request: AuthenticatedRequest, edition: Edition) -> Listing:
    """The page of the URL. 7 queries, 8 with words or other filters, 9 with both, 2 more to show scores."""
    call = edition.call
    overview = queries.overview(call)
    hidden = queries.list_hidden(request.user, call)
    tags, colleagues = queries.tags_of(edition), queries.colleagues(edition)
    filters = ApplicationFilters(
        request.GET,
        Application.objects.in_list_of(request.user, call, hidden=hidden),
        user=request.user,
        departments=overview.departments,
        tags=tags,
        colleagues=colleagues,
        points=overview.points,
    )
    total, finds_many = _count(request, call, overview, filters, hidden)
    applications = filters.order_applications(finds_many=finds_many)
    applications = applications.annotate(is_answered=CompletionRequest.objects.is_answered())
    page = Counted(applications, PAGE_SIZE, total=total).get_page(request.GET.get("page"))
    me = next((person for person in colleagues if person == request.user), None)
    chosen = getattr(me, "list_columns", None)
    columns = list_column_names(chosen.names if chosen else None)
    on_page = list(page.object_list)
    tags_by_row = queries.tags_by_application(on_page) if "tags" in columns and tags else {}
    conflicts = conflicts_of(request.user, edition) if "score" in columns else Conflicts()
    around = Around(
        overview.points, {colleague.pk: colleague.name for colleague in colleagues}, tags_by_row, conflicts
    )
    saved = SavedFilter.objects.read_by(request.user, edition).select_related("user").order_by("name", "pk")
    # a chosen column is always there; of the default ones, an empty one only takes room
    visible = columns if chosen else find_filled_columns(columns, on_page, around)
    rows = rows_of(on_page, visible, around, edition, f"?{filters.query}" if filters.query else "")
    return Listing(filters, overview, page, rows, columns, visible, tags, colleagues, list(saved))


def neighbour(filters: ApplicationFilters, dossier: Application, *, forward: bool) -> str | None:
    """The reference of the dossier after this one in the list, or before it; ``None`` past an end. 1 query.

    The dossier itself need not be in the list any more: it has just been declared eligible, for instance.
    """
    by, key = SORTS[filters.sort]
    column, downwards = by.removeprefix("-"), by.startswith("-")
    # After, in a list that goes down, is smaller; before, in one that goes up, is smaller too.
    further = "lt" if downwards == forward else "gt"
    here = getattr(dossier, column)
    # The key orders equal values, as in the list: no dossier is met twice nor skipped.
    beyond = Q(**{f"{column}__{further}": here}) | Q(**{column: here, f"pk__{further}": dossier.pk})
    neighbours = filters.qs.filter(beyond).order_by(by, key)
    return (neighbours if forward else neighbours.reverse()).values_list("reference", flat=True).first()


def _count(
    request: AuthenticatedRequest,
    call: Call,
    overview: queries.Overview,
    filters: ApplicationFilters,
    hidden: Collection[int],
) -> tuple[int | None, bool]:
    """The number of matching dossiers, ``None`` when only the list knows it, and whether its words match many."""
    if filters.narrowing and not filters.words:
        return None, False
    total = queries.count_listed(call, overview, filters.words, hidden)
    # A later page goes down the list further: the index of words is worth it sooner.
    finds_many = total * MANY >= overview.total * _count_pages_read(request.GET.get("page", ""), total)
    return (filters.order_applications().count() if filters.narrowing else total), finds_many


def _count_pages_read(wanted: str, total: int) -> int:
    """How many pages of a list are read to show the wanted one, from the nearer end."""
    # Rounded up, in whole numbers.
    last = max(1, -(-total // PAGE_SIZE))
    page = min(int(wanted), last) if wanted.isdecimal() and len(wanted) < 6 else 1
    return max(1, min(page, last - page + 1))
