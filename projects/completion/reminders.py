"""Reminders of completion requests: before the due date to the holders, after it to the organisers."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register, shift_days
from projects.completion import emails
from projects.models import CompletionRequest, ProjectMember

DAYS = (3, 1)
"""Days before the due date."""
TOLD_UNTIL = 8
"""Days after the due date from which a request found too late is left alone."""


def waiting(at: datetime) -> Iterator[Message]:
    """To each member who may edit, the latest reminder that is due; not one whose day came before the request."""
    soon = CompletionRequest.objects.open().filter(
        due_at__gt=at, due_at__lte=at + timedelta(days=max(DAYS) + 1)
    )
    editors = ProjectMember.objects.editors().active().select_related("user")
    found = soon.select_related("application__call__edition", "application__project").prefetch_related(
        Prefetch("application__project__members", editors.order_by("pk"), to_attr="editors")
    )
    for request in found.order_by("pk"):
        due = [days for days in DAYS if request.asked_at < shift_days(request.due_at, -days) <= at]
        if due:
            for member in cast("Any", request.application.project).editors:
                yield emails.waiting(request, member.user, min(due))


def overdue(at: datetime) -> Iterator[Message]:
    """To whoever asked, and whoever follows the dossier, once the due date has passed without an answer."""
    late = CompletionRequest.objects.open().filter(due_at__lte=at, due_at__gt=at - timedelta(days=TOLD_UNTIL))
    found = late.select_related("application__call__edition", "application__handled_by", "asked_by")
    for request in found.order_by("pk"):
        people = {item.pk: item for item in (request.asked_by, request.application.handled_by) if item}
        for person in people.values():
            yield emails.overdue(request, person)


def register_rules() -> None:
    """Tell the planner of both rules; called once the apps are loaded."""
    register(ReminderRule("projects.completion_waiting", _("Compléments avant leur échéance"), waiting))
    register(ReminderRule("projects.completion_overdue", _("Compléments qui ne sont pas arrivés"), overdue))
