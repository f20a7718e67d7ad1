"""Exports: request a file, build it, take over from a dead worker, delete it after a week."""

import hashlib
import shutil
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.jobs import actions as jobs
from accelerator.jobs.broker import enqueue
from accelerator.types import Json
from programmes.models import Edition
from projects.audit import record_act
from projects.exchange.exports import build
from projects.exchange.exports.reading import ListLost
from projects.models import ExportJob, ExportTemplate
from projects.review.actions.revision import mark_reviews_read

LIFETIME = timedelta(days=7)
BEATS_EVERY = 2.0
"""Seconds between two signs of life."""
BATCH = 500
SCRAPS = "possibles-export-"
"""How the folders begin in which files are built."""
SCRAPS_LIFETIME = timedelta(hours=1)
State = ExportJob.State
EXTENSIONS = ("xlsx", "csv", "pdf", "zip")


class Overtaken(Exception):
    """The row went to another builder, or was removed: whatever is built here is for nobody."""


@transaction.atomic
def request_export(
    *, edition: Edition, kind: str, options: Json, language: str, actor: User, at: datetime
) -> ExportJob:
    """Request a file. ``options``: see :class:`ExportJob`.

    Side effects: one queued row, an audit entry that records whether it has answers for logistics, and on commit a
    job for the workers.
    """
    job = ExportJob.objects.create(
        edition=edition,
        kind=kind,
        options=dict(options),
        language=language,
        requested_by=actor,
        requested_at=at,
        due_at=at,
    )
    record_act(
        job,
        "request_export",
        {
            "kind": kind,
            "columns": list(options.get("columns", ())),
            "state": options.get("state", ""),
            "logistics": job.with_logistics,
        },
        actor=actor,
        at=at,
        edition=edition,
    )
    transaction.on_commit(lambda: enqueue("projects.build_export", job.pk))
    return job


@transaction.atomic
def save_template(
    *, edition: Edition, name: str, columns: Sequence[str], actor: User, at: datetime
) -> ExportTemplate:
    """Save a choice of columns under a name; the same name again replaces it.

    Side effects: one row, an audit entry.
    """
    template, _created = ExportTemplate.objects.update_or_create(
        edition=edition,
        name=name,
        defaults={"columns": list(columns)},
        create_defaults={"columns": list(columns), "created_by": actor, "created_at": at},
    )
    record_act(
        template, "save_export_template", {"columns": list(columns)}, actor=actor, at=at, edition=edition
    )
    return template


@transaction.atomic
def remove_template(*, template: ExportTemplate, actor: User, at: datetime) -> None:
    """Delete a choice of columns. Side effects: the row, an audit entry."""
    removed, _rows = ExportTemplate.objects.filter(pk=template.pk).delete()
    if removed:  # another click did it otherwise
        record_act(template, "remove_export_template", actor=actor, at=at)


def build_queued(*, job_id: int, at: datetime) -> bool:
    """Build one queued file; ``False`` when it is not (any more) ours to build.

    Side effects: the row is claimed by compare-and-set, its progress and claim are renewed as work goes on (each step
    is committed), then the file is stored and the row marked. A failure is recorded with a message for people and
    raised again, for the log.
    """
    job = jobs.claim_one(ExportJob, job_id, at=at, related=("edition__call", "requested_by"))
    if job is None:
        return False
    with (
        tempfile.TemporaryDirectory(prefix=SCRAPS) as folder,
        translation.override(job.language),
    ):
        path = Path(folder) / "file"
        try:
            built = build.build(job, path, progress=_Beat(job, at), at=at)
        except Overtaken:
            return False
        except ListLost:
            return _fail(job, at=at, error=_("Un filtre de la liste demandée n’existe plus. Redemandez le fichier "
                                             "depuis la liste."))  # fmt: skip
        except Exception:
            _fail(job, at=at, error=_("Le fichier n’a pas pu être préparé. Redemandez-le ; si cela se répète, "
                                      "prévenez l’assistance."))  # fmt: skip
            raise
        return _store(job, path, built, at=at)


