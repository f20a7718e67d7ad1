"""Open a retrospective to everybody, and take it back."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from accelerator.web.shared import drop_page
from coaching.models import SynthesisReport
from coaching.synthesis.enums import ReportKind
from programmes.locks import lock_and_read_edition
from programmes.models import Edition


@transaction.atomic
def publish_report(*, report: SynthesisReport, actor: User, at: datetime) -> None:
    """Everybody reads this version from now on, in place of any other in its language.

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
    """Nobody but organisers reads it any more, in any language. Side effects: as :func:`publish_report`."""
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
