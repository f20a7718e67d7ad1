"""What a worker does for surveys."""

from celery import shared_task
from django.utils import timezone

from coaching.surveys.actions.survey import send_due_links


@shared_task(name="surveys.send_due_links")
def send_links_of_opened_surveys() -> int:
    """Send the links of the surveys that leave by themselves."""
    return send_due_links(at=timezone.now())
