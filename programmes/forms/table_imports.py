"""The form that uploads a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.types import Values
from accelerator.web.forms import Helper


class TableFileField(forms.FileField):
    """XLSX or CSV; what is read of it is limited by :mod:`accelerator.spreadsheet`."""

    def __init__(self, **kwargs: Any) -> None:
        defaults = {
            "label": _("Tableau"),
            "error_messages": {"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
            "widget": forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        }
        super().__init__(**{**defaults, **kwargs})


class TableUploadForm(forms.Form):
    """``options`` are the other values, for the importer."""

    file = TableFileField(help_text=_("XLSX ou CSV, 5 Mo et 5 000 lignes au plus."))

    helper = Helper(submit=_("Vérifier le tableau"), marks_optional=False)

    @property
    def options(self) -> Values:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}
