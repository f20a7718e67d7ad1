"""The committee's seats; roles given and ended."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from programmes.actions.programme_roles import end_rights_without_edition
from programmes.enums import RoleName
from programmes.extensions import ensure_may_have
from programmes.models import CommitteeSeat, Edition, Organisation, Role
from programmes.signals import role_ended, role_granted


def organisation_named(name: str) -> Organisation:
    """The organisation of this name, case aside, created if there is none."""
    organisation = Organisation.objects.filter(name__iexact=name.strip()).first()
    return organisation or Organisation.objects.create(name=name.strip())


@transaction.atomic
def add_seat(
    *, edition: Edition, organisation: Organisation, chairs: bool, actor: User, at: datetime
) -> CommitteeSeat:
    """Seat a body on the committee. Side effects: the former chair is released if this one chairs, one audit entry."""
    if chairs:
        edition.seats.filter(chairs=True).update(chairs=False)
    last = edition.seats.aggregate(last=Max("position"))["last"] or 0
    seat, created = CommitteeSeat.objects.update_or_create(
        edition=edition,
        organisation=organisation,
        defaults={"chairs": chairs},
        create_defaults={
            "chairs": chairs,
            "position": last + 1,
        },
    )
    record(
        verb="add_seat" if created else "change_seat", subject=seat, actor=actor, at=at, scope=edition.scope
    )
    return seat


@transaction.atomic
def remove_seat(*, seat: CommitteeSeat, actor: User, at: datetime) -> None:
    """Take a body off the committee. Side effects: one audit entry; the roles of its members stay until ended."""
    record(verb="remove_seat", subject=seat, actor=actor, at=at, scope=seat.edition.scope)
    seat.delete()


@transaction.atomic
def give_role(
    *,
    edition: Edition,
    user: User,
    name: RoleName | str,
    actor: User,
    at: datetime,
    organisation: Organisation | None = None,
    skills: str = "",
) -> Role:
    """Grant ``user`` the role ``name`` in the edition; an existing one is left as it is.

    Side effects: one role, its audit entry, and what the apps above do when they hear of it (``role_granted``).
    Raises :class:`TransitionRefused` when a rule speaks against it (:mod:`programmes.extensions`).
    """
    ensure_may_have(edition=edition, role=str(name), email=user.email, at=at)
    role, created = Role.objects.get_or_create(
        edition=edition,
        user=user,
        name=name,
        ended_at=None,
        defaults={"organisation": organisation, "skills": skills, "started_at": at},
    )
    if created:
        data = {"role": str(name), "user": user.pk}
        verb = "take_role" if actor == user else "give_role"
        record(verb=verb, subject=role, actor=actor, at=at, scope=edition.scope, data=data)
        role_granted.send(Role, role=role, actor=actor, at=at)
    return role


@transaction.atomic
def end_role(*, role: Role, reason: str = "", actor: User, at: datetime) -> None:
    """The person no longer acts in this role; what they did stays theirs.

    Side effects: ``ended_at``, one audit entry with the reason, what the apps above do when they hear of it
    (``role_ended``); the right to open editions ends too, for who organises no other of the programme. Raises
    :class:`TransitionRefused` for the last organiser.
    """
    same = Role.objects.active().select_for_update().filter(edition=role.edition_id, name=role.name)
    if role.name == RoleName.ORGANISER and len(same) == 1:
        raise TransitionRefused(_("Une édition garde au moins une personne pour l’organiser."))
    if not Role.objects.active().filter(pk=role.pk).update(ended_at=at):
        return
    role.ended_at = at
    reason = reason.strip()
    data = {"role": role.name, "user": role.user_id, **({"reason": reason} if reason else {})}
    record(verb="end_role", subject=role, actor=actor, at=at, scope=role.edition.scope, data=data)
    end_rights_without_edition(role=role, actor=actor, at=at)
    role_ended.send(Role, role=role, reason=reason, actor=actor, at=at)
