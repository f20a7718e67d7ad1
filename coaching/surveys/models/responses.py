"""Responses to surveys: of projects, of people, of attendees, anonymous ones; confirmations of rows."""

import uuid
from datetime import datetime
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accelerator.accounts.models import User
from accelerator.links import new_nonce
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.types import Json
from coaching.attendance.enums import AttendeeKind
from coaching.attendance.models import Attendee
from coaching.plan.models import ActionUpdate
from coaching.surveys.enums import ConfirmedKind, InvitationState, SurveyAudience, SurveyKind
from coaching.surveys.models.survey import Survey, is_valid_response
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.decision.enums import place_is_confirmed
from projects.models import Participation, ProjectMember

Row = TypeVar("Row", bound=models.Model)


class ResponseRowQuerySet(models.QuerySet[Row]):
    def sent(self) -> Self:
        return self.filter(state=InvitationState.SENT)

    def with_changed_consents(self) -> Self:
        """Sent responses with later changes of consents: nothing else is saved on a frozen sheet."""
        return self.sent().filter(sheet__saved_at__gt=models.F("sheet__frozen_at"))

    def with_open_link(self) -> Self:
        """Responses with a valid mailed link."""
        return self.filter(revoked_at=None)

    def with_revoked_link(self) -> Self:
        return self.exclude(revoked_at=None)


class ResponseRow(models.Model):
    """A response of a project, of a person, or of an attendee."""

    state = models.CharField(max_length=8, choices=InvitationState, default=InvitationState.TO_DO)
    sent_at = models.DateTimeField(null=True, blank=True)
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who typed it after the paper it was answered on.",
    )  # fmt: skip

    class Meta:
        abstract = True

    @property
    def is_sent(self) -> bool:
        """Whether the answers were sent; the link itself may have been sent long before."""
        return self.state == InvitationState.SENT

    @property
    def is_started(self) -> bool:
        """Whether it was begun, and not sent."""
        return self.state == InvitationState.STARTED


class SurveyInvitationQuerySet(ResponseRowQuerySet["SurveyInvitation"]):
    def shared(self) -> "SurveyInvitationQuerySet":
        """The sent syntheses that may be shared with the partners."""
        return self.sent().filter(survey__kind=SurveyKind.SYNTHESIS, shared_with_partners=True)

    def standing(self) -> "SurveyInvitationQuerySet":
        """Answered ones, and those still awaited: a project that gave its place up is no longer awaited."""
        return self.filter(is_valid_response())

    def unanswered(self) -> "SurveyInvitationQuerySet":
        return self.standing().exclude(state=InvitationState.SENT)

    def syntheses_of(self, edition: Edition | int) -> "SurveyInvitationQuerySet":
        """The sent syntheses of the projects that came; without projects that gave their place up."""
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

    def visible_to(self, user: User) -> "SurveyInvitationQuerySet":
        """Invitations that this person may read: organisers those of their editions, members their own, partners the
        shared syntheses.
        """
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


class PersonalResponseQuerySet(ResponseRowQuerySet["PersonalResponse"]):
    def unanswered(self) -> "PersonalResponseQuerySet":
        return self.exclude(state=InvitationState.SENT)

    def awaited(self) -> "PersonalResponseQuerySet":
        """Responses without an answer by the link, nor by an attendee in the room."""
        in_the_room = AttendeeResponse.objects.sent().filter(
            survey=OuterRef("survey"), attendee__user=OuterRef("person")
        )
        return self.unanswered().exclude(Exists(in_the_room))

    def to_fill_in(self, user: User, at: datetime) -> "PersonalResponseQuerySet":
        """Open and unanswered, of this person."""
        return self.unanswered().filter(person=user, survey__opens_at__lte=at, survey__closes_at__gt=at)

    def visible_to(self, user: User) -> "PersonalResponseQuerySet":
        """Responses that this person may read: organisers those of their editions, others their own."""
        organised = Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP)
        return self.filter(Q(survey__edition__in=organised) | Q(person=user))


