"""``manage.py demo_links``: one sign-in link for each role in use, and the address of the running session."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Case, Q, When
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.links import sign_in_link
from accelerator.accounts.models import User
from coaching.attendance.codes import format_badge_code, make_key
from coaching.attendance.enums import AttendeeKind
from coaching.models import Attendee, Booking, Pairing, SessionCode
from coaching.session.timetable import PARIS
from programmes.enums import RoleName
from programmes.models import Role

ARRIVES_AT = {RoleName.HOLDER, RoleName.MENTOR}
"""Roles whose link leads to « Maintenant » while a session runs."""


class Command(BaseCommand):
    help = "Print the address of the site and one sign-in link per role, good once, for 3 days."

    def handle(self, **options: object) -> None:
        at = timezone.now()
        door = find_door(at)
        people = list_first_of_each_role(at, door.people if door else ())
        self.stdout.write(f"\nPossibles  {settings.SITE_URL}/\n")
        if not people:
            self.stdout.write("Nobody holds a role yet. Start with: manage.py createorganiser EMAIL")
            return
        width = max(len(name) for name, _user in people)
        names = max(len(str(user)) for _name, user in people)
        emails = max(len(user.email) for _name, user in people)
        for name, user in people:
            link = sign_in_link(user)
            if door and name in ARRIVES_AT and user.pk in door.people:
                link += f"?{urlencode({'next': door.path}, safe='/')}"
            self.stdout.write(f"  {name:<{width}}  {user!s:<{names}}  {user.email:<{emails}}  {link}")
        if door:
            self.stdout.write(
                f"\nIn session now: {door.edition}. On a phone, without an account: {door.address}"
                f"\nChoose {door.name}, whose badge has the code {door.badge}."
            )
        self.stdout.write(
            f"\nEach link serves once; then type its e-mail at {settings.SITE_URL}/account/, "
            f"and read the code at {settings.SITE_URL}/dev/mails/"
        )


@dataclass(frozen=True)
class Door:
    """The address of the running session, for somebody who has something to write there."""

    edition: str
    path: str
    address: str
    name: str
    badge: str
    people: tuple[int, ...]
    """The accounts of the attendee and of their mentor."""


def find_door(at: datetime) -> Door | None:
    """The door of a holder received now whose project has written nothing yet, else of any attendee. Four queries."""
    local = timezone.localtime(at, PARIS)
    session_code = (
        SessionCode.objects.valid(at)
        .filter(session__days__date=local.date())
        .select_related("session__edition")
        .order_by("pk")
        .first()
    )
    if session_code is None:
        return None
    received = Booking.objects.filter(
        slot__day__session=session_code.session_id,
        slot__day__date=local.date(),
        slot__starts_at__lte=local.time(),
        slot__ends_at__gt=local.time(),
    )
    holders = Attendee.objects.expected().filter(
        session=session_code.session_id, kind=AttendeeKind.HOLDER, user__isnull=False
    )
    begun = Q(participation__canvases__items__isnull=False)
    waiting = holders.filter(participation__in=received.values("participation")).exclude(begun)
    attendee = waiting.order_by("pk").first() or holders.order_by("pk").first()
    if attendee is None or attendee.user_id is None:
        return None
    mentors = Pairing.objects.current().filter(participation=attendee.participation_id)
    path = reverse("coaching:live", args=[session_code.code])
    return Door(
        str(session_code.session.edition),
        path,
        f"{settings.SITE_URL}{path}?k={make_key(session_code.code)}",
        attendee.name,
        format_badge_code(attendee),
        (attendee.user_id, *mentors.values_list("mentor", flat=True)),
    )


def list_first_of_each_role(at: datetime, first: Collection[int]) -> list[tuple[str, User]]:
    """Role and person, organiser first; as far as possible a different person for each role.

    Roles of an edition whose session runs come first, and among them the accounts of ``first``. On an empty site, the
    people who may create its first programme.
    """
    today = timezone.localdate(at, PARIS)
    runs = When(edition__session_starts_on__lte=today, edition__session_ends_on__gte=today, then=1)
    chosen: list[tuple[str, User]] = []
    taken: set[int] = set()
    for name in RoleName:
        roles = (
            Role.objects.active()
            .filter(name=name, user__is_active=True)
            .select_related("user")
            .order_by(Case(runs, default=2), Case(When(user__in=first, then=1), default=2), "pk")
        )
        role = roles.exclude(user__in=taken).first() or roles.first()
        if role:
            taken.add(role.user_id)
            chosen.append((name.value, role.user))
    return chosen or [
        (RoleName.ORGANISER.value, user) for user in User.objects.filter(is_staff=True, is_active=True)[:1]
    ]
