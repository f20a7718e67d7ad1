"""The links of a survey, its counts, which survey is due; the syntheses, as pages of other subjects ask for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from accelerator.accounts.models import User
from coaching.models import Survey, SurveyInvitation
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.links import token_for
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


def count_links(survey: Survey | None) -> dict[str, int]:
    """How many links still open (``open``), and how many projects wait for a new one (``to_renew``). One query."""
    if survey is None:
        return {"open": 0, "to_renew": 0}
    rows = survey.invitations
    return {"open": rows.with_open_link().count(), "to_renew": rows.unanswered().with_revoked_link().count()}


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


@dataclass(frozen=True)
class AskedSynthesis:
    """The synthesis that a project is asked for, and where it stands."""

    invitation: SurveyInvitation

    @property
    def is_begun(self) -> bool:
        return self.invitation.state == InvitationState.STARTED

    @property
    def is_sent(self) -> bool:
        return self.invitation.state == InvitationState.SENT

    @property
    def sent_at(self) -> datetime | None:
        return self.invitation.sent_at

    @property
    def closes_at(self) -> datetime:
        return self.invitation.survey.closes_at

    def is_open(self, at: datetime) -> bool:
        return self.invitation.survey.is_open(at)

    def address_for(self, person: User) -> str:
        """Where this person answers."""
        return reverse("coaching:survey", args=[token_for(self.invitation, person)])


def syntheses_asked_of(participations: Iterable[int]) -> dict[int, AskedSynthesis]:
    """By participation, one that gave its place up unanswered apart. One query."""
    rows = SurveyInvitation.objects.standing().filter(
        participation__in=participations, survey__kind=SurveyKind.SYNTHESIS
    )
    return {
        invitation.participation_id: AskedSynthesis(invitation)
        for invitation in rows.select_related("survey")
    }


def syntheses_to_send(user: Any, at: datetime) -> QuerySet[SurveyInvitation]:
    """Those that this person is asked to send now."""
    return SurveyInvitation.objects.to_fill_in(user, at).filter(survey__kind=SurveyKind.SYNTHESIS)


def synthesis_sent_by(participation: Participation) -> SurveyInvitation | None:
    """What this project sent, even if it gave its place up since. One query."""
    syntheses = SurveyInvitation.objects.sent().filter(survey__kind=SurveyKind.SYNTHESIS)
    return syntheses.filter(participation=participation).first()


def syntheses_sent(edition: Edition) -> QuerySet[SurveyInvitation]:
    """What the projects that came sent of their session."""
    return SurveyInvitation.objects.syntheses_of(edition)


def has_syntheses(edition: Edition) -> bool:
    """Whether a synthesis came back, without which there is nothing to establish. One query."""
    sent = SurveyInvitation.objects.sent().filter(survey__edition=edition, survey__kind=SurveyKind.SYNTHESIS)
    return sent.exists()


def syntheses_shared(edition: Edition) -> QuerySet[SurveyInvitation]:
    """Those of an edition that may be passed on to its partners."""
    return SurveyInvitation.objects.shared().filter(survey__edition=edition)


def syntheses_shared_with(user: Any) -> QuerySet[SurveyInvitation]:
    """Those that this person may read among the ones that are passed on."""
    return SurveyInvitation.objects.visible_to(user).shared()
