"""Things to do about the timetable: prepare, publish, publish again."""

from datetime import timedelta

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, ngettext_lazy

from coaching.models import Session
from coaching.session.checks import check_programme
from coaching.session.details import read_details
from coaching.session.releases import select_unpublished_changes
from programmes.enums import AROUND_THE_SESSION
from programmes.models import Edition
from programmes.todo import TodoReader, TodoRule, TodoUrgency

NEAR_DAYS = 14
"""Days before the session, until its eve, in which problems of its timetable are a line of the dashboard."""


def _select_unfeasible(reader: TodoReader) -> "QuerySet[Session]":
    """Sessions that are near, with the number of ``findings`` of their check: some ten queries for each."""
    today = timezone.localdate(reader.at)
    near = Session.objects.filter(
        edition__in=[edition.pk for edition in reader.editions],
        edition__session_starts_on__range=(today + timedelta(days=1), today + timedelta(days=NEAR_DAYS)),
    )
    counts = {row.pk: len(check_programme(read_details(row))) for row in near.select_related("edition")}
    whens = [When(pk=pk, then=Value(count)) for pk, count in counts.items()]
    unfeasible = Case(*whens, default=Value(0), output_field=IntegerField())
    return Session.objects.filter(pk__in=[pk for pk, count in counts.items() if count]).annotate(
        findings=unfeasible
    )


RULES = (
    TodoRule(
        page="coaching:session_publish",
        phases=AROUND_THE_SESSION,
        select=_select_unfeasible,
        count=Sum("findings"),
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("point à régler dans le programme", "points à régler dans le programme"),
        due=lambda edition: edition.session_starts_on,
        button=_("Voir ce qui ne tient pas"),
    ),
    TodoRule(
        page="coaching:session_publish",
        phases=AROUND_THE_SESSION,
        select=lambda reader: select_unpublished_changes(reader.editions),
        edition="edition_key",
        who="actor__name",
        urgency=TodoUrgency.DATE,
        title=ngettext_lazy("changement du programme à publier", "changements du programme à publier"),
        moment="at",
        due=lambda edition: edition.session_starts_on,
        button=_("Relire et publier"),
    ),
    TodoRule(
        page="coaching:manage_session",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Edition.objects.filter(session=None),
        edition="pk",
        urgency=TodoUrgency.AWAITS_US,
        title=_("Préparer la session"),
        text=_("Un déroulé de deux jours vous attend, entièrement modifiable."),
        button=_("Commencer"),
        is_counted=False,
    ),
    TodoRule(
        page="coaching:session_publish",
        phases=AROUND_THE_SESSION,
        select=lambda _reader: Session.objects.filter(published_at=None),
        urgency=TodoUrgency.DATE,
        title=_("Publier le programme"),
        text=_("chaque personne reçoit le sien"),
        due=lambda edition: edition.session_starts_on,
        button=_("Publier…"),
        is_counted=False,
    ),
)
