"""What tests of the two days share: a session that runs now, its code, and phones that joined."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coaching.attendance.actions.attendees import sync_attendees
from coaching.attendance.codes import format_badge_code, generate_code, make_key
from coaching.models import Attendee, Session, SessionCode, SessionDay
from coaching.session.actions.releases import publish_timetable, release_changes
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from tests import factories


@dataclass
class LiveSession:
    world: factories.World
    session: Session
    code: SessionCode

    def url(self, name: str = "live", *args: object) -> str:
        return reverse(f"coaching:{name}", args=[self.code.code, *args])

    @property
    def door(self) -> str:
        return f"{self.url()}?k={make_key(self.code.code)}"

    def attendee_of(self, user: object) -> Attendee:
        return self.session.attendees.get(user=user)

    def release(self) -> None:
        """Make public what was prepared, for the first time or again."""
        when = {"session": self.session, "actor": self.world.organiser, "at": timezone.now()}
        before = find_released(self.session)
        if before is None:
            publish_timetable(**when)
        else:
            release_changes(**when, seen=compute_fingerprint(before, read_draft(self.session)))

    def join(self, attendee: Attendee, client: Client | None = None) -> Client:
        """A phone of this person, who proves who they are when another phone has their name."""
        phone = client or Client()
        sent = {"k": make_key(self.code.code), "attendee": attendee.pk, "badge": format_badge_code(attendee)}
        assert phone.post(self.url("live_join"), sent).status_code == 302
        return phone


def run_session(**people: int) -> LiveSession:
    """A session of today, whose code opens now: two projects, a mentor, a facilitator, a partner by default."""
    wanted = {"participations": 2, "mentors": 1, "facilitators": 1, "partners": 1, **people}
    world, at = factories.edition_with(**wanted), timezone.now()
    session = Session.objects.create(edition=world.edition, venue="Le Dôme")
    SessionDay.objects.create(session=session, date=timezone.localdate(at))
    sync_attendees(session=session, at=at)
    code = SessionCode.objects.create(
        session=session,
        code=generate_code(),
        valid_from=at - timedelta(hours=1),
        valid_until=at + timedelta(hours=8),
    )
    return LiveSession(world, session, code)
