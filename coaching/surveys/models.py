"""Surveys answered by personal link, without an account."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import AnswerSheet, Revision
from coaching.attendance.models import Attendee
from coaching.plan.models import ActionUpdate
from coaching.surveys.enums import ConfirmedKind, InvitationState, SurveyKind
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.decision.states import place_is_confirmed
from projects.models import Participation, ProjectMember


def _standing(path: str = "") -> Q:
    return Q(**{f"{path}state": InvitationState.SENT}) | place_is_confirmed(f"{path}participation__")


def standing_counts(path: str = "") -> dict[str, models.Count]:
    """How many links stand (``total``), and how many of them are in each state, under its name."""
    standing = _standing(path)
    states = {
        state.value: models.Count(f"{path}pk", filter=standing & Q(**{f"{path}state": state}))
        for state in InvitationState
    }
    return {"total": models.Count(f"{path}pk", filter=standing), **states}


class SurveyQuerySet(models.QuerySet["Survey"]):
    def with_counts(self) -> "SurveyQuerySet":
        """Adds the counts of its links, see :func:`standing_counts`."""
        return self.annotate(**standing_counts("invitations__"))

    def visible_to(self, user: Any) -> "SurveyQuerySet":
        """Whose results this person reads: an organiser's editions, and the debriefs of sessions a facilitator runs."""
        return self.filter(
            Q(edition__in=Role.objects.editions_where(user, RoleName.ORGANISER))
            | Q(edition__in=Role.objects.editions_where(user, RoleName.FACILITATOR), kind=SurveyKind.DEBRIEF)
        )


class Survey(models.Model):
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="surveys")
    kind = models.CharField(_("enquête"), max_length=10, choices=SurveyKind)
    form = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    draft_form = models.ForeignKey(
        Revision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Questions being changed, before the survey opens.",
    )
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("fin"))
    sent_out_at = models.DateTimeField(
        null=True, blank=True, help_text="When the personal links were mailed."
    )
    room_opened_at = models.DateTimeField(
        null=True, blank=True, help_text="When those in the room were asked, on their phones."
    )
    room_closed_at = models.DateTimeField(null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind"], name="survey_kind_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="survey_dates_in_order",
                violation_error_message=_("La fin doit suivre l’ouverture."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.edition}"

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def is_open_in_room(self, at: datetime) -> bool:
        """Whether those who are at the session answer now, without an account."""
        return self.room_opened_at is not None and self.room_closed_at is None and self.is_open(at)


class SurveyInvitationQuerySet(models.QuerySet["SurveyInvitation"]):
    def sent(self) -> "SurveyInvitationQuerySet":
        return self.filter(state=InvitationState.SENT)

    def shared(self) -> "SurveyInvitationQuerySet":
        """The syntheses sent that may be passed on to the partners."""
        return self.sent().filter(survey__kind=SurveyKind.SYNTHESIS, shared_with_partners=True)

    def standing(self) -> "SurveyInvitationQuerySet":
        """What was answered, and what is still to be: a project that gave its place up is asked no more."""
        return self.filter(_standing())

    def with_open_link(self) -> "SurveyInvitationQuerySet":
        """Those whose mailed link still opens."""
        return self.filter(revoked_at=None)

    def with_revoked_link(self) -> "SurveyInvitationQuerySet":
        return self.exclude(revoked_at=None)

    def unanswered(self) -> "SurveyInvitationQuerySet":
        return self.standing().exclude(state=InvitationState.SENT)

    def syntheses_of(self, edition: Any) -> "SurveyInvitationQuerySet":
        """What the projects that came sent of their session; one that gave its place up counts no more."""
        return self.sent().filter(
            place_is_confirmed("participation__"),
            survey__edition=edition,
            survey__kind=SurveyKind.SYNTHESIS,
        )

    def to_fill_in(self, user: Any, at: datetime) -> "SurveyInvitationQuerySet":
        """What this person is asked to send now, of the projects they write for, not only read."""
        written = ProjectMember.objects.editors().filter(user=user).values("project")
        return self.unanswered().filter(
            participation__project__in=written, survey__opens_at__lte=at, survey__closes_at__gt=at
        )

    def with_changed_consents(self) -> "SurveyInvitationQuerySet":
        """Those whose consents changed after they were sent: nothing else is saved on a frozen sheet."""
        return self.sent().filter(sheet__saved_at__gt=models.F("sheet__frozen_at"))

    def visible_to(self, user: Any) -> "SurveyInvitationQuerySet":
        """An organiser's editions, own ones, and for partners the syntheses that may be passed on to them."""
        return self.filter(
            Q(survey__edition__in=Role.objects.editions_where(user, RoleName.ORGANISER))
            | Q(participation__in=Participation.objects.held_by(user))
            | Q(
                survey__edition__in=Role.objects.editions_where(user, RoleName.PARTNER),
                state=InvitationState.SENT,
                shared_with_partners=True,
            )
        )


class SurveyInvitation(models.Model):
    """One project's link to one survey. The token is signed from ``pk`` and ``nonce``: a new nonce revokes it."""

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="survey_invitations")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="survey_invitation")
    email = models.EmailField()
    nonce = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=InvitationState, default=InvitationState.TO_DO)
    shared_with_partners = models.BooleanField(
        default=False, help_text="The person agreed to pass it to the partners."
    )
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
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

    @property
    def is_sent(self) -> bool:
        """The answers came; the link itself may have left long before."""
        return self.state == InvitationState.SENT

    @property
    def is_started(self) -> bool:
        """Somebody wrote in it, and did not send it."""
        return self.state == InvitationState.STARTED


class RowConfirmation(models.Model):
    """A row of the plan, by its ``uid``, that a project confirmed in its synthesis: when, and what it said.

    The row itself holds what was said; this says that somebody looked at it, and lets them correct themselves.
    """

    invitation = models.ForeignKey(SurveyInvitation, models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=8, choices=ConfirmedKind)
    row = models.UUIDField()
    said = models.CharField(max_length=8, blank=True, help_text="Empty while only a line was written.")
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


class AttendeeResponseQuerySet(models.QuerySet["AttendeeResponse"]):
    def sent(self) -> "AttendeeResponseQuerySet":
        return self.filter(state=InvitationState.SENT)

    def with_changed_consents(self) -> "AttendeeResponseQuerySet":
        """As :meth:`SurveyInvitationQuerySet.with_changed_consents`."""
        return self.sent().filter(sheet__saved_at__gt=models.F("sheet__frozen_at"))


class AttendeeResponse(models.Model):
    """What one person of the session answers in the room, without an account: one response each.

    Nobody reads it with their name unless they said so; it stays tied to them, so that they may change their mind.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="room_responses")
    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="survey_responses")
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="attendee_response")
    state = models.CharField(max_length=8, choices=InvitationState, default=InvitationState.STARTED)
    started_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = AttendeeResponseQuerySet.as_manager()

    class Meta:
        ordering = ["survey", "started_at"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "attendee"], name="attendee_answers_once"),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="attendee_response_sent_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} by {self.attendee_id}"
