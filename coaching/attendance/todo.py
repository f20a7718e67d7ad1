"""What the days of a session need: the list of who comes, the code of the phones."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from coaching.models import Attendee, Session, SessionCode
from programmes.enums import AROUND_THE_SESSION
from programmes.todo import TodoRule, TodoUrgency

_here = {"session": OuterRef("pk")}


RULES = (
    TodoRule(
        page="coaching:manage_attendees",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Session.objects.filter(~Exists(Attendee.objects.expected().filter(**_here))),
        urgency=TodoUrgency.AWAITS_US,
        title=_("Dresser la liste des personnes attendues"),
        text=_("Les badges, les feuilles d’émargement et les téléphones la lisent."),
        button=_("Commencer"),
        is_counted=False,
    ),
    TodoRule(
        page="coaching:session_code",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Session.objects.filter(
            ~Exists(SessionCode.objects.standing().filter(**_here))
        ),
        urgency=TodoUrgency.AWAITS_US,
        title=_("Créer le code de la session"),
        text=_("Les téléphones entrent avec lui, sans compte, dès la veille."),
        button=_("Créer"),
        is_counted=False,
    ),
)
