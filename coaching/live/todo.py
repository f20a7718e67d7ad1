"""Things to do during the days of a session, all from one page."""

from django.utils.translation import gettext_lazy as _

from coaching.models import Session
from programmes.enums import Phase
from programmes.todo import TodoRule, TodoUrgency

RULES = (
    TodoRule(
        page="coaching:cockpit",
        phases={Phase.SESSION},
        select=lambda _reader: Session.objects.all(),
        urgency=TodoUrgency.DATE,
        title=_("La session est en cours"),
        text=_("Présences, retards, Grand Mix, débrief : tout se conduit d’une page."),
        button=_("Conduire en direct"),
        is_counted=False,
    ),
)
