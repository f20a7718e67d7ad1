"""Things to do about surveys: open the syntheses, remind people before the end."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.enums import InvitationState, SurveyKind, Wave
from programmes.enums import AFTER_THE_SESSION, Phase
from programmes.models import Edition
from programmes.todo import EditionFact, ProgressRule, TodoAct, TodoReader, TodoRule, TodoUrgency
from projects.decision.enums import place_is_confirmed

SOON = timedelta(days=21)
"""How long before its end missing answers of a survey are a thing to do."""
_wave = Concat(F("survey__kind"), Value(" "), Cast("survey__wave", CharField()), output_field=CharField())


def _read_wave(code: str) -> Wave:
    kind, number = code.split()
    return Wave(SurveyKind(kind), int(number))


def _query_wave(codes: Collection[str]) -> str:
    """The address query of one survey: there is seldom another."""
    return f"?kind={_read_wave(min(codes)).slug}&show=awaited#links"


def _read_remind_args(codes: Collection[str]) -> list[str] | None:
    """The address of the reminder of one survey; of several, the page lets one choose."""
    return [_read_wave(code).slug for code in codes] if len(codes) == 1 else None


REMIND = TodoAct(
    page="coaching:survey_remind",
    button=ngettext_lazy("Relancer", "Relancer"),
    text=_("Un message part à chaque personne dont la réponse manque : un seul par jour."),
    read_args=_read_remind_args,
)


def _select_ending(at: datetime) -> "QuerySet[Survey]":
    """Surveys that end soon and whose missing people may be named."""
    ending = Survey.objects.filter(opens_at__lte=at, closes_at__gt=at, closes_at__lte=at + SOON)
    return ending.filter(anonymous=False).order_by()


HAS_ENDING = EditionFact(lambda at: _select_ending(at).filter(edition=OuterRef("pk")))


def _select_to_open(reader: TodoReader) -> "QuerySet[Edition]":
    """Surveys to open from the last day of the session on."""
    sent = Survey.objects.with_links_sent().filter(edition=OuterRef("pk"), kind=SurveyKind.SYNTHESIS)
    return Edition.objects.filter(~Exists(sent), session_ends_on__lte=timezone.localdate(reader.at))


RULES = (
    TodoRule(
        page="coaching:manage_surveys",
        query=_query_wave,
        phases=frozenset(Phase),
        select=lambda reader: (
            SurveyInvitation.objects.unanswered()
            .filter(survey__in=_select_ending(reader.at))
            .annotate(code=_wave)
        ),
        only_if={HAS_ENDING},
        edition="survey__edition",
        who="code",
        name_label=lambda code: _read_wave(code).label,
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("projet n’a pas répondu", "projets n’ont pas répondu"),
        moment="survey__closes_at",
        is_limit=True,
        button=_("Qui manque ?"),
        act=REMIND,
    ),
    TodoRule(
        page="coaching:manage_surveys",
        query=_query_wave,
        phases=frozenset(Phase),
        select=lambda reader: (
            PersonalResponse.objects.awaited()
            .filter(survey__in=_select_ending(reader.at))
            .annotate(code=_wave)
        ),
        only_if={HAS_ENDING},
        edition="survey__edition",
        who="code",
        name_label=lambda code: _read_wave(code).label,
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("personne n’a pas répondu", "personnes n’ont pas répondu"),
        moment="survey__closes_at",
        is_limit=True,
        button=_("Qui manque ?"),
        act=REMIND,
    ),
    TodoRule(
        page="coaching:manage_surveys",
        query="?kind=synthesis",
        phases={Phase.SESSION, *AFTER_THE_SESSION},
        select=_select_to_open,
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Demander aux projets leur synthèse"),
        text=_("Un lien personnel par projet : ce que la session a apporté, l’aide utile."),
        button=_("Ouvrir l’enquête"),
        is_counted=False,
        writes=True,
    ),
    ProgressRule(
        page="coaching:manage_surveys",
        query="?kind=synthesis",
        phases={Phase.SYNTHESIS},
        select=lambda _reader: SurveyInvitation.objects.filter(
            place_is_confirmed("participation__"), survey__kind=SurveyKind.SYNTHESIS
        ),
        edition="survey__edition",
        who="state",
        title=ngettext_lazy("synthèse demandée", "synthèses demandées"),
        labels={
            InvitationState.SENT: _("reçues"),
            InvitationState.STARTED: _("commencées"),
            InvitationState.TO_DO: _("pas encore ouvertes"),
        },
    ),
)
