"""Reads over several models: who takes part in a session, who may follow which project."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.enums import PairingState
from coaching.models import Pairing, Session
from programmes.bodies import same_body
from programmes.enums import RoleName
from programmes.models import Edition, Organisation, Role
from programmes.queries import people_with
from projects.enums import ParticipationState
from projects.models import Participation

TEAM = (RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER)
"""Those who make the session, beside its participants."""


def participants(edition: Edition) -> "Any":
    """People who hold a project that comes to this session."""
    return User.objects.filter(
        memberships__left_at=None,
        memberships__project__participation__edition=edition,
        memberships__project__participation__state=ParticipationState.CONFIRMED,
        is_active=True,
    ).distinct()


def holders(participation: Participation) -> "Any":
    """People who hold this project now, who leads it first."""
    members = User.objects.filter(
        memberships__project=participation.project_id, memberships__left_at=None, is_active=True
    )
    return members.order_by("-memberships__leads", "pk")


def team(edition: Edition) -> "Any":
    """Mentors, facilitators and speakers of this edition."""
    return people_with(edition, *TEAM)


def people_of_session(edition: Edition) -> list[User]:
    """Participants, then the team; a person who is both stands once. Two queries."""
    found = {person.pk: person for person in [*participants(edition), *team(edition)]}
    return list(found.values())


def partners(edition: Edition) -> "Any":
    """Who supports the projects of this edition."""
    return people_with(edition, RoleName.PARTNER)


def told_of_timetable(edition: Edition) -> list[User]:
    """Everybody whom the programme concerns: who comes, and the partners. Three queries."""
    found = {person.pk: person for person in [*people_of_session(edition), *partners(edition)]}
    return list(found.values())


def mentor_roles(edition: Edition) -> list[Role]:
    """The mentors of an edition by name, É as E, with ``load``: projects they follow or are asked to. One query."""
    current = Q(user__pairings__in=Pairing.objects.current().filter(participation__edition=edition))
    roles = (
        Role.objects.active()
        .filter(edition=edition, name=RoleName.MENTOR, user__is_active=True)
        .select_related("user", "organisation")
        .annotate(load=Count("user__pairings", filter=current, distinct=True))
        .order_by("user__email")
    )
    return sorted(roles, key=lambda role: normalise(str(role.user)))


def conflict(
    project_body: Organisation | None, mentor_bodies: Iterable[Organisation | None], mentor: Any
) -> str:
    """Why this mentor may not follow that project, in words; empty when nothing speaks against it."""
    for body in mentor_bodies:
        if same_body(project_body, body):
            return _("%(mentor)s et ce projet relèvent du même organisme (%(body)s).") % {
                "mentor": mentor,
                "body": body,
            }
    return ""


def gaps_before_publishing(session: Session) -> list[str]:
    """What an organiser may want to know before the programme leaves, in words. One query."""
    coming = session.edition.participations.confirmed()
    counts = coming.aggregate(
        all=Count("pk", distinct=True),
        paired=Count("pk", filter=Q(pairings__state=PairingState.ACCEPTED), distinct=True),
        received=Count("pk", filter=Q(bookings__slot__day__session=session), distinct=True),
    )
    gaps = []
    if alone := counts["all"] - counts["paired"]:
        text = ngettext(
            "%(count)d projet n’a pas encore de parrain ou de marraine.",
            "%(count)d projets n’ont pas encore de parrain ou de marraine.",
            alone,
        )
        gaps.append(text % {"count": alone})
    if waiting := counts["all"] - counts["received"]:
        text = ngettext(
            "%(count)d projet n’a aucun créneau de coaching individuel.",
            "%(count)d projets n’ont aucun créneau de coaching individuel.",
            waiting,
        )
        gaps.append(text % {"count": waiting})
    return gaps
