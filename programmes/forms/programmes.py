"""The forms of a programme and of the rights on it.

A logo is inspected like any file, then redrawn, so that only the picture is stored.
"""

from io import BytesIO

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, gettext_lazy as _
from PIL import Image, ImageOps

from accelerator.accounts.forms import AddressField
from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.sniffing import Inspection, check, inspect_upload
from accelerator.types import Values
from accelerator.web.forms import GUARDED, Helper, LongTextField
from accelerator.web.merging import MergingForm
from programmes.enums import ProgrammeRoleName
from programmes.models import Programme
from programmes.models.edition import UNKNOWN_REGION
from programmes.models.programme_role import SCOPE_CHOICES

TYPES = ("png", "jpg", "webp")
LARGEST = (640, 320)
"""Pixels: twice what the public page shows, for fine screens."""
MOST_PIXELS = 40_000_000


NO_LOGO: Inspection[ContentFile] = Inspection()


class LogoRefused(AnswerRefused):
    """The file is not a displayable picture; the message is the reason."""


def inspect_logo(request: AuthenticatedRequest) -> Inspection[ContentFile]:
    """The picture that was sent, drawn again, if there is one."""
    return inspect_upload(request.FILES.get("upload"), redraw)


def redraw(upload: UploadedFile) -> ContentFile:
    """The picture as a PNG of its own, without the metadata of its file (EXIF, place, author).

    Raises ``AnswerRefused`` for what is no PNG, JPEG or WebP, weighs too much or counts too many pixels.
    """
    checked = check(upload, types=TYPES)
    checked.upload.seek(0)
    try:
        with Image.open(checked.upload, formats=["PNG", "JPEG", "WEBP"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise LogoRefused(
                    gettext("Cette image a trop de pixels : réduisez-la, puis envoyez-la de nouveau.")
                )
            picture = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise LogoRefused(
            gettext("Cette image ne se lit pas : enregistrez-la en PNG et réessayez.")
        ) from problem
    picture.thumbnail(LARGEST)
    picture.info.clear()
    content = BytesIO()
    picture.save(content, "PNG", optimize=True)
    return ContentFile(content.getvalue(), name="logo.png")


class ProgrammeRoleForm(forms.Form):
    """A right on a programme, for somebody who has an account: ``user``, once it is valid."""

    email = AddressField(label=_("Adresse e-mail"))
    name = forms.ChoiceField(label=_("Droit"), choices=ProgrammeRoleName, widget=forms.RadioSelect)
    region = forms.ChoiceField(
        label=_("Région"),
        choices=SCOPE_CHOICES,
        required=False,
        help_text=_("Là où la personne ouvre des éditions. La lecture porte sur toutes les régions."),
        error_messages={"invalid_choice": UNKNOWN_REGION},
    )
    user: User | None = None

    helper = Helper(submit=_("Donner ce droit"), attrs=GUARDED)

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        self.user = User.objects.filter(email=email, is_active=True).first()
        if self.user is None:
            raise forms.ValidationError(
                _(
                    "Personne n’entre avec cette adresse. La personne se connecte une première fois, puis revenez ici."
                )
            )
        return email

    def clean(self) -> Values:
        data = super().clean() or {}
        if data.get("name") == ProgrammeRoleName.READER and data.get("region"):
            self.add_error("region", _("La lecture porte sur toutes les régions : n’en choisissez aucune."))
        return data


CURRENT_LOGO = HTML('{% include "programmes/_programme_logo.html" %}')


class ProgrammeForm(MergingForm):
    """``new_logo`` is the picture drawn again, when one was sent: ``inspection``, as ``inspect_logo`` reads it."""

    upload = forms.FileField(
        label=_("Image"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG ou WebP. Il paraît sur la page publique de chaque édition."),
    )
    drops_logo = forms.BooleanField(label=_("Retirer le logo"), required=False)
    new_logo: ContentFile | None = None

    class Meta:
        model = Programme
        fields = [
            "name",
            "summary_fr",
            "summary_en",
            "logo_alt_fr",
            "logo_alt_en",
            "contact_email",
            "controller",
        ]
        field_classes = {"summary_fr": LongTextField, "summary_en": LongTextField}
        widgets = {
            "summary_fr": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 3}),
        }
        labels = {"summary_fr": _("Ce que c’est"), "summary_en": _("Ce que c’est, en anglais")}
        help_texts = {
            "name": _("Celui qui dure d’une édition à l’autre, par exemple Transformateur numérique."),
            "summary_fr": _("À qui il s’adresse et ce qu’il apporte, en quelques phrases."),
            "logo_alt_fr": _(
                "Ce qu’entend une personne qui ne voit pas l’image, par exemple le nom écrit dessus."
            ),
            "contact_email": _(
                "Celle qui répond aux questions. Chaque édition la reprend et peut en changer."
            ),
            "controller": _(
                "L’organisme qui répond des données personnelles. Chaque édition le reprend et peut en changer."
            ),
        }

    def __init__(
        self, *args: object, inspection: Inspection[ContentFile] = NO_LOGO, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.inspection = inspection
        for name in ("summary_fr", "contact_email", "controller"):
            self.fields[name].required = True
        has_logo = bool(self.instance.logo)
        if not has_logo:
            del self.fields["drops_logo"]
        logo = [CURRENT_LOGO, "upload", "drops_logo"] if has_logo else ["upload"]
        self.helper = Helper(
            submit=_("Enregistrer") if self.instance.pk else _("Créer le programme"),
            attrs=GUARDED,
            layout=[
                "seen",
                Fieldset(_("Le programme"), "name", "summary_fr", "summary_en"),
                Fieldset(_("Logo"), *logo, "logo_alt_fr", "logo_alt_en"),
                Fieldset(_("Contact et données personnelles"), "contact_email", "controller"),
            ],
        )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if Programme.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Un autre programme a déjà ce nom."))
        return name

    def clean_upload(self) -> object:
        upload = self.cleaned_data["upload"]
        self.new_logo = self.inspection.clean() if upload else None
        return upload

    def clean(self) -> Values:
        data = super().clean() or {}
        stays = bool(self.instance.logo) and not data.get("drops_logo")
        if (self.new_logo or stays) and not data.get("logo_alt_fr") and "logo_alt_fr" not in self.errors:
            self.add_error("logo_alt_fr", _("Dites ce que montre le logo à qui ne le voit pas."))
        return data

    @property
    def changed_columns(self) -> list[str]:
        """The columns that this form changes, its logo apart."""
        return [name for name in self.changed_data if name in self.Meta.fields]
