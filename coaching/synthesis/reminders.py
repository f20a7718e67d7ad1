"""Morning mails to partners about new syntheses."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from coaching.models import SynthesisReport
from coaching.session import queries
from coaching.synthesis import emails as mails
from coaching.synthesis.enums import ReportKind
from programmes.models import Edition

MORNING = time(8)
"""Partners are notified at eight, Europe/Paris."""


def syntheses_in(at: datetime) -> Iterator[Message]:
    """Announce to partners, each morning, the syntheses since the morning before that they may read.

    The last three mornings are looked at, so that a planner that was stopped still notifies them. Three queries for
    each edition with one, and one to find them.
    """
    today = timezone.make_aware(datetime.combine(timezone.localdate(at), MORNING))
    mornings = [day for day in (today - timedelta(days=back) for back in range(3)) if day <= at]
    since = mornings[-1] - timedelta(days=1)
    recent = SynthesisReport.objects.ready().filter(kind=ReportKind.PROJECT, built_at__gte=since)
    editions = Edition.objects.filter(pk__in=recent.order_by().values("edition")).select_related("call")
    for edition in editions:
        people = list(queries.select_partners(edition))
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
    register(ReminderRule("coaching.syntheses_in", _("Des synthèses sont arrivées"), syntheses_in))
