"""Roles in an edition and rights on a programme, given and taken back; bodies by their name."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.enums import ProgrammeRoleName, RoleName
from programmes.extensions import ensure_may_have
from programmes.models import Edition, Organisation, Programme, ProgrammeRole, Role
from programmes.models.role import RoleQuerySet
from programmes.signals import role_ended, role_granted


def organisation_named(name: str) -> Organisation:
    """The organisation of this name, case aside, created if there is none."""
    organisation = Organisation.objects.filter(name__iexact=name.strip()).first()
    return organisation or Organisation.objects.create(name=name.strip())


def add_holders(*, edition: Edition, holders: Mapping[User, Organisation | None], at: datetime) -> None:
    """Give these people the role of holder in the edition, each with their organisation, if they do not have it.

    Side effects: the roles. No audit entry: the act that makes somebody a holder records its own. One query.
    """
    roles = [
        Role(edition=edition, user=user, name=RoleName.HOLDER, organisation=organisation, started_at=at)
        for user, organisation in holders.items()
    ]
    # role_once: those who have it stay as they are, also when two acts of one person meet
    Role.objects.bulk_create(roles, ignore_conflicts=True, batch_size=500)


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
    is_deputy: bool = False,
    capacity: int | None = None,
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
        defaults={
            "organisation": organisation,
            "skills": skills,
            "is_deputy": is_deputy,
            "capacity": capacity,
            "started_at": at,
        },
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
    (``role_ended``); the right to open editions ends too, for who organises no other of the programme; who leaves
    the committee chairs it no more. Raises :class:`TransitionRefused` for the last organiser.
    """
    same = (
        Role.objects.active()
        .select_for_update()
        .filter(edition=role.edition_id, name=role.name)
        .order_by("pk")
    )
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
    if role.can(Capability.REVIEW):
        for chair in Role.objects.active().filter(
            edition=role.edition_id, user=role.user_id, name=RoleName.CHAIR
        ):
            end_role(role=chair, reason=reason, actor=actor, at=at)


@transaction.atomic
def give_programme_role(
    *,
    programme: Programme,
    user: User,
    name: ProgrammeRoleName | str,
    region: str = "",
    actor: User,
    at: datetime,
) -> ProgrammeRole:
    """Give ``user`` this right; one that they have already is left as it is.

    Side effects: one row, one audit entry in the scope of the programme. Raises :class:`TransitionRefused` for the
    right to open editions, to somebody who organises none of the programme.
    """
    # locked: a role that ends meanwhile ends this right too
    own = list_managing_roles(programme, user).select_for_update(of=("self",))
    if name == ProgrammeRoleName.OPENER and not own:
        raise TransitionRefused(_("Cette personne n’organise aucune édition de ce programme."))
    role, created = ProgrammeRole.objects.get_or_create(
        programme=programme, user=user, name=name, region=region, ended_at=None, defaults={"started_at": at}
    )
    if created:
        _record("give_programme_role", role, actor, at)
    return role


@transaction.atomic
def end_programme_role(*, role: ProgrammeRole, actor: User, at: datetime) -> bool:
    """Take the right back; editions that were opened with it stay. False when somebody did so before.

    Side effects: ``ended_at``, one audit entry.
    """
    if not ProgrammeRole.objects.active().filter(pk=role.pk).update(ended_at=at):
        return False
    role.ended_at = at
    _record("end_programme_role", role, actor, at)
    return True


def end_rights_without_edition(*, role: Role, actor: User, at: datetime) -> None:
    """End the right to open editions of a person who organises no edition of the programme any more, since ``role``
    has ended.

    Side effects: as :func:`end_programme_role`, for each such right.
    """
    programme = role.edition.programme
    if not role.can(Capability.MANAGE_EDITION):
        return
    opener = {"programme": programme, "user": role.user, "name": ProgrammeRoleName.OPENER}
    # locked before their roles are read: of two that end at once, the later finds none
    rights = list(ProgrammeRole.objects.active().filter(**opener).select_for_update(of=("self",)))
    if rights and not list_managing_roles(programme, role.user).exists():
        for right in rights:
            end_programme_role(role=right, actor=actor, at=at)


def list_managing_roles(programme: Programme, user: User) -> RoleQuerySet:
    """The roles by which this person organises editions of the programme now."""
    return Role.objects.who_can(Capability.MANAGE_EDITION).filter(user=user, edition__programme=programme)


def _record(verb: str, role: ProgrammeRole, actor: User, at: datetime) -> None:
    data = {"role": role.name, "user": role.user_id, "region": role.region}
    record(verb=verb, subject=role, actor=actor, at=at, scope=role.programme.scope, data=data)
