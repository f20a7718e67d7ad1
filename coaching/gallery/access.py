"""Who is in the gallery of a session, by their account or by the code of the room, and what is theirs there."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.web.signed_cookie import SignedCookie
from coaching.attendance.enums import AttendeeKind
from coaching.gallery.models import GalleryItemQuerySet
from coaching.models import Attendee, GalleryItem, Session, SessionCode
from programmes.access import can
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.models import Participation, ProjectMember

COOKIE = SignedCookie(name="gallery", salt="gallery.browser", path="/live/")


@dataclass(frozen=True)
class GalleryVisit:
    """Somebody in the gallery. ``runs``: they run the session; ``organises``: they may publish."""

    session: Session
    person: User | None
    name: str
    browser: uuid.UUID | None = None
    runs: bool = False
    organises: bool = False
    code: SessionCode | None = None
    attendee: Attendee | None = None

    @property
    def edition(self) -> Edition:
        return self.session.edition

    def find_url(self, page: str = "", *args: object) -> str:
        """The address of a page of the gallery, where this person is: under the code or under the edition."""
        name = f"gallery_{page}" if page else "gallery"
        if self.code:
            return reverse(f"coaching:live_{name}", args=[self.code.code, *args])
        return reverse(f"coaching:{name}", args=[self.edition.slug, *args])

    def list_own(self) -> GalleryItemQuerySet:
        """What this person added here."""
        return GalleryItem.objects.filter(session=self.session).added_by(self.person, self.browser)

    def list_changeable(self) -> Any:
        """What this person may correct or remove: their own, or all of it for those who run the session."""
        if not self.runs:
            return self.list_own()
        return self.list_own() | GalleryItem.objects.filter(session=self.session).described()


def find_gallery_visit(request: HttpRequest, session: Session) -> GalleryVisit | None:
    """The visit of a signed-in user; ``None`` for a user who is not of the session. One to three queries.

    Those who run it; those who said their name at the door; those whom the edition knows, written down or not yet: a
    list outlives the roles that made it. Who was taken off the list is out, whatever they hold.
    """
    user: Any = request.user
    slug = session.edition.slug
    runs, organises = read_rights(request, slug)
    attendee = Attendee.objects.filter(session=session, user=user).first()
    if not runs and not _may_look(request, session, attendee):
        return None
    return GalleryVisit(session, user, str(user), runs=runs, organises=organises, attendee=attendee)


def _may_look(request: HttpRequest, session: Session, attendee: Attendee | None) -> bool:
    if attendee is not None and attendee.is_removed:
        return False
    came_by_the_door = attendee is not None and attendee.kind == AttendeeKind.OBSERVER
    return came_by_the_door or _belongs_to_session(request, session)


def read_rights(request: HttpRequest, slug: str) -> tuple[bool, bool]:
    """Whether this person runs the session, and whether they organise it. No query beside the roles."""
    runs = can(request, Capability.RUN_SESSION, edition=slug)
    return runs, can(request, Capability.MANAGE_EDITION, edition=slug)


def _belongs_to_session(request: HttpRequest, session: Session) -> bool:
    slug = session.edition.slug
    if can(request, Capability.ATTEND_SESSION, edition=slug):
        return True
    coming = Participation.objects.confirmed().filter(edition=session.edition_id).values("project")
    return ProjectMember.objects.present().filter(user=request.user.pk, project__in=coming).exists()


def read_browser(request: HttpRequest) -> uuid.UUID | None:
    """Which browser this is, if it added something by the code: a name chosen at the door opens nobody's pictures."""
    try:
        return uuid.UUID(COOKIE.read(request))
    except (ValueError, TypeError, AttributeError):
        return None


def remember_browser(response: HttpResponse, *, browser: uuid.UUID, code: SessionCode, at: datetime) -> None:
    """Let this browser correct what it added, until the code expires. Side effect: a cookie, of these pages only."""
    COOKIE.give(response, browser.hex, lasts=code.valid_until - at)
