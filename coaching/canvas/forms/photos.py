"""A photograph of the paper: its file, what it shows, and whether those one recognises agreed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.hygiene import clean_line
from accelerator.questionnaires.sniffing import CheckedFile, check
from coaching.canvas.actions.photos import TYPES
from coaching.models import CanvasPhoto


class PhotoForm(forms.ModelForm):
    upload = forms.FileField(
        label=_("Photo"),
        help_text=_("JPG, PNG ou WEBP. Le lieu et l’appareil notés dans la photo sont effacés."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        error_messages={"required": _("Choisissez une photo.")},
    )
    checked: CheckedFile

    class Meta:
        model = CanvasPhoto
        fields = ["upload", "alt", "shows_faces", "faces_agreed"]
        help_texts = {"alt": _("Pour qui ne la voit pas : ce qu’on y lit, en une phrase.")}
        error_messages = {"alt": {"required": _("Dites en quelques mots ce que montre la photo.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            is_box = isinstance(field.widget, forms.CheckboxInput)
            field.widget.attrs.setdefault("class", "form-check-input" if is_box else "form-control")

    def clean_upload(self) -> Any:
        """Looked into, and drawn again without what the camera wrote beside it."""
        try:
            self.checked = check(self.cleaned_data["upload"], types=TYPES)
        except AnswerRefused as refusal:
            raise ValidationError(str(refusal.message)) from None
        return self.checked.upload

    def clean_alt(self) -> str:
        text = clean_line(self.cleaned_data["alt"])
        if not text:
            raise ValidationError(_("Dites en quelques mots ce que montre la photo."))
        return text

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("shows_faces") and not found.get("faces_agreed"):
            self.add_error("faces_agreed", _("Demandez d’abord leur accord aux personnes qu’on reconnaît."))
        return found

    def _post_clean(self) -> None:
        """The fields have said what is wrong, the constraints of the row would say it twice."""
