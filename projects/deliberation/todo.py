"""What waits around the meetings of a committee: one that somebody left open."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programmes.enums import Phase
from programmes.todo import TodoReader, TodoRule, TodoUrgency
from projects.models import Meeting


def _select_left_open(reader: TodoReader) -> "QuerySet[Meeting]":
    """Meetings still open the day after they opened: nothing of what they decided is written."""
    return Meeting.objects.open().filter(opened_at__date__lt=timezone.localdate(reader.at))


RULES = (
    TodoRule(
        page="projects:deliberation",
        phases={Phase.SELECTION},
        select=_select_left_open,
        urgency=TodoUrgency.DATE,
        title=_("La séance du comité est restée ouverte"),
        text=_("rien de ce qu’elle a décidé n’est écrit avant sa clôture"),
        moment="opened_at",
        button=_("Aller à la séance"),
        is_counted=False,
    ),
)
