"""The two days themselves: attendees, consents to photos, presences; the handouts of the talks."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.text import slugify

from accelerator import pdf
from accelerator.questionnaires.sniffing import CheckedFile, check
from coaching.attendance.actions import attendees, codes
from coaching.attendance.actions.attendees import sync_attendees
from coaching.attendance.enums import AttendeeKind, ImageConsent
from coaching.attendance.halves import HalfDay, list_half_days
from coaching.demo.edition import LoadedEdition
from coaching.demo.two_days import GuestData
from coaching.models import Attendee, Session
from coaching.session.timetable import PARIS
from projects.models import Participation


def print_handout(title: str, lines: Sequence[str], *, head: str, kind: str, at: datetime) -> CheckedFile:
    """A handout as a PDF; ``head``: the edition; ``kind``: what the document belongs to."""
    data = {"running": head, "foot": head, "kind": kind, "subtitle": head, "lines": list(lines)}
    content = pdf.render(
        "coaching/demo/handout.typ",
        pdf.french_spaces_in(data),
        title=pdf.french_spaces_in(title),
        language="fr",
        at=at,
    )
    return check(SimpleUploadedFile(name_file(title, "pdf"), content, "application/pdf"), types=("pdf",))


def name_file(title: str, extension: str) -> str:
    return f"{slugify(title.replace('’', ' '))}.{extension}"


LATE = 23
"""One person in so many arrives late."""


def gather_people(
    loaded: LoadedEdition, session: Session, participations: dict[str, Participation]
) -> list[Attendee]:
    """Build the list of attendees the day before, with second participants and guests, their consents to photos and
    to be named.

    People who may be quoted by name are named beside their ideas. Side effects: the rows.
    """
    at, actor = loaded.calendar.at(-1, "15:00"), loaded.session_organiser
    sync_attendees(session=session, at=at)
    for guest in (*_list_second_participants(loaded, participations), *loaded.data.guests):
        attendees.add_attendee(
            session=session,
            name=guest.name,
            body=guest.body,
            kind=guest.kind,
            participation=participations.get(guest.application),
            actor=actor,
            at=at,
        )
    listed = list(session.attendees.order_by("pk").select_related("session__edition"))
    named = {answer.name for answer in loaded.data.room_answers if answer.quote == "named"}
    named |= {
        application.holder
        for application in loaded.data.applications
        if application.survey and application.survey.quote == "named"
    }
    for number, attendee in enumerate(listed):
        consent = _choose_consent(loaded, attendee.name, number)
        attendees.set_image_consent(
            attendee=attendee, consent=consent, actor=actor, at=at + timedelta(minutes=number)
        )
        if attendee.name in named:
            answered_at = at + timedelta(minutes=number)
            attendees.set_credit(attendee=attendee, agreed=True, proved=True, actor=actor, at=answered_at)
    return listed


def _list_second_participants(
    loaded: LoadedEdition, participations: dict[str, Participation]
) -> list[GuestData]:
    """The second participants of the projects that come, as their dossiers name them."""
    return [
        GuestData(
            name=application.second.split(",")[0], body=application.structure_name,
            kind=AttendeeKind.COMPANION, application=application.key,
        )
        for application in loaded.data.applications
        if application.second and application.key in participations
    ]  # fmt: skip


def _choose_consent(loaded: LoadedEdition, name: str, number: int) -> ImageConsent:
    """The consent of a person; one in seventeen did not answer."""
    if name in loaded.data.refuses_photos:
        return ImageConsent.REFUSED
    if name in loaded.data.public_in_photos:
        return ImageConsent.PUBLIC
    return ImageConsent.REQUESTED if number % 17 == 16 else ImageConsent.PARTICIPANTS


def open_code(loaded: LoadedEdition, session: Session) -> None:
    """The code of the room, created the day before and displayed until the last evening. Side effects: those of the
    action.
    """
    at = loaded.calendar.at(-1, "16:00")
    if at <= loaded.calendar.now:
        codes.make_code(session=session, actor=loaded.session_organiser, at=at)


def call_rolls(loaded: LoadedEdition, session: Session, expected: list[Attendee]) -> None:
    """The presences of each half-day that began; those who left early miss the last. Side effects: presences."""
    half_days = list_half_days(session)
    left = {loaded.holders[key].pk for key in loaded.data.left_early}
    for number, half_day in enumerate(half_days):
        begins = datetime.combine(half_day.day.date, half_day.starts_at, tzinfo=PARIS)
        last = number == len(half_days) - 1
        for rank, attendee in enumerate(expected):
            at = begins + timedelta(minutes=rank % 25 - 10)
            away = (last and attendee.user_id in left) or (rank + number) % LATE == 0
            if at <= loaded.calendar.now and not away and _is_expected(attendee, half_day):
                attendees.check_in(attendee=attendee, half_day=half_day, actor=None, at=at)


def _is_expected(attendee: Attendee, half_day: HalfDay) -> bool:
    """Whether somebody comes to this half-day: partners come for lunch and the round table of the second day."""
    return attendee.kind != "partner" or half_day.day.date != half_day.day.session.edition.session_starts_on
