"""Imports of support schemes: check a spreadsheet, then add and change what its lines say, all of them or none."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.links import new_nonce
from accelerator.questionnaires.hygiene import clean_file_name
from accelerator.spreadsheet import MOST_BYTES, Unreadable
from accelerator.transitions import TransitionRefused
from programmes.locks import lock_and_read_edition
from programmes.models import Edition, Organisation, SchemeImport, SupportScheme
from programmes.models.scheme_import import KEPT_FOR
from programmes.scheme_checking import CheckedSheet, SheetLine, check_lines, read_lines

PROBLEMS_KEPT, SAMPLE_KEPT, BATCH = 500, 50, 500
State = SchemeImport.State


class SchemeImportRefused(TransitionRefused):
    """Nothing was imported; ``message`` is the reason and what to do."""


def check_scheme_file(*, edition: Edition, upload: UploadedFile, actor: User, at: datetime) -> SchemeImport:
    """Check a spreadsheet and keep its lines, with their problems, until somebody says to import them.

    Side effects: a row, an audit entry. Raises :class:`SchemeImportRefused` when the file cannot be read at all.
    """
    content = upload.read(MOST_BYTES + 1)
    try:
        lines, findings = _find(content, edition, at)
    except Unreadable as problem:
        raise SchemeImportRefused(problem.message) from None
    with transaction.atomic():
        made = SchemeImport.objects.create(
            edition=edition,
            name=clean_file_name(upload.name or ""),
            lines=[asdict(line) for line in lines],
            uploaded_by=actor,
            uploaded_at=at,
            **findings,
        )
        data = {"new": made.new_count, "changed": made.changed_count, "problems": made.problem_count}
        record(verb="check_scheme_import", subject=made, actor=actor, at=at, scope=edition.scope, data=data)
    return made


def _find(content: bytes, edition: Edition, at: datetime) -> tuple[list[SheetLine], dict[str, Any]]:
    """Its lines, and the columns of its row; problems in every language of the site, once there are any."""
    lines, headings = read_lines(content)
    checked = CheckedSheet(problems=headings)
    if not checked.blocking:
        checked = check_lines(lines, edition=edition, today=timezone.localdate(at))
        checked.problems[:0] = headings
    findings = _describe(checked)
    for language, _name in settings.LANGUAGES if checked.problems else ():
        if language != get_language():
            with override(language):
                headings = read_lines(content)[1]
                others = (
                    headings
                    if any(problem.blocking for problem in headings)
                    else headings + check_lines(lines, edition=edition, today=timezone.localdate(at)).problems
                )
            _translate(findings["problems"], sorted(others, key=_rank), language)
    return lines, findings


def _rank(problem: Any) -> tuple[bool, int]:
    return not problem.blocking, problem.row


def _describe(checked: CheckedSheet) -> dict[str, Any]:
    first = sorted(checked.problems, key=_rank)[:PROBLEMS_KEPT]
    touched = sorted([*checked.new, *checked.changed], key=lambda line: line.number)[:SAMPLE_KEPT]
    return {
        "new_count": len(checked.new),
        "changed_count": len(checked.changed),
        "same_count": checked.same,
        "problem_count": len(checked.problems),
        "blocking_count": checked.blocking,
        "problems": [problem.as_dict() for problem in first],
        "sample": [
            {
                "row": line.number,
                "code": line.values["code"],
                "name": line.values.get("name") or (line.known.name if line.known else ""),
                "changes": sorted(line.changes) if line.known else [],
            }
            for line in touched
        ],
    }


def _translate(problems: list[dict[str, Any]], others: list[Any], language: str) -> None:
    for problem, other in zip(problems, others, strict=False):
        problem[language] = {"column": other.column, "text": other.text}


def apply_scheme_import(*, batch: SchemeImport, actor: User, at: datetime) -> int:
    """Add and change what the lines say, in one transaction; returns how many schemes. No mail leaves.

    Lines are checked again: schemes may have changed. Side effects: schemes, organisations that were not known,
    one audit entry; the lines are let go of. Raises :class:`SchemeImportRefused` when something blocks, or it was
    imported or removed meanwhile.
    """
    with transaction.atomic():
        edition = lock_and_read_edition(batch.edition_id)
        fresh = SchemeImport.objects.select_for_update().filter(pk=batch.pk, state=State.CHECKED).first()
        if fresh is None:
            raise SchemeImportRefused(_("Ce tableau a déjà été importé, ou retiré."))
        lines = [SheetLine(**line) for line in fresh.lines]
        # held: a correction that arrives now is either read here, or written after
        list(edition.schemes.select_for_update().order_by("pk").values_list("pk"))
        checked = check_lines(lines, edition=edition, today=timezone.localdate(at))
        if checked.blocking or fresh.blocking_count:
            raise SchemeImportRefused(
                _("Rien n’est importé : le tableau a des problèmes à corriger. Envoyez-le de nouveau.")
            )
        _write(edition, checked, actor, at)
        fresh.state, fresh.applied_at, fresh.lines = State.APPLIED, at, []
        fresh.new_count, fresh.changed_count = len(checked.new), len(checked.changed)
        fresh.same_count = checked.same
        fresh.save()
        data = {"new": fresh.new_count, "changed": fresh.changed_count}
        record(verb="apply_scheme_import", subject=fresh, actor=actor, at=at, scope=edition.scope, data=data)
    return fresh.new_count + fresh.changed_count


def _write(edition: Edition, checked: CheckedSheet, actor: User, at: datetime) -> None:
    """A few queries for each 500 lines."""
    bodies = _find_bodies(checked)
    made = [
        _fill(SupportScheme(edition=edition, created_at=at), line.values, bodies, actor, at)
        for line in checked.new
    ]
    SupportScheme.objects.bulk_create(made, batch_size=BATCH)
    changed, touched = [], {"version", "nonce", "verified_by", "verified_by_contact"}
    for line in checked.changed:
        if line.known is None:
            continue
        if "contact_email" in line.changes:
            line.known.nonce = new_nonce()
        line.known.version += 1
        touched.update("archived_at" if key == "archived" else key for key in line.changes)
        changed.append(_fill(line.known, line.changes, bodies, actor, at))
    if changed:
        SupportScheme.objects.bulk_update(changed, sorted(touched), batch_size=BATCH)


def _fill(
    scheme: SupportScheme, values: dict[str, Any], bodies: dict[str, Organisation], actor: User, at: datetime
) -> SupportScheme:
    for key, value in values.items():
        if key == "organisation":
            scheme.organisation = bodies[value.casefold()]
        elif key == "archived":
            scheme.archived_at = at if value else None
        else:
            setattr(scheme, key, value)
    if values.get("verified_on"):
        scheme.verified_by, scheme.verified_by_contact = actor, False
    return scheme


def _find_bodies(checked: CheckedSheet) -> dict[str, Organisation]:
    """Organisations by name, case aside; those that are not known are made. Two queries at most."""
    asked: dict[str, str] = {}
    for line in [*checked.new, *checked.changed]:
        if name := line.values.get("organisation"):
            asked.setdefault(name.casefold(), name)
    found = {body.name.casefold(): body for body in Organisation.objects.order_by("-pk")}
    missing = [Organisation(name=name) for key, name in asked.items() if key not in found]
    for body in Organisation.objects.bulk_create(missing, batch_size=BATCH):
        found[body.name.casefold()] = body
    return found


def remove_scheme_import(*, batch: SchemeImport, actor: User | None, at: datetime) -> None:
    """Let go of lines that are not imported. Side effects: the row's state and, the first time, an audit entry."""
    rows = SchemeImport.objects.filter(pk=batch.pk, state=State.CHECKED)
    with transaction.atomic():
        if rows.update(state=State.EXPIRED, lines=[], problems=[], sample=[]):
            record(verb="remove_scheme_import", subject=batch, actor=actor, at=at, scope=batch.edition.scope)


def delete_expired_imports(*, at: datetime) -> int:
    """Let go of the lines whose week is over; returns how many files."""
    old = SchemeImport.objects.filter(state=State.CHECKED, uploaded_at__lte=at - KEPT_FOR)
    batches = list(old.defer("lines").select_related("edition").order_by("pk")[:BATCH])
    for batch in batches:
        remove_scheme_import(batch=batch, actor=None, at=at)
    return len(batches)
