"""The forms of groups and of individual turns: bookings, and the repair of a day."""

from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Values
from accelerator.web.forms import Helper, TickedRowsField
from coaching.models import Room, Session, SessionDay, Slot, SlotGroup
from coaching.session.actions.turns import Trouble
from coaching.session.forms.session import WithOwner, make_clock_field, offer_leaders, offer_rooms
from coaching.session.mentors import annotate_mentor, name_mentor
from coaching.session.models import make_room_key
from programmes.capabilities import Capability
from programmes.queries import people_who_can
from projects.models import Participation

MOST_GROUPS = 30


class GroupsForm(forms.Form):
    """All the groups of a slot at once: formed anew, or copied from another slot of the session."""

    source = forms.ModelChoiceField(
        label=_("D’après"),
        queryset=Slot.objects.none(),
        required=False,
        empty_label=_("Une répartition nouvelle"),
    )
    count = forms.IntegerField(
        label=_("Nombre de groupes"), required=False, min_value=2, max_value=MOST_GROUPS, initial=3
    )

    def __init__(self, *args: Any, grouped: Sequence[Slot], **kwargs: Any) -> None:
        """``grouped``: the other slots of the session that have groups."""
        super().__init__(*args, **kwargs)
        if not grouped:
            del self.fields["source"]
            return
        source: Any = self.fields["source"]
        source.queryset = Slot.objects.filter(pk__in=[slot.pk for slot in grouped])
        titles = [(slot.pk, _("Les groupes de « %(title)s »") % {"title": slot.title}) for slot in grouped]
        source.choices = [("", source.empty_label), *titles]

    def clean(self) -> Values:
        data = super().clean() or {}
        if not data.get("source") and not data.get("count") and not self.errors:
            self.add_error("count", _("Indiquez combien de groupes."))
        return data


class GroupForm(WithOwner):
    """A group of a slot: its name, its room, its leaders, and projects that come."""

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

    def __init__(self, *args: Any, session: Session, rooms: Iterable[Room], **kwargs: Any) -> None:
        """``rooms``: those of the session, by name."""
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["room"].queryset = session.rooms.all()
        fields["room"].choices = [("", _("Sans salle")), *((room.pk, str(room)) for room in rooms)]
        offer_leaders(fields["leaders"], session)
        coming = Participation.objects.filter(edition=session.edition_id).attending()
        named = annotate_mentor(coming.select_related("project"), place="")
        fields["participations"].queryset = named.order_by("project__title", "pk")
        fields["participations"].label_from_instance = _name_with_mentor
        self.helper = Helper(submit=_("Enregistrer le groupe"))

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        others = SlotGroup.objects.filter(slot=self.instance.slot_id).exclude(pk=self.instance.pk)
        if others.filter(key=make_room_key(name)).exists():
            raise forms.ValidationError(_("Ce groupe existe déjà sur ce créneau."))
        return name


def _name_with_mentor(row: Participation) -> str:
    """The project with its mentor: two groups at once need two mentors."""
    return " · ".join(filter(None, [str(row.project), name_mentor(row)]))


class BookingForm(forms.Form):
    """A confirmed project without a turn in this slot, and a room."""

    participation = forms.ModelChoiceField(
        label=_("Projet"), queryset=Participation.objects.none(), empty_label=_("Choisir un projet")
    )
    room = forms.ModelChoiceField(label=_("Salle"), queryset=Room.objects.none(), required=False)

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = slot.day.session
        coming = Participation.objects.filter(edition=session.edition_id).attending()
        self.fields["participation"].queryset = (  # type: ignore[attr-defined]
            coming.exclude(bookings__slot=slot).select_related("project")
        )
        offer_rooms(self.fields["room"], session.rooms.exclude(bookings__slot=slot), empty=_("Sans salle"))
        self.helper = Helper(submit=_("Donner ce créneau"))


class RepairForm(forms.Form):
    """The missing person or room on a day, and when; read from the address, since the form changes nothing."""

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
    )
    starts_at = make_clock_field(label=_("À partir de"), initial=time(8))
    ends_at = make_clock_field(label=_("Jusqu’à"), initial=time(19))

    def __init__(self, *args: Any, day: SessionDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["mentor"].queryset = people_who_can(day.session.edition, Capability.MENTOR_PROJECTS)  # type: ignore[attr-defined]
        offer_rooms(self.fields["room"], day.session.rooms.all(), empty=_("Toutes sont ouvertes"))
        self.helper = Helper(submit=_("Chercher un plan"))
        self.helper.form_method = "get"

    def clean(self) -> Values:
        values = super().clean() or {}
        starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("Indiquez une heure après le début."))
        if not values.get("mentor") and not values.get("room") and not self.errors:
            self.add_error("mentor", _("Choisissez une personne ou une salle."))
        return values

    @property
    def trouble(self) -> Trouble:
        """The trouble of a valid form."""
        data = self.cleaned_data
        return Trouble(
            self.day,
            data["starts_at"],
            data["ends_at"],
            mentor=data["mentor"].pk if data["mentor"] else None,
            room=data["room"].pk if data["room"] else None,
        )

    @property
    def hidden_values(self) -> list[tuple[str, str]]:
        """The typed values, to send again with the acceptance."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields]
