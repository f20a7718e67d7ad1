"""Forms of exports and imports: the columns of a table, what a document has, the table to import."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.types import Values
from accelerator.web.forms import TICK
from programmes.forms.table_imports import TableFileField, TableUploadForm
from projects.application.enums import ApplicationState
from projects.exchange.exports.columns import SUGGESTED, Group
from projects.exchange.models import Source
from projects.models import ExportJob

SELECT = {"class": "form-select"}


WHICH = [
    ("", _("Tous, sauf les retirés")),
    *((state, label) for state, label in ApplicationState.choices if state != ApplicationState.DRAFT),
]


class WhichDossiers(forms.Form):
    """What every export asks."""

    state = forms.ChoiceField(
        label=_("Quels dossiers"), required=False, choices=WHICH, widget=forms.Select(attrs=SELECT)
    )
    logistics = forms.BooleanField(
        label=_("Joindre ce que seule la logistique lit"),
        help_text=_("Par exemple les besoins d’accessibilité. Votre demande est notée au journal."),
        required=False,
        widget=forms.CheckboxInput(attrs=TICK),
    )


class DocumentsForm(WhichDossiers):
    """All dossiers as a document, or all their attachments."""

    kind = forms.ChoiceField(choices=[(ExportJob.Kind.PDF, ""), (ExportJob.Kind.ZIP, "")])

    def options(self) -> Values:
        return {"state": self.cleaned_data["state"], "logistics": self.cleaned_data["logistics"]}


class PackForm(forms.Form):
    """Whose dossiers to print: a juror who still has some to review."""

    reviewer: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label=_("Dossiers à imprimer pour"),
        queryset=None,
        empty_label=_("Choisir"),
        widget=forms.Select(attrs=SELECT),
        error_messages={
            "required": _("Choisissez la personne."),
            "invalid_choice": _("Cette personne n’a plus de dossier à évaluer."),
        },
    )

    def __init__(self, jurors: "QuerySet[User]", data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["reviewer"].queryset = jurors  # type: ignore[attr-defined]

    def options(self) -> Values:
        return {"reviewer": self.cleaned_data["reviewer"].pk}


class TableForm(WhichDossiers):
    """The columns of a table, ticked group by group; saved under a name if one is given."""

    kind = forms.ChoiceField(
        label=_("Format"),
        choices=[
            (ExportJob.Kind.XLSX, _("Excel (XLSX)")),
            (ExportJob.Kind.CSV, _("CSV, pour un autre logiciel")),
        ],
        initial=ExportJob.Kind.XLSX,
        widget=forms.Select(attrs=SELECT),
    )
    columns = forms.MultipleChoiceField(
        label=_("Colonnes"), error_messages={"required": _("Cochez au moins une colonne.")}
    )
    name = forms.CharField(
        label=_("Nom du modèle"),
        help_text=_("Pour retrouver ce choix de colonnes la prochaine fois."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )

    def __init__(
        self, *args: Any, groups: Sequence[Group], query: str = "", saving: bool = False, **kwargs: Any
    ) -> None:
        """``query``: the filters of a list, when the table is to hold what it shows."""
        super().__init__(*args, **kwargs)
        self.groups, self.query, self.saving = groups, query, saving
        if query:
            del self.fields["state"]
        self.fields["columns"].choices = [  # type: ignore[attr-defined]
            (column.key, column.label) for group in groups for column in group.columns
        ]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if self.saving and not name:
            raise forms.ValidationError(_("Donnez un nom au modèle."))
        return name

    def clean(self) -> Values:
        """A column of logistics asks for it besides: nobody exports it without saying so."""
        data = super().clean() or {}
        private = {
            column.key
            for group in self.groups
            for column in group.columns
            if column.audience == AnswerAudience.LOGISTICS
        }
        if private & set(data.get("columns", ())) and not data.get("logistics") and not self.saving:
            self.add_error(
                "logistics", _("Cochez cette case : une des colonnes est réservée à la logistique.")
            )
        return data

    def options(self) -> Values:
        """See :class:`ExportJob`."""
        which = {"query": self.query} if self.query else {"state": self.cleaned_data["state"]}
        return {name: self.cleaned_data[name] for name in ("columns", "logistics")} | which

    def boxes(self) -> list[dict[str, object]]:
        """The groups with their columns, those that are ticked marked."""
        ticked = set(self["columns"].value() or (() if self.is_bound else SUGGESTED))
        return [
            {
                "title": group.title,
                "columns": [
                    {"key": column.key, "label": column.label, "ticked": column.key in ticked}
                    for column in group.columns
                ],
            }
            for group in self.groups
        ]


class ImportForm(TableUploadForm):
    field_order = ("source",)
    source = forms.ChoiceField(
        label=_("D’où viennent ces dossiers"), choices=Source.choices, widget=forms.RadioSelect
    )
    file = TableFileField(help_text=_("XLSX ou CSV, 5 Mo et 2 000 lignes au plus."))
    incomplete_accepted = forms.BooleanField(
        label=_("Accepter les dossiers incomplets"),
        help_text=_("Une réponse obligatoire qui manque est alors signalée, sans empêcher l’import."),
        required=False,
    )
