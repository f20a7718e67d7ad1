"""The link by which a project answers a survey."""

from datetime import datetime
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accelerator.accounts.models import User
from accelerator.questionnaires.models import AnswerSheet
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.models.response_rows import ResponseRow, ResponseRowQuerySet
from coaching.surveys.models.standing import stands
from coaching.surveys.models.survey import Survey
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.decision.enums import place_is_confirmed
from projects.models import Participation, ProjectMember


class SurveyInvitationQuerySet(ResponseRowQuerySet["SurveyInvitation"]):
    def shared(self) -> "SurveyInvitationQuerySet":
        """The syntheses sent that may be passed on to the partners."""
        return self.sent().filter(survey__kind=SurveyKind.SYNTHESIS, shared_with_partners=True)

    def standing(self) -> "SurveyInvitationQuerySet":
        """Those answered, and those still to be: a project that gave its place up no longer counts."""
        return self.filter(stands())

    def unanswered(self) -> "SurveyInvitationQuerySet":
        return self.standing().exclude(state=InvitationState.SENT)

    def syntheses_of(self, edition: Edition | int) -> "SurveyInvitationQuerySet":
        """What the projects that came sent of their session; one that gave its place up counts no more."""
        return self.sent().filter(
            place_is_confirmed("participation__"),
            survey__edition=edition,
            survey__kind=SurveyKind.SYNTHESIS,
        )

    def to_fill_in(self, user: User, at: datetime) -> "SurveyInvitationQuerySet":
        """Open and unanswered, of the projects that this person may edit."""
        written = ProjectMember.objects.editors().filter(user=user).values("project")
        return self.unanswered().filter(
            participation__project__in=written, survey__opens_at__lte=at, survey__closes_at__gt=at
        )

    def visible_to(self, user: User | AnonymousUser) -> "SurveyInvitationQuerySet":
        """An organiser's editions, own ones, and for partners the syntheses that may be passed on to them."""
        return self.filter(
            Q(survey__edition__in=Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP))
            | Q(participation__in=Participation.objects.of_member(user))
            | Q(
                survey__edition__in=Role.objects.editions_where(user, Capability.SUPPORT_PROJECTS),
                state=InvitationState.SENT,
                shared_with_partners=True,
            )
        )


class SurveyInvitation(ResponseRow):
    """One project's link to one survey. The token is signed from ``pk`` and ``nonce``: a new nonce revokes it."""

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="survey_invitations")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="survey_invitation")
    email = models.EmailField()
    nonce = models.CharField(max_length=32)
    shared_with_partners = models.BooleanField(
        default=False, help_text="The person agreed to pass it to the partners."
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When an organiser shut the links that were sent; a new one opens again.",
    )

    objects = SurveyInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "participation__project__title"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "participation"], name="survey_invitation_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="survey_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} for {self.participation_id}"
