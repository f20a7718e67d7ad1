"""Named by the first migration: where the files of syntheses are kept."""

from coaching.synthesis.models.reports import random_name

__all__ = ["random_name"]
