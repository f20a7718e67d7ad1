"""The visitor of a gallery, the pictures visible to them, and the reasons that limit the audience of a picture."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.types import Values
from accelerator.web.signed_cookie import SignedCookie
from coaching.attendance.enums import AttendeeKind, Audience, Depicts, ImageConsent, find_audience
from coaching.gallery.models import GalleryItemQuerySet
from coaching.models import Attendee, GalleryItem, Session, SessionCode, Slot
from coaching.session.programme import PlannedSlot
from coaching.session.releases import find_released
from programmes.access import can
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.models import Participation, ProjectMember

COOKIE = SignedCookie(name="gallery", salt="gallery.browser", path="/live/")


@dataclass(frozen=True)
class GalleryVisit:
    """A visitor of the gallery. ``runs``: they run the session; ``organises``: they may publish."""

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
        """The address of a page of the gallery, under the code or under the edition as the visitor came."""
        name = f"gallery_{page}" if page else "gallery"
        if self.code:
            return reverse(f"coaching:live_{name}", args=[self.code.code, *args])
        return reverse(f"coaching:{name}", args=[self.edition.slug, *args])

    def list_own(self) -> GalleryItemQuerySet:
        """The pictures that this person added here."""
        return GalleryItem.objects.filter(session=self.session).added_by(self.person, self.browser)

    def owns(self, item: GalleryItem) -> bool:
        """Whether this person added it here: the same rule as :meth:`GalleryItemQuerySet.added_by`. No query."""
        by_account = self.person is not None and item.added_by_id == self.person.pk
        return by_account or (self.browser is not None and item.added_from == self.browser)

    def list_changeable(self) -> GalleryItemQuerySet:
        """The pictures that this person may correct or remove: their own, or all for those who run the session."""
        if not self.runs:
            return self.list_own()
        return self.list_own() | GalleryItem.objects.filter(session=self.session).described()


def find_gallery_visit(request: HttpRequest, session: Session) -> GalleryVisit | None:
    """The visit of a signed-in user; ``None`` for a user outside the session. One or two queries.

    Members of its team, attendees who gave their name at the door, and people of the edition who are not in the list
    yet. A person who was removed from the list has no visit, whatever their role.
    """
    user: Any = request.user
    slug = session.edition.slug
    runs, organises = read_rights(request, slug)
    coming = Participation.objects.confirmed().filter(edition=session.edition_id).values("project")
    members = ProjectMember.objects.present().filter(user=user, project__in=coming)
    attendees = Attendee.objects.filter(session=session, user=user).order_by("pk")
    attendee = attendees.annotate(holds=Exists(members)).first()
    if not runs and not _may_look(request, slug, attendee, members):
        return None
    return GalleryVisit(session, user, str(user), runs=runs, organises=organises, attendee=attendee)


def _may_look(request: HttpRequest, slug: str, attendee: Any, members: "QuerySet[ProjectMember]") -> bool:
    if attendee is not None and attendee.is_removed:
        return False
    if attendee is not None and (attendee.kind == AttendeeKind.OBSERVER or attendee.holds):
        return True
    return can(request, Capability.ATTEND_SESSION, edition=slug) or (attendee is None and members.exists())


def read_rights(request: HttpRequest, slug: str) -> tuple[bool, bool]:
    """Whether this person runs the session, and whether they organise it. No query beside the roles."""
    runs = can(request, Capability.RUN_SESSION, edition=slug)
    return runs, can(request, Capability.MANAGE_EDITION, edition=slug)


def read_browser(request: HttpRequest) -> uuid.UUID | None:
    """The browser, if it added a picture by the code: a name chosen at the door opens nobody's pictures."""
    try:
        return uuid.UUID(COOKIE.read(request))
    except (ValueError, TypeError, AttributeError):
        return None


def remember_browser(response: HttpResponse, *, browser: uuid.UUID, code: SessionCode, at: datetime) -> None:
    """Let this browser correct its pictures until the code expires. Side effect: a cookie, of these pages only."""
    COOKIE.give(response, browser.hex, lasts=code.valid_until - at)


MOST_PUBLIC = 24


def list_pictures(session: Session, wanted: Values) -> GalleryItemQuerySet:
    """The pictures visible among participants, the latest first, of the ``day``, ``slot`` and ``participation``
    wanted."""
    pictures = GalleryItem.objects.visible_to(Audience.PARTICIPANTS).filter(session=session)
    if wanted.get("day"):
        pictures = pictures.filter(slot__day__date=wanted["day"])
    if wanted.get("slot"):
        pictures = pictures.filter(slot=wanted["slot"])
    if wanted.get("participation"):
        pictures = pictures.filter(participation=wanted["participation"])
    return with_places(pictures)


def with_places(items: GalleryItemQuerySet) -> GalleryItemQuerySet:
    """These pictures with their projects, latest first."""
    return items.select_related("participation__project").order_by("-added_at", "-pk")


