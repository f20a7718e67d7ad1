"""Build a report that was asked for, take over from a builder that died."""

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.jobs import actions as jobs
from accelerator.jobs.broker import ask_for
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from coaching.models import SynthesisReport
from coaching.surveys.queries import syntheses_sent
from coaching.synthesis import emails
from coaching.synthesis.enums import PENDING, ReportState
from coaching.synthesis.queries import list_edits
from coaching.synthesis.reports import build, figures, gather
from coaching.synthesis.reports.document import Document
from coaching.synthesis.reports.edits import apply_edits
from coaching.synthesis.reports.withheld import withhold
from programmes.models import Edition
from projects.members.queries import leads

RELATED = ("edition__programme", "participation__project")


def build_queued(*, report_id: int, at: datetime) -> bool:
    """Build one queued report; ``False`` when it is not (any more) ours to build, or says nothing new.

    Side effects: the row is claimed by compare-and-set, its ``step`` advances as work goes on (each step is
    committed, so that the page can show it), then file, hash and facts are stored and mails queued. A failure
    is recorded with a message for people; only an unexpected one is raised again, for the log. One that was asked for
    while the version before it was being built, and would say the same, is dropped: that version serves both.
    """
    report = claim_alone(report_id, at=at)
    if report is None:
        return False
    try:
        with translation.override(report.language):
            facts = gather.gather_facts(report)
            jobs.renew(report, at=at, step=1)
            charts = figures.charts_for(facts)
            jobs.renew(report, at=at, step=2)
            content = apply_edits(build.compose(facts, charts), list_edits(report))
            content = withhold(content, kind=report.kind, edition=report.edition)
            if spare := _find_spare(report, content):
                _drop(report, spare, at=at)
                return False
            document = build.print_report(report, content, facts)
            jobs.renew(report, at=at, step=3)
    except Exception:
        with translation.override(report.language):
            error = _(
                "Le document n’a pas pu être établi. Demandez une nouvelle version ; si cela se répète, "
                "prévenez l’assistance en citant la version %(version)s."
            ) % {"version": report.version}
        _finish(report, at=at, state=ReportState.FAILED, error=error)
        raise
    return _store(report, document, at=at, facts=facts, content=content)


@transaction.atomic
def claim_alone(report_id: int, *, at: datetime) -> SynthesisReport | None:
    """Take it, unless another version of the same document is being built: its builder calls for this one at its end.

    The edition's row is locked meanwhile, so that of two workers on two versions one waits.
    """
    waiting = SynthesisReport.objects.filter(pk=report_id, state=ReportState.QUEUED)
    report = waiting.defer("facts", "content").first()
    if report is None:
        return None
    Edition.objects.select_for_update(no_key=True).get(pk=report.edition_id)
    if SynthesisReport.objects.versions_of(report).filter(state=ReportState.BUILDING).exists():
        return None
    return jobs.claim_one(SynthesisReport, report_id, at=at, related=RELATED)


def _find_spare(report: SynthesisReport, content: Document) -> SynthesisReport | None:
    """The last version, if this one was asked for while it was being built and says the same. One query."""
    if not report.asked_during_build:
        return None
    versions = SynthesisReport.objects.versions_of(report).ready().filter(version__lt=report.version)
    last = versions.defer("facts").order_by("-version").first()
    says_the_same = last is not None and last.content == json.loads(json.dumps(content))
    return last if says_the_same else None


