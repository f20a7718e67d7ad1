"""Reminders of places that were offered and not answered."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.outbox.reminders import ReminderRule, register
from projects.decision import emails
from projects.decision.queries.decisions import others_wait
from projects.models import Participation, ProjectMember

CONFIRM_AFTER = 5
"""Days after the place was offered."""


CONFIRM_UNTIL = 30
"""Days after the offer from which a planner that was down sends no reminder."""


def confirmation_missing(at: datetime) -> Iterator[Message]:
    """To each member who may answer for a project, five days after a place was offered and not answered."""
    offers = Participation.objects.offered().filter(
        offered_at__lte=at - timedelta(days=CONFIRM_AFTER),
        offered_at__gt=at - timedelta(days=CONFIRM_UNTIL),
    )
    waiting = {
        offer.project_id: offer for offer in offers.select_related("edition__call", "project__application")
    }
    editors = ProjectMember.objects.editors().people_by_project(waiting)
    editions = {place.edition_id: place.edition for place in waiting.values()}
    wait = {pk: others_wait(edition) for pk, edition in editions.items()}
    for project, people in editors.items():
        place = waiting[project]
        for person in people:
            yield emails.confirmation_missing(place, person, at, others_wait=wait[place.edition_id])


def register_rules() -> None:
    """Register this rule with the planner; called once the apps are loaded."""
    register(ReminderRule("projects.confirmation_missing", _("Places à confirmer"), confirmation_missing))
