"""What waits in the organisers' list: dossiers to check; how many were sent while the call is open."""

from django.db.models import Case, CharField, Count, Value, When
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from programmes.enums import Phase
from programmes.todo import ProgressRule, TodoRule, TodoUrgency
from projects.application.enums import ApplicationState
from projects.conflicts.todo import leave_out_hidden
from projects.models import Application

_is_draft = Case(
    When(state=ApplicationState.DRAFT, then=Value("draft")), default=Value("sent"), output_field=CharField()
)


RULES = (
    TodoRule(
        page="projects:manage_applications",
        query="?state=submitted",
        phases={Phase.CALL, Phase.SELECTION},
        select=lambda reader: leave_out_hidden(
            Application.objects.filter(state=ApplicationState.SUBMITTED), reader, "project"
        ),
        edition="call__edition",
        urgency=TodoUrgency.AWAITS_US,
        title=ngettext_lazy("dossier à vérifier", "dossiers à vérifier"),
        text=_("le comité ne voit que les dossiers recevables"),
        moment="submitted_at",
        button=_("Vérifier"),
    ),
    ProgressRule(
        page="projects:manage_applications",
        phases={Phase.CALL},
        select=lambda _reader: (
            Application.objects.in_counts().exclude(state=ApplicationState.WITHDRAWN).annotate(kind=_is_draft)
        ),
        edition="call__edition",
        who="kind",
        count=Count("*"),
        title=ngettext_lazy("dossier", "dossiers"),
        labels={"sent": _("déposés"), "draft": _("en cours d’écriture")},
    ),
)