@transaction.atomic
def _drop(report: SynthesisReport, spare: SynthesisReport, *, at: datetime) -> None:
    """Take our row away: ``spare`` says the same, and answers what was asked of ours beside what it answered before.

    Side effects: both rows, an audit entry, the mails of who asked.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=report.edition_id)
    asked = list(report.requests.values_list("asked_by", "asked_at"))
    if not jobs.drop(report):
        return
    SynthesisReport.objects.filter(pk=spare.pk).update(requested_at=report.requested_at)
    for asked_by, asked_at in asked:
        spare.requests.get_or_create(asked_by_id=asked_by, asked_at=asked_at)
    record(
        verb="drop_report",
        subject=spare,
        actor=None,
        at=at,
        scope=report.edition.scope,
        data={"version": report.version},
    )
    queue(*_mail_who_asked(spare, since=[asked_at for _who, asked_at in asked]), at=at)
    _call_for_next(report)


def build_waiting(*, edition: Edition, at: datetime) -> None:
    """Build every report of the edition that waits, now and here instead of by the workers."""
    waiting = SynthesisReport.objects.filter(edition=edition, state__in=PENDING).values_list("pk", flat=True)
    for pk in waiting:
        build_queued(report_id=pk, at=at)


def _store(report: SynthesisReport, document: bytes, *, at: datetime, **columns: dict[str, Any]) -> bool:
    """Write the file, then mark the row; a file whose row went to another builder is removed."""
    field = report.file
    field.save("synthesis.pdf", ContentFile(document), save=False)
    kept = _finish(
        report,
        at=at,
        state=ReportState.READY,
        step=F("steps"),
        file=field.name,
        built_at=at,
        sha256=hashlib.sha256(document).hexdigest(),
        **columns,
    )
    if not kept:
        field.storage.delete(str(field.name))
    return kept


@transaction.atomic
def _finish(report: SynthesisReport, *, at: datetime, state: ReportState, **columns: Any) -> bool:
    """Mark our own row and queue the mails that follow, in one transaction; ``False`` if the row is not ours any more.

    The edition's row is locked so that, of two workers ending the last two reports of a batch, the second sees both.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=report.edition_id)
    if not jobs.end(report, state=state, **columns):
        return False
    report.state = state
    record(
        verb="build_report" if state == ReportState.READY else "fail_report",
        subject=report,
        actor=None,
        at=at,
        scope=report.edition.scope,
        data={"version": report.version, "sha256": columns.get("sha256", "")},
    )
    queue(*_mails(report), at=at)
    _call_for_next(report)
    return True


def _call_for_next(report: SynthesisReport) -> None:
    """On commit, a job for the version that waited for this one to end. One query."""
    waiting = SynthesisReport.objects.versions_of(report).filter(state=ReportState.QUEUED)
    pk = waiting.order_by("version").values_list("pk", flat=True).first()
    if pk is not None:
        transaction.on_commit(lambda: ask_for("coaching.build_report", pk))


def _mails(report: SynthesisReport) -> list[Message]:
    mails = []
    holder = (
        leads([report.participation.project_id]).get(report.participation.project_id)
        if report.participation
        else None
    )
    if holder and report.state == ReportState.READY and not _is_renewal(report):
        mails.append(emails.report_ready(report, holder))
    return mails + _mail_who_asked(report, but=holder)


def _mail_who_asked(
    report: SynthesisReport, *, but: User | None = None, since: Collection[datetime] | None = None
) -> list[Message]:
    """To each who asked for it, but for one, once all that they asked for at that go is built; ``since``: of these goes
    alone. A query, and one for each of them.
    """
    asked = report.requests.exclude(asked_by=but).select_related("asked_by")
    mails = []
    for request in asked if since is None else asked.filter(asked_at__in=since):
        batch = SynthesisReport.objects.filter(
            edition=report.edition, requests__asked_by=request.asked_by, requests__asked_at=request.asked_at
        )
        states = list(batch.order_by().values_list("state", flat=True))
        if not set(states) & set(PENDING):
            mails.append(
                emails.reports_ready(
                    report.edition,
                    request.asked_by,
                    requested_at=request.asked_at,
                    ready=states.count(ReportState.READY),
                    failed=states.count(ReportState.FAILED),
                )
            )
    return mails


def _is_renewal(report: SynthesisReport) -> bool:
    """Asked for by nobody, when the answers were told already: the holder has had their mail."""
    if report.requests.exists():
        return False
    sent = syntheses_sent(report.edition).filter(participation=report.participation)
    reports = SynthesisReport.objects.ready().filter(participation=report.participation).exclude(pk=report.pk)
    answers = sent.first()
    return answers is None or reports.filter(requested_at__gte=answers.sent_at).exists()


def take_back_stuck(*, at: datetime) -> int:
    """Queue again what a dead worker left, three times at most, then say that it failed; returns how many moved."""

    def give_up(report: SynthesisReport) -> bool:
        with translation.override(report.language):
            error = _("Le document n’a pas pu être établi après trois essais. Demandez une nouvelle version.")
        return _finish(report, at=at, state=ReportState.FAILED, error=error)

    return jobs.take_back_stuck(SynthesisReport, at=at, give_up=give_up)
