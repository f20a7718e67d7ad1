"""Imports of tables: check a spreadsheet, store it, then write what its rows say, all of them or none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, gettext as _, override

from accelerator import spreadsheet
from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.spreadsheet import SheetRow
from accelerator.table_import import CheckedTable, TableColumn, match_columns
from accelerator.text import clean_file_name
from accelerator.transitions import TransitionRefused
from accelerator.types import Values
from programmes.locks import lock_and_read_edition
from programmes.models import Edition, TableImport

BATCH = 500
State = TableImport.State


class Importer:
    """How the rows of one kind of table are checked and written. Made for one check, in one language."""

    kind: ClassVar[TableImport.Kind]
    most_rows: ClassVar[int] = spreadsheet.MOST_ROWS
    checked: CheckedTable
    places: Mapping[int, Any]
    no_column: ClassVar[Any] = ""
    """What to say of a file without any of the columns; by default, that each required one is missing."""

    def __init__(self, edition: Edition, options: Mapping[str, Any], at: datetime) -> None:
        """Raises :class:`TransitionRefused` when the edition is not ready for such a table."""
        self.edition, self.options, self.at = edition, options, at

    def list_columns(self) -> Sequence[TableColumn]:
        raise NotImplementedError

    def check_rows(self, head: SheetRow, rows: Sequence[SheetRow]) -> None:
        """Add to ``checked`` what each row would do, and its problems; the columns are at these ``places``."""
        raise NotImplementedError

    def lock(self) -> None:
        """Lock what :meth:`write` changes, beside the edition."""

    def write(self, checked: CheckedTable, stored: TableImport, actor: User) -> None:
        """Write what was checked; the edition is locked."""
        raise NotImplementedError

    def list_sample(self, checked: CheckedTable) -> list[Values]:
        """What the page displays of the first rows."""
        return []

    def check(self, rows: Sequence[SheetRow]) -> CheckedTable:
        """What importing these rows would do, headings first. Raises :class:`TransitionRefused` without any column."""
        self.checked = CheckedTable()
        head, *lines = rows or [SheetRow(1, ())]
        self.places = match_columns(head, self.list_columns(), self.checked)
        if rows and not self.places and self.no_column:
            raise TransitionRefused(self.no_column)
        if not self.checked.blocking_count:
            self.check_rows(head, lines)
            if not lines:
                self.checked.add(1, "", _("Le tableau n’a pas de ligne sous ses titres."))
        return self.checked


def check_table(
    importer_class: type[Importer],
    *,
    edition: Edition,
    upload: UploadedFile,
    options: Mapping[str, Any],
    actor: User,
    at: datetime,
) -> TableImport:
    """Check a spreadsheet and store it, with its problems, until somebody imports it.

    Side effects: a row, an audit entry. Raises :class:`TransitionRefused` when the file cannot be read at all.
    """
    content = upload.read(spreadsheet.MOST_BYTES + 1)
    rows = list(spreadsheet.read(content, most_rows=importer_class.most_rows))
    findings = _describe(importer_class(edition, options, at), rows)[1]
    with transaction.atomic():
        stored = TableImport.objects.create(
            edition=edition,
            kind=importer_class.kind,
            name=clean_file_name(upload.name or ""),
            options=dict(options),
            rows=[[row.number, row.cells] for row in rows],
            uploaded_by=actor,
            uploaded_at=at,
            **findings,
        )
        _record_act("check", stored, actor, at, new=stored.new_count, problems=stored.problem_count)
    return stored


def _describe(importer: Importer, rows: Sequence[SheetRow]) -> tuple[CheckedTable, Values]:
    """What was found, and the columns of :class:`TableImport` that say so, problems in every language of the site:
    another organiser may read them in another one.
    """
    checked = importer.check(rows)
    problems = checked.list_first_problems()
    for language, _name in settings.LANGUAGES if problems else ():
        if language != get_language():
            with override(language):
                others = type(importer)(importer.edition, importer.options, importer.at).check(rows)
            for problem, other in zip(problems, others.list_first_problems(), strict=False):
                problem[language] = {name: other[name] for name in ("column", "text")}
    return checked, {
        "new_count": len(checked.new),
        "changed_count": len(checked.changed),
        "same_count": checked.same,
        "problem_count": len(checked.problems),
        "blocking_count": checked.blocking_count,
        "problems": problems,
        "sample": importer.list_sample(checked),
    }


def apply_import(importer_class: type[Importer], *, stored: TableImport, actor: User, at: datetime) -> int:
    """Write what the rows say, in one transaction; returns how many. No mail leaves.

    The rows are checked again: the edition may have changed. Side effects: those of the importer, one audit entry; the
    rows are erased. Raises :class:`TransitionRefused` when something blocks (the problems of ``stored`` are then
    brought up to date), or when it was imported or removed meanwhile.
    """
    with transaction.atomic():
        # who imports in this edition waits here: no number and no reference is given twice
        edition = lock_and_read_edition(stored.edition_id)
        current = TableImport.objects.select_for_update().filter(pk=stored.pk, state=State.CHECKED).first()
        if current is None:
            raise TransitionRefused(_("Ce tableau a déjà été importé, ou retiré."))
        importer = importer_class(edition, current.options, at)
        importer.lock()
        checked, findings = _describe(importer, [SheetRow(*row) for row in current.rows])
        for name, value in findings.items():
            setattr(current, name, value)
        if not checked.blocking_count:
            importer.write(checked, current, actor)
            current.state, current.applied_at, current.rows = State.APPLIED, at, []
            _record_act("apply", current, actor, at, new=current.new_count, changed=current.changed_count)
        current.save()
    if checked.blocking_count:
        raise TransitionRefused(_("Rien n’est importé : le tableau a maintenant des problèmes à corriger."))
    return current.new_count + current.changed_count


def remove_import(*, stored: TableImport, actor: User | None, at: datetime) -> None:
    """Erase rows that are not imported. Side effects: the row's state and, the first time, an audit entry."""
    with transaction.atomic():
        waiting = TableImport.objects.filter(pk=stored.pk, state=State.CHECKED)
        if waiting.update(state=State.EXPIRED, rows=[], problems=[], sample=[]):
            _record_act("remove", stored, actor, at)


def delete_expired(*, at: datetime) -> int:
    """Erase the tables whose week is over; returns how many."""
    old = TableImport.objects.filter(state=State.CHECKED, uploaded_at__lte=at - TableImport.STORED_FOR)
    expired = list(old.defer("rows").select_related("edition").order_by("pk")[:BATCH])
    for stored in expired:
        remove_import(stored=stored, actor=None, at=at)
    return len(expired)


def _record_act(act: str, stored: TableImport, actor: User | None, at: datetime, **data: int) -> None:
    scope = stored.edition.scope
    record(verb=f"{act}_{stored.kind}_import", subject=stored, actor=actor, at=at, scope=scope, data=data)
