"""Reads about surveys and what their answers say to partners."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from accelerator.questionnaires.models import Answer
from coaching.enums import InvitationState, ReportKind, SurveyKind
from coaching.models import Survey, SurveyInvitation, SynthesisReport
from coaching.reports.counting import NEEDS, URGENCY, chosen
from programmes.models import Edition
from projects.models import Participation


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
    reachable = Participation.objects.confirmed().filter(
        edition=edition,
        project__members__leads=True,
        project__members__left_at=None,
        project__members__user__is_active=True,
    )
    if survey is None:
        return {"sent": 0, "started": 0, "to_do": 0, "total": 0, "without_link": reachable.count()}
    counts = survey.invitations.standing().aggregate(
        total=Count("pk"), **{state: Count("pk", filter=Q(state=state)) for state in InvitationState.values}
    )
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


@dataclass
class SharedProject:
    """A project that agreed to pass its synthesis on, with its needs in words."""

    invitation: SurveyInvitation
    needs: list[dict[str, str]] = field(default_factory=list)
    urgency: str = ""

    @property
    def project(self) -> Any:
        return self.invitation.participation.project


def shared_projects(user: Any, edition: Edition) -> list[SharedProject]:
    """What this partner may read in this edition, by title: two queries."""
    invitations = (
        SurveyInvitation.objects.visible_to(user)
        .sent()
        .filter(survey__edition=edition, survey__kind=SurveyKind.SYNTHESIS, shared_with_partners=True)
        .select_related("participation__project__organisation", "participation__project__application")
        .order_by("participation__project__title", "pk")
    )
    rows = {one.sheet_id: SharedProject(one) for one in invitations}
    given = Answer.objects.filter(sheet__in=rows, question__key__in=[NEEDS, URGENCY]).select_related(
        "question"
    )
    for answer in given:
        if answer.question.key == NEEDS:
            rows[answer.sheet_id].needs = chosen(answer)
        else:
            rows[answer.sheet_id].urgency = "".join(item["label"] for item in chosen(answer)[:1])
    return list(rows.values())


def need_counts(rows: list[SharedProject]) -> list[dict[str, Any]]:
    """The needs named, with how many projects name each, the most frequent first."""
    counts: dict[str, dict[str, Any]] = {}
    for row in rows:
        for need in row.needs:
            counts.setdefault(need["code"], {**need, "count": 0})["count"] += 1
    return sorted(counts.values(), key=lambda need: (-need["count"], need["label"]))


def latest_edition_report(user: Any, edition: Edition, language: str) -> SynthesisReport | None:
    """The last synthesis of the edition, in the reader's language if there is one; one query."""
    ready = SynthesisReport.objects.visible_to(user).ready().filter(edition=edition, kind=ReportKind.EDITION)
    return ready.annotate(is_theirs=Q(language=language)).order_by("-is_theirs", "-version", "-pk").first()
