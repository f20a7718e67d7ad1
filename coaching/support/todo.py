"""Things to do about partners: uncovered needs, their meeting to plan, to open, to run, to close."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from coaching.models import Need, PartnerMeeting, Stance
from coaching.support.enums import HELPS, MeetingState
from programmes.enums import AFTER_THE_SESSION
from programmes.todo import TodoReader, TodoRule, TodoUrgency
from projects.conflicts.todo import leave_out_hidden

_STATE = "participation__edition__partner_meeting__state"


def _list_needs(reader: TodoReader) -> "QuerySet[Need]":
    """Shared needs without a decision that this organiser may read."""
    needs = Need.objects.for_partners([edition.pk for edition in reader.editions])
    return leave_out_hidden(needs.filter(decision=None), reader, "participation__project")


def _select_uncovered(reader: TodoReader) -> "QuerySet[Need]":
    """Uncovered needs before the meeting, and those shared after it; while it runs, they are among those to decide."""
    helped = Stance.objects.filter(need=OuterRef("pk"), kind__in=sorted(HELPS)).order_by()
    return _list_needs(reader).filter(~Exists(helped)).exclude(**{_STATE: MeetingState.OPEN})


def _select_undecided(reader: TodoReader) -> "QuerySet[Need]":
    return _list_needs(reader).filter(**{_STATE: MeetingState.OPEN})


def _select_to_close(reader: TodoReader) -> "QuerySet[PartnerMeeting]":
    """Meetings whose needs all have a decision, also those that this organiser may not read."""
    needs = Need.objects.for_partners([edition.pk for edition in reader.editions])
    left = needs.filter(participation__edition=OuterRef("edition"), decision=None)
    return PartnerMeeting.objects.filter(~Exists(left.order_by()), state=MeetingState.OPEN)


def _select_unopened(reader: TodoReader) -> "QuerySet[Need]":
    """The undecided needs of a meeting whose day has come."""
    needs = _list_needs(reader).exclude(**{f"{_STATE}__in": [MeetingState.OPEN, MeetingState.CLOSED]})
    return needs.filter(participation__edition__partners_meet_on__lte=timezone.localdate(reader.at))


def _select_unplanned(reader: TodoReader) -> "QuerySet[Need]":
    """The undecided needs of a meeting without a day."""
    needs = _list_needs(reader).exclude(**{f"{_STATE}__in": [MeetingState.OPEN, MeetingState.CLOSED]})
    return needs.filter(participation__edition__partners_meet_on=None)


RULES = (
    TodoRule(
        page="coaching:manage_support_board",
        phases=AFTER_THE_SESSION,
        select=_select_undecided,
        edition="participation__edition",
        who="participation__project__title",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("besoin à décider", "besoins à décider"),
        text=_("la réunion des partenaires est en cours"),
        button=_("Ouvrir le tableau"),
    ),
    TodoRule(
        page="coaching:manage_support_board",
        phases=AFTER_THE_SESSION,
        select=_select_to_close,
        urgency=TodoUrgency.DATE,
        title=_("Clore la réunion des partenaires"),
        text=_("Chaque besoin a sa décision : le compte rendu et les lettres s’établissent alors."),
        button=_("Ouvrir le tableau"),
        is_counted=False,
    ),
    TodoRule(
        page="coaching:manage_support_board",
        phases=AFTER_THE_SESSION,
        select=_select_unopened,
        edition="participation__edition",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy(
            "besoin attend la réunion des partenaires", "besoins attendent la réunion des partenaires"
        ),
        text=_("son jour est venu, elle n’est pas ouverte"),
        button=_("Ouvrir la réunion"),
    ),
    TodoRule(
        page="programmes:manage_dates",
        phases=AFTER_THE_SESSION,
        select=_select_unplanned,
        edition="participation__edition",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy(
            "besoin attend la réunion des partenaires", "besoins attendent la réunion des partenaires"
        ),
        text=_("son jour n’est pas fixé"),
        button=_("Choisir le jour"),
    ),
    TodoRule(
        page="coaching:manage_support_board",
        phases=AFTER_THE_SESSION,
        select=_select_uncovered,
        edition="participation__edition",
        who="participation__project__title",
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy("besoin que personne n’a pris", "besoins que personne n’a pris"),
        button=_("Voir les besoins"),
    ),
)
