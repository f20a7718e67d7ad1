"""Forms of the session, its days, rooms and slots, with what the other forms share."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Values
from accelerator.web.forms import DayField, Helper, TickedRowsField
from accelerator.web.merging import MergingForm
from accelerator.web.search import natural_key, normalise
from accelerator.web.templatetags.prose import clock
from coaching.models import Room, Session, Slot
from coaching.session.enums import SlotActivity
from coaching.session.models import make_room_key
from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can


def make_clock_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%H h %M", "%H h", "%Hh%M"],
        **options,
    )


class WithOwner(forms.ModelForm):
    """Checks the constraints that include the owner (session, day), which is no field of the form."""

    owner: str

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {self.owner}


def offer_leaders(field: Field, session: Session) -> None:
    people = people_who_can(session.edition_id, Capability.LEAD_SLOTS)
    field.queryset = people.order_by("name", "email")
    # by an iterator: the length of the choices is a query of its own
    field.choices = sorted(iter(field.choices), key=lambda row: normalise(str(row[1])))  # É as E


def offer_rooms(field: Field, rooms: "QuerySet[Room]", *, empty: str | Promise) -> None:
    """Offer these rooms by name, « Salle 2 » before « Salle 10 »; ``empty``: the label of no room. One query."""
    field.queryset, field.empty_label = rooms, empty
    first, *choices = field.choices
    field.choices = [first, *sorted(choices, key=lambda row: natural_key(str(row[1])))]


class PlanForm(forms.Form):
    """The first form of a session: a place and days; rooms can be named at once."""

    venue = forms.CharField(label=_("Lieu"), max_length=200)
    address = forms.CharField(label=_("Adresse"), max_length=300, required=False)
    first_day = DayField(label=_("Premier jour"))
    second_day = DayField(label=_("Deuxième jour"), required=False)
    rooms = forms.CharField(
        label=_("Salles"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Une par ligne. La première accueille ce qui se fait tous ensemble."),
    )

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "venue": edition.place,
            "first_day": edition.session_starts_on,
            "second_day": edition.session_ends_on,
            **self.initial,
        }
        self.helper = Helper(submit=_("Préparer le déroulé"))

    def clean(self) -> Values:
        data = super().clean() or {}
        first, second = data.get("first_day"), data.get("second_day")
        if first and second and second < first:
            self.add_error("second_day", _("Le deuxième jour précède le premier."))
        return data

    @property
    def dates(self) -> list[date]:
        days = [self.cleaned_data["first_day"], self.cleaned_data.get("second_day")]
        return sorted({day for day in days if day})

    @property
    def room_names(self) -> list[str]:
        return [name.strip()[:80] for name in re.split(r"[\n;]", self.cleaned_data["rooms"]) if name.strip()]


class VenueForm(MergingForm):
    class Meta:
        model = Session
        fields = ["venue", "address", "access_notes"]
        widgets = {"access_notes": forms.Textarea(attrs={"rows": 5})}

    helper = Helper(submit=_("Enregistrer"))


class DayForm(forms.Form):
    date = DayField(label=_("Date"))

    helper = Helper(submit=_("Ajouter ce jour"))


class RoomForm(WithOwner):
    owner = "session"

    class Meta:
        model = Room
        fields = ["name", "seats"]
        labels = {"name": _("Nom de la salle"), "seats": _("Nombre de places")}

    helper = Helper(submit=_("Enregistrer la salle"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.instance.session.rooms.exclude(pk=self.instance.pk)
        if others.filter(key=make_room_key(name)).exists():
            raise forms.ValidationError(_("Cette salle existe déjà."))
        return name


class SlotForm(WithOwner):
    owner = "day"
    starts_at = make_clock_field(label=_("Début"))
    ends_at = make_clock_field(label=_("Fin"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Slot
        fields = [
            "title_fr", "title_en", "kind", "activity", "autonomy", "starts_at", "ends_at", "room", "leaders",
            "summary_fr", "summary_en",
        ]  # fmt: skip
        labels = {
            "title_fr": _("Titre"),
            "title_en": _("Titre en anglais"),
            "kind": _("Forme"),
            "activity": _("Ce que les projets y font"),
            "autonomy": _("Les projets qui attendent leur tour avancent seuls"),
            "room": _("Salle"),
            "leaders": _("Animé par"),
            "summary_fr": _("Résumé"),
            "summary_en": _("Résumé en anglais"),
        }
        help_texts = {
            "activity": _("« Maintenant » a alors un bouton qui y mène, dans la salle du projet."),
            "room": _("Un coaching individuel n’a pas de salle à lui : chaque projet reçoit la sienne."),
            "summary_fr": _("Ce qu’on y entend ou y fait, en quelques phrases."),
        }
        widgets = {
            "leaders": forms.CheckboxSelectMultiple,
            "summary_fr": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
        }
        field_classes = {"leaders": TickedRowsField}

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = self.instance.version
        self.fields["activity"].choices = [("", _("Rien de particulier")), *SlotActivity.choices]  # type: ignore[attr-defined]
        offer_rooms(self.fields["room"], session.rooms.all(), empty=_("Sans salle"))
        offer_leaders(self.fields["leaders"], session)
        self.helper = Helper(
            submit=_("Enregistrer le créneau"),
            layout=[
                "title_fr",
                "title_en",
                "kind",
                "activity",
                "autonomy",
                Div("starts_at", "ends_at", css_class="fields-row"),
                "room",
                "leaders",
                "summary_fr",
                "summary_en",
                "seen",
            ],
        )

    def show_moved(self, stored: Slot, message: str) -> None:
        """Show the stored values at each field; the typed ones stay, and replace them if they are sent again."""
        self.add_error(None, message)
        for name, value in _describe_fields(stored).items():
            if value != _describe_fields(self.instance, self.cleaned_data.get("leaders", ()))[name]:
                self.add_error(name, _("Enregistré entre-temps : %(value)s") % {"value": value})
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(stored.version)
        self.data = data

    def clean(self) -> Values:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("Le créneau finit avant de commencer."))
        return data


def _describe_fields(slot: Slot, leaders: Iterable[User] | None = None) -> dict[str, str]:
    """The editable fields of a slot, by field, in words."""
    people = slot.leaders.all() if leaders is None else leaders
    return {
        "title_fr": slot.title_fr,
        "title_en": slot.title_en or "–",
        "kind": str(slot.get_kind_display()),
        "activity": str(slot.get_activity_display()) or "–",
        "autonomy": str(_("oui") if slot.autonomy else _("non")),
        "starts_at": clock(slot.starts_at),
        "ends_at": clock(slot.ends_at),
        "room": str(slot.room or _("Sans salle")),
        "leaders": ", ".join(sorted(str(person) for person in people)) or "–",
        "summary_fr": slot.summary_fr or "–",
        "summary_en": slot.summary_en or "–",
    }


class SlotMoveForm(forms.Form):
    """``seen``: the version of the slot that was moved; ``check``: only check, without moving."""

    starts_at = forms.TimeField(input_formats=["%H:%M"])
    room = forms.ModelChoiceField(queryset=Room.objects.none(), required=False)
    seen = forms.IntegerField(min_value=0)
    check = forms.BooleanField(required=False)

    def __init__(self, *args: Any, rooms: "QuerySet[Room]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]
