"""What the forms of a session share: an hour, the room and the people that one chooses, constraints with the owner."""

from typing import Any

from crispy_forms.layout import Field
from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise

from accelerator.web.search import natural_key, normalise
from coaching.models import Room, Session
from programmes.capabilities import Capability
from programmes.queries import people_who_can


def clock_field(**options: Any) -> forms.TimeField:
    return forms.TimeField(
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S", "%H h %M", "%H h", "%Hh%M"],
        **options,
    )


class WithOwner(forms.ModelForm):
    """Checks the constraints that include the owner (session, day) which the form does not ask for."""

    owner: str

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {self.owner}


def offer_leaders(field: Field, session: Session) -> None:
    people = people_who_can(session.edition_id, Capability.LEAD_SLOTS)
    field.queryset = people.order_by("name", "email")
    field.choices = sorted(field.choices, key=lambda row: normalise(str(row[1])))  # É as E


def offer_rooms(field: Field, rooms: "QuerySet[Room]", *, empty: str | Promise) -> None:
    """These rooms by name, « Salle 2 » before « Salle 10 »; ``empty``: what choosing none says. One query."""
    field.queryset, field.empty_label = rooms, empty
    first, *choices = field.choices
    field.choices = [first, *sorted(choices, key=lambda row: natural_key(str(row[1])))]
