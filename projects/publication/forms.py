"""The filters of the directory, and what a public sheet shows."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accelerator.web.search import LONGEST_SEARCH
from programmes.enums import StructureProfile
from programmes.models import Edition
from projects.models import Project
from projects.publication.queries import SHEET_COLUMNS

SELECT = {"class": "form-select"}


class DirectoryFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Un mot du titre, de la structure ou du résumé"),
        method="search",
        widget=forms.TextInput(
            attrs={"type": "search", "class": "form-control", "maxlength": LONGEST_SEARCH}
        ),
    )
    edition = django_filters.ModelChoiceFilter(
        label=_("Édition"),
        queryset=Edition.objects.none(),
        to_field_name="slug",
        method="of_edition",
        empty_label=_("Toutes"),
        widget=forms.Select(attrs=SELECT),
    )
    profile = django_filters.ChoiceFilter(
        label=_("Ce que fait la structure"),
        choices=StructureProfile,
        method="of_profile",
        empty_label=_("Tout"),
        widget=forms.Select(attrs=SELECT),
    )
    department = django_filters.CharFilter(
        label=_("Département"),
        method="of_department",
        widget=forms.TextInput(attrs={"class": "form-control", "maxlength": 60}),
    )

    class Meta:
        model = Project
        fields: tuple[str, ...] = ()

    def __init__(self, *args: object, editions: QuerySet[Edition], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.filters["edition"].queryset = editions

    def search(self, rows: QuerySet[Project], _name: str, words: str) -> QuerySet[Project]:
        return rows.filter(sheet_entry__words__words=words)

    def of_edition(self, rows: QuerySet[Project], _name: str, edition: Edition) -> QuerySet[Project]:
        """The projects of an edition in the same order, written so that an index serves it."""
        return rows.filter(edition=edition).order_by("title", "pk")

    def of_profile(self, rows: QuerySet[Project], _name: str, profile: str) -> QuerySet[Project]:
        return rows.filter(application__profile=profile, shows_profile=True)

    def of_department(self, rows: QuerySet[Project], _name: str, department: str) -> QuerySet[Project]:
        return rows.filter(application__department__icontains=department, shows_department=True)


def _name_column(name: str) -> object:
    column: Any = Project._meta.get_field(name)
    return column.verbose_name


class SheetForm(forms.Form):
    columns = forms.MultipleChoiceField(
        label=_("À côté du titre, montrer"),
        choices=[(name, _name_column(name)) for name in SHEET_COLUMNS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Rien d’autre du dossier ne paraît. Vous pouvez changer d’avis à tout moment."),
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        chosen = [name for name in SHEET_COLUMNS if getattr(project, name)]
        kwargs["initial"] = {"columns": chosen}
        super().__init__(*args, **kwargs)
