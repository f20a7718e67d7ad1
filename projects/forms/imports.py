"""The form of an import: a file, and where its dossiers come from."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accelerator.spreadsheet import MOST_BYTES
from accelerator.web.forms import helper
from projects.models.imported import Source


class ImportForm(forms.Form):
    source = forms.ChoiceField(
        label=_("D’où viennent ces dossiers"), choices=Source.choices, widget=forms.RadioSelect
    )
    file = forms.FileField(
        label=_("Tableau"),
        help_text=_("XLSX ou CSV, 5 Mo et 2 000 lignes au plus."),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    incomplete_accepted = forms.BooleanField(
        label=_("Accepter les dossiers incomplets"),
        help_text=_("Une réponse obligatoire qui manque est alors signalée, sans empêcher l’import."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Vérifier le tableau"))
        self.helper.marks_optional = False

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier pèse plus de 5 Mo : partagez-le en plusieurs."))
        return upload
