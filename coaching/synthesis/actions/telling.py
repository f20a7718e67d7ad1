"""Whom a version that is built is told: the holder of its project, and whoever asked for it."""

from collections.abc import Iterable

from accelerator.outbox.messages import Message
from coaching.models import ReportRequest, SynthesisReport
from coaching.surveys.queries import find_synthesis_that_counts
from coaching.synthesis import emails
from coaching.synthesis.enums import PENDING, ReportState
from projects.models import Participation


def list_mails(report: SynthesisReport) -> list[Message]:
    """To the holder, unless it only renews what they had a mail of; to each who asked for it. Five queries at most, and
    one or two for each who asked.
    """
    requests = list_requests(report)
    place = report.participation
    holder = place.project.find_lead() if place else None
    mails = mail_who_asked(report, [asked for asked in requests if asked.asked_by != holder])
    if holder and place and report.is_ready and (requests or not _is_renewal(report, place)):
        return [emails.report_ready(report, holder), *mails]
    return mails


def list_requests(report: SynthesisReport) -> list[ReportRequest]:
    """Who asked for this version, and when. One query."""
    return list(report.requests.select_related("asked_by").order_by("asked_at", "pk"))


def mail_who_asked(report: SynthesisReport, requests: Iterable[ReportRequest]) -> list[Message]:
    """To each who made one of these requests, once all that they asked for at that go is built."""
    mails = []
    for request in requests:
        requested = SynthesisReport.objects.filter(
            edition=report.edition_id,
            requests__asked_by=request.asked_by_id,
            requests__asked_at=request.asked_at,
        )
        if requested.filter(state__in=PENDING).exists():
            continue
        states = list(requested.order_by().values_list("state", flat=True))
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


def _is_renewal(report: SynthesisReport, place: Participation) -> bool:
    """Asked for by nobody, when the answers were told already: the holder has had their mail."""
    answers = find_synthesis_that_counts(place)
    if answers is None:
        return True
    since = SynthesisReport.objects.ready().filter(participation=place, requested_at__gte=answers.sent_at)
    return since.exclude(pk=report.pk).exists()
