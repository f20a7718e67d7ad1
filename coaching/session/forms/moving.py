"""Where the grid puts a slot."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from coaching.models import Room


class SlotMoveForm(forms.Form):
    """``seen``: the version of the slot that was moved; ``check``: ask, without moving."""

    starts_at = forms.TimeField(input_formats=["%H:%M"])
    room = forms.ModelChoiceField(queryset=Room.objects.none(), required=False)
    seen = forms.IntegerField(min_value=0)
    check = forms.BooleanField(required=False)

    def __init__(self, *args: Any, rooms: "QuerySet[Room]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = rooms  # type: ignore[attr-defined]
