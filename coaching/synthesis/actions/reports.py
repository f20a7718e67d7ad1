"""Ask for a version of a report: by somebody, when answers arrive, when somebody changes their mind."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from accelerator.accounts.models import User
from coaching.ideas.enums import Verdict
from coaching.models import Attendee, Contribution, Survey, SynthesisReport
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.queries import syntheses_sent, syntheses_shared
from coaching.synthesis.actions.requesting import request_versions
from coaching.synthesis.enums import PASSED_ON, ReportKind
from coaching.synthesis.queries import list_reported_participations
from programmes.models import Edition
from projects.models import Participation

LOOKS_BACK = timedelta(days=7)
"""A survey that closed before is no news: a planner that slept for a week missed it."""
LANGUAGE = "fr"
"""Of reports that nobody requested."""


def request_report(
    *,
    edition: Edition,
    participation: Participation | None,
    language: str,
    actor: User | None,
    at: datetime,
    kind: ReportKind = ReportKind.EDITION,
) -> SynthesisReport:
    """Ask for the next version of a project's synthesis, or of one of the edition's, of this ``kind``, when
    ``participation`` is ``None``.

    Side effects: one queued row, its requester, an audit entry, and on commit a job for the workers. The edition's row
    is locked meanwhile: of two requests at once, or of a request while a version waits still, the second takes part in
    the first, which will be gathered from now on, so that is its date; both are notified. While a version is being
    built, one more waits for its end.
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
    """Ask for the synthesis of every confirmed project that ``actor`` may read, in one go; of all for nobody.

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
    """A project sent its synthesis: its document is built in the holder's ``language``, and the edition's, in
    French as at the deadline, once nobody is waited for any more.

    Side effects: those of each request.
    """
    edition = survey.edition
    request_report(edition=edition, participation=participation, language=language, actor=None, at=at)
    answered = syntheses_sent(edition).order_by().values("participation")
    waited_for = Participation.objects.confirmed().filter(edition=edition).exclude(pk__in=answered)
    if not waited_for.exists():
        request_report(edition=edition, participation=None, language=LANGUAGE, actor=None, at=at)


def request_closed(*, at: datetime) -> int:
    """Ask for the report of each edition whose synthesis survey closed, with answers, since its last one.

    Side effects: those of each request. Returns how many were requested; a second call requests none. One query, and
    those of each request.
    """
    later = SynthesisReport.objects.filter(
        edition=OuterRef("edition"), kind=ReportKind.EDITION, requested_at__gte=OuterRef("closes_at")
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
    """Renew the reports of the edition that are passed on, when somebody on a picture of its session changes how far
    it may be published.

    Side effects: those of each request.
    """
    if not attendee.galleryitems.exists():
        return
    _renew(attendee.session.edition, Q(kind__in=PASSED_ON), at)


def renew_reports(*, edition: Edition, participation: Participation | None, at: datetime) -> None:
    """Renew every document that has figures of the edition for partners, and this project's own.

    Side effects: those of each request. The retrospective is not among them: its page checks consents each time.
    """
    shared = syntheses_shared(edition).order_by().values("participation")
    own = Q(participation=participation, kind=ReportKind.PROJECT)
    _renew(edition, Q(kind__in=PASSED_ON) | Q(participation__in=shared) | own, at)


def _renew(edition: Edition, documents: Q, at: datetime) -> None:
    """Request the next version of each of these that exists, of the same kind and in the same language."""
    known = (
        SynthesisReport.objects.filter(documents, edition=edition)
        .order_by("participation", "kind", "language")
        .values_list("participation", "kind", "language")
        .distinct()
    )
    rows = list(known)
    participations = Participation.objects.in_bulk({pk for pk, _kind, _language in rows if pk})
    documents_of: dict[tuple[str, str], list[Participation | None]] = {}
    for pk, kind, language in rows:
        documents_of.setdefault((kind, language), []).append(participations.get(pk))
    for (kind, language), places in documents_of.items():
        request_versions(
            edition=edition, places=places, kind=ReportKind(kind), language=language, actor=None, at=at
        )
