"""A survey: its questions, audiences and dates; the counts of its links."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.links import new_nonce
from accelerator.questionnaires.models import Revision
from accelerator.web.localised import Localised
from coaching.surveys.enums import InvitationState, SurveyAudience, SurveyKind, Wave
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.decision.enums import place_has_room


def is_valid_response(path: str = "") -> Q:
    """Condition: answered, or of a project that did not give its place up before the session."""
    return Q(**{f"{path}state": InvitationState.SENT}) | place_has_room(f"{path}participation__")


def make_valid_counts(path: str = "") -> dict[str, models.Count]:
    """The number of valid links (``total``), and of those in each state, under its name."""
    standing = is_valid_response(path)
    states = {
        state.value: models.Count(f"{path}pk", filter=standing & Q(**{f"{path}state": state}))
        for state in InvitationState
    }
    return {"total": models.Count(f"{path}pk", filter=standing), **states}


class SurveyQuerySet(models.QuerySet["Survey"]):
    def of_wave(self, wave: Wave) -> "SurveyQuerySet":
        return self.filter(kind=wave.kind, wave=wave.number)

    def with_counts(self) -> "SurveyQuerySet":
        """Adds the counts of its links, see :func:`make_valid_counts`."""
        return self.annotate(**make_valid_counts("invitations__"))

    def with_links_sent(self) -> "SurveyQuerySet":
        """Surveys whose links were sent."""
        return self.filter(sent_out_at__isnull=False)

    def visible_to(self, user: User) -> "SurveyQuerySet":
        """Surveys whose results this person reads: those of an organiser's editions, and the debriefs of sessions a
        facilitator runs."""
        organised = Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP)
        coached = Role.objects.editions_where(user, Capability.COACH_EVERY_PROJECT)
        return self.filter(Q(edition__in=organised) | Q(edition__in=coached, kind=SurveyKind.DEBRIEF))


def default_audiences() -> list[str]:
    return [SurveyAudience.HOLDERS.value]


class Survey(models.Model):
    """One wave of questions to the ``audiences`` (values of :class:`SurveyAudience`).

    An ``anonymous`` one stores neither authors nor times: all its mails have one link, signed from ``pk`` and
    ``nonce``; ``invited_count``: how many were sent, ``paper_count``: how many answers came on paper.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="surveys")
    kind = models.CharField(_("enquête"), max_length=10, choices=SurveyKind)
    wave = models.PositiveSmallIntegerField(
        default=0, help_text="Months of a follow-up, rank of a free survey; 0 for the others."
    )
    title_fr = models.CharField(_("titre"), max_length=120, blank=True)
    title_en = models.CharField(_("titre en anglais"), max_length=120, blank=True)
    audiences: "models.JSONField[list[str], list[str]]" = models.JSONField(
        _("qui est interrogé"), default=default_audiences
    )
    anonymous = models.BooleanField(_("anonyme"), default=False)
    sends_itself = models.BooleanField(_("les liens partent d’eux-mêmes à l’ouverture"), default=False)
    nonce = models.CharField(max_length=32, default=new_nonce, editable=False)
    invited_count = models.PositiveIntegerField(default=0, editable=False)
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
        help_text="Questions being changed, beside the published ones.",
    )
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("fin"))
    sent_out_at = models.DateTimeField(
        null=True, blank=True, help_text="When the personal links were mailed."
    )
    room_opened_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was opened in the room, on phones."
    )
    room_people = models.PositiveIntegerField(
        null=True,
        editable=False,
        help_text="How many were in the room, once the answers given there are unlinked.",
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
        """The name of the survey in the addresses of its edition."""
        return self.of_wave.slug

    @property
    def label(self) -> str:
        """The title of the survey, else the label of its wave."""
        return self.title or self.of_wave.label

    @property
    def heading(self) -> str:
        """The label at the head of a page."""
        return capfirst(self.label)

    @property
    def invites_projects(self) -> bool:
        return SurveyAudience.HOLDERS in self.audiences

    @property
    def confirms_plan(self) -> bool:
        """Whether a project confirms each row of its plan in it."""
        return self.kind in (SurveyKind.SYNTHESIS, SurveyKind.FOLLOW_UP)

    @property
    def invites_people(self) -> bool:
        """Whether some people answer for themselves."""
        return bool(set(self.audiences) - {SurveyAudience.HOLDERS})

    @property
    def includes_attendees(self) -> bool:
        """Whether attendees without an account may answer: in the room, or on paper."""
        in_person = self.room_opened_at is not None or SurveyAudience.ATTENDEES in self.audiences
        return in_person and not self.anonymous

    @property
    def hides_names(self) -> bool:
        """Whether it promises that nobody reads an answer with its name."""
        return self.anonymous or self.kind == SurveyKind.DEBRIEF

    @property
    def results_are_readable(self) -> bool:
        """Whether its results may be read now: where names are hidden, only once it is over."""
        return not self.hides_names or self.closes_at <= timezone.now()

    @property
    def was_revised(self) -> bool:
        """Whether its questions changed: some answers may be left out."""
        return self.form.number > 1

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    def is_open_in_room(self, at: datetime) -> bool:
        """Whether attendees in the room answer now, without an account."""
        return self.room_opened_at is not None and self.room_closed_at is None and self.is_open(at)
