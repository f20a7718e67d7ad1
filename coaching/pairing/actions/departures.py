"""A project gives its place up, or a role ends: everything planned with them ends too, with mails."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import AttachedText
from coaching.models import Booking, Pairing, Session, Slot, SlotGroup, SlotSpeaker
from coaching.pairing import emails as mails
from coaching.pairing.actions import pairing as pairings
from coaching.pairing.enums import PairingState
from coaching.session import queries
from coaching.session.actions.releases import take_out
from coaching.session.calendar import PersonalFiles, cancel_entries
from coaching.session.timetable import TimetableEntry
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Participation


def _select_upcoming(path: str, at: datetime) -> Q:
    """Slots, under ``path``, that are not over at this instant."""
    now = timezone.localtime(at)
    later_today = Q(**{f"{path}day__date": now.date(), f"{path}ends_at__gt": now.time()})
    return Q(**{f"{path}day__date__gt": now.date()}) | later_today


@transaction.atomic
def follow_place_left(*, participation: Participation, actor: User, at: datetime) -> None:
    """A project no longer comes: free its future turns and end its pairing.

    Side effects: bookings and places in groups removed, from the release too; the pairing ends; audit entries; a mail
    to the mentor.
    """
    turns = Booking.objects.filter(_select_upcoming("slot__", at), participation=participation)
    freed, _rows = turns.delete()
    if freed:
        record(
            verb="free_turns",
            subject=participation,
            actor=actor,
            at=at,
            scope=participation.edition.scope,
            data={"turns": freed},
        )
    upcoming = SlotGroup.objects.filter(_select_upcoming("slot__", at))
    SlotGroup.participations.through._default_manager.filter(
        slotgroup__in=upcoming, participation=participation
    ).delete()
    take_out(edition=participation.edition, participation=participation.pk, actor=actor, at=at)
    pairings_to_end = Pairing.objects.current().filter(participation=participation)
    for pairing in pairings_to_end.select_related(
        "mentor", "participation__project", "participation__edition__call"
    ):
        was_accepted = pairing.state == PairingState.ACCEPTED
        # stored in the language of the edition, not in that of the holder's pages
        with translation.override("fr"):
            reason = _("Le projet a laissé sa place.")
        pairings.close(pairing=pairing, reason=reason, actor=actor, at=at)
        queue(mails.pairing_ended(pairing, was_accepted=was_accepted, project_left=True), at=at)


@transaction.atomic
def follow_role_ended(*, role: Role, reason: str, actor: User, at: datetime) -> None:
    """A person of the team no longer acts in the edition: end their pairings, remove them as leader of future slots.

    They stay leader of slots that another role of theirs may lead. Side effects: pairings end; leaders removed; audit
    entries; a mail to the person, with a file that removes these entries from their calendar, and one to the holders
    of each project they followed.
    """
    if not role.can(Capability.LEAD_SLOTS):
        return
    session = Session.objects.filter(edition=role.edition_id).select_related("edition__call").first()
    before = PersonalFiles(session) if session else None
    upcoming = before.list_upcoming(role.user, at) if before else []
    followed = _end_pairings(role, reason, actor, at) if role.can(Capability.MENTOR_PROJECTS) else []
    led = _leave_slots(role, actor, at)
    if role.can(Capability.COACH) or led:
        files = partial(_take_out_of_calendar, before, role, upcoming, at)
        queue(mails.role_over(role, reason, followed=followed, led=led, files=files), at=at)


def _take_out_of_calendar(
    before: PersonalFiles | None, role: Role, upcoming: Sequence[TimetableEntry], at: datetime
) -> list[AttachedText]:
    """The cancelled entries of the person; all of them once nothing brings them to the session."""
    if before is None:
        return []
    comes = role.user in queries.list_timetable_recipients(role.edition)
    remaining = PersonalFiles(before.session).list_upcoming(role.user, at) if comes else []
    still = {entry.slot.pk for entry in remaining}
    gone = [entry for entry in upcoming if entry.slot.pk not in still]
    return cancel_entries(before.announced, before.read(role.user), gone)


def _end_pairings(role: Role, reason: str, actor: User, at: datetime) -> list[Pairing]:
    current = Pairing.objects.current().filter(mentor=role.user_id, participation__edition=role.edition_id)
    ended = list(
        current.select_related("mentor", "participation__project", "participation__edition__call").order_by(
            "participation__project__title"
        )
    )
    for pairing in ended:
        was_accepted = pairing.state == PairingState.ACCEPTED
        with translation.override("fr"):
            words = reason or _("Cette personne n’accompagne plus l’édition.")
        pairings.close(pairing=pairing, reason=words, actor=actor, at=at)
        if was_accepted:
            queue(
                *mails.mentor_lost(pairing, pairing.participation.project.members.present().people()), at=at
            )
    return ended


def _leave_slots(role: Role, actor: User, at: datetime) -> list[Slot]:
    others = Role.objects.active().filter(edition=role.edition_id, user=role.user_id)
    if others.who_can(Capability.LEAD_SLOTS).exists():
        return []
    slots = Slot.objects.filter(
        _select_upcoming("", at), leaders=role.user_id, day__session__edition=role.edition_id
    )
    led = list(slots.select_related("day").order_by("day__date", "starts_at"))
    Slot.leaders.through._default_manager.filter(slot__in=led, user=role.user_id).delete()
    groups = SlotGroup.objects.filter(
        _select_upcoming("slot__", at), slot__day__session__edition=role.edition_id
    )
    SlotGroup.leaders.through._default_manager.filter(slotgroup__in=groups, user=role.user_id).delete()
    talks = SlotSpeaker.objects.filter(
        _select_upcoming("slot__", at), slot__day__session__edition=role.edition_id
    )
    talks.filter(user=role.user_id).delete()
    if led:
        data = {"slots": [slot.pk for slot in led], "user": role.user_id}
        record(verb="leave_slots", subject=role, actor=actor, at=at, scope=role.edition.scope, data=data)
    take_out(edition=role.edition, leader=role.user_id, actor=actor, at=at)
    return led
