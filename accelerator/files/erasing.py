"""A stored file goes with its row, whatever takes the row away: its own removal, or that of what it belongs to."""

import logging
from collections import defaultdict
from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete

log = logging.getLogger(__name__)


def erase_with_rows() -> None:
    """Have each file erased once its row is gone for good, by a cascade too. Called when the app is ready."""
    for model in {field.model for fields in list_folders().values() for field in fields}:
        post_delete.connect(_on_row_erased, sender=model, dispatch_uid=f"files.{model._meta.label_lower}")


def list_folders() -> "dict[str, list[models.FileField]]":
    """Folder of the storage → the fields whose files are kept there."""
    folders = defaultdict(list)
    for model in apps.get_models():
        for field in list_file_fields(model):
            folders[field.generate_filename(model(), "file").partition("/")[0]].append(field)
    return dict(folders)


def list_file_fields(model: type[models.Model]) -> "list[models.FileField]":
    return [field for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def erase_once_kept(file: Any) -> None:
    """Have this file of a row, if there is one, erased once what is being written is kept: another replaces it."""
    if file:
        transaction.on_commit(partial(_erase_unless_named, file.field, file.name))


def _on_row_erased(sender: Any, instance: object, using: str, **_rest: object) -> None:
    for field in list_file_fields(sender):
        if name := getattr(instance, field.name).name:
            transaction.on_commit(partial(_erase_unless_named, field, name), using=using)


def _erase_unless_named(field: models.FileField, name: str) -> None:
    """A file that another row shares stays. What the storage refuses is in the log, and ``orphans`` tries again."""
    if field.model._default_manager.filter(**{field.name: name}).exists():
        return
    try:
        field.storage.delete(name)
    except Exception:
        log.exception("the stored file %s outlives its row", name)
