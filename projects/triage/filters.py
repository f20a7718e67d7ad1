"""The organiser's filters over dossiers: they live in the address. A page goes without what it does not understand."""

from typing import Any

import django_filters
from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.web.search import LONGEST_SEARCH
from programmes.enums import StructureProfile
from projects.application.enums import ApplicationState
from projects.application.models import ApplicationQuerySet
from projects.application.queries.applications import SORTS
from projects.completion.enums import CompletionState
from projects.models import Application

SEARCH = {
    "type": "search",
    "class": "form-control",
    "aria-describedby": "searched",
    "maxlength": LONGEST_SEARCH,
}
SELECT = {"class": "form-select"}
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


def _choice(
    label: str | Promise, choices: object = (), *, every: str | Promise = _("Tous"), **kwargs: object
) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        label=label,
        choices=choices,
        empty_label=every,
        widget=forms.Select(attrs=SELECT),
        **kwargs,
    )


class ApplicationFilters(django_filters.FilterSet):
    """``departments``, ``tags`` and ``colleagues`` are those to choose from; ``user`` is who « me » is."""

    words_lookup = "words"

    q = django_filters.CharFilter(
        label=_("Chercher"), method="with_words", widget=forms.TextInput(attrs=SEARCH)
    )
    state = _choice(_("État"), LISTED_STATES)
    profile = _choice(_("Profil"), StructureProfile.choices)
    department = _choice(_("Département"))
    tag = _choice(_("Étiquette"), every=_("Toutes"), method="with_tag")
    handler = _choice(_("Suivi par"), method="filter_by_handler")
    look = _choice(_("À regarder"), list(LOOKS.items()), method="filter_to_look_at")

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
        tags: list[Any],
        colleagues: list[Any],
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
        late = {
            "completions__state": CompletionState.OPEN,
            "completions__due_at__lte": timezone.now(),
        }
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
    def query(self) -> str:
        """The query string of the list, without its page: what a saved search stores."""
        query = QueryDict(mutable=True)
        query.update(self.active_values)
        if self.data.get("sort") in SORTS:
            query["sort"] = self.data["sort"]
        return query.urlencode()
