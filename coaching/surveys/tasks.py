"""Tasks of surveys."""

from celery import shared_task
from django.utils import timezone

from coaching.surveys.actions.room import unlink_room_answers
from coaching.surveys.actions.survey import send_due_links


@shared_task(name="surveys.send_due_links")
def send_links_of_opened_surveys() -> int:
    """Send the links of the surveys with automatic sending."""
    return send_due_links(at=timezone.now())


@shared_task(name="surveys.unlink_room_answers")
def unlink_answers_of_ended_debriefs() -> int:
    """Unlink answers of ended debriefs from their authors in the room."""
    return unlink_room_answers(at=timezone.now())
