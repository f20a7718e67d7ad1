"""The next versions of many documents, requested at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record_many
from accelerator.jobs.broker import enqueue
from coaching.models import ReportRequest, SynthesisReport
from coaching.synthesis.enums import ReportKind, ReportState
from programmes.locks import lock_edition
from programmes.models import Edition
from projects.models import Participation


class _Version(NamedTuple):
    pk: int
    place: int | None
    version: int
    state: str


@transaction.atomic
def request_versions(
    *,
    edition: Edition,
    places: Sequence[Participation | None],
    kind: ReportKind,
    language: str,
    actor: User | None,
    at: datetime,
) -> list[SynthesisReport]:
    """The version of each project that will be built, in their order; for ``[None]``, of the edition's own document.

    Side effects: those of :func:`coaching.synthesis.actions.reports.request_report`, for each; eight queries at most.
    """
    if not places:
        return []
    lock_edition(edition.pk)
    known = _read_versions(edition, places, kind, language)
    reports = _join_waiting(known, at)
    added = SynthesisReport.objects.bulk_create(
        SynthesisReport(
            edition=edition,
            participation=place,
            kind=kind,
            language=language,
            requested_at=at,
            due_at=at,
            version=1 + max((row.version for row in known[_key(place)]), default=0),
            requested_during_build=any(row.state == ReportState.BUILDING for row in known[_key(place)]),
        )
        for place in places
        if _key(place) not in reports
    )
    reports |= {report.participation_id: report for report in added}
    _note_requester(list(reports.values()), actor, at)
    details = {"kind": kind, "language": language}
    record_many(
        verb="request_report",
        model=SynthesisReport,
        data={report.pk: {**details, "version": report.version} for report in added},
        actor=actor,
        at=at,
        scope=edition.scope,
    )
    for report in added:
        transaction.on_commit(partial(enqueue, "coaching.build_report", report.pk))
    return [reports[_key(place)] for place in places]


def _key(place: Participation | None) -> int | None:
    return place.pk if place else None


def _read_versions(
    edition: Edition, places: Sequence[Participation | None], kind: ReportKind, language: str
) -> defaultdict[int | None, list[_Version]]:
    """All there are of each document. One query."""
    rows = SynthesisReport.objects.filter(edition=edition, kind=kind, language=language)
    if kind == ReportKind.PROJECT:
        rows = rows.filter(participation__in=[place.pk for place in places if place])
    known: defaultdict[int | None, list[_Version]] = defaultdict(list)
    for row in rows.order_by().values_list("pk", "participation", "version", "state"):
        known[row[1]].append(_Version(*row))
    return known


def _join_waiting(known: dict[int | None, list[_Version]], at: datetime) -> dict[int | None, SynthesisReport]:
    """By project, the versions that no worker took yet, dated now. Two queries, none where nothing waits."""
    waiting = [row.pk for rows in known.values() for row in rows if row.state == ReportState.QUEUED]
    if not waiting:
        return {}
    joined = SynthesisReport.objects.filter(pk__in=waiting)
    joined.update(requested_at=at)
    return {report.participation_id: report for report in joined.order_by("version")}


def _note_requester(reports: Sequence[SynthesisReport], actor: User | None, at: datetime) -> None:
    """Record who requested these reports, once while they wait. Two queries, none without a user."""
    if not getattr(actor, "is_authenticated", False):
        return
    noted = ReportRequest.objects.filter(report__in=reports, requested_by=actor).order_by()
    known = set(noted.values_list("report", flat=True))
    ReportRequest.objects.bulk_create(
        ReportRequest(report=report, requested_by=actor, requested_at=at)
        for report in reports
        if report.pk not in known
    )
