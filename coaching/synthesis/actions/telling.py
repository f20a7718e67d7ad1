"""Whom a version that is built is told: the holder of its project, and whoever asked for it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, Field, QuerySet

from accelerator.outbox.messages import Message
from accelerator.prepared import Prepared
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
    return _requests.ask(report=report.pk)


def mail_who_asked(report: SynthesisReport, requests: Iterable[ReportRequest]) -> list[Message]:
    """To each who made one of these requests, once all that they asked for at that go is built."""
    mails = []
    for request in requests:
        asked = {"edition": report.edition_id, "person": request.asked_by_id, "asked_at": request.asked_at}
        if _awaited.ask(**asked):
            continue
        states = _states.ask(**asked)
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
    return answers is None or bool(_told_since.ask(place=place.pk, own=report.pk, since=answers.sent_at))


def _list_states(edition: Any, person: Any, asked_at: Any) -> "QuerySet[SynthesisReport, str]":
    """Of all that a person asked for at one go."""
    rows = SynthesisReport.objects.filter(
        edition=edition, requests__asked_by=person, requests__asked_at=asked_at
    )
    return rows.order_by().values_list("state", flat=True)


_requests = Prepared(
    lambda report: (
        ReportRequest.objects.filter(report=report).select_related("asked_by").order_by("asked_at", "pk")
    ),
    report=BigIntegerField(),
)
_GO: "dict[str, Field[Any, Any]]" = {
    "edition": BigIntegerField(),
    "person": BigIntegerField(),
    "asked_at": DateTimeField(),
}
_states = Prepared(_list_states, **_GO)
_awaited = Prepared(lambda **go: _list_states(**go).filter(state__in=PENDING)[:1], **_GO)
_told_since = Prepared(
    lambda place, own, since: (
        SynthesisReport.objects.ready()
        .filter(participation=place, requested_at__gte=since)
        .exclude(pk=own)
        .order_by()
        .values_list("pk")[:1]
    ),
    place=BigIntegerField(),
    own=BigIntegerField(),
    since=DateTimeField(),
)
