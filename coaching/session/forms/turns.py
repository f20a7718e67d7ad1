"""The forms of individual turns: a place given in a slot, and what is missing on a day."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.types import Values
from accelerator.web.forms import helper
from coaching.models import Room, SessionDay, Slot
from coaching.session.actions.turns import Trouble
from coaching.session.forms.fields import clock_field, offer_rooms
from programmes.capabilities import Capability
from programmes.queries import people_who_can
from projects.models import Participation


class BookingForm(forms.Form):
    """A confirmed project that has no place in this slot yet, and a room."""

    participation = forms.ModelChoiceField(
        label=_("Projet"), queryset=Participation.objects.none(), empty_label=_("Choisir un projet")
    )
    room = forms.ModelChoiceField(label=_("Salle"), queryset=Room.objects.none(), required=False)

    def __init__(self, *args: Any, slot: Slot, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        session = slot.day.session
        coming = Participation.objects.filter(edition=session.edition_id).confirmed()
        self.fields["participation"].queryset = (  # type: ignore[attr-defined]
            coming.exclude(bookings__slot=slot).select_related("project")
        )
        offer_rooms(self.fields["room"], session.rooms.exclude(bookings__slot=slot), empty=_("Sans salle"))
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
    )
    starts_at = clock_field(label=_("À partir de"), initial=time(8))
    ends_at = clock_field(label=_("Jusqu’à"), initial=time(19))

    def __init__(self, *args: Any, day: SessionDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day
        self.fields["mentor"].queryset = people_who_can(day.session.edition, Capability.MENTOR_PROJECTS)  # type: ignore[attr-defined]
        offer_rooms(self.fields["room"], day.session.rooms.all(), empty=_("Toutes sont ouvertes"))
        self.helper = helper(submit=_("Chercher un plan"))
        self.helper.form_method = "get"

    def clean(self) -> Values:
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
    def hidden_values(self) -> list[tuple[str, str]]:
        """What was typed, to send again with the acceptance."""
        return [(name, str(self.data.get(name, ""))) for name in self.fields]
