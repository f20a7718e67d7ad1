"""Copy a session to try everything in it, and delete the copy: docs/decisions/0031."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires.models import AnswerSheet, Questionnaire
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.codes import make_code
from coaching.models import (
    AttendeeResponse,
    Axis,
    Booking,
    Canvas,
    CanvasForm,
    Pairing,
    Room,
    Session,
    SessionDay,
    Slot,
    SlotGroup,
    Survey,
)
from coaching.pairing.enums import PairingState
from coaching.pairing.queries.board import list_mentor_roles
from coaching.session.actions.releases import publish_timetable
from coaching.session.actions.session import COPIED
from programmes.enums import RoleName
from programmes.locks import lock_edition
from programmes.models import Call, Edition, Role
from programmes.models.edition import REHEARSAL, is_past_rehearsal
from projects.application.enums import ApplicationState
from projects.decision.enums import ParticipationState
from projects.models import Application, Participation, Project, ProjectMember

logger = logging.getLogger(__name__)
LASTS = timedelta(days=7)
DOMAIN = "repetition.invalid"
"""Mail domain of the invented accounts: no mail reaches it (RFC 2606)."""


@transaction.atomic
def start_rehearsal(*, session: Session, actor: User, at: datetime) -> Edition:
    """Copy the session as drafted, with today as its first day; returns the existing copy, if any.

    Its projects have their titles alone, its people are invented. Side effects: those rows; no mail, no audit entry:
    the scope of a rehearsal is unrecorded. Raises :class:`TransitionRefused` once the session has begun, or without
    days.
    """
    source = session.edition
    lock_edition(source.pk)
    standing = Edition.with_rehearsals.filter(rehearsal_of=source).first()
    if standing:
        return standing
    if source.session_has_begun(at):
        raise TransitionRefused(_("La session a commencé : il n’y a plus rien à répéter."))
    if source.call.form is None:
        raise TransitionRefused(_("Publiez d’abord le formulaire de l’appel."))
    dates = sorted(session.days.values_list("date", flat=True))
    if not dates:
        raise TransitionRefused(_("Donnez d’abord les jours de la session."))
    copy = _Copy(_create_edition(source, dates, at), actor, at, dates[0])
    copy.add_people(source)
    copied = copy.add_session(session)
    make_code(session=copied, actor=actor, at=at)
    if copied.days.filter(slots__isnull=False).exists():
        publish_timetable(session=copied, actor=actor, at=at)
    return copy.edition


def _create_edition(source: Edition, dates: list[date], at: datetime) -> Edition:
    today = timezone.localdate(at)
    edition = Edition.with_rehearsals.create(
        programme=source.programme,
        rehearsal_of=source,
        name=_("Répétition · %(name)s") % {"name": source.name[:100]},
        slug=f"{source.slug}{REHEARSAL}",
        code=f"REP--{source.pk}",  # nobody can type two dashes
        theme_fr=source.theme_fr,
        theme_en=source.theme_en,
        places=source.places,
        announced_at=at,
        session_starts_on=today,
        session_ends_on=today + (dates[-1] - dates[0]),
    )
    # never published: no public page, and no phase beyond the draft
    Call.objects.create(
        edition=edition,
        form=source.call.form,
        opens_at=at - timedelta(days=2),
        closes_at=at - timedelta(days=1),
    )
    return edition


class _Copy:
    """The rows of a rehearsal; ``places``: its participations by those of the edition, ``mentors`` by accounts."""

    def __init__(self, edition: Edition, actor: User, at: datetime, first: date) -> None:
        self.edition, self.actor, self.at, self.first = edition, actor, at, first
        self.places: dict[int, Participation] = {}
        self.mentors: dict[int, User] = {}
        self.rooms: dict[int, Room] = {}
        self.today = timezone.localdate(at)

    def _create_account(self, name: str, number: str) -> User:
        user = User(email=f"{self.edition.pk}-{number}@{DOMAIN}", name=name)
        user.set_unusable_password()
        user.save()
        return user

    def add_people(self, source: Edition) -> None:
        for number, role in enumerate(list_mentor_roles(source), start=1):
            mentor = self._create_account(
                _("Parrain ou marraine %(number)d") % {"number": number}, f"m{number}"
            )
            self.mentors[role.user_id] = mentor
            Role.objects.create(edition=self.edition, user=mentor, name=RoleName.MENTOR, started_at=self.at)
        accepted = Pairing.objects.filter(participation__edition=source, state=PairingState.ACCEPTED)
        mentored = dict(accepted.values_list("participation", "mentor"))
        coming = Participation.objects.confirmed().filter(edition=source).select_related("project")
        for number, place in enumerate(coming.order_by("project__title", "pk"), start=1):
            copied = self.places[place.pk] = self._add_project(place.project, number)
            place_of = self.mentors.get(mentored.get(place.pk, 0))
            if place_of:
                Pairing.objects.create(
                    participation=copied,
                    mentor=place_of,
                    state=PairingState.ACCEPTED,
                    proposed_by=place_of,
                    proposed_at=self.at,
                    answered_at=self.at,
                )

    def _add_project(self, original: Project, number: int) -> Participation:
        slug = f"repetition-{self.edition.pk}-{number}"
        project = Project.objects.create(
            edition=self.edition, title=original.title, slug=slug, created_at=self.at
        )
        holder = self._create_account(_("Porteur ou porteuse %(number)d") % {"number": number}, f"h{number}")
        ProjectMember.objects.create(project=project, user=holder, leads=True, joined_at=self.at)
        call = self.edition.call
        assert call.form is not None
        Application.objects.create(
            project=project,
            call=call,
            sheet=AnswerSheet.objects.create(revision=call.form, created_at=self.at),
            reference=f"{self.edition.code}-{number:04}",
            state=ApplicationState.CONFIRMED,
            title=original.title,
            created_at=self.at,
            submitted_at=self.at,
        )
        return Participation.objects.create(
            project=project,
            edition=self.edition,
            state=ParticipationState.CONFIRMED,
            offered_at=self.at,
            answered_at=self.at,
        )

    def add_session(self, source: Session) -> Session:
        session = Session.objects.create(
            edition=self.edition, venue=source.venue, address=source.address, access_notes=source.access_notes
        )
        for form in CanvasForm.objects.filter(edition=source.edition):
            CanvasForm.objects.create(edition=self.edition, kind=form.kind, revision=form.revision)
        for axis in Axis.objects.filter(edition=source.edition):
            axis.pk, axis.edition = None, self.edition
            axis.save(force_insert=True)
        for room in source.rooms.all():
            self.rooms[room.pk] = Room.objects.create(session=session, name=room.name, seats=room.seats)
        for day in source.days.all():
            copied = SessionDay.objects.create(session=session, date=self.today + (day.date - self.first))
            for slot in day.slots.all():
                self._add_slot(slot, copied)
        return session

    def _add_slot(self, source: Slot, day: SessionDay) -> None:
        slot = Slot.objects.create(
            day=day, room=self._find_room(source), **{name: getattr(source, name) for name in COPIED}
        )
        slot.leaders.set(self._find_mentors(source))
        for booking in source.bookings.all():
            if place := self.places.get(booking.participation_id):
                Booking.objects.create(slot=slot, participation=place, room=self._find_room(booking))
        for group in source.groups.all():
            copied = SlotGroup(slot=slot, name=group.name, room=self._find_room(group))
            copied.clean()
            copied.save()
            copied.leaders.set(self._find_mentors(group))
            keys = group.participations.values_list("pk", flat=True)
            copied.participations.set([self.places[pk] for pk in keys if pk in self.places])

    def _find_room(self, row: Slot | SlotGroup | Booking) -> Room | None:
        return self.rooms.get(row.room_id or 0)

    def _find_mentors(self, row: Slot | SlotGroup) -> list[User]:
        return [self.mentors[pk] for pk in row.leaders.values_list("pk", flat=True) if pk in self.mentors]


@transaction.atomic
def end_rehearsal(*, edition: Edition) -> None:
    """Delete a rehearsal with all its data; of two concurrent calls, one does. Side effects: its rows; nothing of its
    edition."""
    assert edition.rehearsal_of_id is not None
    try:
        lock_edition(edition.pk)
    except Edition.DoesNotExist:
        return
    within = {"participation__edition": edition}
    sheets = [
        *Canvas.objects.filter(**within, sheet__isnull=False).values_list("sheet", flat=True),
        *Application.objects.filter(call__edition=edition).values_list("sheet", flat=True),
        *AttendeeResponse.objects.filter(survey__edition=edition).values_list("sheet", flat=True),
    ]
    forms = _list_forms(edition)
    Session.objects.filter(edition=edition).delete()
    Participation.objects.filter(edition=edition).delete()
    Project.objects.filter(edition=edition).delete()
    AnswerSheet.objects.filter(pk__in=sheets).delete()
    Role.objects.filter(edition=edition).delete()
    User.objects.filter(email__startswith=f"{edition.pk}-", email__endswith=f"@{DOMAIN}").delete()
    Edition.with_rehearsals.filter(pk=edition.pk).delete()
    Questionnaire.objects.filter(pk__in=forms).delete()


def _list_forms(edition: Edition) -> set[int]:
    """The questionnaires that were created in a rehearsal."""
    path = "form__questionnaire"

    def of(rows: QuerySet[Model], path: str) -> set[int]:
        return set(rows.values_list(path, flat=True))

    own = of(Survey.objects.filter(edition=edition), path)
    own |= of(CanvasForm.objects.filter(edition=edition), "revision__questionnaire")
    others = of(Survey.objects.exclude(edition=edition), path) | of(Call.objects.all(), path)
    return own - others - of(CanvasForm.objects.exclude(edition=edition), "revision__questionnaire")


def end_due_rehearsals(*, at: datetime) -> int:
    """Delete the rehearsals whose session has begun, and those started a week ago; returns how many. Side effects:
    their rows.

    Each is in a transaction of its own: one that cannot be deleted is logged, stays, and is tried again the next
    time.
    """
    today = timezone.localdate(at)
    rehearsals = Edition.with_rehearsals.filter(rehearsal_of__isnull=False)
    due = rehearsals.filter(is_past_rehearsal(today) | Q(session_starts_on__lte=today - LASTS)).order_by("pk")
    ended = 0
    for edition in due:
        try:
            end_rehearsal(edition=edition)
        except Exception:
            logger.exception("the rehearsal %s could not be ended", edition.slug)
        else:
            ended += 1
    return ended
