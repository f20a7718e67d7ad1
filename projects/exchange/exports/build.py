"""Build one file: dossiers in, a file on disk out."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import longdate
from programmes.models import Criterion
from projects.anonymity.queries import hides_names_from
from projects.application.queries.dossier import JURY_READS
from projects.conflicts.queries import conflicts_of
from projects.exchange.exports import book, columns, jury, reading, writers
from projects.exchange.exports.reading import ExportedDossier
from projects.models import Application, ExportJob
from projects.review.queries.assignment import reviews_due_at

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
    if kind == ExportJob.Kind.JURY:
        about = _describe(job, total, at, is_anonymous=job.edition.hides_identities)
        writers.write_workbook(path, jury.list_sheets(job, at), about=about)
        progress(total, total)
        return Built("xlsx", total)
    if kind in {ExportJob.Kind.XLSX, ExportJob.Kind.CSV}:
        _write_table(job, path, total, progress, at)
        return Built(kind.value, total)
    applications = reading.applications_of(job)
    pack = find_pack(job) if kind == ExportJob.Kind.PACK else None
    readers = frozenset(JURY_READS) if pack else reading.audiences(logistics=job.with_logistics)
    forms = reading.forms_of(applications, readers=readers)
    if kind == ExportJob.Kind.ZIP:
        dossiers = reading.read(
            applications, forms, readers=readers, keys=_list_file_questions(forms), with_files=True
        )
        writers.write_archive(path, _count_progress(dossiers, total, progress))
        return Built("zip", total)
    dossiers = reading.read(
        applications.select_related("call__edition"),
        forms,
        readers=readers,
        with_files=True,
        batch=book.VOLUME,
    )
    extension = book.write_book(
        path,
        _count_progress(dossiers, total, progress),
        edition=job.edition,
        total=total,
        language=job.language,
        at=at,
        pack=pack,
    )
    return Built(extension, total)


def list_opened_dossiers(job: ExportJob, at: datetime) -> QuerySet[Application]:
    """Dossiers whose opinions the file contains, as far as who requested it may read them. A juror's pack has none."""
    kind = ExportJob.Kind(job.kind)
    is_table = kind in {ExportJob.Kind.XLSX, ExportJob.Kind.CSV}
    if kind != ExportJob.Kind.JURY and not (is_table and _shows_comments(_choose_columns(job))):
        return Application.objects.none()
    return conflicts_of(job.requested_by, job.edition, at).comparable(reading.applications_of(job)).order_by()


def find_pack(job: ExportJob) -> book.ReviewPack:
    """The heading of a juror's pack: whose dossiers, until when, and the grid. 3 queries, 4 where names are hidden."""
    juror = User.objects.get(pk=job.options["reviewer"])
    criteria = list(Criterion.objects.filter(edition=job.edition).order_by("position"))
    is_anonymous = hides_names_from(juror, job.edition)
    return book.ReviewPack(str(juror), criteria, reviews_due_at(job.edition, juror), is_anonymous)


def _describe(
    job: ExportJob, total: int, at: datetime, *, is_anonymous: bool = False
) -> list[tuple[str, str]]:
    """What a workbook says of itself."""
    return [
        (_("Édition"), job.edition.name),
        (_("Établi le"), longdate(at)),
        (_("Demandé par"), str(job.requested_by)),
        (_("Dossiers"), str(total)),
        *([(_("Évaluation anonyme"), _("qui candidate est masqué"))] if is_anonymous else []),
    ]


def _choose_columns(job: ExportJob) -> list[columns.ExportColumn]:
    groups = columns.groups_for(job.edition, logistics=job.with_logistics)
    # a saved choice may only name questions that no form has any more
    return columns.find_columns(groups, job.options.get("columns", ())) or columns.find_columns(
        groups, columns.SUGGESTED
    )


def _shows_comments(chosen: Iterable[columns.ExportColumn]) -> bool:
    return any(column.key == columns.COMMENTS for column in chosen)


def _write_table(job: ExportJob, path: Path, total: int, progress: Progress, at: datetime) -> None:
    chosen = _choose_columns(job)
    questions = {column.question for column in chosen if column.question}
    applications = reading.applications_of(job).select_related("origin", "decision")
    if _shows_comments(chosen):
        applications = columns.with_comments(applications)
    readers = reading.audiences(logistics=job.with_logistics)
    forms = reading.forms_of(applications, readers=readers) if questions else {}
    dossiers = reading.read(
        applications,
        forms,
        readers=readers,
        keys=questions,
        with_files=bool(questions & _list_file_questions(forms)),
    )
    dossier_rows = columns.DossierRows(chosen, conflicts_of(job.requested_by, job.edition, at))
    rows = (dossier_rows.row(dossier) for dossier in _count_progress(dossiers, total, progress))
    titles = [str(column.label) for column in chosen]
    if job.kind == ExportJob.Kind.CSV:
        writers.write_csv(path, titles, rows)
        return
    widths = [column.width for column in chosen]
    about = _describe(job, total, at)
    writers.write_xlsx(path, titles, widths, rows, title=_("Dossiers"), about=about)


def _list_file_questions(forms: reading.Forms) -> set[str]:
    return {question.key for questions in forms.values() for question in questions if question.kind == "file"}


def _count_progress(
    dossiers: Iterable[ExportedDossier], total: int, progress: Progress
) -> Iterable[ExportedDossier]:
    """Yield the dossiers and report the progress; dossiers that came meanwhile are written and not counted."""
    for number, dossier in enumerate(dossiers, start=1):
        yield dossier
        progress(min(number, total), total)
