"""Forms of the session and of bookings."""

import re
from datetime import date, time
from typing import Any

from crispy_forms.layout import Div
from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.web.fields import DayField, TickedRowsField
from accelerator.web.forms import helper
from accelerator.web.merging import MergingForm
from accelerator.web.search import normalise
from accelerator.web.templatetags.prose import clock
from coaching.models import Room, Session, SessionDay, Slot, SlotGroup
from coaching.session.actions.turns import Trouble
from coaching.session.mentors import name_mentor, with_mentor
from coaching.session.models import room_key
from coaching.session.queries import TEAM
from programmes.enums import RoleName
from programmes.models import Edition
from programmes.queries import people_with
from projects.models import Participation


def _clock(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%H h %M", "%H h", "%Hh%M"],
        **options,
    )


class PlanForm(forms.Form):
    """What a session needs to exist: a place and days; rooms can be named at once."""

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
        self.helper = helper(submit=_("Préparer le déroulé"))

    def clean(self) -> dict[str, Any]:
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer"))


class DayForm(forms.Form):
    date = DayField(label=_("Date"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Ajouter ce jour"))


class _WithOwner(forms.ModelForm):
    """Checks the constraints that include the owner (session, day) which the form does not ask for."""

    owner: str

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {self.owner}


class RoomForm(_WithOwner):
    owner = "session"

    class Meta:
        model = Room
        fields = ["name", "seats"]
        labels = {"name": _("Nom de la salle"), "seats": _("Nombre de places")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit=_("Enregistrer la salle"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = self.instance.session.rooms.exclude(pk=self.instance.pk)
        if others.filter(key=room_key(name)).exists():
            raise forms.ValidationError(_("Cette salle existe déjà."))
        return name


class SlotForm(_WithOwner):
    owner = "day"
    starts_at = _clock(label=_("Début"))
    ends_at = _clock(label=_("Fin"))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Slot
        fields = [
            "title_fr", "title_en", "kind", "starts_at", "ends_at", "room", "leaders", "summary_fr", "summary_en",
        ]  # fmt: skip
        labels = {
            "title_fr": _("Titre"),
            "title_en": _("Titre en anglais"),
            "kind": _("Forme"),
            "room": _("Salle"),
            "leaders": _("Animé par"),
            "summary_fr": _("Résumé"),
            "summary_en": _("Résumé en anglais"),
        }
        help_texts = {
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
        self.fields["room"].queryset = session.rooms.order_by("name")  # type: ignore[attr-defined]
        self.fields["room"].empty_label = _("Sans salle")  # type: ignore[attr-defined]
        _offer_leaders(self.fields["leaders"], session)
        self.helper = helper(
            submit=_("Enregistrer le créneau"),
            layout=[
                "title_fr",
                "title_en",
                "kind",
                Div("starts_at", "ends_at", css_class="fields-row"),
                "room",
                "leaders",
                "summary_fr",
                "summary_en",
                "seen",
            ],
        )

    def show_moved(self, held: Slot, message: str) -> None:
        """Say what stands instead, at each field; what was typed stays, and replaces it if it is sent again."""
        self.add_error(None, message)
        for name, value in _in_words(held).items():
            if value != _in_words(self.instance, self.cleaned_data.get("leaders", ()))[name]:
                self.add_error(name, _("Enregistré entre-temps : %(value)s") % {"value": value})
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(held.version)
        self.data = data

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("Le créneau finit avant de commencer."))
        return data


class GroupForm(_WithOwner):
    """A group of a slot: its name, its room, who leads it, and projects that come."""

    owner = "slot"

    class Meta:
        model = SlotGroup
        fields = ["name", "room", "leaders", "participations"]
        labels = {
            "name": _("Nom du groupe"),
            "room": _("Salle"),
            "leaders": _("Animé par"),
            "participations": _("Projets"),
        }
        widgets = {"leaders": forms.CheckboxSelectMultiple, "participations": forms.CheckboxSelectMultiple}
        field_classes = {"leaders": TickedRowsField, "participations": TickedRowsField}

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["room"].queryset = session.rooms.order_by("name")
        fields["room"].empty_label = _("Sans salle")
        _offer_leaders(fields["leaders"], session)
        coming = Participation.objects.filter(edition=session.edition_id).confirmed()
        named = with_mentor(coming.select_related("project"), place="")
        fields["participations"].queryset = named.order_by("project__title", "pk")
        fields["participations"].label_from_instance = _name_with_mentor
        self.helper = helper(submit=_("Enregistrer le groupe"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SlotGroup.objects.filter(slot=self.instance.slot_id).exclude(pk=self.instance.pk)
        if others.filter(key=room_key(name)).exists():
            raise forms.ValidationError(_("Ce groupe existe déjà sur ce créneau."))
        return name


def _name_with_mentor(row: Participation) -> str:
    """Its project and who follows it: two groups at once need two of them."""
    return " · ".join(filter(None, [str(row.project), name_mentor(row)]))


def _offer_leaders(field: Any, session: Session) -> None:
    people = people_with(session.edition_id, *TEAM, RoleName.ORGANISER)
    field.queryset = people.order_by("name", "email")
    field.choices = sorted(field.choices, key=lambda row: normalise(str(row[1])))  # É as E


def _in_words(slot: Slot, leaders: Any = None) -> dict[str, str]:
    """What an editor wrote of a slot, by field, as people read it."""
    people = slot.leaders.all() if leaders is None else leaders
    return {
        "title_fr": slot.title_fr,
        "title_en": slot.title_en or "–",
        "kind": str(slot.get_kind_display()),
        "starts_at": clock(slot.starts_at),
        "ends_at": clock(slot.ends_at),
        "room": str(slot.room or _("Sans salle")),
        "leaders": ", ".join(sorted(str(person) for person in people)) or "–",
        "summary_fr": slot.summary_fr or "–",
        "summary_en": slot.summary_en or "–",
    }


class BookingForm(forms.Form):
    """A confirmed project that has no place in this slot yet, and a room."""

    participation = forms.ModelChoiceField(
        label=_("Projet"), queryset=Participation.objects.none(), empty_label=_("Choisir un projet")
    )
    room = forms.ModelChoiceField(
        label=_("Salle"), queryset=Room.objects.none(), required=False, empty_label=_("Sans salle")
    )

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = slot.day.session
        coming = Participation.objects.filter(edition=session.edition_id).confirmed()
        self.fields["participation"].queryset = (  # type: ignore[attr-defined]
            coming.exclude(bookings__slot=slot).select_related("project")
        )
        self.fields["room"].queryset = session.rooms.exclude(bookings__slot=slot).order_by("name")  # type: ignore[attr-defined]
        self.helper = helper(submit=_("Donner ce créneau"))


class RepairForm(forms.Form):
    """Who or what is missing on a day, and when; read from the address, since it changes nothing."""

    mentor = forms.ModelChoiceField(
        label=_("Parrain ou marraine absent"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Tout le monde est là"),
    )
    room = forms.ModelChoiceField(
        label=_("Salle fermée"),
        queryset=Room.objects.none(),
        required=False,
        empty_label=_("Toutes sont ouvertes"),
    )
    starts_at = _clock(label=_("À partir de"), initial=time(8))
    ends_at = _clock(label=_("Jusqu’à"), initial=time(19))

    def __init__(self, *args: Any, day: SessionDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["mentor"].queryset = people_with(day.session.edition, RoleName.MENTOR)  # type: ignore[attr-defined]
        self.fields["room"].queryset = day.session.rooms.order_by("name")  # type: ignore[attr-defined]
        self.helper = helper(submit=_("Chercher un plan"))
        self.helper.form_method = "get"

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        starts_at, ends_at = found.get("starts_at"), found.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Indiquez une heure après le début."))
        if not found.get("mentor") and not found.get("room") and not self.errors:
            self.add_error("mentor", _("Choisissez une personne ou une salle."))
        return found

    @property
    def trouble(self) -> Trouble:
        """What a valid form says."""
        said = self.cleaned_data
        return Trouble(
            self.day,
            said["starts_at"],
            said["ends_at"],
            mentor=said["mentor"].pk if said["mentor"] else None,
            room=said["room"].pk if said["room"] else None,
        )

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What was typed, to send again with the acceptance."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields]
