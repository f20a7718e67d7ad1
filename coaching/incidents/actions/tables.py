"""The tables of the mix, once a project left or is back: who sat with it sits elsewhere."""

from datetime import datetime

from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from coaching.ideas.actions.rotation import RotationWish, format_version, make_rotation
from coaching.ideas.seating import count_begun, find_rotation
from coaching.models import Session
from projects.models import Participation


def reseat_tables(*, session: Session, place: Participation, actor: User, at: datetime) -> bool:
    """Plan the rounds that have not begun again: without the table of ``place`` if it left, with one if it is back.

    Whether there was something to plan, and enough seats. Side effects: those of :func:`make_rotation`. Not in a
    transaction of the caller: it searches before it locks.
    """
    rotation = find_rotation(session)
    if rotation is None or count_begun(session, rotation) >= rotation.rounds:
        return False
    tables = list(rotation.tables.order_by("number").values_list("participation", flat=True))
    tables = [pk for pk in tables if pk != place.pk] + ([] if place.is_away else [place.pk])
    wish = RotationWish(
        tables=tables,
        rounds=rotation.rounds,
        capacity=rotation.capacity,
        only_present=rotation.only_present,
        apart_by_territory=rotation.apart_by_territory,
        layout=rotation.layout,
    )
    try:
        make_rotation(
            session=session, wish=wish, keep=True, seen=format_version(rotation), actor=actor, at=at
        )
    except TransitionRefused:
        return False
    return True
