"""What an organiser writes in a report: typed as a draft, included in documents once it is confirmed."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.rows.actions import save_row
from coaching.models import EditedSection, SectionDraft, SynthesisReport
from coaching.synthesis.models import name_draft
from coaching.synthesis.reports.edits import SectionState
from programmes.locks import lock_edition


def place_section(*, report: SynthesisReport, section: str, at: datetime) -> EditedSection:
    """The row of a section, empty before anybody wrote there. Side effect: the row."""
    row, _created = EditedSection.objects.get_or_create(
        edition=report.edition,
        participation=report.participation,
        kind=report.kind,
        language=report.language,
        section=section,
        defaults={"written_at": at},
    )
    return row


@transaction.atomic
def confirm_section(
    *,
    report: SynthesisReport,
    state: SectionState,
    own: str,
    added: str,
    base_version: int,
    actor: User,
    at: datetime,
) -> EditedSection:
    """Put this text in the next versions, over the generated text of ``state``; both empty: the generated text again.

    Side effects: the row and its draft, an audit entry without a word of it. Raises
    :class:`accelerator.edit_conflict.EditConflict` when somebody else typed there since ``base_version`` of the draft.
    """
    lock_edition(report.edition_id)
    row = place_section(report=report, section=state.key, at=at)
    draft = type_section(
        report=report, row=row, own=own, added=added, base_version=base_version, actor=actor, at=at
    )
    row.own, row.added, row.title, row.generated = own, added, state.title, state.generated
    row.written_by, row.written_at = actor, at
    row.save()
    record(
        verb="edit_report_section",
        subject=row,
        actor=actor,
        at=at,
        scope=report.edition.scope,
        data={"section": row.section, "version": draft.version},
    )
    return row


def type_section(
    *,
    report: SynthesisReport,
    row: EditedSection,
    own: str,
    added: str,
    base_version: int,
    actor: User,
    at: datetime,
) -> SectionDraft:
    """Save this as the draft of a section; no document includes it. Side effect: the draft. Raises as above."""
    return save_row(
        model=SectionDraft,
        owner={"section": row},
        uid=name_draft(report, row.section),
        values={"own": own, "added": added},
        base_version=base_version,
        actor=actor,
        at=at,
    )
