"""What waits for the bodies that a person speaks for, in any edition: needs to answer, minutes to approve."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accelerator.accounts.models import User
from coaching.models import MeetingMinutes, MinutesApproval, Need, PartnerMeeting, Stance
from coaching.support.enums import MeetingState
from coaching.support.queries.board import is_hidden_from
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Participation


def find_bodies_of(user: User, edition: OuterRef) -> QuerySet[Any, Any]:
    """The key of the body that this person speaks for in ``edition``, which may be an ``OuterRef``."""
    roles = Role.objects.who_can(Capability.SUPPORT_PROJECTS).filter(user=user)
    return roles.filter(edition=edition, organisation__isnull=False).order_by().values("organisation")


def list_needs_to_answer(user: User, at: datetime) -> QuerySet[Need]:
    """What is passed on and their body has not answered, until the meeting or the edition is closed.

    Not those of a project that they lead, or stepped aside from.
    """
    own = find_bodies_of(user, OuterRef("participation__edition"))
    answered = Stance.objects.filter(
        need=OuterRef("pk"),
        organisation__in=find_bodies_of(user, OuterRef(OuterRef("participation__edition"))),
    )
    closed = PartnerMeeting.objects.filter(
        edition=OuterRef("participation__edition"), state=MeetingState.CLOSED
    )
    coming = Participation.objects.confirmed().order_by().values("pk")
    return (
        Need.objects.active()
        .filter(Exists(own), is_shared=True, participation__in=coming)
        .exclude(is_hidden_from(user))
        .exclude(participation__edition__closes_on__lt=timezone.localdate(at))
        .exclude(Exists(closed))
        .exclude(Exists(answered.order_by()))
    )


def list_minutes_to_approve(user: User) -> QuerySet[MeetingMinutes]:
    """The last of each meeting that is closed, while their body has not approved them."""
    newer = MeetingMinutes.objects.filter(meeting=OuterRef("meeting"), number__gt=OuterRef("number"))
    own = find_bodies_of(user, OuterRef("meeting__edition"))
    approved = MinutesApproval.objects.filter(
        minutes=OuterRef("pk"),
        organisation__in=find_bodies_of(user, OuterRef(OuterRef("meeting__edition"))),
    )
    return MeetingMinutes.objects.filter(
        Q(Exists(own)), ~Exists(newer.order_by()), ~Exists(approved), meeting__state=MeetingState.CLOSED
    )
