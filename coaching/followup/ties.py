"""Ties of jurors with applicants from earlier editions: mentoring of their project, funding by their body."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from coaching.followup.enums import CommitmentState
from coaching.followup.models import Commitment
from coaching.models import Pairing
from coaching.pairing.enums import PairingState
from programmes.bodies import body_numbers
from programmes.models import Role
from projects.conflicts.ties import Members, Pair, TieReason, register_tie_source
from projects.models import Application, Project

MENTOR = TieReason(
    _("vous les avez parrainés"), _("A parrainé un projet de cet organisme ou d’une personne de ce dossier.")
)
FUNDER = TieReason(
    _("votre organisme les a aidés"),
    _("Son organisme s’est engagé envers un projet de cet organisme ou d’une personne de ce dossier."),
)


def find_support_ties(
    roles: Sequence[Role], applications: Sequence[Application], members: Members
) -> Iterator[tuple[Pair, TieReason]]:
    """The source of :mod:`projects.conflicts.ties`: two queries."""
    users = [role.user_id for role in roles]
    current = [application.project_id for application in applications]
    pairings = list(
        Pairing.objects.filter(mentor__in=users, answered_at__isnull=False)
        .exclude(state=PairingState.REFUSED)
        .exclude(participation__project__in=current)
        .select_related("participation__project__organisation")
        .only("mentor", "participation__project__organisation")
        .order_by("pk")
    )
    commitments = list(
        Commitment.objects.exclude(state=CommitmentState.DROPPED)
        .exclude(participation__project__in=current)
        .select_related("body", "participation__project__organisation")
        .only("body", "participation__project__organisation")
        .order_by("pk")
        if any(role.organisation for role in roles)
        else ()
    )
    places = [row.participation for row in pairings] + [row.participation for row in commitments]
    past: dict[int, Project] = {place.project_id: place.project for place in places}
    if not past:
        return
    numbers = body_numbers(
        body
        for body in (
            *(role.organisation for role in roles),
            *(application.project.organisation for application in applications),
            *(project.organisation for project in past.values()),
            *(commitment.body for commitment in commitments),
        )
        if body
    )
    by_body: defaultdict[int | None, set[int]] = defaultdict(set)
    by_member: defaultdict[int, set[int]] = defaultdict(set)
    for key, project in past.items():
        by_body[numbers.get(project.organisation_id)].add(key)
        for person in members.get(key, ()):
            by_member[person].add(key)
    by_body.pop(None, None)
    for application in applications:
        theirs = set(by_body.get(numbers.get(application.project.organisation_id), ()))
        theirs.update(*(by_member.get(person, ()) for person in members.get(application.project_id, ())))
        if not theirs:
            continue
        for pairing in pairings:
            if pairing.participation.project_id in theirs:
                yield (application.pk, pairing.mentor_id), MENTOR
        helpers = {numbers.get(row.body_id) for row in commitments if row.participation.project_id in theirs}
        for role in roles:
            if role.organisation_id and numbers.get(role.organisation_id) in helpers:
                yield (application.pk, role.user_id), FUNDER


def register_ties() -> None:
    register_tie_source(find_support_ties)
