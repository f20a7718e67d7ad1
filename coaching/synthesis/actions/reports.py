"""Synthesis reports: request a version, build it, take over from a builder that died."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _

from accelerator.audit.actions import record
from accelerator.jobs import actions as jobs
from accelerator.jobs.broker import ask_for
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from coaching.ideas.enums import Verdict
from coaching.models import Attendee, Contribution, Survey, SynthesisReport
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.queries import syntheses_sent, syntheses_shared
from coaching.synthesis import emails
from coaching.synthesis.enums import ReportKind, ReportState
from coaching.synthesis.queries import list_edits
from coaching.synthesis.reports import build, figures, gather
from coaching.synthesis.reports.edits import apply_edits
from programmes.models import Edition
from projects.members.queries import leads
from projects.models import Participation

LOOKS_BACK = timedelta(days=7)
"""A survey that closed before is no news: a planner that slept for a week missed it."""
LANGUAGE = "fr"
"""Of what nobody asked for."""
PENDING = [ReportState.QUEUED, ReportState.BUILDING]


@transaction.atomic
def request_report(
    *, edition: Edition, participation: Participation | None, language: str, actor: Any, at: datetime
) -> SynthesisReport:
    """Ask for the next version of a project's synthesis, or of the edition's when ``participation`` is ``None``.

    Side effects: one queued row, an audit entry, and on commit a job for the workers. The edition's row is locked
    meanwhile: of two requests at once, or of a request while a version waits still, the second takes part in the first,
    which will be gathered from now on, so that is its date.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    kind = ReportKind.PROJECT if participation else ReportKind.EDITION
    asker = actor if getattr(actor, "is_authenticated", False) else None
    versions = SynthesisReport.objects.filter(
        edition=edition, participation=participation, language=language, kind=kind
    )
    report = _join_waiting(versions, asker=asker, at=at)
    if report is not None:
        return report
    report = SynthesisReport.objects.create(
        edition=edition,
        participation=participation,
        kind=kind,
        language=language,
        requested_at=at,
        due_at=at,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        requested_by=asker,
    )
    record(
        verb="request_report",
        subject=report,
        actor=actor,
        at=at,
        scope=edition.scope,
        data={"kind": kind, "version": report.version, "language": language},
    )
    transaction.on_commit(lambda: ask_for("coaching.build_report", report.pk))
    return report


def _join_waiting(versions: Any, *, asker: Any, at: datetime) -> SynthesisReport | None:
    """The version that no worker took yet, dated now; ``None`` if there is none. Whoever asked first keeps its mail."""
    waiting = versions.filter(state=ReportState.QUEUED)
    if not waiting.update(requested_at=at):
        return None
    if asker is not None:
        waiting.filter(requested_by=None).update(requested_by=asker)
    joined: SynthesisReport = versions.order_by("-version")[0]
    return joined


@transaction.atomic
def request_all(*, edition: Edition, language: str, actor: Any, at: datetime) -> list[SynthesisReport]:
    """Ask for the synthesis of every confirmed project, in one go. Side effects: those of each request."""
    participations = Participation.objects.confirmed().filter(edition=edition).select_related("project")
    return [
        request_report(edition=edition, participation=participation, language=language, actor=actor, at=at)
        for participation in participations
    ]


def build_queued(*, report_id: int, at: datetime) -> bool:
    """Build one queued report; ``False`` when it is not (any more) ours to build.

    Side effects: the row is claimed by compare-and-set, its ``step`` advances as work goes on (each step is
    committed, so that the page can show it), then file, hash and facts are stored and mails queued. A failure
    is recorded with a message for people; only an unexpected one is raised again, for the log.
    """
    related = ("edition__programme", "participation__project", "requested_by")
    report = jobs.claim_one(SynthesisReport, report_id, at=at, related=related)
    if report is None:
        return False
    try:
        with translation.override(report.language):
            facts = gather.project_facts(report) if report.participation else gather.edition_facts(report)
            jobs.renew(report, at=at, step=1)
            charts = figures.charts_for(facts)
            jobs.renew(report, at=at, step=2)
            content = apply_edits(build.compose(facts, charts), list_edits(report))
            document = build.print_document(
                content,
                running=build.find_running_head(facts),
                language=report.language,
                version=report.version,
                at=report.requested_at,
            )
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
    return True


def _mails(report: SynthesisReport) -> list[Message]:
    mails = []
    holder = (
        leads([report.participation.project_id]).get(report.participation.project_id)
        if report.participation
        else None
    )
    if holder and report.state == ReportState.READY and not _is_renewal(report):
        mails.append(emails.report_ready(report, holder))
    if report.requested_by and report.requested_by != holder:
        batch = SynthesisReport.objects.filter(
            edition=report.edition, requested_by=report.requested_by, requested_at=report.requested_at
        )
        if not batch.filter(state__in=PENDING).exists():
            states = list(batch.values_list("state", flat=True))
            mails.append(
                emails.reports_ready(
                    report.edition,
                    report.requested_by,
                    requested_at=report.requested_at,
                    ready=states.count(ReportState.READY),
                    failed=states.count(ReportState.FAILED),
                )
            )
    return mails


