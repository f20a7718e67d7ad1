"""A project of the past, a spreadsheet of them, a paper."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.pictures import render_checked
from accelerator.questionnaires.sniffing import Inspection, check, inspect_upload, largest
from accelerator.types import Values
from accelerator.web.forms import Helper, LineField, TextField, append_to_label
from accelerator.web.merging import MergingForm
from programmes.enums import StructureProfile
from programmes.forms.table_imports import TableFileField
from projects.history.actions import TYPES, PastFile
from projects.history.lines import LIMITS, PastLine
from projects.history.models import PastDocument, PastProject


class PastProjectForm(forms.Form):
    """A past project; only its title is required."""

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
        self.helper = Helper(submit=_("Enregistrer") if entered else _("Ajouter le projet"))

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
    file = TableFileField(
        help_text=_("XLSX ou CSV. Tout est repris, ou rien : ce qui ne va pas est dit ligne par ligne.")
    )

    helper = Helper(submit=_("Reprendre ces projets"), marks_optional=False)


NO_FILE: Inspection[PastFile] = Inspection()


def inspect_document(request: AuthenticatedRequest) -> Inspection[PastFile]:
    """The file that was sent, if there is one."""
    return inspect_upload(request.FILES.get("upload"), _read_paper)


def _read_paper(upload: UploadedFile) -> PastFile:
    checked = check(upload, types=TYPES)
    return PastFile(checked, render_checked(checked) if checked.content_type.startswith("image/") else None)


class PastDocumentForm(MergingForm):
    """A link, or a file; of one that is there, its title, its address or another file, and who reads it.

    ``inspection``: of its file, as :func:`inspect_document` reads it.
    """

    title = LineField(label=_("Titre du document"), max_length=160)
    url = forms.URLField(
        label=_("Adresse"), max_length=500, assume_scheme="https", required=False,
        help_text=_("Là où on le lit déjà : site de l’édition, dossier partagé, vidéo."),
    )  # fmt: skip
    upload = forms.FileField(
        label=_("Ou un fichier"),
        required=False,
        error_messages={"empty": _("Ce fichier est vide.")},
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in TYPES)}),
    )
    alt = LineField(
        label=_("Ce que l’image montre"), max_length=300, required=False,
        help_text=_("Lu à voix haute à qui ne la voit pas."),
    )  # fmt: skip
    is_public = forms.BooleanField(
        label=_("Montrer sur la page publique"),
        required=False,
        help_text=_("Sinon, seule l’équipe d’organisation de cette édition l’ouvre."),
    )
    field_order = ("title", "url", "upload", "alt", "is_public")
    file: PastFile | None = None

    class Meta:
        model = PastDocument
        fields = ("title", "url", "alt", "is_public")

    def __init__(self, *args: object, inspection: Inspection[PastFile] = NO_FILE, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.inspection = inspection
        upload = self.fields["upload"]
        upload.help_text = _("PDF, image ou document de bureautique, %(size)s au plus.") % {"size": largest()}
        if self.instance.url:
            del self.fields["upload"], self.fields["alt"]
        elif self.instance.file:
            del self.fields["url"]
            upload.label = _("Remplacer le fichier")
        if "alt" in self.fields:
            append_to_label(self, "alt", _("(pour une image)"))
        self.helper = Helper(
            submit=_("Enregistrer") if self.instance.pk else _("Ajouter le document"),
            layout=["seen", *(name for name in self.fields if name != "seen")],
        )

    def clean_upload(self) -> UploadedFile | None:
        self.file = self.inspection.clean() if self.cleaned_data["upload"] else None
        return self.file.checked.upload if self.file else None

    def clean(self) -> Values:
        cleaned: dict[str, object] = super().clean() or {}
        sources = [name for name in ("url", "upload") if cleaned.get(name)]
        if not self.instance.pk and len(sources) != 1 and not {"url", "upload"} & {*self.errors}:
            self.add_error("url", _("Donnez un lien, ou choisissez un fichier."))
        if self.instance.url and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _("Donnez l’adresse du document."))
        is_image = bool(self.file.picture) if self.file else self.instance.is_image
        if is_image and not cleaned.get("alt") and "alt" not in self.errors:
            self.add_error("alt", _("Dites ce que l’image montre."))
        if "alt" in cleaned and not is_image:
            cleaned["alt"] = ""
        return cleaned

    def _post_clean(self) -> None:
        """The file is stored by the action; of the constraints, only that of the address is not checked above."""
        self.instance = forms.models.construct_instance(self, self.instance)
        others = PastDocument.objects.filter(edition=self.instance.edition_id).exclude(pk=self.instance.pk)
        if self.instance.url and others.filter(url=self.instance.url).exists():
            self.add_error("url", _("Ce document est déjà là."))
