"""Build a requested report, take over from a builder that died, and notify its requesters."""

import hashlib
import json
import time
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from accelerator.audit.actions import record
from accelerator.jobs import actions as jobs
from accelerator.jobs.broker import enqueue
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from coaching.models import ReportRequest, SurveyInvitation, SynthesisReport
from coaching.surveys.emails import survey_thanks
from coaching.surveys.queries import find_synthesis_that_counts
from coaching.synthesis import emails
from coaching.synthesis.enums import PENDING, ReportState
from coaching.synthesis.queries import list_edits, list_version_ids
from coaching.synthesis.reports import build, figures, gather
from coaching.synthesis.reports.document import Document
from coaching.synthesis.reports.edits import apply_edits
from coaching.synthesis.reports.filtering import filter_document
from programmes.locks import lock_edition
from programmes.models import Edition
from projects.models import Participation


def list_mails(report: SynthesisReport) -> list[Message]:
    """The mails about a version: to the holder, unless it only renews a version that they had a mail about; to its
    requesters.

    The mail about the first version of answers thanks for them, also when none could be built. Five queries at most,
    and one or two for each requester.
    """
    requests = list_requests(report)
    place = report.participation
    holder = place.project.find_lead() if place else None
    mails = mail_requesters(report, [request for request in requests if request.requested_by != holder])
    if holder is None or place is None:
        return mails
    answers = _find_new_answers(report, place)
    if report.is_ready and (requests or answers):
        return [emails.report_ready(report, holder, answers), *mails]
    return [survey_thanks(answers, holder), *mails] if answers and not requests else mails


def list_requests(report: SynthesisReport) -> list[ReportRequest]:
    """The requests for this version. One query."""
    return list(report.requests.select_related("requested_by").order_by("requested_at", "pk"))


def mail_requesters(report: SynthesisReport, requests: Iterable[ReportRequest]) -> list[Message]:
    """The mails to the authors of these requests, once everything they requested together is built."""
    mails = []
    for request in requests:
        requested = SynthesisReport.objects.filter(
            edition=report.edition_id,
            requests__requested_by=request.requested_by_id,
            requests__requested_at=request.requested_at,
        )
        if requested.filter(state__in=PENDING).exists():
            continue
        states = list(requested.order_by().values_list("state", flat=True))
        mails.append(
            emails.reports_ready(
                report.edition,
                request.requested_by,
                requested_at=request.requested_at,
                ready=states.count(ReportState.READY),
                failed=states.count(ReportState.FAILED),
            )
        )
    return mails


def _find_new_answers(report: SynthesisReport, place: Participation) -> SurveyInvitation | None:
    """The answers of which this is the first version; ``None`` when the holder has had a mail about them."""
    answers = find_synthesis_that_counts(place)
    if answers is None:
        return None
    since = SynthesisReport.objects.ready().filter(participation=place, requested_at__gte=answers.sent_at)
    return None if since.exclude(pk=report.pk).exists() else answers


RELATED = (
    "edition__programme",
    "edition__call",
    "participation__project__application",
    "participation__project__organisation",
)
"""The relations of a report that its document and mail need."""
PROGRESS_EVERY_S = 0.5
"""How often progress is stored: a waiting page polls every other second."""


def build_queued(*, report_id: int, at: datetime) -> bool:
    """Build one queued report; ``False`` when another worker has it, or it brings nothing new.

    Side effects: the row is claimed by compare-and-set, its ``step`` advances as work goes on (committed, so that the
    page can show it), then file, hash and facts are stored and mails queued.

    A failure is recorded with a message for people; only an unexpected one is raised again, for the log. A report
    requested while the version before it was being built, with the same content, is dropped: that version serves
    both.
    """
    report = claim_alone(report_id, at=at)
    if report is None:
        return False
    steps = _Steps(report, at)
    try:
        with translation.override(report.language):
            facts = gather.gather_facts(report)
            steps.show(1)
            charts = figures.make_charts_for(facts)
            steps.show(2)
            content = apply_edits(build.compose(facts, charts), list_edits(report))
            content = filter_document(content, kind=report.kind, edition=report.edition)
            if spare := _find_spare(report, content):
                _drop(report, spare, at=at)
                return False
            document = build.print_report(report, content, facts)
            steps.show(3)
    except Exception:
        with translation.override(report.language):
            error = _(
                "Le document n’a pas pu être établi. Demandez une nouvelle version ; si cela se répète, "
                "prévenez l’assistance en citant la version %(version)s."
            ) % {"version": report.version}
        _finish(report, at=at, state=ReportState.FAILED, error=error)
        raise
    return _store(report, document, at=at, facts=facts, content=content)


