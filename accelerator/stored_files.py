"""A stored file goes with its row, whatever takes the row away: its own removal, or that of what it belongs to."""

import logging
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete

log = logging.getLogger(__name__)


def erase_with_row(model: type[models.Model], *fields: str) -> None:
    """Have the files of these fields erased once a row of ``model`` is gone for good, by a cascade too.

    Each row must have files of its own. Called when the app is ready.
    """

    def erase(sender: Any, instance: Any, using: str, **_rest: Any) -> None:
        for field in fields:
            file = getattr(instance, field)
            if file:
                transaction.on_commit(partial(_erase, file.storage, file.name), using=using)

    label = model._meta.label_lower
    post_delete.connect(erase, sender=model, weak=False, dispatch_uid=f"stored_files.{label}")


def _erase(storage: Any, name: str) -> None:
    """The row is gone whatever the storage answers: what it refused is in the log, to be erased by hand."""
    try:
        storage.delete(name)
    except Exception:
        log.exception("the stored file %s outlives its row", name)
