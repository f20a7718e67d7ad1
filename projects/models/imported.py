"""Named by the first migration: where the files of imports are kept."""

from projects.exchange.models import random_name

__all__ = ["random_name"]
