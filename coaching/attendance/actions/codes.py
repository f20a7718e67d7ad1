"""Making the code of a session, and taking it back."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.attendees import sync_attendees
from coaching.attendance.codes import find_validity, generate_code
from coaching.models import Session, SessionCode

DRAWS = 5
"""A code that was drawn already is drawn again."""


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
    # two codes made at once would both stand
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
        session=session, code=generate_code(), valid_from=begins, valid_until=ends, made_by=actor
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
