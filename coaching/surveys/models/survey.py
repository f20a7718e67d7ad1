"""Surveys answered by personal link, without an account."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.links import new_nonce
from accelerator.questionnaires.models import AnswerSheet, Revision
from accelerator.web.localised import Localised
from coaching.surveys.enums import InvitationState, SurveyAudience, SurveyKind
from coaching.surveys.waves import Wave
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
    def of_wave(self, wave: Wave) -> "SurveyQuerySet":
        return self.filter(kind=wave.kind, wave=wave.number)

    def with_counts(self) -> "SurveyQuerySet":
        """Adds the counts of its links, see :func:`standing_counts`."""
        return self.annotate(**standing_counts("invitations__"))

    def visible_to(self, user: Any) -> "SurveyQuerySet":
        """Whose results this person reads: an organiser's editions, and the debriefs of sessions a facilitator runs."""
        return self.filter(
            Q(edition__in=Role.objects.editions_where(user, RoleName.ORGANISER))
            | Q(edition__in=Role.objects.editions_where(user, RoleName.FACILITATOR), kind=SurveyKind.DEBRIEF)
        )


def ask_holders() -> list[str]:
    return [SurveyAudience.HOLDERS.value]


class Survey(models.Model):
    """One wave of questions, asked of the ``audiences`` (values of :class:`SurveyAudience`).

    An ``anonymous`` one keeps of its answers neither who nor when: all its mails carry one link, signed from ``pk`` and
    ``nonce``; ``asked_count`` says to how many it went, ``paper_count`` how many answers came on paper.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="surveys")
    kind = models.CharField(_("enquête"), max_length=10, choices=SurveyKind)
    wave = models.PositiveSmallIntegerField(
        default=0, help_text="Months of a follow-up, rank of a free survey; 0 for the others."
    )
    title_fr = models.CharField(_("titre"), max_length=120, blank=True)
    title_en = models.CharField(_("titre en anglais"), max_length=120, blank=True)
    audiences: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("qui est interrogé"), default=ask_holders
    )
    anonymous = models.BooleanField(_("anonyme"), default=False)
    sends_itself = models.BooleanField(_("les liens partent d’eux-mêmes à l’ouverture"), default=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    asked_count = models.PositiveIntegerField(default=0, editable=False)
    paper_count = models.PositiveIntegerField(default=0, editable=False)
    link_revoked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When an organiser shut the link of an anonymous survey; a new one opens again.",
    )
    form = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    draft_form = models.ForeignKey(
        Revision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Questions being changed, beside those that are asked.",
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
    title = Localised("title")

    class Meta:
        ordering = ["edition", "opens_at"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "kind", "wave"], name="survey_wave_once"),
            models.CheckConstraint(
                condition=(
                    Q(kind__in=[SurveyKind.DEBRIEF, SurveyKind.SYNTHESIS], wave=0)
                    | Q(kind__in=[SurveyKind.FOLLOW_UP, SurveyKind.FREE], wave__gt=0)
                ),
                name="survey_wave_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(kind__in=[SurveyKind.FOLLOW_UP, SurveyKind.FREE]),
                name="survey_anonymous_kinds",
                violation_error_message=_("Le débrief et la synthèse sont au nom d’un projet."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=models.F("opens_at")),
                name="survey_dates_in_order",
                violation_error_message=_("La fin doit suivre l’ouverture."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.edition}"

    @property
    def of_wave(self) -> Wave:
        return Wave(SurveyKind(self.kind), self.wave)

    @property
    def slug(self) -> str:
        """What names it in the addresses of its edition."""
        return self.of_wave.slug

    @property
    def label(self) -> str:
        """Its title, else what its wave is called."""
        return self.title or self.of_wave.label

    @property
    def heading(self) -> str:
        """The same, at the head of a page."""
        return capfirst(self.label)

    @property
    def asks_projects(self) -> bool:
        return SurveyAudience.HOLDERS in self.audiences

    @property
    def confirms_plan(self) -> bool:
        """A project answers it over its plan: each row is confirmed, not typed again."""
        return self.kind in (SurveyKind.SYNTHESIS, SurveyKind.FOLLOW_UP)

    @property
    def asks_people(self) -> bool:
        """Some answer as themselves."""
        return bool(set(self.audiences) - {SurveyAudience.HOLDERS})

    @property
    def asks_by_name(self) -> bool:
        """It asks people of the session whom no mail reaches: in the room, or on paper."""
        in_person = self.room_opened_at is not None or SurveyAudience.ATTENDEES in self.audiences
        return in_person and not self.anonymous

    @property
    def hides_names(self) -> bool:
        """Who answers is promised that nobody reads it with their name."""
        return self.anonymous or self.kind == SurveyKind.DEBRIEF

    @property
    def is_told(self) -> bool:
        """All its results may be read now: where names are hidden, only once it is over."""
        return not self.hides_names or self.closes_at <= timezone.now()

    @property
    def was_revised(self) -> bool:
        """Its questions changed: answers may have been set aside."""
        return self.form.number > 1

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
    paper_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Who typed it after the paper it was answered on.",
    )  # fmt: skip

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
