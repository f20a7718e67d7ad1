"""The meetings that are open, for those who sit in them or run them."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Meeting
from projects.review.queries.notices import QueueNotice


def list_open_meetings(user: User) -> Iterator[QueueNotice]:
    """Who reads the selection enters the room, other members their own screen: one query."""
    roles = Role.objects.filter(user=user, edition=OuterRef("edition")).order_by()
    meetings = (
        Meeting.objects.open()
        .filter(Exists(roles.who_can(Capability.SIT_ON_COMMITTEE)))
        .annotate(enters_room=Exists(roles.who_can(Capability.READ_SELECTION)))
        .select_related("edition")
        .order_by("pk")
    )
    for meeting in meetings:
        page = "deliberation" if meeting.enters_room else "meeting"
        yield QueueNotice(
            _("La séance du comité est suspendue")
            if meeting.paused_at
            else _("La séance du comité est ouverte"),
            meeting.edition.name,
            reverse(f"projects:{page}", args=[meeting.edition.slug]),
            _("Entrer dans la séance"),
        )
