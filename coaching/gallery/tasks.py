"""Tasks of galleries."""

from celery import shared_task
from django.utils import timezone

from coaching.gallery.actions import remove_old_drafts


@shared_task(name="gallery.remove_old_drafts")
def remove_old_pictures() -> int:
    """Remove old pictures without a description."""
    return remove_old_drafts(at=timezone.now())
