"""The platform: knows no business word."""

from accelerator.celery import app as celery_app

__all__ = ["celery_app"]
