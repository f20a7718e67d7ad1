"""Things to do about mentors: projects without one, unanswered proposals, projects without news."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from coaching.models import Pairing
from coaching.pairing.enums import PairingState
from coaching.pairing.queries.board import is_quiet, list_followed
from programmes.capabilities import Capability
from programmes.enums import AFTER_THE_SESSION, AROUND_THE_SESSION
from programmes.models import Edition, Role
from programmes.todo import TodoAct, TodoReader, TodoRule, TodoUrgency
from projects.conflicts.todo import leave_out_hidden
from projects.models import Participation

_mentors = Role.objects.who_can(Capability.MENTOR_PROJECTS)


def _select_alone(reader: TodoReader) -> "QuerySet[Participation]":
    current = Pairing.objects.current().filter(participation=OuterRef("pk"))
    mentors = _mentors.filter(edition=OuterRef("edition"))
    alone = Participation.objects.confirmed().filter(Exists(mentors), ~Exists(current))
    return leave_out_hidden(alone, reader, "project")


def _select_proposed(reader: TodoReader) -> "QuerySet[Pairing]":
    proposed = Pairing.objects.filter(state=PairingState.PROPOSED)
    return leave_out_hidden(proposed, reader, "participation__project")


def _select_quiet(reader: TodoReader) -> "QuerySet[Pairing]":
    quiet = list_followed(reader.at).filter(is_quiet(reader.at))
    return leave_out_hidden(quiet, reader, "participation__project")


def _select_without_mentors(_reader: TodoReader) -> "QuerySet[Edition]":
    coming = Participation.objects.confirmed().filter(edition=OuterRef("pk"))
    return Edition.objects.filter(~Exists(_mentors.filter(edition=OuterRef("pk"))), Exists(coming))


RULES = (
    TodoRule(
        page="programmes:manage_people",
        phases=AROUND_THE_SESSION,
        select=_select_without_mentors,
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Inviter des parrains et marraines"),
        text=_("Personne ne peut encore accompagner les projets."),
        button=_("Inviter"),
        is_counted=False,
    ),
    TodoRule(
        page="coaching:manage_pairings",
        phases=AROUND_THE_SESSION,
        select=_select_alone,
        who="project__title",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("projet sans parrain ni marraine", "projets sans parrain ni marraine"),
        button=_("Proposer un parrainage"),
    ),
    TodoRule(
        page="coaching:manage_pairings",
        phases=AROUND_THE_SESSION,
        select=_select_proposed,
        edition="participation__edition",
        who="mentor__name",
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy("parrainage proposé, sans réponse", "parrainages proposés, sans réponse"),
        moment="proposed_at",
        button=_("Voir lesquels"),
    ),
    TodoRule(
        page="coaching:manage_contacts",
        query="?show=quiet",
        phases=AFTER_THE_SESSION,
        select=_select_quiet,
        edition="participation__edition",
        who="participation__project__title",
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy(
            "projet sans échange depuis 4 semaines", "projets sans échange depuis 4 semaines"
        ),
        button=_("Voir qui relancer"),
        act=TodoAct(
            page="coaching:ask_for_contact",
            button=ngettext_lazy("Écrire à qui le suit", "Écrire à qui les suit"),
            text=_("Chaque parrain ou marraine reçoit un seul message, avec tous ses projets concernés."),
        ),
    ),
)
