"""Somebody of the session whose project is anonymised: that somebody came stays, not who."""

from collections.abc import Collection

from accelerator.links import new_nonce
from coaching.attendance.models import Attendee, DoorRequest
from projects.models import Participation

NOBODY = "—"
"""In the place of a name that the row cannot be without."""


def list_attendees_of(places: Collection[Participation]) -> list[Attendee]:
    return list(Attendee.objects.filter(participation__in=places).order_by("pk"))


def empty_attendees(attendees: Collection[Attendee]) -> None:
    """Who was there, which half-days, still counts. Side effects: names, account, consents, badge and phone go."""
    DoorRequest.objects.filter(attendee__in=attendees).delete()
    for attendee in attendees:
        attendee.name, attendee.body, attendee.phone, attendee.nonce = NOBODY, "", "", new_nonce()
        attendee.user = None
        attendee.image_consent, attendee.image_consent_at = "", None
        attendee.is_credited, attendee.credit_chosen_at, attendee.is_proved = False, None, False
        attendee.save()
