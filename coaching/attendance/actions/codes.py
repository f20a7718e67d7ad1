"""The code of a session, created and revoked; and the one browser that has an attendee's name."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import sync_attendees
from coaching.attendance.codes import find_validity, format_badge_code, generate_code, normalise_code
from coaching.models import Attendee, DoorRequest, Session, SessionCode

DRAWS = 5
"""How often a new code is generated when it exists already."""


@transaction.atomic
def make_code(*, session: Session, actor: User, at: datetime) -> SessionCode:
    """A new code for the session; the one before it opens nothing any more.

    Side effects: the code, attendees brought up to date, audit entries. Raises :class:`TransitionRefused` for a session
    without days, or whose last day is over.
    """
    validity = find_validity(session)
    if validity is None:
        raise TransitionRefused(_("Donnez d’abord les jours de la session."))
    if validity[1] <= at:
        raise TransitionRefused(_("La session est terminée : un code n’ouvrirait plus rien."))
    # two codes created at once would both be valid
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    for former in SessionCode.objects.standing().filter(session=session):
        revoke_code(code=former, actor=actor, at=at)
    sync_attendees(session=session, at=at)
    session_code = _create_unique(session, validity, actor)
    record(
        verb="make_session_code",
        subject=session_code,
        actor=actor,
        at=at,
        scope=session.edition.scope,
        data={},
    )
    return session_code


def _create_unique(session: Session, validity: tuple[datetime, datetime], actor: User) -> SessionCode:
    for _time in range(DRAWS - 1):
        try:
            with transaction.atomic():
                return _create(session, validity, actor)
        except IntegrityError:
            continue
    return _create(session, validity, actor)


def _create(session: Session, validity: tuple[datetime, datetime], actor: User) -> SessionCode:
    begins, ends = validity
    return SessionCode.objects.create(
        session=session, code=generate_code(), valid_from=begins, valid_until=ends, created_by=actor
    )


@transaction.atomic
def revoke_code(*, code: SessionCode, actor: User, at: datetime) -> bool:
    """The code opens nothing any more; ``False`` when it was so already. Side effects: the code, an audit entry."""
    if not SessionCode.objects.standing().filter(pk=code.pk).update(revoked_at=at):
        return False
    code.revoked_at = at
    scope = code.session.edition.scope
    record(verb="revoke_session_code", subject=code, actor=actor, at=at, scope=scope, data={})
    return True


MOST_WAITING = 5
"""How many requests for one name are stored: older ones are dropped."""


@transaction.atomic
def take_name(*, attendee: Attendee) -> str:
    """Give a free name to a browser: returns the value of its cookie, "" when the name needs a proof.

    Of two browsers at once, one gets it. Side effect: ``phone``, which proves nothing.
    """
    phone = new_nonce()
    free = Attendee.objects.expected().filter(pk=attendee.pk, phone="", requires_proof=False)
    taken = free.update(phone=phone, is_proved=False)
    return phone if taken else ""


@transaction.atomic
def claim_name(*, attendee: Attendee) -> None:
    """Require a proof for the name of an account, so that a browser that only chose it cannot read what the person
    wrote.

    Side effects: a new ``phone`` that no browser has, unless the current one proved to be this person.
    """
    if not attendee.is_proved:
        own = Attendee.objects.filter(pk=attendee.pk, is_proved=False)
        own.update(phone=new_nonce(), is_proved=True)


@transaction.atomic
def require_proof(*, attendee: Attendee) -> None:
    """Require a proof from the next browser that chooses this name, so that it does not read what was begun under it.

    Side effect: ``requires_proof``.
    """
    Attendee.objects.filter(pk=attendee.pk, requires_proof=False).update(requires_proof=True)


@transaction.atomic
def prove_name(*, attendee: Attendee, code: str, at: datetime) -> str:
    """Take a name by typing the code of its badge, as :func:`take_name`; returns "" when the code is wrong.

    Side effects: ``phone`` changes, so the browser that had the name loses it; requests for it are deleted; an audit
    entry.
    """
    if not constant_time_compare(normalise_code(code), format_badge_code(attendee)):
        return ""
    phone = new_nonce()
    attendee.door_requests.all().delete()
    expected = Attendee.objects.expected().filter(pk=attendee.pk)
    if not expected.update(phone=phone, is_proved=True):
        return ""
    scope = attendee.session.edition.scope
    record(verb="show_badge", subject=attendee, actor=None, at=at, scope=scope, data={})
    return phone


@transaction.atomic
def request_name(*, attendee: Attendee, at: datetime) -> DoorRequest:
    """Ask the team to recognise a person whose name another browser has. Side effects: the request."""
    locked = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    waiting = locked.door_requests.order_by("-at", "-pk").values_list("pk", flat=True)
    DoorRequest.objects.filter(pk__in=list(waiting[MOST_WAITING - 1 :])).delete()
    return DoorRequest.objects.create(attendee=locked, number=secrets.randbelow(9000) + 1000, at=at)


@transaction.atomic
def recognise(*, session: Session, pk: int, actor: User, at: datetime) -> Attendee | None:
    """« C’est bien elle »: give the name to the browser that asked; ``None`` when the request is gone.

    Side effects: ``phone``, requests for the name are dropped, an audit entry.
    """
    door_request = (
        DoorRequest.objects.select_for_update(of=("self",)).filter(pk=pk, attendee__session=session).first()
    )
    if door_request is None:
        return None
    attendee = Attendee.objects.select_for_update(of=("self",)).get(pk=door_request.attendee_id)
    attendee.phone, attendee.is_proved = door_request.phone, True
    attendee.save(update_fields=["phone", "is_proved"])
    attendee.door_requests.all().delete()
    record(
        verb="recognise_attendee", subject=attendee, actor=actor, at=at, scope=session.edition.scope, data={}
    )
    return attendee


@transaction.atomic
def free_name(*, session: Session, attendee: Attendee, actor: User, at: datetime) -> bool:
    """Take the name from the browser that has it; ``False`` when none had it. What was typed there stays in that
    browser.

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
    """« Ce n’est pas vous ? »: free the name, if this browser has it. Side effect: ``phone``."""
    own = Attendee.objects.filter(pk=attendee.pk, phone=phone).exclude(phone="")
    own.update(phone="", is_proved=False)
