"""What the workshops of a session need: the axes of the ADN map."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from coaching.models import Axis, Session
from programmes.enums import AROUND_THE_SESSION
from programmes.todo import TodoRule, TodoUrgency

RULES = (
    TodoRule(
        page="coaching:manage_axes",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Session.objects.filter(
            ~Exists(Axis.objects.filter(edition=OuterRef("edition")))
        ),
        urgency=TodoUrgency.AWAITS_US,
        title=_("Choisir les axes de la carte ADN"),
        text=_("Sans eux, la carte des projets reste fermée."),
        button=_("Choisir"),
        is_counted=False,
    ),
)
