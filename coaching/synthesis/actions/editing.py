"""Edit the sections of a report; publish a retrospective, withdraw it."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.rows.actions import save_row
from accelerator.transitions import TransitionRefused
from accelerator.web.shared import drop_page
from coaching.models import EditedSection, SectionDraft, SynthesisReport
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.models import name_draft
from coaching.synthesis.reports.edits import SectionState
from programmes.locks import lock_and_read_edition, lock_edition
from programmes.models import Edition


def place_section(*, report: SynthesisReport, section: str, at: datetime) -> EditedSection:
    """The row of a section, created empty if needed. Side effect: the row."""
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
    """Put this text in the next versions, instead of the generated text of ``state``; both empty: the generated text
    again.

    Side effects: the row and its draft, an audit entry without its words. Raises
    :class:`accelerator.transitions.EditConflict` when somebody else changed it since ``base_version`` of the draft.
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


@transaction.atomic
def publish_report(*, report: SynthesisReport, actor: User, at: datetime) -> None:
    """Publish this version, in place of any other in its language.

    Side effects: the rows, an audit entry; on commit the public pages of the edition are rendered anew. Raises
    :class:`TransitionRefused` for anything but a retrospective that is built, of an edition that is announced.
    """
    edition = lock_and_read_edition(report.edition_id)
    if not edition.announced_at:
        raise TransitionRefused(_("Annoncez d’abord les projets retenus : la rétrospective les nomme."))
    rows = SynthesisReport.objects.select_for_update(no_key=True).ready().filter(pk=report.pk)
    if not rows.filter(kind=ReportKind.RETROSPECTIVE).values_list("pk").first():
        raise TransitionRefused(_("Seule une rétrospective établie peut être publiée."))
    SynthesisReport.objects.versions_of(report).exclude(pk=report.pk).update(published_at=None)
    SynthesisReport.objects.filter(pk=report.pk).update(published_at=at)
    _record("publish_report", report, actor, at)


@transaction.atomic
def withdraw_report(*, report: SynthesisReport, actor: User, at: datetime) -> None:
    """Withdraw it from the public, in any language. Side effects: as :func:`publish_report`."""
    public = SynthesisReport.objects.filter(edition=report.edition_id, published_at__isnull=False)
    if public.update(published_at=None):
        _record("withdraw_report", report, actor, at)


def _record(verb: str, report: SynthesisReport, actor: User, at: datetime) -> None:
    record(
        verb=verb,
        subject=report,
        actor=actor,
        at=at,
        scope=report.edition.scope,
        data={"version": report.version, "language": report.language},
    )
    clear_public_pages(report.edition)


def clear_public_pages(edition: Edition) -> None:
    """On commit, clear the cache of the page of the edition and of those below it, its retrospective too."""
    address = reverse("programmes:edition", args=[edition.slug])
    transaction.on_commit(lambda: drop_page(address))
