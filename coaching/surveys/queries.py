"""The links of a survey, its counts, and which survey is due."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate

from coaching.models import Survey, SurveyInvitation
from coaching.surveys.enums import SurveyKind
from coaching.surveys.models import standing_counts
from programmes.models import Edition
from projects.models import Participation, ProjectMember


def invitations_of(survey: Survey | None) -> QuerySet[SurveyInvitation]:
    """The links of a survey with what their row shows."""
    rows = survey.invitations.standing() if survey else SurveyInvitation.objects.none()
    return rows.select_related("participation__project__organisation", "sheet").order_by(
        "participation__project__title", "pk"
    )


def invitations_of_edition(edition: Edition) -> QuerySet[SurveyInvitation]:
    return (
        SurveyInvitation.objects.standing()
        .filter(survey__edition=edition)
        .select_related("survey__edition", "participation__project")
    )


def survey_counts(edition: Edition, survey: Survey | None) -> dict[str, int]:
    """How many answered, began, wait, and how many projects have no link yet; two queries."""
    led = ProjectMember.objects.leads().active().values("project")
    reachable = Participation.objects.confirmed().filter(edition=edition, project__in=led)
    if survey is None:
        return {"sent": 0, "started": 0, "to_do": 0, "total": 0, "without_link": reachable.count()}
    counts = survey.invitations.aggregate(**standing_counts())
    return {**counts, "without_link": reachable.exclude(survey_invitations__survey=survey).count()}


def due_kind(edition: Edition, at: datetime) -> SurveyKind:
    """The survey to be dealt with now: the open one that closes first, the debrief until the session is over, the
    one that opens next, the one that was not made, else the last that closed. One query.
    """
    made = list(edition.surveys.all())
    if opened := [survey for survey in made if survey.is_open(at)]:
        return SurveyKind(min(opened, key=lambda survey: survey.closes_at).kind)
    missing = [kind for kind in SurveyKind if kind not in {survey.kind for survey in made}]
    ends = edition.session_ends_on
    if SurveyKind.DEBRIEF in missing and ends and localdate(at) <= ends:
        return SurveyKind.DEBRIEF
    if coming := [survey for survey in made if at < survey.opens_at]:
        return SurveyKind(min(coming, key=lambda survey: survey.opens_at).kind)
    if missing:
        return missing[-1]
    return SurveyKind(max(made, key=lambda survey: survey.closes_at).kind)
