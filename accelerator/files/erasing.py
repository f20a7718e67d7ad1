"""Erase each stored file once its row is deleted; a nightly job finds files without a row."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.db.models.signals import post_delete

log = logging.getLogger(__name__)


def erase_with_rows() -> None:
    """Have each file erased once its row is gone for good, by a cascade too. Called when the app is ready."""
    for model in {field.model for fields in list_folders().values() for field in fields}:
        post_delete.connect(_on_row_erased, sender=model, dispatch_uid=f"files.{model._meta.label_lower}")


def list_folders() -> "dict[str, list[models.FileField]]":
    """Folder of the storage → the fields whose files are stored there."""
    folders = defaultdict(list)
    for model in apps.get_models():
        for field in list_file_fields(model):
            folders[field.generate_filename(model(), "file").partition("/")[0]].append(field)
    return dict(folders)


def list_file_fields(model: type[models.Model]) -> "list[models.FileField]":
    return [field for field in model._meta.concrete_fields if isinstance(field, models.FileField)]


def erase_on_commit(file: FieldFile | None) -> None:
    """Erase this file of a row, if it has one, once the transaction that replaces it is committed."""
    if file and file.name:
        transaction.on_commit(partial(_erase_unless_named, file.field, file.name))


def _on_row_erased(sender: type[models.Model], instance: object, using: str, **_rest: object) -> None:
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


LEFT_ALONE_FOR = timedelta(days=1)
READ_AT_ONCE = 500
FEW = 100
"""So many orphans are a night's; more of them than files that have a row are another site's, or a database that lost
its own."""
RANDOM_NAME = re.compile(r"(?:[0-9a-f]{32}|[\w-]{16})(?:_\w{7})?(?:\.\w{2,4})?")
"""Random names of stored files, each unique, and those that the storage lengthens."""


class TooManyOrphans(Exception):
    """Most of a folder has no row: nobody erases that without having looked."""


def erase_orphans(*, at: datetime) -> int:
    """Erase the files that no row names; returns how many. Side effects: the stored files, each named in the log.

    Raises :class:`TooManyOrphans`, having erased nothing.
    """
    orphans = find_orphans(at=at)
    erased = 0
    for name in orphans:
        try:
            default_storage.delete(name)
        except Exception:
            log.exception("the stored file %s, which no row names, could not be erased", name)
        else:
            log.info("erased %s, which no row named", name)
            erased += 1
    return erased


def find_orphans(*, at: datetime) -> list[str]:
    """The names of those files, a day old at least. Raises :class:`TooManyOrphans`."""
    orphan_names: list[str] = []
    for folder, fields in sorted(list_folders().items()):
        names = [f"{folder}/{name}" for name in _list_files(folder) if RANDOM_NAME.fullmatch(name)]
        orphans = [name for name in _list_unnamed_files(names, fields) if _is_old(name, at)]
        if len(orphans) > FEW and len(orphans) * 2 > len(names):
            raise TooManyOrphans(f"{len(orphans)} of {len(names)} files in {folder}/ have no row here")
        orphan_names += orphans
    return orphan_names


def _list_files(folder: str) -> list[str]:
    try:
        return sorted(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []


def _list_unnamed_files(names: list[str], fields: "list[models.FileField]") -> Iterator[str]:
    for start in range(0, len(names), READ_AT_ONCE):
        some = names[start : start + READ_AT_ONCE]
        named: set[object] = set()
        for field in fields:
            rows = field.model._default_manager.filter(**{f"{field.name}__in": some})
            named.update(rows.order_by().values_list(field.name, flat=True))
        yield from (name for name in some if name not in named)


def _is_old(name: str, at: datetime) -> bool:
    """A file that went meanwhile is nobody's business any more."""
    try:
        return default_storage.get_modified_time(name) <= at - LEFT_ALONE_FOR
    except FileNotFoundError:
        return False
