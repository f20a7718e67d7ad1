"""Whose phone is whose: a name is one browser's at a time, until it is given back, freed, or proved by another."""

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare

from accelerator.audit.actions import record
from accelerator.links import new_nonce
from coaching.attendance.codes import normalise_code, say_badge_code
from coaching.models import Attendee, DoorRequest, Session

MOST_WAITING = 5
"""Requests for one name: older ones are dropped."""


@transaction.atomic
def take_name(*, attendee: Attendee) -> str:
    """What the cookie of the browser that takes a free name has; nothing when it takes a proof.

    Of two at once, one gets it. Side effect: ``phone``, which proves nothing.
    """
    phone = new_nonce()
    free = Attendee.objects.expected().filter(pk=attendee.pk, phone="", asks_proof=False)
    taken = free.update(phone=phone, is_proved=False)
    return phone if taken else ""


@transaction.atomic
def claim_name(*, attendee: Attendee) -> None:
    """What an account writes is not for whoever chose its name, or will: from now on it takes a proof.

    Side effects: ``phone``, which no browser has, unless the one that has it proved to be this person.
    """
    if not attendee.is_proved:
        own = Attendee.objects.filter(pk=attendee.pk, is_proved=False)
        own.update(phone=new_nonce(), is_proved=True)


@transaction.atomic
def ask_proof(*, attendee: Attendee) -> None:
    """From now on, given back or freed, this name is not chosen without a proof: what was begun under it stays unknown
    to others. Side effect: ``asks_proof``.
    """
    Attendee.objects.filter(pk=attendee.pk, asks_proof=False).update(asks_proof=True)


@transaction.atomic
def prove_name(*, attendee: Attendee, code: str) -> str:
    """The same for whoever types the code of their badge; nothing when it is another.

    Side effects: ``phone``: the browser that had the name has it no more; requests for it are dropped.
    """
    if not constant_time_compare(normalise_code(code), say_badge_code(attendee)):
        return ""
    phone = new_nonce()
    attendee.door_requests.all().delete()
    expected = Attendee.objects.expected().filter(pk=attendee.pk)
    return phone if expected.update(phone=phone, is_proved=True) else ""


@transaction.atomic
def ask_for_name(*, attendee: Attendee, at: datetime) -> DoorRequest:
    """Let those who run the session know that somebody else says to be this person. Side effects: the request."""
    held = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    waiting = held.door_requests.order_by("-at", "-pk").values_list("pk", flat=True)
    DoorRequest.objects.filter(pk__in=list(waiting[MOST_WAITING - 1 :])).delete()
    return DoorRequest.objects.create(attendee=held, number=secrets.randbelow(9000) + 1000, at=at)


@transaction.atomic
def recognise(*, session: Session, pk: int, actor: Any, at: datetime) -> Attendee | None:
    """« C’est bien elle »: the browser that asked has the name, the other no more; ``None`` when it asks no more.

    Side effects: ``phone``, requests for the name are dropped, an audit entry.
    """
    asked = (
        DoorRequest.objects.select_for_update(of=("self",)).filter(pk=pk, attendee__session=session).first()
    )
    if asked is None:
        return None
    attendee = Attendee.objects.select_for_update(of=("self",)).get(pk=asked.attendee_id)
    attendee.phone, attendee.is_proved = asked.phone, True
    attendee.save(update_fields=["phone", "is_proved"])
    attendee.door_requests.all().delete()
    record(
        verb="recognise_attendee", subject=attendee, actor=actor, at=at, scope=session.edition.scope, data={}
    )
    return attendee


@transaction.atomic
def free_name(*, session: Session, attendee: Attendee, actor: Any, at: datetime) -> bool:
    """The browser that has the name has it no more; ``False`` when none had. What was typed there stays there.

    Side effects: ``phone``, requests are dropped, an audit entry.
    """
    attendee.door_requests.all().delete()
    freed = Attendee.objects.filter(pk=attendee.pk).exclude(phone="").update(phone="", is_proved=False)
    if freed:
        record(
            verb="free_attendee", subject=attendee, actor=actor, at=at, scope=session.edition.scope, data={}
        )
    return bool(freed)


@transaction.atomic
def give_back(*, attendee: Attendee, phone: str) -> None:
    """« Ce n’est pas vous ? »: the name is free again, if it is that browser's. Side effect: ``phone``."""
    own = Attendee.objects.filter(pk=attendee.pk, phone=phone).exclude(phone="")
    own.update(phone="", is_proved=False)