class PersonalResponse(ResponseRow):
    """The personal response of one person: second participant, mentor, partner or attendee."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="personal_responses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="survey_responses")
    audience = models.CharField(max_length=9, choices=SurveyAudience)
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="personal_response")
    nonce = models.CharField(max_length=32, default=new_nonce)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalResponseQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "person__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "person"], name="person_answers_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="personal_response_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} by {self.person_id}"


class AttendeeResponseQuerySet(ResponseRowQuerySet["AttendeeResponse"]):
    def on_paper(self) -> "AttendeeResponseQuerySet":
        """Typed papers; who sent the others is not disclosed."""
        return self.sent().exclude(paper_by=None)

    def on_phones(self) -> "AttendeeResponseQuerySet":
        """Responses begun or sent by people themselves, in the room."""
        return self.filter(paper_by=None)

    def to_unlink(self, at: datetime) -> "AttendeeResponseQuerySet":
        """Responses sent on a phone to a debrief that is over, still linked to their unnamed author."""
        named = Answer.objects.filter(sheet=OuterRef("sheet"), question__key="quote", value="named")
        ended = self.sent().on_phones().filter(survey__closes_at__lte=at, attendee__isnull=False)
        return ended.exclude(Exists(named))

    def unlinked(self) -> "AttendeeResponseQuerySet":
        """Responses no longer linked to their author."""
        return self.filter(attendee=None)

    def with_quote(self) -> "AttendeeResponseQuerySet":
        """Adds ``may_be_quoted``: with their name or without."""
        agreed = Answer.objects.filter(
            sheet=models.OuterRef("sheet"), question__key="quote", value__in=["named", "anonymous"]
        )
        return self.annotate(may_be_quoted=models.Exists(agreed))


class AttendeeResponse(ResponseRow):
    """The response of an attendee without an account: once on a phone, once on paper.

    A paper is accepted whether they answered on a phone or not, and counts beside it: a refusal, or an unchanged
    count, would reveal this to the typist. Nobody reads a response with its name without consent. It stays linked to
    its author until the survey is over, so that they may change their mind; afterwards ``attendee`` is empty, except
    for papers, and for people who agreed to be named.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="room_responses")
    attendee = models.ForeignKey(
        Attendee, models.CASCADE, null=True, blank=True, related_name="survey_responses"
    )
    come_as = models.CharField(max_length=12, choices=AttendeeKind, help_text="As what they came.")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="attendee_response")
    state = models.CharField(max_length=8, choices=InvitationState, default=InvitationState.STARTED)
    started_at = models.DateTimeField()

    objects = AttendeeResponseQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "attendee"], condition=Q(paper_by=None), name="attendee_answers_once"
            ),
            models.UniqueConstraint(
                fields=["survey", "attendee"],
                condition=Q(paper_by__isnull=False),
                name="attendee_paper_typed_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="attendee_response_sent_has_time"
            ),
            models.CheckConstraint(
                condition=Q(attendee__isnull=False) | Q(state="sent", paper_by=None),
                name="unlinked_response_was_sent_on_a_phone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} by {self.attendee_id}"


class AnonymousResponse(models.Model):
    """Answers to an anonymous survey: neither person nor time, and a key without an order.

    ``values``: question key → value, as :class:`Answer` stores one. When the questions change, it moves to the new
    ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="anonymous_responses")
    values: "models.JSONField[Json, Json]" = models.JSONField(default=dict)

    class Meta:
        ordering = ["survey", "id"]

    def __str__(self) -> str:
        return f"one of {self.survey_id}"


class RowConfirmation(models.Model):
    """The confirmation of a row of the plan, by its ``uid``, in the survey of a project, with its answer and date.

    The row itself stores the new state; this records that somebody looked at it, and lets them correct themselves.
    """

    invitation = models.ForeignKey(SurveyInvitation, models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=10, choices=ConfirmedKind)
    row = models.UUIDField()
    answer = models.CharField(max_length=8, blank=True, help_text="Empty while only a line was written.")
    was = models.CharField(max_length=8, blank=True, help_text="The state of an action before.")
    note = models.CharField(max_length=300, blank=True)
    news = models.ForeignKey(ActionUpdate, models.SET_NULL, null=True, blank=True, related_name="+")
    is_decided = models.BooleanField(default=False, help_text="Whether to pass a need on was answered.")
    version = models.PositiveIntegerField(default=0, help_text="Of the line.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["invitation", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "row"], name="row_confirmed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
