"""Who comes to the session: members of projects, people with a role, observers; and their presences by half-day."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from accelerator.web.search import normalise
from coaching.attendance.enums import AttendeeKind, ImageConsent, may_change_consent
from coaching.attendance.halves import HalfDay
from coaching.attendance.models import DoorRequest
from coaching.models import Attendance, Attendee, Session
from coaching.session.actions.occupancy import lock_session
from coaching.signals import credit_changed, image_consent_changed
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
"""An attendee comes as the first of these roles that they have; membership of a project comes before."""


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
    rows = Attendee.objects.select_for_update(of=("self",)).filter(session=session, user__isnull=False)
    existing = {row.user_id: row for row in rows if row.user_id}
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
    """Add an observer who is at the door and in no list, with their account if they are signed in.

    Raises :class:`NameTaken`. Side effect: the attendee.
    """
    Session.objects.select_for_update(of=("self",)).get(
        pk=session.pk
    )  # the same name twice at once is one person
    expected = Attendee.objects.expected().filter(session=session)
    if normalise(name) in {normalise(other_name) for other_name in expected.values_list("name", flat=True)}:
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
    """Record that somebody is present this half-day; ``False`` when it was recorded before, and the earlier hour
    stays.

    ``actor``: the organiser or facilitator who recorded it, ``None`` when the person did it themselves. Side effects:
    one row. Raises :class:`NotExpected` for a person removed from the list; their row is locked.
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
    """Delete a presence; ``False`` when there is none. Side effects: the row goes, one audit entry."""
    deleted, _each = Attendance.objects.filter(
        attendee=attendee, day=half_day.day, half=half_day.half
    ).delete()
    if deleted:
        scope = attendee.session.edition.scope
        record(verb="undo_check_in", subject=attendee, actor=actor, at=at, scope=scope, data={})
    return bool(deleted)


def _log(verb: str, attendee: Attendee, *, actor: User | None, at: datetime, **data: object) -> None:
    """Record an audit entry without the name: the log outlives the list."""
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
    """Add somebody by name; a person removed under that name is restored, with their presences.

    Side effects: the row, one audit entry. Raises :class:`TransitionRefused` when somebody of that name and body is
    expected already (a second click), or when the project is another edition's.
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
    """Remove somebody from the list; returns how many half-days they attended, which stay on the sheets.

    Side effects: ``removed_at``, which closes their pages and their badge; one audit entry, unless they were removed
    before.
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
    """Save the consent of a person to photos; ``False`` when nothing changes, and its date stays.

    ``by_name``: by a browser that chose that name at the door. Side effects: the row with its time, one audit entry
    with both values; the signal ``image_consent_changed``. Raises :class:`TransitionRefused`, see
    :func:`may_change_consent`.
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
    """Save whether documents that leave the session may name a person beside their ideas; ``False`` when nothing
    changes.

    Side effects: the row with the hour, one audit entry; the signal ``credit_changed``. Raises
    :class:`TransitionRefused` when somebody who proved no identity agrees: a name chosen at the door can only
    withdraw an agreement.
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
"""The name of an attendee whose own was erased: the column cannot be empty."""


def list_attendees_of(places: Collection[Participation]) -> list[Attendee]:
    return list(Attendee.objects.filter(participation__in=places).order_by("pk"))


def empty_attendees(attendees: Collection[Attendee]) -> None:
    """Erase the names, accounts, consents, badges and phones of these attendees; their half-days still count."""
    DoorRequest.objects.filter(attendee__in=attendees).delete()
    for attendee in attendees:
        attendee.name, attendee.body, attendee.phone, attendee.nonce = NOBODY, "", "", new_nonce()
        attendee.user = None
        attendee.image_consent, attendee.image_consent_at = "", None
        attendee.is_credited, attendee.credit_chosen_at, attendee.is_proved = False, None, False
        attendee.save()
