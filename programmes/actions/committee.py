"""The committee: the bodies that sit, who chairs it and who writes its minutes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from programmes.actions.roles import end_role, give_role
from programmes.enums import RoleName
from programmes.models import CommitteeSeat, Edition, Organisation, Role


@transaction.atomic
def add_seat(*, edition: Edition, organisation: Organisation, actor: User, at: datetime) -> CommitteeSeat:
    """Seat a body on the committee; one that sits stays as it is. Side effects: one audit entry."""
    last = edition.seats.aggregate(last=Max("position"))["last"] or 0
    seat, created = CommitteeSeat.objects.get_or_create(
        edition=edition, organisation=organisation, defaults={"position": last + 1}
    )
    if created:
        record(verb="add_seat", subject=seat, actor=actor, at=at, scope=edition.scope)
    return seat


@transaction.atomic
def remove_seat(*, seat: CommitteeSeat, actor: User, at: datetime) -> None:
    """Take a body off the committee. Side effects: one audit entry; the roles of its members stay until ended."""
    record(verb="remove_seat", subject=seat, actor=actor, at=at, scope=seat.edition.scope)
    seat.delete()


@transaction.atomic
def name_chair(*, juror: Role, former: int | None, actor: User, at: datetime) -> Role:
    """Let a juror chair the committee; ``former`` is the key of the role of the chair on the organiser's page.

    Side effects: the former chair's role ends, their seat stays; one role; audit entries. Raises
    :class:`TransitionRefused` when another chair was named meanwhile, or when the juror has left the committee.
    """
    edition = Edition.objects.select_for_update(of=("self",)).get(pk=juror.edition_id)
    current = (
        Role.objects.active().filter(edition=edition, name=RoleName.CHAIR).select_related("edition").first()
    )
    if (current.pk if current else None) != former:
        raise TransitionRefused(_("La présidence vient de changer : relisez, puis recommencez."))
    member = _lock_juror(juror)
    if current and current.user_id == member.user_id:
        return current
    if current:
        end_role(role=current, actor=actor, at=at)
    return _appoint(member, RoleName.CHAIR, actor, at)


@transaction.atomic
def name_secretary(*, juror: Role, actor: User, at: datetime) -> Role:
    """Let a juror write the minutes of the committee, beside those who already do.

    Side effects: one role, one audit entry. Raises :class:`TransitionRefused` when the juror has left the committee.
    """
    return _appoint(_lock_juror(juror), RoleName.SECRETARY, actor, at)


@transaction.atomic
def change_member(*, juror: Role, is_deputy: bool, capacity: int | None, actor: User, at: datetime) -> None:
    """Change the terms of a seat. Side effects: the role, one audit entry if anything changed.

    Raises :class:`TransitionRefused` when the juror has left the committee.
    """
    member = _lock_juror(juror)
    values = {"is_deputy": is_deputy, "capacity": capacity}
    changed = [name for name, value in values.items() if getattr(member, name) != value]
    if not changed:
        return
    Role.objects.filter(pk=member.pk).update(**values)
    record(
        verb="change_member",
        subject=member,
        actor=actor,
        at=at,
        scope=member.edition.scope,
        data={"user": member.user_id, "fields": changed},
    )


def _lock_juror(juror: Role) -> Role:
    """The seat as it is now: it cannot end while another role is given through it."""
    jurors = (
        Role.objects.jurors()
        .select_for_update(of=("self",))
        .select_related("edition", "user", "organisation")
    )
    member: Role | None = jurors.filter(pk=juror.pk).first()
    if member is None:
        raise TransitionRefused(_("Cette personne ne siège plus au comité."))
    return member


def _appoint(member: Role, name: RoleName, actor: User, at: datetime) -> Role:
    return give_role(
        edition=member.edition,
        user=member.user,
        name=name,
        organisation=member.organisation,
        actor=actor,
        at=at,
    )