def _is_renewal(report: SynthesisReport) -> bool:
    """Asked for by nobody, when the answers were told already: the holder has had their mail."""
    if report.requested_by:
        return False
    sent = syntheses_sent(report.edition).filter(participation=report.participation)
    reports = SynthesisReport.objects.ready().filter(participation=report.participation).exclude(pk=report.pk)
    answers = sent.first()
    return answers is None or reports.filter(requested_at__gte=answers.sent_at).exists()


def follow_answer(*, survey: Survey, participation: Participation, language: str, at: datetime) -> None:
    """A project sent its synthesis: its document is built, and the edition's once nobody is waited for any more.

    Side effects: those of each request.
    """
    edition = survey.edition
    request_report(edition=edition, participation=participation, language=language, actor=None, at=at)
    answered = syntheses_sent(edition).order_by().values("participation")
    waited_for = Participation.objects.confirmed().filter(edition=edition).exclude(pk__in=answered)
    if not waited_for.exists():
        request_report(edition=edition, participation=None, language=language, actor=None, at=at)


def request_closed(*, at: datetime) -> int:
    """Ask for the report of each edition whose synthesis survey closed, with answers, since its last one.

    Side effects: those of each request. Returns how many were asked for; asking again asks for none. One query, and
    those of each request.
    """
    later = SynthesisReport.objects.filter(
        edition=OuterRef("edition"), participation=None, requested_at__gte=OuterRef("closes_at")
    )
    closed = (
        Survey.objects.filter(
            kind=SurveyKind.SYNTHESIS,
            closes_at__lte=at,
            closes_at__gt=at - LOOKS_BACK,
            invitations__state=InvitationState.SENT,
        )
        .exclude(Exists(later.order_by()))
        .select_related("edition")
        .order_by("pk")
        .distinct()
    )
    for survey in closed:
        request_report(edition=survey.edition, participation=None, language=LANGUAGE, actor=None, at=at)
    return len(closed)


def take_back_stuck(*, at: datetime) -> int:
    """Queue again what a dead worker left, three times at most, then say that it failed; returns how many moved."""

    def give_up(report: SynthesisReport) -> bool:
        with translation.override(report.language):
            error = _("Le document n’a pas pu être établi après trois essais. Demandez une nouvelle version.")
        return _finish(report, at=at, state=ReportState.FAILED, error=error)

    return jobs.take_back_stuck(SynthesisReport, at=at, give_up=give_up)


def renew_credits(*, attendee: Attendee, at: datetime) -> None:
    """The documents of the projects that kept an idea of this person: they name them from now on, or no more.

    Side effects: those of each request.
    """
    kept = Contribution.objects.shown().filter(attendee=attendee, verdict=Verdict.KEEP).order_by()
    written = SynthesisReport.objects.filter(participation__in=kept.values("participation"))
    pairs = list(
        written.order_by("participation", "language").values_list("participation", "language").distinct()
    )
    participations = Participation.objects.select_related("edition").in_bulk([pk for pk, _language in pairs])
    for pk, language in pairs:
        place = participations[pk]
        request_report(edition=place.edition, participation=place, language=language, actor=None, at=at)


def renew_pictures(*, attendee: Attendee, at: datetime) -> None:
    """The reports of the edition, when somebody on a picture of its session says anew how far it may be shown.

    Side effects: those of each request.
    """
    if not attendee.galleryitems.exists():
        return
    edition = attendee.session.edition
    written = SynthesisReport.objects.filter(edition=edition, participation=None)
    for language in list(written.order_by("language").values_list("language", flat=True).distinct()):
        request_report(edition=edition, participation=None, language=language, actor=None, at=at)


def renew_reports(*, edition: Edition, participation: Participation | None, at: datetime) -> None:
    """Every document that tells the figures of the edition to partners, and this project's own."""
    shared = syntheses_shared(edition).order_by().values("participation")
    documents = Q(participation=None) | Q(participation__in=shared)
    known = (
        SynthesisReport.objects.filter(documents | Q(participation=participation), edition=edition)
        .order_by("participation", "language")
        .values_list("participation", "language")
        .distinct()
    )
    pairs = list(known)
    participations = Participation.objects.in_bulk({pk for pk, _language in pairs if pk})
    for pk, language in pairs:
        request_report(
            edition=edition, participation=participations.get(pk), language=language, actor=None, at=at
        )
