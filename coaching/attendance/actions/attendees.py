"""Who comes to the session: members of projects, people with a role, observers; and who was there, by half-day."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from accelerator.web.search import normalise
from coaching.attendance.enums import AttendeeKind
from coaching.attendance.halves import HalfDay
from coaching.models import Attendance, Attendee, Session
from programmes.enums import RoleName
from programmes.models import Organisation, Role
from projects.models import Participation, ProjectMember

BY_ROLE = {
    RoleName.MENTOR: AttendeeKind.MENTOR,
    RoleName.FACILITATOR: AttendeeKind.FACILITATOR,
    RoleName.SPEAKER: AttendeeKind.SPEAKER,
    RoleName.PARTNER: AttendeeKind.PARTNER,
    RoleName.ORGANISER: AttendeeKind.ORGANISER,
}
"""The first that somebody holds is what they come as; holding a project comes before."""


class NameTaken(TransitionRefused):
    """Somebody of that name is expected already: they are chosen in the list."""

    def __init__(self) -> None:
        super().__init__(gettext_lazy("Ce nom est déjà dans la liste : choisissez-le."))


@transaction.atomic
def sync_attendees(*, session: Session, at: datetime) -> int:
    """Add the members of the projects that come, then the people with a role in the edition.

    Returns how many were added. Side effects: attendees are added, updated, and removed when their place or their role
    ended; people removed by hand stay removed, and people without an account are left alone. 5 queries, and one for
    each row that changed.
    """
    wanted = find_expected_people(session)
    # locked, so that a removal by hand at the same time is not undone
    existing: dict[Any, Attendee] = {
        row.user_id: row
        for row in Attendee.objects.select_for_update(of=("self",)).filter(
            session=session, user__isnull=False
        )
    }
    added = [
        Attendee(session=session, user_id=user, added_at=at, **columns)
        for user, columns in wanted.items()
        if user not in existing
    ]
    Attendee.objects.bulk_create(added, ignore_conflicts=True)  # somebody else may be doing the same
    for user, row in existing.items():
        _follow(row, wanted.get(user), at)
    return len(added)


def _follow(row: Attendee, columns: dict[str, object] | None, at: datetime) -> None:
    if columns is None:
        # an observer came by the door, not by a role: none that ends takes them off
        if row.kind == AttendeeKind.OBSERVER or row.is_removed:
            return
        columns = {"removed_at": at}
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    if changed:
        row.save(update_fields=changed)


def find_expected_people(session: Session) -> dict[int, Values]:
    """User → the columns of their attendee. Two queries."""
    people: dict[int, dict[str, object]] = {}
    coming = Participation.objects.confirmed().filter(edition=session.edition_id)
    places = {place.project_id: place for place in coming.select_related("project__organisation")}
    members = ProjectMember.objects.present().active().filter(project__in=list(places))
    for member in members.select_related("user").order_by("-leads", "pk"):
        place = places[member.project_id]
        kind = AttendeeKind.HOLDER if member.leads else AttendeeKind.COMPANION
        people.setdefault(
            member.user_id,
            _read_columns(member.user, kind, place.project.organisation, participation_id=place.pk),
        )
    roles = Role.objects.active().filter(edition=session.edition_id, name__in=list(BY_ROLE))
    rank = list(BY_ROLE)
    active_roles = roles.filter(user__is_active=True).select_related("user", "organisation").order_by("pk")
    for role in sorted(active_roles, key=lambda role: rank.index(RoleName(role.name))):
        kind = BY_ROLE[RoleName(role.name)]
        people.setdefault(
            role.user_id, _read_columns(role.user, kind, role.organisation, participation_id=None)
        )
    return people


def _read_columns(
    user: User, kind: AttendeeKind, body: Organisation | None, **more: object
) -> dict[str, object]:
    return {"name": str(user)[:150], "body": str(body or "")[:200], "kind": kind.value, **more}


@transaction.atomic
def add_observer(
    *, session: Session, name: str, body: str = "", user: User | None = None, at: datetime
) -> Attendee:
    """Write down somebody who is at the door and in no list. Raises :class:`NameTaken`.

    Side effect: an attendee, with their account if they are signed in.
    """
    Session.objects.select_for_update(of=("self",)).get(
        pk=session.pk
    )  # the same name twice at once is one person
    expected = Attendee.objects.expected().filter(session=session)
    if normalise(name) in {normalise(known) for known in expected.values_list("name", flat=True)}:
        raise NameTaken
    if user is not None and Attendee.objects.filter(session=session, user=user).exists():
        user = None  # somebody took this account off the list: it stays off
    return Attendee.objects.create(
        session=session, user=user, name=name, body=body, kind=AttendeeKind.OBSERVER, added_at=at
    )


class NotExpected(TransitionRefused):
    """A person removed from the list is not checked in: an organiser restores them first."""

    def __init__(self, name: str) -> None:
        super().__init__(_("« %(name)s » n’est plus sur la liste de la session.") % {"name": name})


@transaction.atomic
def check_in(*, attendee: Attendee, half_day: HalfDay, actor: User | None, at: datetime) -> bool:
    """Note that somebody is there this half-day; ``False`` when it was noted already, and then its hour stays.

    ``actor`` is the organiser or facilitator who noted it, ``None`` when they did it themselves. Side effects: one
    row. Raises :class:`NotExpected` for a person removed from the list; their row is locked.
    """
    locked = Attendee.objects.select_for_update(of=("self",)).expected().filter(pk=attendee.pk).first()
    if locked is None:
        raise NotExpected(attendee.name)
    # by the database: two phones, or a phone and an organiser, note one presence
    _row, created = Attendance.objects.get_or_create(
        attendee=locked, day=half_day.day, half=half_day.half, defaults={"at": at, "by": actor}
    )
    return created


@transaction.atomic
def undo_check_in(*, attendee: Attendee, half_day: HalfDay, actor: User, at: datetime) -> bool:
    """Take a presence back; ``False`` when there is none. Side effects: the row goes, one audit entry."""
    gone, _each = Attendance.objects.filter(attendee=attendee, day=half_day.day, half=half_day.half).delete()
    if gone:
        scope = attendee.session.edition.scope
        record(verb="undo_check_in", subject=attendee, actor=actor, at=at, scope=scope, data={})
    return bool(gone)
