"""Types of attendees, consents to images, and how far an image may be published."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttendeeKind(models.TextChoices):
    HOLDER = "holder", _("porteur ou porteuse")
    COMPANION = "companion", _("accompagne un projet")
    MENTOR = "mentor", _("parrain ou marraine")
    FACILITATOR = "facilitator", _("anime")
    SPEAKER = "speaker", _("intervient")
    PARTNER = "partner", _("partenaire")
    OBSERVER = "observer", _("observe")
    ORGANISER = "organiser", _("organise")


class ImageConsent(models.TextChoices):
    """How far an image of this person may be published."""

    NOT_REQUESTED = "", _("pas encore demandé")
    REQUESTED = "ask", _("demandé")
    PARTICIPANTS = "yes", _("entre participants")
    PUBLIC = "pub", _("public")
    REFUSED = "no", _("pas d’image")


class Depicts(models.TextChoices):
    """Which people can be recognised on an image."""

    NOBODY = "nobody", _("personne : un dessin, un lieu, un objet")
    CROWD = "crowd", _("une foule, où l’on ne reconnaît personne")
    NAMED = "named", _("des personnes, que je nomme")
    UNNAMED = "unnamed", _("des personnes que je ne sais pas toutes nommer")


class Audience(models.IntegerChoices):
    """Who may see an image, from the fewest people to everybody."""

    TEAM = 0, _("l’équipe")
    PARTICIPANTS = 1, _("les participants")
    PUBLIC = 2, _("tout le monde")


class Half(models.TextChoices):
    MORNING = "am", _("matin")
    AFTERNOON = "pm", _("après-midi")


REACH = {
    ImageConsent.PARTICIPANTS.value: Audience.PARTICIPANTS,
    ImageConsent.PUBLIC.value: Audience.PUBLIC,
}
"""The audience that each consent allows; any other answer, and none, allows nothing.

One rule for the gallery and for photos of canvases: :class:`coaching.attendance.models.PictureQuerySet` is the same
rule as a query.
"""


def find_audience(depicts: str, consents: Iterable[str]) -> Audience:
    """The audience of an image, by whom it depicts (:class:`Depicts`) and the consents of the people named on it.

    People who are not named have not agreed; an image of people without any name has no audience.
    """
    audiences = [REACH.get(consent, Audience.TEAM) for consent in consents]
    if depicts in (Depicts.NOBODY, Depicts.CROWD):
        return min(audiences, default=Audience.PUBLIC)
    return min(audiences, default=Audience.TEAM) if depicts == Depicts.NAMED else Audience.TEAM


def list_consents(audience: Audience) -> list[str]:
    """The consents that allow at least this audience."""
    return [consent for consent, reach in REACH.items() if reach >= audience]


def may_change_consent(before: str, after: str) -> bool:
    """Whether a person who only chose a name at the door may make this change of consent.

    Anybody could choose that name: it can refuse, narrow, or give a first answer for participants alone. Anything
    else needs an account, or somebody known to those who run the session.
    """
    if before in (ImageConsent.NOT_REQUESTED, ImageConsent.REQUESTED):
        return after in (ImageConsent.PARTICIPANTS, ImageConsent.REFUSED)
    reach = {ImageConsent.REFUSED.value: Audience.TEAM, **REACH}
    return after in reach and reach[after] <= reach[before]
