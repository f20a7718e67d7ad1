"""Words for who comes to the session, and how far an image of them may be shown."""

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
    """How far an image of this person may be shown."""

    NOT_ASKED = "", _("pas encore demandé")
    ASKED = "ask", _("demandé")
    PARTICIPANTS = "yes", _("entre participants")
    PUBLIC = "pub", _("public")
    REFUSED = "no", _("pas d’image")


class Depicts(models.TextChoices):
    """Whom one recognises on an image."""

    NOBODY = "nobody", _("personne : un dessin, un lieu, un objet")
    CROWD = "crowd", _("une foule, où l’on ne reconnaît personne")
    NAMED = "named", _("des personnes, que je nomme")
    UNNAMED = "unnamed", _("des personnes que je ne sais pas toutes nommer")


class Audience(models.IntegerChoices):
    """Who may be shown an image, from the fewest to everybody."""

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
"""How far an image may be shown by what a consent allows; any other answer, and none, allows nothing. One rule for the
gallery and photos of canvases: :class:`coaching.attendance.models.PictureQuerySet` is the same as a query.
"""


def find_audience(depicts: str, consents: Iterable[str]) -> Audience:
    """Who may be shown an image, by whom it depicts (:class:`Depicts`) and the consents of those named on it.

    Somebody who is not named cannot have agreed, nor can nobody at all where people are said to be.
    """
    audiences = [REACH.get(consent, Audience.TEAM) for consent in consents]
    if depicts in (Depicts.NOBODY, Depicts.CROWD):
        return min(audiences, default=Audience.PUBLIC)
    return min(audiences, default=Audience.TEAM) if depicts == Depicts.NAMED else Audience.TEAM


def list_consents(audience: Audience) -> list[str]:
    """The consents that reach so far."""
    return [consent for consent, reach in REACH.items() if reach >= audience]


def may_change_consent(before: str, after: str) -> bool:
    """Whether a name chosen at the door may change its consent so.

    Anybody could choose that name: it refuses or narrows, and gives an answer where there was none, among participants
    alone. The rest takes an account, or the word of somebody known to those who run the session.
    """
    if before in (ImageConsent.NOT_ASKED, ImageConsent.ASKED):
        return after in (ImageConsent.PARTICIPANTS, ImageConsent.REFUSED)
    reach = {ImageConsent.REFUSED.value: Audience.TEAM, **REACH}
    return after in reach and reach[after] <= reach[before]
