"""How far an image may be shown: as far as everybody on it agreed. One rule for the gallery and photos of canvases.

:class:`coaching.attendance.models.PictureQuerySet` is the same rule as a query.
"""

from collections.abc import Iterable

from coaching.attendance.enums import Audience, Depicts, ImageConsent

REACH = {
    ImageConsent.PARTICIPANTS.value: Audience.PARTICIPANTS,
    ImageConsent.PUBLIC.value: Audience.PUBLIC,
}
"""What a consent allows; any other answer, and none, allows nothing."""


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
