"""Who is on an image: answered by the person who adds it, from the list of the session."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.hygiene import clean_line
from accelerator.web.search import normalise
from coaching.attendance.enums import Depicts
from coaching.models import Attendee, GalleryItem, Session

FIELDS = ["alt", "depicts", "people"]


class PictureForm(forms.ModelForm):
    """What an image shows and whom: people of the session, whose consent is not displayed.

    A subclass gives the model. ``people`` of several forms of one page may share ``choices``.
    """

    def __init__(self, *args: Any, session: Session | None, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = Attendee.objects.filter(session=session)
        people.widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
        people.widget.choices = list_choices(session, self.instance) if choices is None else choices
        people.help_text = _("Chaque personne décide elle-même jusqu’où l’image peut être montrée.")
        depicts: Any = self.fields["depicts"]
        depicts.choices = Depicts.choices
        depicts.widget = forms.RadioSelect(choices=Depicts.choices, attrs={"class": "form-check-input"})
        depicts.error_messages["required"] = _("Dites si l’on y reconnaît quelqu’un.")
        if not self.instance.pk:
            self.initial["depicts"] = ""
        self.fields["alt"].widget.attrs["class"] = "form-control"
        self.fields["alt"].error_messages["required"] = _("Dites en quelques mots ce que montre l’image.")

    def clean_alt(self) -> str:
        text = clean_line(self.cleaned_data["alt"])
        if not text:
            raise ValidationError(_("Dites en quelques mots ce que montre l’image."))
        return text

    def clean(self) -> dict[str, Any]:
        """People count where some are said to be recognised alone."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("depicts") in (Depicts.NOBODY, Depicts.CROWD):
            found["people"] = Attendee.objects.none()
        elif found.get("depicts") == Depicts.NAMED and "people" in found and not found["people"]:
            self.add_error("people", _("Cochez au moins une personne."))
        return found


def list_choices(session: Session | None, picture: GalleryItem | None = None) -> list[tuple[int, str]]:
    """Those who come, and those already named on the picture, by name. One query, or two."""
    if session is None:
        return []
    wanted = Q(removed_at=None)
    if picture is not None and picture.pk:
        wanted |= Q(pk__in=[person.pk for person in picture.people.all()])
    rows = Attendee.objects.filter(wanted, session=session).values_list("pk", "name")
    return sorted(rows, key=lambda row: normalise(row[1]))
