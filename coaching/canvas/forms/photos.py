"""A photograph of the paper: its file, what it shows, and whom."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.sniffing import CheckedFile, check
from coaching.attendance.forms import FIELDS, PictureForm
from coaching.canvas.actions.photos import TYPES
from coaching.models import CanvasPhoto


class PhotoWordsForm(PictureForm):
    """What a photograph that is attached already shows."""

    class Meta:
        model = CanvasPhoto
        fields = FIELDS


class PhotoForm(PhotoWordsForm):
    upload = forms.FileField(
        label=_("Photo"),
        help_text=_("JPG, PNG ou WEBP. Le lieu et l’appareil notés dans la photo sont effacés."),
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,image/webp", "class": "form-control"}
        ),
        error_messages={"required": _("Choisissez une photo.")},
    )
    checked: CheckedFile
    field_order = ("upload", *FIELDS)

    def clean_upload(self) -> object:
        """Looked into, and drawn again without what the camera wrote beside it."""
        try:
            self.checked = check(self.cleaned_data["upload"], types=TYPES)
        except AnswerRefused as refusal:
            raise ValidationError(str(refusal.message)) from None
        return self.checked.upload

    def _post_clean(self) -> None:
        """The action makes the row: nothing is validated against one that has no canvas yet."""
