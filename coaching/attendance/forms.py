"""Forms of attendees: the organiser's, the one at the door, the one of an image's consent."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.text import clean_line
from accelerator.types import Values
from accelerator.web.forms import Helper, TickedRowsField
from accelerator.web.search import normalise
from coaching.attendance.enums import AttendeeKind, Depicts, ImageConsent
from coaching.models import Attendee, Session
from projects.models import Participation


class AttendeeForm(forms.ModelForm):
    """The name, body, kind and project of an attendee."""

    class Meta:
        model = Attendee
        fields = ["name", "body", "kind", "participation"]
        labels = {
            "name": _("Prénom et nom"),
            "body": _("Organisme"),
            "kind": _("Vient comme"),
            "participation": _("Projet"),
        }

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        coming = Participation.objects.confirmed().filter(edition=session.edition_id)
        project: Any = self.fields["participation"]
        project.queryset = coming.select_related("project").order_by("project__title", "pk")
        project.empty_label = _("Aucun en particulier")
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choisir")), *AttendeeKind.choices]
        if not self.instance.pk:
            self.initial.setdefault("kind", AttendeeKind.COMPANION)
        self.helper = Helper(submit=_("Enregistrer") if self.instance.pk else _("Ajouter à la liste"))


class ImageConsentForm(forms.Form):
    consent = forms.ChoiceField(choices=ImageConsent.choices, required=False)


class SessionCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code de la session"),
        max_length=20,
        help_text=_("Six lettres et chiffres, affichés dans la salle."),
        widget=forms.TextInput(
            attrs={
                "class": "code-field",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    helper = Helper(submit=_("Entrer dans la session"))


class NewcomerForm(forms.Form):
    """Somebody who is not in the list."""

    name = forms.CharField(label=_("Prénom et nom"), max_length=150)
    body = forms.CharField(label=_("Organisme"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = Helper(form_tag=False)
        self.helper.disable_csrf = True

    def clean(self) -> Values:
        """Refuse a name with markup: everybody in the room sees it."""
        data = super().clean() or {}
        return {field: clean_line(text) for field, text in data.items()}


FIELDS = ["alt", "depicts", "people"]


class PictureForm(forms.ModelForm):
    """What an image shows, and the people on it, chosen among those of the session without their consent.

    A subclass gives the model. ``people`` of several forms of one page may share ``choices``.
    """

    class Meta:
        fields = FIELDS
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {"people": TickedRowsField}

    def __init__(self, *args: Any, session: Session | None, choices: object = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people: Any = self.fields["people"]
        people.queryset = Attendee.objects.filter(session=session)
        people.widget = forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
        people.widget.choices = (
            choices if choices is not None else list_choices(session, self.initial.get("people", ()))
        )
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

    def clean(self) -> Values:
        """Ignore the people unless the picture shows recognisable ones."""
        values: dict[str, object] = super().clean() or {}
        if values.get("depicts") in (Depicts.NOBODY, Depicts.CROWD):
            values["people"] = Attendee.objects.none()
        elif values.get("depicts") == Depicts.NAMED and "people" in values and not values["people"]:
            self.add_error("people", _("Cochez au moins une personne."))
        return values


def list_choices(session: Session | None, named: Iterable[Attendee] = ()) -> list[tuple[int, str]]:
    """The attendees who come, and those already ``named`` on the picture, by name. One query."""
    if session is None:
        return []
    wanted = Q(removed_at=None) | Q(pk__in=[person.pk for person in named])
    rows = Attendee.objects.filter(wanted, session=session).values_list("pk", "name")
    return sorted(rows, key=lambda row: normalise(row[1]))
