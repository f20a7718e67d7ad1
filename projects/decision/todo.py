"""What waits around decisions: dossiers to decide, decisions to announce, places to confirm."""

from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from programmes.enums import AROUND_THE_SESSION, Phase
from programmes.models import Edition
from programmes.todo import ProgressRule, TodoReader, TodoRule, TodoUrgency
from projects.application.enums import SCORED
from projects.conflicts.todo import leave_out_hidden
from projects.decision.enums import ParticipationState
from projects.models import Application, Participation
from projects.review.todo import AWAITS_REVIEWS, HAS_UNDECIDED, UNDECIDED, list_editions


def _select_after_reviews(reader: TodoReader) -> "QuerySet[Application]":
    """Dossiers to decide once reviews are closed, with or without any."""
    closed = list_editions(reader, are_closed=True)
    return leave_out_hidden(UNDECIDED.filter(call__edition__in=closed), reader, "project")


def _select_during_reviews(reader: TodoReader) -> "QuerySet[Application]":
    """Dossiers to decide while reviews are open: those that somebody was to read."""
    open_editions = list_editions(reader, are_closed=False)
    rows = UNDECIDED.filter(call__edition__in=open_editions, reviews_expected__gt=0)
    return leave_out_hidden(rows, reader, "project")


def _select_unannounced(reader: TodoReader) -> "QuerySet[Application]":
    decided = Application.objects.filter(
        state__in=SCORED, decision__isnull=False, decision__announced_at=None
    )
    return leave_out_hidden(decided, reader, "project")


def _find_decision_day(edition: Edition) -> date | None:
    return edition.committee_meets_at or edition.announces_on


_UNDECIDED = TodoRule(
    page="projects:deliberation",
    phases={Phase.SELECTION},
    select=_select_after_reviews,
    only_if={HAS_UNDECIDED},
    edition="call__edition",
    urgency=TodoUrgency.DATE,
    title=ngettext_lazy("dossier attend une décision", "dossiers attendent une décision"),
    due=_find_decision_day,
    button=_("Délibérer"),
)

RULES = (
    _UNDECIDED,
    replace(_UNDECIDED, select=_select_during_reviews, unless={AWAITS_REVIEWS}),
    TodoRule(
        page="projects:announce",
        phases={Phase.SELECTION},
        # once every dossier has its decision
        select=_select_unannounced,
        unless={HAS_UNDECIDED},
        edition="call__edition",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("décision à annoncer", "décisions à annoncer"),
        text=_("chaque personne reçoit sa réponse et ses raisons"),
        due=lambda edition: edition.announces_on,
        button=_("Préparer l’annonce"),
    ),
    TodoRule(
        page="projects:announce",
        query="#places",
        phases=AROUND_THE_SESSION,
        select=lambda reader: leave_out_hidden(Participation.objects.offered(), reader, "project"),
        who="project__title",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("projet n’a pas confirmé sa venue", "projets n’ont pas confirmé leur venue"),
        moment="offered_at",
        due=lambda edition: edition.answers_due_on,
        button=_("Voir qui vient"),
    ),
    ProgressRule(
        page="projects:announce",
        query="#places",
        phases=AROUND_THE_SESSION,
        select=lambda reader: leave_out_hidden(Participation.objects.all(), reader, "project"),
        who="state",
        title=ngettext_lazy("place proposée", "places proposées"),
        labels={
            ParticipationState.CONFIRMED: _("confirmées"),
            ParticipationState.OFFERED: _("sans réponse"),
            ParticipationState.DECLINED: _("déclinées"),
        },
    ),
)
