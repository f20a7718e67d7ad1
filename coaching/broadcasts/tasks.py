"""Tasks of messages to everybody."""

from celery import shared_task
from django.utils import timezone

from coaching.broadcasts.actions import delete_broadcasts


@shared_task(name="broadcasts.delete")
def delete_messages_of_ended_sessions() -> int:
    """Delete the messages of sessions that are over, and their readers."""
    return delete_broadcasts(at=timezone.now())
