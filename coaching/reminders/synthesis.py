"""Reminders after the session."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching import queries
from coaching.emails import synthesis as mails
from coaching.enums import ReportKind, SurveyKind
from coaching.models import SurveyInvitation, SynthesisReport
from coaching.queries_documents import leads
from programmes.models import Edition

DAYS_AFTER: dict[str, tuple[int, int]] = {SurveyKind.SYNTHESIS: (14, 7), SurveyKind.DEBRIEF: (5, 2)}
"""The page of each survey says these days."""
MORNING = time(8)
"""Partners are told at eight, Europe/Paris."""


def survey_missing(at: datetime) -> Iterator[Message]:
    """To the holder, twice after the personal link was sent, while the survey is open and unanswered, unless an
    organiser revoked the link.

    Only the last reminder whose hour has come is due: a planner that slept does not send both. Two queries.
    """
    late = Q()
    for kind, days_after in DAYS_AFTER.items():
        late |= Q(survey__kind=kind, created_at__lte=at - timedelta(days=min(days_after)))
    waiting = list(
        SurveyInvitation.objects.unanswered()
        .linked()
        .filter(late, survey__opens_at__lte=at, survey__closes_at__gt=at)
        .select_related("survey__edition__call", "participation__project")
    )
    holders = leads(invitation.participation.project_id for invitation in waiting)
    for invitation in waiting:
        holder = holders.get(invitation.participation.project_id)
        days_after = DAYS_AFTER[invitation.survey.kind]
        days = next(days for days in days_after if invitation.created_at <= at - timedelta(days=days))
        if holder:
            yield mails.survey_reminder(invitation, holder, days=days)


def syntheses_in(at: datetime) -> Iterator[Message]:
    """To partners, each morning: which syntheses they may read came in since the morning before.

    The last three mornings are looked at, so that a planner that slept tells them once it is up. Three queries for
    each edition where one came in, and one to find them.
    """
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), MORNING))
    mornings = [day for day in (today - timedelta(days=back) for back in range(3)) if day <= at]
    since = mornings[-1] - timedelta(days=1)
    recent = SynthesisReport.objects.ready().filter(kind=ReportKind.PROJECT, built_at__gte=since)
    editions = Edition.objects.filter(pk__in=recent.order_by().values("edition")).select_related("call")
    for edition in editions:
        people = list(queries.partners(edition))
        if not people:
            continue
        # what one partner of the edition may read, all of them may
        readable = recent.visible_to(people[0]).filter(edition=edition)
        rows = list(readable.values_list("built_at", "participation__project__title"))
        for morning in mornings:
            yesterday = morning - timedelta(days=1)
            titles = sorted(
                {title for built_at, title in rows if built_at and yesterday <= built_at < morning}
            )
            if titles:
                yield from (mails.syntheses_in(edition, person, titles, morning=morning) for person in people)


def register_rules() -> None:
    """Called when the app is ready."""
    register(
        ReminderRule("coaching.survey_missing", _("Les réponses à une enquête manquent"), survey_missing)
    )
    register(ReminderRule("coaching.syntheses_in", _("Des synthèses sont arrivées"), syntheses_in))
