"""The checks before each change of the timetable: editors take turns, and nothing is in two places."""

from collections.abc import Iterable, Sequence

from django.db import models
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from coaching.models import Session, Slot
from coaching.session.mentor_hours import MentorHours
from coaching.session.mentors import name_person
from coaching.session.planning.clashes import Clash
from projects.models import Participation


class PlanRefused(TransitionRefused):
    """Something would be in two places at once, or cannot be there at all; ``reasons`` are sentences."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def refuse_clashes(clashes: Iterable[Clash]) -> None:
    """Raises :class:`PlanRefused` with each reason once; nothing without a clash."""
    reasons = dict.fromkeys(_(clash.message) % clash.values for clash in clashes)
    if reasons:
        raise PlanRefused(*reasons)


def lock_session(session_id: int) -> Session:
    """Lock the session's row until the end of the transaction: two editors take turns, so checks stay true.

    Its key is not locked: rows that point to it may be written meanwhile (a project that leaves releases without
    waiting).
    """
    sessions = Session.objects.select_for_update(of=("self",), no_key=True).select_related("edition")
    return sessions.get(pk=session_id)


def check_is_coming(participation: Participation) -> Participation:
    """Lock the participation and read it again. Raises :class:`PlanRefused` unless the project confirmed.

    A project that leaves meanwhile waits, then gives up its new places too. Locks are taken in this order: the
    session, then the participation.
    """
    rows = Participation.objects.select_for_update(of=("self",))
    fresh = rows.filter(pk=participation.pk).first()
    if fresh is None or fresh.is_declined:
        raise PlanRefused(_("Ce projet ne vient plus à la session."))
    if not fresh.is_confirmed:
        raise PlanRefused(_("Ce projet n’a pas confirmé sa participation."))
    return fresh


def check_mentor_is_free(participation: Participation, mentor: User) -> None:
    """Raises :class:`PlanRefused` when ``mentor`` is elsewhere during a turn of this project. Locks the session."""
    session = Session.objects.filter(edition=participation.edition_id).first()
    if session is None:
        return
    lock_session(session.pk)
    # The project and its room stay where they are: only the mentor comes anew.
    if reasons := MentorHours.read(participation.edition_id).explain_clashes(
        participation.pk, name_person(mentor)
    ):
        raise PlanRefused(*reasons)


def check_not_removed(row: models.Model, gone: str) -> None:
    """Raises :class:`PlanRefused` with the message ``gone`` when a colleague removed ``row`` since it was read, so
    that saving does not create it again. Locks the session."""
    if row.pk and not type(row)._default_manager.filter(pk=row.pk).exists():
        raise PlanRefused(gone)


class SlotMoved(TransitionRefused):
    """Somebody saved this slot since it was displayed: ``current`` is their version."""

    def __init__(self, current: Slot) -> None:
        super().__init__(
            _("%(who)s a enregistré ce créneau entre-temps. Enregistrez à nouveau pour remplacer.")
            % {"who": current.saved_by or _("Une autre personne")}
        )
        self.current = current


WRITTEN = (
    "title_fr", "title_en", "kind", "activity", "autonomy", "starts_at", "ends_at", "room_id", "summary_fr",
    "summary_en",
)  # fmt: skip
"""The fields of a slot that editors write, beside its leaders."""


def check_seen(slot: Slot, people: Sequence[User], seen: int | None) -> None:
    """Increment the version. Raises :class:`SlotMoved` when the stored slot is of another version than ``seen`` and
    differs."""
    stored = Slot.objects.select_related("room", "saved_by").filter(pk=slot.pk).first()
    if stored is None:
        return
    same = all(getattr(stored, name) == getattr(slot, name) for name in WRITTEN)
    same = same and set(stored.leaders.values_list("pk", flat=True)) == {person.pk for person in people}
    if not same and seen not in (None, stored.version):
        raise SlotMoved(stored)
    slot.version = stored.version + 1
