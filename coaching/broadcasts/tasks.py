"""What a worker does for messages to everybody."""

from celery import shared_task
from django.utils import timezone

from coaching.broadcasts.actions import delete_broadcasts


@shared_task(name="broadcasts.delete")
def delete_messages_of_ended_sessions() -> int:
    """Delete what was displayed in a session that is over, and who saw it."""
    return delete_broadcasts(at=timezone.now())
