"""What waits around the minutes: to publish them, to have them approved, to correct them."""

from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from programmes.enums import Phase
from programmes.todo import TodoReader, TodoRule, TodoUrgency
from projects.models import AmendmentRequest, CommitteeMinutes, Meeting


def _select_unpublished(reader: TodoReader) -> "QuerySet[Meeting]":
    published = CommitteeMinutes.objects.filter(meeting=OuterRef("pk")).order_by()
    return Meeting.objects.closed().filter(~Exists(published))


def _select_requests(reader: TodoReader) -> "QuerySet[AmendmentRequest]":
    """Requests on the last version of their minutes."""
    return AmendmentRequest.objects.filter(minutes__in=CommitteeMinutes.objects.current().order_by())


def _select_unapproved(reader: TodoReader) -> "QuerySet[CommitteeMinutes]":
    rows = CommitteeMinutes.objects.current()
    return rows.alias(approval_count=Count("approvals")).filter(approval_count__lt=F("voices"))


RULES = (
    TodoRule(
        page="projects:committee_minutes",
        phases={Phase.SELECTION},
        select=_select_unpublished,
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("procès-verbal à publier", "procès-verbaux à publier"),
        text=_("chaque organisme qui a siégé l’approuve ensuite"),
        moment="closed_at",
        button=_("Relire et publier"),
    ),
    TodoRule(
        page="projects:committee_minutes",
        phases={Phase.SELECTION},
        select=_select_requests,
        edition="minutes__meeting__edition",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("correction du procès-verbal demandée", "corrections du procès-verbal demandées"),
        moment="at",
        button=_("Lire la demande"),
    ),
    TodoRule(
        page="projects:committee_minutes",
        phases={Phase.SELECTION},
        select=_select_unapproved,
        edition="meeting__edition",
        urgency=TodoUrgency.AWAITS_OTHERS,
        title=ngettext_lazy(
            "procès-verbal attend des approbations", "procès-verbaux attendent des approbations"
        ),
        text=_("les décisions s’annoncent ensuite"),
        moment="created_at",
        button=_("Voir qui a approuvé"),
    ),
)
