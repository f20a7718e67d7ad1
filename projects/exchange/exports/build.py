"""Build one file: dossiers in, a file on disk out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import longdate
from projects.conflicts.queries import conflicts_of
from projects.exchange.exports import columns, reading, writers
from projects.exchange.exports.reading import ExportedDossier
from projects.models import ExportJob

Progress = Callable[[int, int], None]
"""Called with the number of dossiers written and how many there are."""


@dataclass(frozen=True)
class Built:
    extension: str
    count: int


def build(job: ExportJob, path: Path, *, progress: Progress, at: datetime) -> Built:
    """Write the file of ``job`` to ``path``; its words are in the active language.

    Raises whatever ``progress`` raises, which stops the work. ``at`` is the time written in the file.
    """
    total = reading.applications_of(job).count()
    progress(0, total)
    kind = ExportJob.Kind(job.kind)
    if kind in {ExportJob.Kind.XLSX, ExportJob.Kind.CSV}:
        _table(job, path, total, progress, at)
        return Built(kind.value, total)
    applications = reading.applications_of(job)
    readers = reading.audiences(logistics=job.with_logistics)
    forms = reading.forms_of(applications, readers=readers)
    if kind == ExportJob.Kind.ZIP:
        dossiers = reading.read(
            applications, forms, readers=readers, keys=_file_questions(forms), with_files=True
        )
        writers.write_archive(path, _count_progress(dossiers, total, progress))
        return Built("zip", total)
    dossiers = reading.read(
        applications.select_related("call__edition"),
        forms,
        readers=readers,
        with_files=True,
        batch=writers.VOLUME,
    )
    extension = writers.write_book(
        path,
        _count_progress(dossiers, total, progress),
        edition=job.edition,
        total=total,
        language=job.language,
        at=at,
    )
    return Built(extension, total)


def _table(job: ExportJob, path: Path, total: int, progress: Progress, at: datetime) -> None:
    groups = columns.groups_for(job.edition, logistics=job.with_logistics)
    # a saved choice may only name questions that no form has any more
    chosen = columns.columns_named(groups, job.options.get("columns", ())) or columns.columns_named(
        groups, columns.SUGGESTED
    )
    questions = {column.question for column in chosen if column.question}
    applications = reading.applications_of(job).select_related("origin", "decision")
    if any(column.key == columns.COMMENTS for column in chosen):
        applications = columns.with_comments(applications)
    readers = reading.audiences(logistics=job.with_logistics)
    forms = reading.forms_of(applications, readers=readers) if questions else {}
    dossiers = reading.read(
        applications,
        forms,
        readers=readers,
        keys=questions,
        with_files=bool(questions & _file_questions(forms)),
    )
    dossier_rows = columns.DossierRows(chosen, conflicts_of(job.requested_by, job.edition, at))
    rows = (dossier_rows.row(dossier) for dossier in _count_progress(dossiers, total, progress))
    titles = [str(column.label) for column in chosen]
    if job.kind == ExportJob.Kind.CSV:
        writers.write_csv(path, titles, rows)
        return
    about = [
        (_("Édition"), job.edition.name),
        (_("Établi le"), longdate(at)),
        (_("Demandé par"), str(job.requested_by)),
        (_("Dossiers"), str(total)),
    ]
    widths = [column.width for column in chosen]
    writers.write_xlsx(path, titles, widths, rows, title=_("Dossiers"), about=about)


def _file_questions(forms: reading.Forms) -> set[str]:
    return {question.key for questions in forms.values() for question in questions if question.kind == "file"}


def _count_progress(
    dossiers: Iterable[ExportedDossier], total: int, progress: Progress
) -> Iterable[ExportedDossier]:
    """The same dossiers, one by one; dossiers that came meanwhile are written and not counted."""
    for number, dossier in enumerate(dossiers, start=1):
        yield dossier
        progress(min(number, total), total)
