"""The right to open the next edition, or to read every region of a programme: given, and taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from programmes.capabilities import Capability
from programmes.enums import ProgrammeRoleName
from programmes.models import Programme, ProgrammeRole, Role
from programmes.models.role import RoleQuerySet


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
    """After ``role`` has ended: who organises no edition of its programme any more opens none either.

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
    """Those by which this person organises editions of the programme now."""
    return Role.objects.who_can(Capability.MANAGE_EDITION).filter(user=user, edition__programme=programme)


def _record(verb: str, role: ProgrammeRole, actor: User, at: datetime) -> None:
    data = {"role": role.name, "user": role.user_id, "region": role.region}
    record(verb=verb, subject=role, actor=actor, at=at, scope=role.programme.scope, data=data)
