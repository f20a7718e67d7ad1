"""People as clashes know them."""

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.session.models import SlotSpeaker
from coaching.session.planning.clashes import Named


def name_person(person: User) -> Named:
    """Somebody with an account."""
    return Named(person.pk, str(person), normalise(str(person)))


def name_speaker(speaker: SlotSpeaker) -> Named:
    """Somebody who speaks, with an account or by their name alone. Needs ``user``."""
    return name_person(speaker.user) if speaker.user else Named(None, speaker.name, normalise(speaker.name))
