"""The form of a programme."""

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.inspection import Inspection
from accelerator.types import Values
from accelerator.web.fields import LongTextField
from accelerator.web.forms import GUARDED, helper
from accelerator.web.merging import MergingForm
from programmes.logos import NO_LOGO
from programmes.models import Programme

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
        self.helper = helper(
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