class _Beat:
    """Writes how far the work has gone and that it goes on, every two seconds at most. Raises :class:`Overtaken`."""

    def __init__(self, job: ExportJob, at: datetime) -> None:
        self.job, self.started_at = job, at
        self.started, self.last = time.monotonic(), 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < BEATS_EVERY:
            return
        self.last = now
        elapsed = timedelta(seconds=now - self.started)
        if not jobs.renew(self.job, at=self.started_at + elapsed, done=done, total=total):
            raise Overtaken


def _name_file(claim: uuid.UUID | None, extension: str) -> str:
    return f"exports/{claim.hex}.{extension}" if claim else ""


def _store(job: ExportJob, path: Path, built: build.Built, *, at: datetime) -> bool:
    """Copy the file into storage in small pieces, then mark the row; one that went to another builder is removed."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        name = default_storage.save(_name_file(job.claim, built.extension), File(stream))
    stored = _finish(
        job,
        verb="build_export",
        at=at,
        state=State.READY,
        done=built.count,
        total=built.count,
        file=name,
        size=path.stat().st_size,
        sha256=digest,
        built_at=at,
        expires_at=at + LIFETIME,
    )
    if not stored:
        default_storage.delete(name)
    return stored


def _fail(job: ExportJob, *, at: datetime, error: str) -> bool:
    return _finish(job, verb="fail_export", at=at, state=State.FAILED, error=error)


@transaction.atomic
def _finish(job: ExportJob, *, verb: str, at: datetime, state: State, **columns: object) -> bool:
    """Mark our own row, with its audit entry; opinions that a ready file has count as read. ``False`` if it is not
    ours any more."""
    if not jobs.end(job, state=state, **columns):
        return False
    if state == State.READY:
        opened = build.list_opened_dossiers(job, at)
        mark_reviews_read(applications=opened, reader=job.requested_by, at=at)
    data = {"count": columns.get("total", 0), "sha256": columns.get("sha256", "")}
    record_act(job, verb, data, actor=None, at=at)
    return True


def requeue_stuck(*, at: datetime) -> int:
    """Queue again the jobs of dead workers, three times at most, then mark them as failed; returns how many changed.

    Side effects: the rows; a file that the dead worker had stored without recording it is deleted.
    """

    def give_up(job: ExportJob) -> bool:
        with translation.override(job.language):
            error = _("Le fichier n’a pas pu être préparé après trois essais. Redemandez-le.")
        return _fail(job, at=at, error=error)

    def delete_files(job: ExportJob) -> None:
        for extension in EXTENSIONS if job.claim else ():
            default_storage.delete(_name_file(job.claim, extension))

    return jobs.requeue_stuck(ExportJob, at=at, give_up=give_up, clean_up=delete_files)


def delete_expired(*, at: datetime) -> int:
    """Delete the files whose week is over; returns how many. Side effects: those of :func:`remove_export`."""
    old = ExportJob.objects.filter(state=State.READY, expires_at__lte=at).select_related("edition")
    jobs = list(old.order_by("pk")[:BATCH])
    for job in jobs:
        remove_export(job=job, actor=None, at=at)
    return len(jobs)


def remove_export(*, job: ExportJob, actor: User | None, at: datetime) -> None:
    """Delete the file; its row stays. A file still being built has no reader any more.

    Side effects: the file, then the row and an audit entry. The file goes first: if the rest fails, the next sweep
    finds the row again, and no file is left that no row knows.
    """
    if job.file:
        default_storage.delete(str(job.file.name))
    with transaction.atomic():
        rows = ExportJob.objects.filter(pk=job.pk).exclude(state=State.EXPIRED)
        if rows.update(state=State.EXPIRED, file="", claim=None):
            record_act(job, "remove_export", actor=actor, at=at)


def sweep_scraps(*, at: datetime) -> int:
    """Delete the temporary files of killed workers on this machine's disk: they may contain answers. Returns how
    many."""
    old = at - SCRAPS_LIFETIME
    folders = [
        folder
        for folder in Path(tempfile.gettempdir()).glob(f"{SCRAPS}*")
        if folder.is_dir() and folder.stat().st_mtime < old.timestamp()
    ]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    return len(folders)
