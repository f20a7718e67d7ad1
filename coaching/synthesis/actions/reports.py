"""Request a version of a report: by somebody, when answers arrive, when a consent changes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accelerator.accounts.models import User
from accelerator.audit.actions import record_many
from accelerator.jobs.broker import enqueue
from coaching.ideas.enums import Verdict
from coaching.models import Attendee, Contribution, ReportRequest, Survey, SurveyInvitation, SynthesisReport
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.responses import OF_A_PROJECT
from coaching.synthesis.enums import PARTNER_REPORTS, ReportKind, ReportState
from coaching.synthesis.queries import list_reported_participations
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
    versions = _read_versions(edition, places, kind, language)
    reports = _join_waiting(versions, at)
    added = SynthesisReport.objects.bulk_create(
        SynthesisReport(
            edition=edition,
            participation=place,
            kind=kind,
            language=language,
            requested_at=at,
            due_at=at,
            version=1 + max((row.version for row in versions[_find_key(place)]), default=0),
            requested_during_build=any(
                row.state == ReportState.BUILDING for row in versions[_find_key(place)]
            ),
        )
        for place in places
        if _find_key(place) not in reports
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
    return [reports[_find_key(place)] for place in places]


def _find_key(place: Participation | None) -> int | None:
    return place.pk if place else None


def _read_versions(
    edition: Edition, places: Sequence[Participation | None], kind: ReportKind, language: str
) -> defaultdict[int | None, list[_Version]]:
    """All versions of each document. One query."""
    rows = SynthesisReport.objects.filter(edition=edition, kind=kind, language=language)
    if kind == ReportKind.PROJECT:
        rows = rows.filter(participation__in=[place.pk for place in places if place])
    versions: defaultdict[int | None, list[_Version]] = defaultdict(list)
    for row in rows.order_by().values_list("pk", "participation", "version", "state"):
        versions[row[1]].append(_Version(*row))
    return versions


def _join_waiting(
    versions: dict[int | None, list[_Version]], at: datetime
) -> dict[int | None, SynthesisReport]:
    """By project, the versions that no worker took yet, dated now. Two queries, none where nothing waits."""
    waiting = [row.pk for rows in versions.values() for row in rows if row.state == ReportState.QUEUED]
    if not waiting:
        return {}
    joined = SynthesisReport.objects.filter(pk__in=waiting)
    joined.update(requested_at=at)
    return {report.participation_id: report for report in joined.order_by("version")}


def _note_requester(reports: Sequence[SynthesisReport], actor: User | None, at: datetime) -> None:
    """Record the requester of these reports, once while they wait. Two queries, none without a user."""
    if not getattr(actor, "is_authenticated", False):
        return
    noted = ReportRequest.objects.filter(report__in=reports, requested_by=actor).order_by()
    recorded = set(noted.values_list("report", flat=True))
    ReportRequest.objects.bulk_create(
        ReportRequest(report=report, requested_by=actor, requested_at=at)
        for report in reports
        if report.pk not in recorded
    )


SEARCH_PERIOD = timedelta(days=7)
"""How far back closed surveys are searched: a planner may have been stopped for a week."""
LANGUAGE = "fr"
"""The language of reports that nobody requested."""


def request_report(
    *,
    edition: Edition,
    participation: Participation | None,
    language: str,
    actor: User | None,
    at: datetime,
    kind: ReportKind = ReportKind.EDITION,
) -> SynthesisReport:
    """Request the next version of a project's synthesis, or of one of the edition's, of this ``kind``, when
    ``participation`` is ``None``.

    Side effects: one queued row, its requester, an audit entry, and on commit a job for the workers. The edition's
    row is locked meanwhile: of two requests at once, or of a request while a version still waits, the second joins
    the first, which is gathered and dated from then on; both are notified. While a version is being built, one more
    waits for its end.
    """
    return request_versions(
        edition=edition,
        places=[participation],
        kind=ReportKind.PROJECT if participation else kind,
        language=language,
        actor=actor,
        at=at,
    )[0]


def request_all(*, edition: Edition, language: str, actor: User, at: datetime) -> list[SynthesisReport]:
    """Request the synthesis of every confirmed project that ``actor`` may read, in one go; of all without an actor.

    Side effects: those of each request.
    """
    participations = (
        Participation.objects.confirmed().filter(edition=edition).select_related("project")
        if actor is None
        else list_reported_participations(actor, edition)
    )
    return request_versions(
        edition=edition,
        places=list(participations),
        kind=ReportKind.PROJECT,
        language=language,
        actor=actor,
        at=at,
    )


def follow_answer(*, survey: Survey, participation: Participation, language: str, at: datetime) -> None:
    """Request the document of a project that sent its synthesis, in the holder's ``language``, and after the last
    answer the edition's, in French as at the deadline.

    Side effects: those of each request.
    """
    edition = survey.edition
    request_report(edition=edition, participation=participation, language=language, actor=None, at=at)
    answered = SurveyInvitation.objects.syntheses_of(edition).order_by().values("participation")
    waited_for = Participation.objects.confirmed().filter(edition=edition).exclude(pk__in=answered)
    if not waited_for.exists():
        request_report(edition=edition, participation=None, language=LANGUAGE, actor=None, at=at)


def follow_year(*, participation: Participation, at: datetime) -> None:
    """Request the documents of a project that answered a follow-up again, in the languages that exist.

    Those of the edition are requested once the survey closes: see :func:`request_closed`. Side effects: those of each
    request.
    """
    own = Q(participation=participation, kind=ReportKind.PROJECT)
    _renew(participation.edition, own, at)


def request_closed(*, at: datetime) -> int:
    """Request the report of each edition whose synthesis survey or follow-up closed, with answers, since its last
    one.

    Side effects: those of each request. Returns how many were requested; a second call requests none. One query, and
    those of each request.
    """
    later = SynthesisReport.objects.filter(
        edition=OuterRef("edition"), kind=ReportKind.EDITION, requested_at__gte=OuterRef("closes_at")
    )
    closed = (
        Survey.objects.filter(
            kind__in=OF_A_PROJECT,
            closes_at__lte=at,
            closes_at__gt=at - SEARCH_PERIOD,
            invitations__state=InvitationState.SENT,
        )
        .exclude(Exists(later.order_by()))
        .select_related("edition")
        .order_by("pk")
        .distinct()
    )
    editions = {survey.edition_id: survey.edition for survey in closed}
    for edition in editions.values():
        request_report(edition=edition, participation=None, language=LANGUAGE, actor=None, at=at)
    return len(editions)


def renew_credits(*, attendee: Attendee, at: datetime) -> None:
    """Renew the documents of the projects that accepted an idea of this person, whose consent to be named changed.

    Side effects: those of each request.
    """
    accepted = Contribution.objects.published().filter(attendee=attendee, verdict=Verdict.KEEP).order_by()
    written = SynthesisReport.objects.filter(participation__in=accepted.values("participation"))
    pairs = list(
        written.order_by("participation", "language").values_list("participation", "language").distinct()
    )
    participations = Participation.objects.select_related("edition").in_bulk([pk for pk, _language in pairs])
    for pk, language in pairs:
        place = participations[pk]
        request_report(edition=place.edition, participation=place, language=language, actor=None, at=at)


def renew_pictures(*, attendee: Attendee, at: datetime) -> None:
    """Renew the shared reports of the edition, when somebody on a picture of its session changes their consent.

    Side effects: those of each request.
    """
    if not attendee.galleryitems.exists():
        return
    _renew(attendee.session.edition, Q(kind__in=PARTNER_REPORTS), at)


def renew_reports(*, edition: Edition, participation: Participation | None, at: datetime) -> None:
    """Renew every document that has figures of the edition for partners, and this project's own.

    Side effects: those of each request. The retrospective is not among them: its page checks consents each time.
    """
    shared = (
        SurveyInvitation.objects.shared().filter(survey__edition=edition).order_by().values("participation")
    )
    own = Q(participation=participation, kind=ReportKind.PROJECT)
    _renew(edition, Q(kind__in=PARTNER_REPORTS) | Q(participation__in=shared) | own, at)


def _renew(edition: Edition, documents: Q, at: datetime) -> None:
    """Request the next version of each of these that exists, of the same kind and in the same language."""
    existing = (
        SynthesisReport.objects.filter(documents, edition=edition)
        .order_by("participation", "kind", "language")
        .values_list("participation", "kind", "language")
        .distinct()
    )
    rows = list(existing)
    participations = Participation.objects.in_bulk({pk for pk, _kind, _language in rows if pk})
    documents_of: dict[tuple[str, str], list[Participation | None]] = {}
    for pk, kind, language in rows:
        documents_of.setdefault((kind, language), []).append(participations.get(pk))
    for (kind, language), places in documents_of.items():
        request_versions(
            edition=edition, places=places, kind=ReportKind(kind), language=language, actor=None, at=at
        )
