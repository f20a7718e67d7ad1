"""Imports: check a spreadsheet, then make its rows dossiers, all of them or none."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.jobs.broker import enqueue
from accelerator.questionnaires import queries
from accelerator.questionnaires.hygiene import clean_file_name
from accelerator.spreadsheet import Unreadable
from accelerator.transitions import TransitionRefused
from programmes.locks import lock_and_read_edition
from programmes.models import Call, Edition
from projects.exchange.actions.import_rows import Making
from projects.exchange.imports.checking import Checked, check
from projects.models import Application, ImportBatch
from projects.triage.actions.duplicates import note_duplicates

KEPT_FOR = timedelta(days=7)
PROBLEMS_KEPT = 500
BATCH = 500
State = ImportBatch.State


class ImportRefused(TransitionRefused):
    """Nothing was imported; ``message`` is the reason and what to do."""


def check_file(
    *,
    edition: Edition,
    upload: UploadedFile,
    source: str,
    incomplete_accepted: bool,
    actor: User,
    at: datetime,
) -> ImportBatch:
    """Check a spreadsheet and keep it, with its problems, until somebody says to import it.

    Side effects: the file in storage, a row, an audit entry. Raises :class:`ImportRefused` when the edition has no
    form, or the file cannot be read at all.
    """
    call = _call(edition)
    reader = partial(check, upload.read(), call=call, incomplete_accepted=incomplete_accepted, at=at)
    try:
        checked = reader()
    except Unreadable as problem:
        raise ImportRefused(problem.message) from None
    batch = ImportBatch(
        edition=edition,
        source=source,
        name=clean_file_name(upload.name or ""),
        uploaded_by=actor,
        uploaded_at=at,
        expires_at=at + KEPT_FOR,
        incomplete_accepted=incomplete_accepted,
        **_findings(checked, reader),
    )
    batch.file.save("import", ContentFile(reader.args[0]), save=False)
    try:
        with transaction.atomic():
            batch.save()
            record(
                verb="check_import",
                subject=batch,
                actor=actor,
                at=at,
                scope=edition.scope,
                data={"rows": batch.new_count, "problems": batch.problem_count},
            )
    except BaseException:
        default_storage.delete(str(batch.file.name))
        raise
    return batch


def _call(edition: Edition) -> Call:
    call = getattr(edition, "call", None)
    if call is None or call.form_id is None:
        raise ImportRefused(_("L’appel n’a pas encore de formulaire : préparez-le d’abord."))
    return call


def _findings(checked: Checked, reader: Callable[[], Checked]) -> dict[str, Any]:
    """The columns of a batch; what blocks comes first, row by row.

    Each problem is kept in every language of the site, which ``reader`` checks the file again in: an organiser may
    read another one than whoever sent the file.
    """
    first = _first_problems(checked)
    for language, _name in settings.LANGUAGES if first else ():
        if language != get_language():
            with override(language):
                problems = _first_problems(reader())
            for problem, other in zip(first, problems, strict=True) if len(problems) == len(first) else ():
                problem[language] = {name: other[name] for name in ("column", "text")}
    return {
        "new_count": len(checked.rows),
        "known_count": checked.known,
        "problem_count": len(checked.problems),
        "blocking_count": checked.blocking,
        "problems": first,
    }


def _first_problems(checked: Checked) -> list[dict[str, Any]]:
    first = sorted(checked.problems, key=lambda problem: (not problem.blocking, problem.row))
    return [problem.as_dict() for problem in first[:PROBLEMS_KEPT]]


def apply_batch(*, batch: ImportBatch, actor: User, at: datetime) -> int:
    """Make a dossier of each row that is not one yet, all in one transaction; returns how many.

    The file is checked again: the form or the dossiers may have changed. Side effects: for each row, an account for its
    holder if the address had none, a project, a submitted application with its answers frozen, its version, its origin,
    an audit entry; no mail leaves. The file is deleted, duplicates are looked for by a job. Raises
    :class:`ImportRefused` when something blocks; the findings of the batch are then brought up to date.
    """
    try:
        with default_storage.open(str(batch.file.name), "rb") as stream:
            content = stream.read()
    except (ValueError, OSError):
        raise ImportRefused(_("Ce fichier n’est plus là : envoyez-le de nouveau.")) from None
    with transaction.atomic():
        # whoever imports in this edition waits here: no number and no reference is given twice
        edition = lock_and_read_edition(batch.edition_id)
        fresh = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=State.CHECKED).first()
        if fresh is None:
            raise ImportRefused(_("Ce tableau a déjà été importé, ou retiré."))
        call = _call(edition)
        reader = partial(check, content, call=call, incomplete_accepted=fresh.incomplete_accepted, at=at)
        checked = reader()
        blocked = bool(checked.blocking)
        if blocked:
            ImportBatch.objects.filter(pk=fresh.pk).update(**_findings(checked, reader))
        else:
            made = Making(edition, call, fresh, actor, at).make(checked)
            fresh.state, fresh.applied_at, fresh.new_count, fresh.known_count = (
                State.APPLIED,
                at,
                len(made),
                checked.known,
            )
            fresh.file = ""
            fresh.save()
            record(
                verb="apply_import",
                subject=fresh,
                actor=actor,
                at=at,
                scope=edition.scope,
                data={"applications": len(made), "source": fresh.source},
            )
            name = str(batch.file.name)
            transaction.on_commit(lambda: enqueue("projects.pair_imported", fresh.pk))
            transaction.on_commit(lambda: default_storage.delete(name), robust=True)
    if blocked:
        raise ImportRefused(_("Rien n’est importé : le tableau a maintenant des problèmes à corriger."))
    return len(made)


def pair_imported(*, batch_id: int, at: datetime) -> int:
    """Look for duplicates of the dossiers of an import; returns how many were compared. May be done again.

    Side effects: those of ``note_duplicates`` for each dossier, in a transaction of its own; ``paired_at`` at the end.
    """
    imported = (
        Application.objects.received().filter(origin__batch=batch_id).select_related("sheet").order_by("pk")
    )
    for application in imported:
        note_duplicates(application=application, siret=queries.values(application.sheet).get("siret"))
    ImportBatch.objects.filter(pk=batch_id).update(paired_at=at)
    return len(imported)


def imports_to_pair(*, at: datetime) -> list[int]:
    """Imports whose duplicates nobody looked for, a few minutes later: their job was lost."""
    late = ImportBatch.objects.filter(
        state=State.APPLIED, paired_at=None, applied_at__lt=at - timedelta(minutes=5)
    )
    return list(late.order_by("pk").values_list("pk", flat=True)[:BATCH])


def remove_batch(*, batch: ImportBatch, actor: User | None, at: datetime) -> None:
    """Let go of a spreadsheet that is not imported. Side effects: its file, then the row's state and an audit entry."""
    if batch.file:
        default_storage.delete(str(batch.file.name))
    with transaction.atomic():
        rows = ImportBatch.objects.filter(pk=batch.pk, state=State.CHECKED)
        if rows.update(state=State.EXPIRED, file="", problems=[]):
            record(verb="remove_import", subject=batch, actor=actor, at=at, scope=batch.edition.scope)


def delete_expired(*, at: datetime) -> int:
    """Let go of spreadsheets whose week is over; returns how many."""
    old = ImportBatch.objects.waiting().filter(expires_at__lte=at).select_related("edition")
    batches = list(old.order_by("pk")[:BATCH])
    for batch in batches:
        remove_batch(batch=batch, actor=None, at=at)
    return len(batches)
