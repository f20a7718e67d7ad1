"""Forms of a gallery: files or a link at first, then a description of each."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.questionnaires.errors import AnswerRefused
from accelerator.questionnaires.pictures import RenderedPicture, render_picture
from accelerator.text import clean_line
from accelerator.types import Values
from accelerator.web.templatetags.prose import clock, day
from coaching.attendance.forms import FIELDS, PictureForm
from coaching.gallery.enums import PictureKind
from coaching.models import GalleryItem, Slot
from coaching.session.programme import PlannedSlot
from projects.models import Participation

MOST_AT_ONCE = 10
CONTROL, SELECT = {"class": "form-control"}, {"class": "form-select"}
is_address = URLValidator(schemes=["https"])


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several pictures at once; each is inspected and rendered again.

    Cleaned to the valid pictures and to the errors of the others, in words.
    """

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": "image/jpeg,image/png,image/webp", "multiple": True, **CONTROL}
        super().__init__(widget=SeveralFilesInput(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: object = None) -> tuple[list[RenderedPicture], list[str]]:
        uploads = [upload for upload in (data if isinstance(data, (list, tuple)) else [data]) if upload]
        if len(uploads) > MOST_AT_ONCE:
            raise ValidationError(
                _("Choisissez %(count)d fichiers au plus à la fois.") % {"count": MOST_AT_ONCE}
            )
        pictures: list[RenderedPicture] = []
        refused: list[str] = []
        for upload in uploads:
            try:
                pictures.append(render_picture(upload))
            except AnswerRefused as refusal:
                refused.append(str(refusal.message))
        if refused and not pictures:
            raise ValidationError(refused)
        return pictures, refused


class AddForm(forms.Form):
    """Photos, sketches or the link of a video, with what they have in common."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Vous ajoutez"),
        choices=[
            (PictureKind.PHOTO, gettext_lazy("des photos")),
            (PictureKind.SKETCH, gettext_lazy("des croquis")),
            (PictureKind.VIDEO, gettext_lazy("le lien d’une vidéo")),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"required": gettext_lazy("Dites ce que vous ajoutez.")},
    )
    pictures = PicturesField(
        label=gettext_lazy("Images"),
        required=False,
        help_text=gettext_lazy(
            "JPG, PNG ou WEBP, dix à la fois. Le lieu et l’appareil notés dans l’image sont effacés."
        ),
    )
    link = forms.CharField(
        label=gettext_lazy("Lien de la vidéo"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("L’adresse complète, qui commence par https://. La vidéo reste où elle est."),
        widget=forms.URLInput(attrs={"inputmode": "url", **CONTROL}),
    )
    slot = forms.ModelChoiceField(
        Slot.objects.none(), label=gettext_lazy("Moment"), required=False, widget=forms.Select(attrs=SELECT)
    )
    participation = forms.ModelChoiceField(
        Participation.objects.none(), label=gettext_lazy("Projet"), required=False,
        widget=forms.Select(attrs=SELECT),
    )  # fmt: skip
    author = forms.CharField(
        label=gettext_lazy("Crédit"),
        required=False,
        max_length=150,
        help_text=GalleryItem._meta.get_field("author").help_text,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def __init__(
        self, *args: Any, slots: list[PlannedSlot], places: list[Participation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, slots, places)

    def clean_link(self) -> str:
        return clean_link(self.cleaned_data["link"])

    def clean_author(self) -> str:
        return clean_line(self.cleaned_data["author"])

    def clean(self) -> Values:
        values: Values = super().clean() or {}
        if values.get("kind") == PictureKind.VIDEO:
            if not values.get("link") and "link" not in self.errors:
                self.add_error("link", _("Collez le lien de la vidéo."))
        elif "kind" in values and "pictures" not in self.errors and not values["pictures"][0]:
            self.add_error("pictures", _("Choisissez au moins une image."))
        return values


def clean_link(typed: str) -> str:
    """The address of a page in https, without a password in it. Raises ``ValidationError``."""
    link = typed.strip()
    if not link:
        return ""
    try:
        is_address(link)
        parts = urlsplit(link)
        if parts.username or parts.password or "." not in (parts.hostname or ""):
            raise ValidationError("")
    except (ValidationError, ValueError):
        raise ValidationError(_("Ce lien n’est pas une adresse qui commence par https://.")) from None
    return link


def offer_places(form: forms.BaseForm, slots: Iterable[PlannedSlot], places: Iterable[Participation]) -> None:
    """The choices of moments by day and of projects by title; all forms of a page share them."""
    slot, project = form.fields["slot"], form.fields["participation"]
    slots, places = list(slots), list(places)
    slot.queryset = Slot.objects.filter(pk__in=[row.pk for row in slots])  # type: ignore[attr-defined]
    project.queryset = Participation.objects.filter(pk__in=[row.pk for row in places])  # type: ignore[attr-defined]
    slot.widget = forms.Select(attrs=SELECT, choices=[("", _("Aucun en particulier")), *group_slots(slots)])
    named = [(row.pk, row.project.title) for row in places]
    project.widget = forms.Select(attrs=SELECT, choices=[("", _("Aucun en particulier")), *named])


def group_slots(slots: Iterable[PlannedSlot]) -> list[tuple[str, list[tuple[int, str]]]]:
    """The slots by day, as choices: the hour and the title of each."""
    return [
        (name_day(when), [(slot.pk, f"{clock(slot.starts_at)} – {slot.title}") for slot in rows])
        for when, rows in groupby(slots, key=lambda slot: slot.day)
    ]


def name_day(when: date) -> str:
    """« Jeudi 13 août 2026 »."""
    return str(day(when)).capitalize()


class DescribeForm(PictureForm):
    """The description of one picture, the people on it, its slot and project."""

    field_order = ("alt", "caption", "depicts", "people", "slot", "participation", "author")

    class Meta(PictureForm.Meta):
        model = GalleryItem
        fields = [*FIELDS, "caption", "slot", "participation", "author"]

    def __init__(
        self, *args: Any, slots: list[PlannedSlot], places: list[Participation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer_places(self, slots, places)
        for name in ("caption", "author"):
            self.fields[name].widget.attrs.update(CONTROL)
        if not self.instance.alt:
            self.initial["depicts"] = ""
        if self.instance.kind == PictureKind.VIDEO:
            self.fields["caption"].label = _("Titre de la vidéo")
            self.fields["caption"].required = True
            self.fields["caption"].error_messages["required"] = _(
                "Donnez un titre : c’est lui qui fait lien."
            )
            self.fields["alt"].label = _("Ce qu’on voit et entend dans la vidéo")

    def clean_caption(self) -> str:
        return clean_line(self.cleaned_data["caption"])

    def clean_author(self) -> str:
        return clean_line(self.cleaned_data["author"])