def list_hidden_own(visit: GalleryVisit) -> list[GalleryItem]:
    """The pictures of this person that are not visible among participants, those without a description too. One
    query."""
    visible = GalleryItem.objects.visible_to(Audience.PARTICIPANTS).values("pk")
    return list(with_places(visit.list_own().exclude(pk__in=visible)))


def list_drafts(visit: GalleryVisit) -> list[GalleryItem]:
    """The pictures of this person without a description, in the order of arrival. Two queries."""
    drafts = visit.list_own().awaiting_words().select_related("participation__project")
    return list(drafts.prefetch_related("people").order_by("added_at", "pk"))


def count_drafts(visit: GalleryVisit) -> int:
    """How many of this person's pictures have no description. One query."""
    return visit.list_own().awaiting_words().count()


def may_open_file(visit: GalleryVisit | None, item: GalleryItem) -> bool:
    """Whether this person, or anybody for ``None``, may open the file. One query at most, none when its people are
    prefetched.

    Those who run the session open hidden pictures too, to see who is on them; the author of a draft opens it until it
    is described.
    """
    if not item.alt:
        return visit is not None and visit.owns(item)
    if visit is None:
        return describe_managed(item).is_public
    return visit.runs or not describe_managed(item).is_hidden


@dataclass(frozen=True)
class GalleryUse:
    count: int
    """Described pictures."""
    weight: int
    """Bytes, all of it."""
    waiting: int
    """Pictures without a description."""


def measure_use(session: Session) -> GalleryUse:
    """The number and weight of pictures. One query."""
    waiting = Count("pk", filter=Q(alt=""))
    used = GalleryItem.objects.filter(session=session).aggregate(
        count=Count("pk"), weight=Sum("weight"), waiting=waiting
    )
    return GalleryUse(used["count"] - used["waiting"], used["weight"] or 0, used["waiting"])


def has_gallery(user: User, edition: str) -> Q:
    """Whether the gallery has a picture for this participant, as an expression over rows whose edition is
    ``edition``."""
    of_edition = {"session__edition": OuterRef(edition)}
    visible = GalleryItem.objects.visible_to(Audience.PARTICIPANTS).filter(**of_edition)
    left_out = Attendee.objects.filter(user=user, **of_edition).exclude(pk__in=Attendee.objects.expected())
    return Exists(visible) & ~Exists(left_out)


def list_slots(session: Session) -> list[PlannedSlot]:
    """The released slots that a picture may belong to, in order. Two queries."""
    released = find_released(session)
    standing = set(Slot.objects.filter(day__session=session).values_list("pk", flat=True))
    return [slot for slot in released.slots if slot.pk in standing] if released else []


def list_places(session: Session) -> list[Participation]:
    """The projects that a picture may belong to, by title. One query."""
    coming = Participation.objects.confirmed().filter(edition=session.edition_id)
    return list(coming.select_related("project").order_by("project__title", "pk"))


@dataclass(frozen=True)
class ManagedPicture:
    """A picture for those who run the session: its audience, and the people whose consent limits it."""

    item: GalleryItem
    audience: Audience
    """The audience that consents allow."""
    is_public: bool
    restricted_by: list[tuple[str, str]]
    """The people whose consent excludes the public, by name, with their consent."""
    is_missing_names: bool

    @property
    def may_publish(self) -> bool:
        return self.audience == Audience.PUBLIC and not self.is_public

    @property
    def is_hidden(self) -> bool:
        return self.audience == Audience.TEAM


def list_managed(session: Session, wanted: str = "") -> GalleryItemQuerySet:
    """The described pictures; ``wanted``: ``public``, ``publishable`` or ``hidden``."""
    rows = GalleryItem.objects.filter(session=session).described()
    if wanted == "public":
        rows = rows.visible_to(Audience.PUBLIC)
    elif wanted == "publishable":
        rows = rows.publishable().filter(published_at=None)
    elif wanted == "hidden":
        rows = rows.exclude(pk__in=GalleryItem.objects.visible_to(Audience.PARTICIPANTS).values("pk"))
    return with_places(rows).prefetch_related("people")


def describe_managed(item: GalleryItem) -> ManagedPicture:
    """The picture with the reasons that limit its audience. No query when its people are prefetched."""
    people = list(item.people.all())
    audience = find_audience(item.depicts, [person.image_consent for person in people])
    restricted_by = [
        (person.name, str(ImageConsent(person.image_consent).label))
        for person in people
        if person.image_consent != ImageConsent.PUBLIC
    ]
    is_missing_names = item.depicts == Depicts.UNNAMED or (item.depicts == Depicts.NAMED and not people)
    is_public = audience == Audience.PUBLIC and item.published_at is not None
    return ManagedPicture(item, audience, is_public, restricted_by, is_missing_names)


def list_public(session: Session, participation: Participation | None = None) -> list[GalleryItem]:
    """The public pictures, of one project or of all of them; the latest first. One query."""
    rows = GalleryItem.objects.visible_to(Audience.PUBLIC).filter(~Q(file="") | ~Q(link=""), session=session)
    if participation is not None:
        rows = rows.filter(participation=participation)
    return list(rows.order_by("-added_at", "-pk")[:MOST_PUBLIC])
