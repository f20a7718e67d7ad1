"""The rooms of an edition of thirteen projects, with something in each tab."""

from typing import Any

from bench.people import FORMER_HOLDER, MENTOR, sign_in
from bench.volume import Volume


def fill_rooms(volume: Volume, slug: str) -> dict[str, Any]:
    """Give the projects of this edition their rooms, the first one a mentor, the second one a letter and what follows
    from it. Returns what the pages need.
    """
    from accelerator.accounts.models import User
    from coaching.pairing.enums import PairingState
    from programmes.enums import RoleName
    from programmes.models import Organisation, Role
    from projects.models import Participation
    from tests.support.letters import fill_letters
    from tests.support.rooms import answer_canvases, fill_room, give_axes

    places = list(
        Participation.objects.filter(edition__slug=slug).select_related("edition", "project").order_by("pk")
    )
    give_axes(places[0].edition)
    for place in places:
        fill_room(place, 4)
        answer_canvases(place)
    body = Organisation.objects.create(name="Organisme de la marraine")
    Role.objects.create(
        edition=places[0].edition,
        user_id=MENTOR,
        name=RoleName.MENTOR,
        organisation=body,
        started_at=volume.at,
    )
    told = {"proposed_by_id": MENTOR, "proposed_at": volume.at, "state": PairingState.ACCEPTED}
    places[0].pairings.create(mentor_id=MENTOR, **told)
    fill_letters(places[1:6], User.objects.get(pk=MENTOR), body)
    cookies = {"room holder": sign_in(FORMER_HOLDER), "room mentor": sign_in(MENTOR)}
    return {"room": places[0].project.slug, "story": places[1].project.slug, "cookies": cookies}
