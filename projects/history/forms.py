"""A project of the past, a spreadsheet of them, a paper."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.clean_fields import LineField, TextField
from accelerator.spreadsheet import MOST_BYTES
from accelerator.web.forms import helper
from programmes.enums import StructureProfile
from projects.history.lines import LIMITS, PastLine
from projects.history.models import PastDocument, PastProject


class PastProjectForm(forms.Form):
    """What is known of it: its title is enough."""

    title = LineField(label=_("Titre du projet"), max_length=LIMITS["title"])
    structure = LineField(label=_("Structure"), max_length=LIMITS["structure"], required=False)
    town = LineField(label=_("Commune"), max_length=LIMITS["town"], required=False)
    department = LineField(label=_("Département"), max_length=LIMITS["department"], required=False)
    profile = forms.ChoiceField(
        label=_("Profil"), choices=[("", _("non précisé")), *StructureProfile.choices], required=False
    )
    summary = TextField(
        label=_("Résumé"),
        max_length=LIMITS["summary"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    result = TextField(
        label=_("Ce qu’il est devenu"), max_length=LIMITS["result"], required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    publish = forms.BooleanField(
        label=_("Publier sa fiche : titre, structure, profil, département, résumé, devenir"),
        required=False,
        help_text=_("Ce qui a déjà été public, sans le nom d’aucune personne."),
    )

    def __init__(self, *args: Any, entered: PastProject | None = None, **kwargs: Any) -> None:
        if entered is not None:
            kwargs["initial"] = _describe(entered)
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer") if entered else _("Ajouter le projet"))

    @property
    def line(self) -> PastLine:
        """Call after ``is_valid()``."""
        return PastLine(**self.cleaned_data)


def _describe(entered: PastProject) -> dict[str, Any]:
    project, application = entered.project, entered.project.application
    return {
        "title": project.title,
        "structure": application.structure_name,
        "town": project.organisation.town if project.organisation else "",
        "department": application.department,
        "profile": application.profile,
        "summary": project.summary,
        "result": entered.result,
        "publish": project.public_sheet,
    }


class PastFileForm(forms.Form):
    file = forms.FileField(
        label=_("Tableau"),
        help_text=_("XLSX ou CSV. Tout est repris, ou rien : ce qui ne va pas est dit ligne par ligne."),
        error_messages={"required": _("Choisissez un fichier."), "empty": _("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Reprendre ces projets"))
        self.helper.marks_optional = False

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Ce fichier pèse plus de 5 Mo : partagez-le en plusieurs."))
        return upload


class PastDocumentForm(forms.ModelForm):
    title = LineField(label=_("Titre du document"), max_length=160)
    url = forms.URLField(
        label=_("Adresse"), max_length=500, assume_scheme="https",
        help_text=_("Là où on le lit déjà : site de l’édition, dossier partagé, vidéo."),
    )  # fmt: skip

    class Meta:
        model = PastDocument
        fields = ("title", "url", "is_public")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Ajouter le document"))

    def validate_unique(self) -> None:
        """With the edition, which no field names."""
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as refused:
            self.add_error("url", refused.messages[0])
