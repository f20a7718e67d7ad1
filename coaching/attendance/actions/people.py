"""Who is expected at the session: added by hand, changed, removed, restored; their consent to photos."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.transitions import TransitionRefused
from accelerator.web.search import normalise
from coaching.attendance.enums import ImageConsent, may_change_consent
from coaching.attendance.models import DoorRequest
from coaching.models import Attendee, Session
from coaching.session.actions.occupancy import lock_session
from coaching.signals import credit_changed, image_consent_changed
from projects.models import Participation


def _log(verb: str, attendee: Attendee, *, actor: User | None, at: datetime, **data: object) -> None:
    """No name in it: the log outlives the list."""
    scope = attendee.session.edition.scope
    record(verb=verb, subject=attendee, actor=actor, at=at, scope=scope, data=data)


@transaction.atomic
def add_attendee(
    *,
    session: Session,
    name: str,
    kind: str,
    actor: User,
    at: datetime,
    body: str = "",
    participation: Participation | None = None,
) -> Attendee:
    """Add somebody by name; who was removed under that name is put back, with their presences.

    Side effects: the row, one audit entry. Raises :class:`TransitionRefused` when somebody of that name and body is
    expected already (a second click), or the project is another edition's.
    """
    session = lock_session(session.pk)
    if participation and participation.edition_id != session.edition_id:
        raise TransitionRefused(_("Ce projet n’est pas de cette session."))
    wanted = (normalise(name), normalise(body))
    same = [row for row in session.attendees.all() if (normalise(row.name), normalise(row.body)) == wanted]
    if any(not row.is_removed for row in same):
        raise TransitionRefused(_("« %(name)s » est déjà sur la liste.") % {"name": name})
    attendee = same[0] if same else Attendee(session=session, name=name, body=body, added_at=at)
    # the session passed in, with its edition: the log needs its scope
    attendee.session, attendee.kind, attendee.participation, attendee.removed_at = (
        session,
        kind,
        participation,
        None,
    )
    attendee.save()
    _log("restore_attendee" if same else "add_attendee", attendee, actor=actor, at=at)
    return attendee


@transaction.atomic
def change_attendee(*, attendee: Attendee, actor: User, at: datetime) -> None:
    """Save the name, body, kind and project that were typed. Side effects: the row, one audit entry."""
    attendee.save(update_fields=["name", "body", "kind", "participation"])
    _log("edit_attendee", attendee, actor=actor, at=at)


@transaction.atomic
def remove_attendee(*, attendee: Attendee, actor: User, at: datetime) -> int:
    """Expect somebody no more; returns how many half-days they were there, which stays on the sheets.

    Side effects: ``removed_at``, which shuts their pages and their badge; one audit entry, unless it was done already.
    """
    if Attendee.objects.expected().filter(pk=attendee.pk).update(removed_at=at):
        _log("remove_attendee", attendee, actor=actor, at=at)
    return attendee.attendances.count()


@transaction.atomic
def restore_attendee(*, attendee: Attendee, actor: User, at: datetime) -> None:
    """Expect somebody again. Side effects: ``removed_at``; one audit entry, unless they were expected."""
    if Attendee.objects.removed().filter(pk=attendee.pk).update(removed_at=None):
        _log("restore_attendee", attendee, actor=actor, at=at)


@transaction.atomic
def set_image_consent(
    *, attendee: Attendee, consent: str, actor: User | None, at: datetime, by_name: bool = False
) -> bool:
    """Save the consent of a person to photos; ``False`` when it is the same as before, and its date stays.

    ``by_name``: by a browser that chose that name at the door. Side effects: the row with its time, one audit entry
    with both values; ``image_consent_changed``. Raises :class:`TransitionRefused` as ``may_change_consent`` says.
    """
    locked = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    if by_name and not may_change_consent(locked.image_consent, consent):
        raise TransitionRefused(
            _("Cet accord ne se donne pas d’ici : dites-le à l’équipe, ou connectez-vous.")
        )
    if locked.image_consent == consent:
        return False
    before, locked.image_consent = locked.image_consent, ImageConsent(consent)
    locked.image_consent_at = at if consent else None
    locked.save(update_fields=["image_consent", "image_consent_at"])
    attendee.image_consent, attendee.image_consent_at = locked.image_consent, locked.image_consent_at
    _log("set_image_consent", attendee, actor=actor, at=at, before=before, after=consent)
    image_consent_changed.send(Attendee, attendee=attendee, actor=actor, at=at)
    return True


@transaction.atomic
def set_credit(*, attendee: Attendee, agreed: bool, proved: bool, actor: User | None, at: datetime) -> bool:
    """Note whether documents that leave the session name somebody beside their ideas; ``False`` when it was so.

    Side effects: the row with the hour, one audit entry; ``credit_changed``. Raises :class:`TransitionRefused` when
    somebody agrees who did not prove to be that person: a name chosen at the door only takes an agreement back.
    """
    if agreed and not proved:
        raise TransitionRefused(
            _(
                "Pour être nommé·e, connectez-vous ou donnez le code de votre badge : un nom choisi ne suffit pas."
            )
        )
    locked = Attendee.objects.select_for_update(of=("self",)).get(pk=attendee.pk)
    if locked.is_credited == agreed:
        return False
    locked.is_credited, locked.credit_chosen_at = agreed, at
    locked.save(update_fields=["is_credited", "credit_chosen_at"])
    attendee.is_credited, attendee.credit_chosen_at = agreed, at
    _log("set_credit", attendee, actor=actor, at=at, after=agreed)
    credit_changed.send(Attendee, attendee=attendee, at=at)
    return True


NOBODY = "—"
"""In the place of a name that the row cannot be without."""


def list_attendees_of(places: Collection[Participation]) -> list[Attendee]:
    return list(Attendee.objects.filter(participation__in=places).order_by("pk"))


def empty_attendees(attendees: Collection[Attendee]) -> None:
    """Who was there, which half-days, still counts. Side effects: names, account, consents, badge and phone go."""
    DoorRequest.objects.filter(attendee__in=attendees).delete()
    for attendee in attendees:
        attendee.name, attendee.body, attendee.phone, attendee.nonce = NOBODY, "", "", new_nonce()
        attendee.user = None
        attendee.image_consent, attendee.image_consent_at = "", None
        attendee.is_credited, attendee.credit_chosen_at, attendee.is_proved = False, None, False
        attendee.save()
