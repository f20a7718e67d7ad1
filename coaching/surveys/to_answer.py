"""The surveys that somebody has to answer, for homes: for a project, or as themselves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.web.templatetags.prose import deadline
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.audiences import find_audience_members
from coaching.surveys.awaiting import find_own_room_answers
from coaching.surveys.enums import InvitationState, SurveyAudience, SurveyKind
from coaching.surveys.links import PERSONAL_LINK, token_for


@dataclass(frozen=True)
class ProjectSurvey:
    """A survey that a project has to answer, and where it stands."""

    invitation: SurveyInvitation

    @property
    def survey(self) -> Survey:
        return self.invitation.survey

    @property
    def kind(self) -> SurveyKind:
        return SurveyKind(self.survey.kind)

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
        return self.survey.closes_at

    def is_open(self, at: datetime) -> bool:
        return self.survey.is_open(at)

    def is_awaited(self, at: datetime) -> bool:
        """Whether it may be answered now, and was not: neither by the link nor, by the reader, in the room."""
        in_the_room = bool(getattr(self.invitation, "is_answered_in_room", False))
        return self.is_open(at) and not self.is_sent and not in_the_room

    def address_for(self, person: User) -> str:
        """Where this person answers."""
        return reverse("coaching:survey", args=[token_for(self.invitation, person)])


def list_project_surveys(participations: Iterable[int], reader: User) -> dict[int, list[ProjectSurvey]]:
    """By participation, the first to open first, as ``reader`` may know of them; one that gave its place up
    unanswered apart. One query.
    """
    rows: Any = SurveyInvitation.objects.standing().filter(participation__in=list(participations))
    rows = rows.annotate(is_answered_in_room=Exists(find_own_room_answers(reader)))
    found: dict[int, list[ProjectSurvey]] = defaultdict(list)
    for invitation in rows.select_related("survey").order_by("survey__opens_at", "survey_id"):
        found[invitation.participation_id].append(ProjectSurvey(invitation))
    return dict(found)


def list_invitations_to_answer(user: User, at: datetime) -> QuerySet[SurveyInvitation]:
    """The open surveys of the projects that this person writes for."""
    return SurveyInvitation.objects.to_fill_in(user, at).exclude(Exists(find_own_room_answers(user)))


@dataclass(frozen=True)
class PersonalSurvey:
    """A survey that somebody has to answer as themselves."""

    response: PersonalResponse

    @property
    def survey(self) -> Survey:
        return self.response.survey

    @property
    def is_begun(self) -> bool:
        return self.response.state == InvitationState.STARTED

    @property
    def address(self) -> str:
        return reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(self.response)])

    @property
    def title(self) -> str:
        return _("Votre avis sur %(edition)s est attendu") % {"edition": self.survey.edition}

    def describe_deadline(self, at: datetime) -> str:
        words = {"survey": self.survey.heading, "when": deadline(self.survey.closes_at, at)}
        return _("%(survey)s, à envoyer %(when)s.") % words

    @property
    def button(self) -> str:
        return _("Reprendre") if self.is_begun else _("Répondre")


def list_responses_to_send(
    user: User, at: datetime, audiences: Iterable[SurveyAudience]
) -> QuerySet[PersonalResponse]:
    """The open surveys of this person as themselves, in one of these audiences; not those answered in the room."""
    return PersonalResponse.objects.awaited().to_fill_in(user, at).filter(audience__in=sorted(audiences))


def find_personal_survey(
    user: User, at: datetime, audiences: Iterable[SurveyAudience]
) -> PersonalSurvey | None:
    """The one that closes first, of those that still open to them. One query without any, two with one."""
    rows = list_responses_to_send(user, at, audiences).select_related("survey__edition")
    for response in rows.order_by("survey__closes_at", "pk"):
        if find_audience_members(response.survey).filter(pk=user.pk).exists():
            return PersonalSurvey(response)
    return None
