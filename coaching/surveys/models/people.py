"""Answers that stand for no project: those of one person, by their own link, and those of nobody in particular."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accelerator.accounts.models import User
from accelerator.links import new_nonce
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.types import Json
from coaching.attendance.enums import AttendeeKind
from coaching.attendance.models import Attendee
from coaching.surveys.enums import InvitationState, SurveyAudience
from coaching.surveys.models.response_rows import ResponseRow, ResponseRowQuerySet
from coaching.surveys.models.survey import Survey
from programmes.capabilities import Capability
from programmes.models import Role


class PersonalResponseQuerySet(ResponseRowQuerySet["PersonalResponse"]):
    def unanswered(self) -> "PersonalResponseQuerySet":
        return self.exclude(state=InvitationState.SENT)

    def awaited(self) -> "PersonalResponseQuerySet":
        """Those answered neither by the link nor, by people of the session, in the room."""
        in_the_room = AttendeeResponse.objects.sent().filter(
            survey=OuterRef("survey"), attendee__user=OuterRef("person")
        )
        return self.unanswered().exclude(Exists(in_the_room))

    def to_fill_in(self, user: User, at: datetime) -> "PersonalResponseQuerySet":
        """Open and unanswered, of this person."""
        return self.unanswered().filter(person=user, survey__opens_at__lte=at, survey__closes_at__gt=at)

    def visible_to(self, user: User) -> "PersonalResponseQuerySet":
        """An organiser's editions, and one's own."""
        organised = Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP)
        return self.filter(Q(survey__edition__in=organised) | Q(person=user))


class PersonalResponse(ResponseRow):
    """The response of one person as themselves: second participant, mentor, partner or attendee."""

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
        """Those that an organiser typed; who sent the others is not disclosed."""
        return self.sent().exclude(paper_by=None)

    def on_phones(self) -> "AttendeeResponseQuerySet":
        """Those that people began or sent themselves, in the room."""
        return self.filter(paper_by=None)

    def to_unlink(self, at: datetime) -> "AttendeeResponseQuerySet":
        """Those sent on a phone to a debrief that is over, still tied to who answered though they gave no name."""
        named = Answer.objects.filter(sheet=OuterRef("sheet"), question__key="quote", value="named")
        ended = self.sent().on_phones().filter(survey__closes_at__lte=at, attendee__isnull=False)
        return ended.exclude(Exists(named))

    def unlinked(self) -> "AttendeeResponseQuerySet":
        """Those no longer linked to who answered."""
        return self.filter(attendee=None)

    def with_quote(self) -> "AttendeeResponseQuerySet":
        """Adds ``may_be_quoted``: they agreed to it, with their name or without."""
        agreed = Answer.objects.filter(
            sheet=models.OuterRef("sheet"), question__key="quote", value__in=["named", "anonymous"]
        )
        return self.annotate(may_be_quoted=models.Exists(agreed))


class AttendeeResponse(ResponseRow):
    """What one person of the session answers without an account: once on a phone, once on paper.

    A paper is taken whether they answered on a phone or not, and counts beside it: a refusal, or a count that stays as
    it was, would reveal it to the person who types. Nobody reads a response with their name unless they agreed. It
    stays tied to them until the survey is over, so that they may change their mind; from then on ``attendee`` is empty,
    but for a paper, and for who agreed to be named.
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

    ``values``: question key → value, as :class:`Answer` stores one. When the questions change, it moves under the new
    ones.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="anonymous_responses")
    values: "models.JSONField[Json, Json]" = models.JSONField(default=dict)

    class Meta:
        ordering = ["survey", "id"]

    def __str__(self) -> str:
        return f"one of {self.survey_id}"
