"""What an organiser writes in a report."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.audit.actions import record
from accelerator.edit_conflict import EditConflict
from coaching.models import EditedSection, SynthesisReport
from coaching.synthesis.reports.edits import SectionShown
from programmes.models import Edition


@transaction.atomic
def edit_section(
    *,
    report: SynthesisReport,
    shown: SectionShown,
    own: str,
    added: str,
    base_version: int,
    actor: Any,
    at: datetime,
) -> EditedSection:
    """Keep what an organiser wrote in a section, over the generated text that ``shown`` has; both empty: take it back.

    Side effects: the row, an audit entry without a word of it; the next version of the document says it. Raises
    :class:`EditConflict` when somebody else wrote there since ``base_version``.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=report.edition_id)
    row, _created = EditedSection.objects.get_or_create(
        edition=report.edition,
        participation=report.participation,
        kind=report.kind,
        language=report.language,
        section=shown.key,
        defaults={"written_at": at},
    )
    if row.version != base_version:
        theirs = {"own": row.own, "added": row.added}
        raise EditConflict(theirs, row.version, _tell_who(row))
    row.own, row.added, row.title, row.generated = own, added, shown.title, shown.generated
    row.version, row.written_by, row.written_at = row.version + 1, actor, at
    row.save()
    record(
        verb="edit_report_section",
        subject=row,
        actor=actor,
        at=at,
        scope=report.edition.scope,
        data={"section": row.section, "version": row.version},
    )
    return row


def _tell_who(row: EditedSection) -> str:
    if row.written_by is None:
        return _("Ce texte a été modifié entre-temps.")
    return _("Ce texte a été modifié entre-temps par %(name)s.") % {"name": row.written_by}
