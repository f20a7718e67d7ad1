"""Forms of speakers and documents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.sniffing import CheckedFile, check, largest
from accelerator.types import Values
from accelerator.web.forms import Helper, LineField
from accelerator.web.search import normalise
from coaching.models import SlotResource, SlotSpeaker
from coaching.session.actions.talks import TYPES
from coaching.session.queries import list_possible_speakers
from programmes.models import Edition


class SpeakerForm(forms.ModelForm):
    """Somebody of the edition, or a name; their announced function and body."""

    class Meta:
        model = SlotSpeaker
        fields = ["user", "name", "function", "body"]
        field_classes = {"name": LineField, "function": LineField, "body": LineField}
        labels = {"user": _("Personne de l’édition"), "name": _("Ou son nom")}
        help_texts = {
            "user": _("Elle sera prévenue à la prochaine publication."),
            "name": _("Pour quelqu’un qui n’a pas de compte : prévenez-le vous-même."),
        }

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["user"]
        people.queryset = list_possible_speakers(edition, self.instance.user_id)
        people.empty_label = _("Quelqu’un d’autre")
        people.choices = sorted(people.choices, key=lambda row: (bool(row[0]), normalise(str(row[1]))))
        self.helper = Helper(submit=_("Enregistrer"))

    def clean(self) -> Values:
        values: dict[str, object] = super().clean() or {}
        if bool(values.get("user")) == bool(values.get("name")) and not self.errors:
            self.add_error("name", _("Choisissez une personne, ou écrivez son nom."))
        return values

    def _post_clean(self) -> None:
        """Skip the constraints: the action checks them under its lock."""
        self.instance = forms.models.construct_instance(self, self.instance)


class ResourceForm(forms.ModelForm):
    """A link, or a file; for an existing one, its title, its address and its readers."""

    url = forms.CharField(
        label=_("Lien"), required=False, max_length=500, widget=forms.URLInput,
        validators=[URLValidator(schemes=["http", "https"])],
    )  # fmt: skip
    upload = forms.FileField(
        label=_("Ou un fichier"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{kind}" for kind in TYPES)}),
    )
    checked: CheckedFile | None = None

    class Meta:
        model = SlotResource
        fields = ["title", "url", "upload", "is_public"]
        field_classes = {"title": LineField}
        error_messages = {"title": {"required": _("Donnez un titre.")}}
        help_texts = {"is_public": _("Sinon, seules les personnes de l’édition le lisent.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["upload"]
            if self.instance.file:
                del self.fields["url"]
        else:
            self.fields["upload"].help_text = _("PDF, présentation, document ou image, %(size)s au plus.") % {
                "size": largest()
            }
        self.helper = Helper(submit=_("Enregistrer"))

    def clean_upload(self) -> object:
        upload = self.cleaned_data["upload"]
        if not upload:
            return None
        try:
            self.checked = check(upload, types=TYPES)
        except AnswerRefused as refusal:
            raise ValidationError(str(refusal.message)) from None
        return self.checked.upload

    def clean(self) -> Values:
        values: dict[str, object] = super().clean() or {}
        filled = [bool(values.get(name)) for name in ("url", "upload") if name in self.fields]
        if filled and sum(filled) != 1 and not self.errors:
            self.add_error("url", _("Donnez un lien, ou choisissez un fichier."))
        return values

    def _post_clean(self) -> None:
        """Skip the model's validation: the fields have their errors, and the action stores the file."""
        self.instance = forms.models.construct_instance(self, self.instance)
