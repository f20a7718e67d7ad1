"""Dossiers whose time is over, and the nights that follow."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from programmes.models import Edition
from projects.retention.actions.planned import announce_due, erase_due
from projects.retention.models import PlannedErasure
from tests import factories


def closed_edition(*, months_ago: int, form: Any = None) -> Edition:
    """An edition whose call closed then, and which ended with it."""
    then = timezone.now() - timedelta(days=31 * months_ago)
    return factories.edition(
        form=form or factories.published_form(),
        published_at=then - timedelta(days=40),
        opens_at=then - timedelta(days=30),
        closes_at=then,
        session_starts_on=None,
        session_ends_on=None,
    )


def written_then(application: Any) -> Any:
    """As if nobody had touched it since the call closed."""
    then = application.call.closes_at - timedelta(days=1)
    type(application).objects.filter(pk=application.pk).update(
        created_at=then, submitted_at=application.submitted_at and then
    )
    type(application.sheet).objects.filter(pk=application.sheet_id).update(saved_at=then)
    application.refresh_from_db()
    return application


def night_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(2, 50)))


def announce(at: datetime | None = None) -> PlannedErasure:
    """The one announcement that is due."""
    announce_due(at=at or timezone.now())
    return PlannedErasure.objects.select_related("edition").get(announced_for__isnull=False)


def pass_nights(plan: PlannedErasure) -> int:
    """Until the day that was announced; how many dossiers went."""
    assert plan.announced_for
    return erase_due(at=night_of(plan.announced_for))