class _Steps:
    """Stores the progress of the work, unless it is too fast to be seen."""

    def __init__(self, report: SynthesisReport, at: datetime) -> None:
        self.report, self.at, self.written = report, at, time.monotonic()

    def show(self, step: int) -> None:
        now = time.monotonic()
        if now - self.written >= PROGRESS_EVERY_S:
            self.written = now
            jobs.renew(self.report, at=self.at, step=step)


@transaction.atomic
def claim_alone(report_id: int, *, at: datetime) -> SynthesisReport | None:
    """Claim it, unless another version of the same document is being built: its builder calls for this one at its
    end.

    The edition's row is locked meanwhile, so that of two workers on two versions one waits.
    """
    queued = SynthesisReport.objects.filter(pk=report_id, state=ReportState.QUEUED)
    report = queued.defer("facts", "content").first()
    if report is None:
        return None
    lock_edition(report.edition_id)
    if list_version_ids(report, ReportState.BUILDING):
        return None
    return jobs.claim_one(SynthesisReport, report_id, at=at, related=RELATED)


def _find_spare(report: SynthesisReport, content: Document) -> SynthesisReport | None:
    """The last version, if this one was requested while it was being built and has the same content. One query."""
    if not report.requested_during_build:
        return None
    versions = SynthesisReport.objects.versions_of(report).ready().filter(version__lt=report.version)
    last = versions.defer("facts").order_by("-version").first()
    is_the_same = last is not None and last.content == json.loads(json.dumps(content))
    return last if is_the_same else None


@transaction.atomic
def _drop(report: SynthesisReport, spare: SynthesisReport, *, at: datetime) -> None:
    """Delete our row: ``spare`` has the same content, and takes over the requests of ours.

    Side effects: both rows, an audit entry, mails to those who requested ours.
    """
    lock_edition(report.edition_id)
    requests_of_ours = list(report.requests.values_list("requested_by", "requested_at"))
    if not jobs.drop(report):
        return
    SynthesisReport.objects.filter(pk=spare.pk).update(requested_at=report.requested_at)
    for requested_by, requested_at in requests_of_ours:
        spare.requests.get_or_create(requested_by_id=requested_by, requested_at=requested_at)
    record(
        verb="drop_report",
        subject=spare,
        actor=None,
        at=at,
        scope=report.edition.scope,
        data={"version": report.version},
    )
    since = {requested_at for _who, requested_at in requests_of_ours}
    requests = [request for request in list_requests(spare) if request.requested_at in since]
    queue(*mail_requesters(spare, requests), at=at)
    _call_for_next(report)


def build_waiting(*, edition: Edition, at: datetime) -> None:
    """Build every waiting report of the edition, now and here instead of by the workers."""
    waiting = SynthesisReport.objects.filter(edition=edition, state__in=PENDING).values_list("pk", flat=True)
    for pk in waiting:
        build_queued(report_id=pk, at=at)


def _store(report: SynthesisReport, document: bytes, *, at: datetime, **columns: dict[str, object]) -> bool:
    """Write the file, then mark the row; a file whose row went to another builder is removed."""
    field = report.file
    field.save("synthesis.pdf", ContentFile(document), save=False)
    is_stored = _finish(
        report,
        at=at,
        state=ReportState.READY,
        step=F("steps"),
        file=field.name,
        built_at=at,
        sha256=hashlib.sha256(document).hexdigest(),
        **columns,
    )
    if not is_stored:
        field.storage.delete(str(field.name))
    return is_stored


@transaction.atomic
def _finish(report: SynthesisReport, *, at: datetime, state: ReportState, **columns: object) -> bool:
    """Mark our own row and queue its mails, in one transaction; ``False`` if the row is not ours any more.

    The edition's row is locked so that, of two workers ending the last two reports of a batch, the second sees both.
    """
    lock_edition(report.edition_id)
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
    if mails := list_mails(report):
        # a thousand documents requested at once trigger one delivery, at the end of the last
        others = SynthesisReport.objects.filter(edition=report.edition_id, state__in=PENDING)
        queue(*mails, at=at, asks=not others.exclude(pk=report.pk).exists())
    _call_for_next(report)
    return True


def _call_for_next(report: SynthesisReport) -> None:
    """On commit, a job for the version that waits for the end of this one. One query."""
    for pk in list_version_ids(report, ReportState.QUEUED)[:1]:
        transaction.on_commit(partial(enqueue, "coaching.build_report", pk))


def requeue_stuck(*, at: datetime) -> int:
    """Queue again the reports of dead workers, three times at most, then mark them failed; returns how many."""

    def give_up(report: SynthesisReport) -> bool:
        with translation.override(report.language):
            error = _("Le document n’a pas pu être établi après trois essais. Demandez une nouvelle version.")
        return _finish(report, at=at, state=ReportState.FAILED, error=error)

    return jobs.requeue_stuck(SynthesisReport, at=at, give_up=give_up)
