"""Reminders of completion requests: before the due date to the holders, after it to the organisers."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register, shift_days
from projects.completion import emails
from projects.completion.queries import organisers_of
from projects.models import CompletionRequest, ProjectMember

DAYS = (3, 1)
"""Days before the due date."""
LAST_DAY = 8
"""Days after the due date from which a request found too late is left alone."""


def waiting(at: datetime) -> Iterator[Message]:
    """To each member who may edit, the latest reminder that is due; not one whose day came before the request."""
    soon = CompletionRequest.objects.open().filter(
        due_at__gt=at, due_at__lte=at + timedelta(days=max(DAYS) + 1)
    )
    requests = list(soon.select_related("application__call__edition", "application__project").order_by("pk"))
    editors = ProjectMember.objects.editors().people_by_project(
        request.application.project_id for request in requests
    )
    for request in requests:
        due = [days for days in DAYS if request.requested_at < shift_days(request.due_at, -days) <= at]
        if due:
            for person in editors.get(request.application.project_id, []):
                yield emails.completion_waiting(request, person, min(due))


def overdue(at: datetime) -> Iterator[Message]:
    """To the organisers whom the request concerns, once the due date has passed without an answer."""
    late = CompletionRequest.objects.open().filter(due_at__lte=at, due_at__gt=at - timedelta(days=LAST_DAY))
    for request in late.select_related("application__call__edition").order_by("pk"):
        for person in organisers_of(request):
            yield emails.completion_overdue(request, person)


def register_rules() -> None:
    """Register both rules with the planner; called once the apps are loaded."""
    register(ReminderRule("projects.completion_waiting", _("Compléments avant leur échéance"), waiting))
    register(ReminderRule("projects.completion_overdue", _("Compléments qui ne sont pas arrivés"), overdue))
