"""The committee: the bodies that sit, who chairs it and who writes its minutes."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import is_gone
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from accelerator.web.search import normalise
from programmes import emails
from programmes.actions.roles import end_role, give_role
from programmes.capabilities import Capability
from programmes.enums import RoleName
from programmes.locks import lock_edition
from programmes.models import (
    CommitteeSeat,
    DeclarationAcceptance,
    Edition,
    ExpertiseTag,
    Invitation,
    Organisation,
    Role,
)
from programmes.seat_terms import read_declaration

DECLARATION_CHANGED = _("La déclaration d’intérêts vient de changer : relisez-la, puis recommencez.")


@transaction.atomic
def add_seat(
    *, edition: Edition, organisation: Organisation, actor: User, at: datetime, verb: str = "add_seat"
) -> CommitteeSeat:
    """Seat a body on the committee; one that sits stays as it is. Side effects: one audit entry, of this ``verb``."""
    last = edition.seats.aggregate(last=Max("position"))["last"] or 0
    seat, created = CommitteeSeat.objects.get_or_create(
        edition=edition, organisation=organisation, defaults={"position": last + 1}
    )
    if created:
        record(verb=verb, subject=seat, actor=actor, at=at, scope=edition.scope)
    return seat


@transaction.atomic
def remove_seat(*, seat: CommitteeSeat, actor: User, at: datetime) -> None:
    """Take a body off the committee. Side effects: the offers of a seat through it that wait are withdrawn, whose
    acceptance would seat it again; audit entries. The roles of its members stay until ended.
    """
    lock_edition(seat.edition_id)
    if is_gone(seat):
        return
    scope = seat.edition.scope
    offers = (
        Invitation.objects.waiting()
        .to_committee()
        .filter(edition=seat.edition_id, organisation=seat.organisation_id)
    )
    for offer in offers.order_by("pk"):
        if Invitation.objects.waiting().filter(pk=offer.pk).update(revoked_at=at):
            record(verb="revoke_invitation", subject=offer, actor=actor, at=at, scope=scope)
    record(verb="remove_seat", subject=seat, actor=actor, at=at, scope=scope)
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
def change_member(
    *,
    juror: Role,
    is_deputy: bool,
    capacity: int | None,
    expertise: Collection[ExpertiseTag],
    actor: User,
    at: datetime,
) -> None:
    """Change the terms of a seat. Side effects: the role, one audit entry if anything changed.

    Raises :class:`TransitionRefused` when the juror has left the committee.
    """
    member = _lock_juror(juror)
    values = {"is_deputy": is_deputy, "capacity": capacity}
    changed = [name for name, value in values.items() if getattr(member, name) != value]
    if {tag.pk for tag in expertise} != set(member.expertise.values_list("pk", flat=True)):
        member.expertise.set(expertise)
        changed.append("expertise")
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


@transaction.atomic
def answer_seat(
    *,
    juror: Role,
    capacity: int | None,
    expertise: Collection[ExpertiseTag] | None,
    declares: int | None,
    at: datetime,
) -> None:
    """The juror lowers what they read, chooses what they are expert in, accepts the declaration of interests.

    ``declares``: the version of it that they read and accept. Side effects: those of :func:`change_member` and
    :func:`accept_declaration`. Raises :class:`TransitionRefused` when they have left the committee.
    """
    member = _lock_juror(juror)
    limits = [number for number in (member.capacity, capacity) if number is not None]
    change_member(
        juror=member,
        is_deputy=member.is_deputy,
        capacity=min(limits, default=None),
        expertise=list(member.expertise.all()) if expertise is None else expertise,
        actor=member.user,
        at=at,
    )
    if declares:
        accept_declaration(role=member, version=declares, at=at)


@transaction.atomic
def accept_declaration(*, role: Role, version: int, at: datetime) -> DeclarationAcceptance:
    """A member of the committee accepts its declaration of interests, as they read it; twice changes nothing.

    Side effects: its version and its text, with the role; one audit entry. Raises :class:`TransitionRefused` when the
    text changed since they read it.
    """
    edition = Edition.with_rehearsals.select_for_update(of=("self",)).get(pk=role.edition_id)
    if version != edition.declaration_version:
        raise TransitionRefused(DECLARATION_CHANGED)
    acceptance, created = DeclarationAcceptance.objects.get_or_create(
        role=role, version=version, defaults={"text": read_declaration(edition), "accepted_at": at}
    )
    if created:
        data = {"version": version}
        scope = role.edition.scope
        record(verb="accept_declaration", subject=acceptance, actor=role.user, at=at, scope=scope, data=data)
    return acceptance


@transaction.atomic
def change_declaration(
    *, edition: Edition, french: str, english: str, seen: int, actor: User, at: datetime
) -> int:
    """Give the committee another declaration of interests; returns how many people accept it again.

    ``seen``: the version on the page of the organiser. The same text changes nothing. Side effects: another version, a
    mail to each person who had accepted the last one, one audit entry. Raises :class:`TransitionRefused` when somebody
    else changed it meanwhile.
    """
    locked = Edition.objects.select_for_update(of=("self",)).select_related("call").get(pk=edition.pk)
    if (locked.declaration_fr, locked.declaration_en) == (french, english):
        return 0
    if locked.declaration_version != seen:
        raise TransitionRefused(DECLARATION_CHANGED)
    members = Role.objects.who_can(Capability.SIT_ON_COMMITTEE).filter(edition=locked, user__is_active=True)
    declared = members.exclude(pk__in=members.without_declaration().values("pk")).select_related("user")
    people = {role.user: None for role in declared.order_by("user__name", "pk")}
    locked.declaration_fr, locked.declaration_en = french, english
    locked.declaration_version += 1
    locked.save(update_fields=["declaration_fr", "declaration_en", "declaration_version"])
    data = {"version": locked.declaration_version}
    record(verb="change_declaration", subject=locked, actor=actor, at=at, scope=locked.scope, data=data)
    queue(*(emails.declaration_to_accept(locked, person) for person in people), at=at)
    return len(people)


@transaction.atomic
def remind_declarations(*, edition: Edition, actor: User, at: datetime) -> int:
    """Write to everybody who sits and has yet to accept the declaration of interests, but ``actor``; returns how many
    mails (none twice on one day).

    Side effects: the mails, an audit entry when one leaves.
    """
    roles = Role.objects.without_declaration().filter(edition=edition).exclude(user=actor)
    people = {role.user: None for role in roles.select_related("user").order_by("user__name", "pk")}
    day = timezone.localdate(at)
    messages = (emails.declaration_to_accept(edition, person, day=day) for person in people)
    sent = queue(*(replace(message, required=True) for message in messages), at=at)
    if sent:
        data = {"people": sent}
        record(
            verb="remind_declarations", subject=edition, actor=actor, at=at, scope=edition.scope, data=data
        )
    return sent


@transaction.atomic
def change_expertise_tags(*, edition: Edition, labels: Sequence[str], actor: User, at: datetime) -> None:
    """Give the edition these labels, in this order; one that differs by case or accents alone is written anew.

    Side effects: tags are made, changed and deleted; one audit entry if any is. Raises :class:`TransitionRefused` for
    one that a juror chose and that is missing from the labels.
    """
    locked = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    stored = list(locked.expertise_tags.all())
    if [tag.label for tag in stored] == list(labels):
        return
    by_label = {normalise(tag.label): tag for tag in stored}
    missing = [tag for key, tag in by_label.items() if key not in {normalise(label) for label in labels}]
    used = Role.objects.active().filter(expertise__in=missing).select_related("user")
    if role := used.order_by("user__name", "pk").first():
        label = role.expertise.filter(pk__in=[tag.pk for tag in missing]).values_list("label", flat=True)[0]
        raise TransitionRefused(
            _("« %(label)s » est un domaine de %(person)s : retirez-le d’abord de son siège.")
            % {"label": label, "person": role.user}
        )
    ExpertiseTag.objects.filter(pk__in=[tag.pk for tag in missing]).delete()
    for position, label in enumerate(labels, start=1):
        values = {"label": label, "position": position}
        if tag := by_label.get(normalise(label)):
            ExpertiseTag.objects.filter(pk=tag.pk).update(**values)
        else:
            ExpertiseTag.objects.create(edition=locked, **values)
    record(verb="change_expertise", subject=locked, actor=actor, at=at, scope=locked.scope)


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
