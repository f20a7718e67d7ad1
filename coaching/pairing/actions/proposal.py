"""Propose mentors to all projects at once, and keep how many each of them follows at most."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from accelerator.transitions import TransitionRefused
from coaching.models import MentorCapacity, Pairing
from coaching.pairing.actions.pairing import create_proposal
from coaching.pairing.emails import pairings as mails
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.models import Participation


@dataclass
class Sent:
    """``pairings`` are new; ``skipped`` says why of the others, but for those already proposed to the same person."""

    pairings: list[Pairing] = field(default_factory=list)
    skipped: list[tuple[Participation, str]] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many mentors are written to."""
        return len({pairing.mentor_id for pairing in self.pairings})


@transaction.atomic
def propose_all(*, edition: Edition, choices: Mapping[int, int], actor: User, at: datetime) -> Sent:
    """Ask mentors whether they follow these projects; ``choices`` is participation → mentor.

    Side effects: a pairing and an audit entry for each project, one mail for each mentor with all their projects. What
    cannot be proposed any more (somebody was proposed meanwhile, a role ended, the project left) is skipped with its
    reason, and the others leave; asked twice, the second time changes nothing. Projects of other editions do not count.
    """
    rows = edition.participations.filter(pk__in=list(choices)).select_related(
        "project__organisation", "project__application", "edition__call"
    )
    mentors = User.objects.in_bulk(set(choices.values()))
    proposed = dict(
        Pairing.objects.current().filter(participation__in=rows).values_list("participation", "mentor")
    )
    sent = Sent()
    # In one order for everybody: two organisers who send at once wait for one another.
    for participation in rows.order_by("pk"):
        wanted = choices[participation.pk]
        if proposed.get(participation.pk) == wanted:
            continue
        try:
            if wanted not in mentors:
                raise TransitionRefused(_("Cette personne n’est ni parrain ni marraine de cette édition."))
            with transaction.atomic():
                proposal = create_proposal(
                    participation=participation, mentor=mentors[wanted], actor=actor, at=at
                )
        except TransitionRefused as refused:
            sent.skipped.append((participation, str(refused.message)))
        else:
            sent.pairings.append(proposal)
    _write_to_mentors(sent, at)
    return sent


def _write_to_mentors(sent: Sent, at: datetime) -> None:
    by_mentor: defaultdict[int, list[Pairing]] = defaultdict(list)
    for pairing in sent.pairings:
        by_mentor[pairing.mentor_id].append(pairing)
    queue(
        *(
            mails.pairings_proposed(pairings) if len(pairings) > 1 else mails.pairing_proposed(pairings[0])
            for pairings in by_mentor.values()
        ),
        at=at,
    )


@transaction.atomic
def save_capacities(*, edition: Edition, capacities: Mapping[int, int], actor: User, at: datetime) -> None:
    """Keep how many projects each mentor follows at most; ``capacities`` is mentor → projects, for those that change.

    Side effects: rows and one audit entry for each mentor whose number changed.
    """
    roles = Role.objects.who_can(Capability.MENTOR_PROJECTS)
    roles = roles.filter(edition=edition, user__in=list(capacities))
    for role in roles.select_related("mentor_capacity").order_by("pk"):
        projects, existing = capacities[role.user_id], getattr(role, "mentor_capacity", None)
        if existing and existing.projects == projects:
            continue
        MentorCapacity.objects.update_or_create(role=role, defaults={"projects": projects})
        record(
            verb="set_capacity",
            subject=role,
            actor=actor,
            at=at,
            scope=edition.scope,
            data={"projects": projects},
        )
