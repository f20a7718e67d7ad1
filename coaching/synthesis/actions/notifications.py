"""Mails about a version that is built: to the holder of its project, and to those who requested it."""

from collections.abc import Iterable

from accelerator.outbox.messages import Message
from coaching.models import ReportRequest, SynthesisReport
from coaching.surveys.queries import find_synthesis_that_counts
from coaching.synthesis import emails
from coaching.synthesis.enums import PENDING, ReportState
from projects.models import Participation


def list_mails(report: SynthesisReport) -> list[Message]:
    """To the holder, unless it only renews a version that they had a mail about; to each who requested it. Five queries
    at most, and one or two for each requester.
    """
    requests = list_requests(report)
    place = report.participation
    holder = place.project.find_lead() if place else None
    mails = mail_requesters(report, [request for request in requests if request.requested_by != holder])
    if holder and place and report.is_ready and (requests or not _is_renewal(report, place)):
        return [emails.report_ready(report, holder), *mails]
    return mails


def list_requests(report: SynthesisReport) -> list[ReportRequest]:
    """The requests for this version. One query."""
    return list(report.requests.select_related("requested_by").order_by("requested_at", "pk"))


def mail_requesters(report: SynthesisReport, requests: Iterable[ReportRequest]) -> list[Message]:
    """To each who made one of these requests, once all that they requested with it is built."""
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


def _is_renewal(report: SynthesisReport, place: Participation) -> bool:
    """A version that nobody requested, of answers the holder has had a mail about."""
    answers = find_synthesis_that_counts(place)
    if answers is None:
        return True
    since = SynthesisReport.objects.ready().filter(participation=place, requested_at__gte=answers.sent_at)
    return since.exclude(pk=report.pk).exists()
