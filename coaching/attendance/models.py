"""Who comes to the session, account or not, and who was there."""

from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.links import new_nonce
from accelerator.web.search_field import SearchedByName
from coaching.attendance.enums import AttendeeKind, Audience, Depicts, Half, ImageConsent, list_consents
from coaching.session.models import Session, SessionDay
from programmes.models.edition import is_past_rehearsal
from projects.models import Participation


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def expected(self, at: datetime | None = None) -> "AttendeeQuerySet":
        """Attendees who still come; with ``at`` in the past, those who were still expected then."""
        since = Q(removed_at=None) if at is None else Q(removed_at=None) | Q(removed_at__gt=at)
        return self.filter(since)

    def staying(self) -> "AttendeeQuerySet":
        """Attendees who still come, without the people of projects that left in the course of the session."""
        return self.expected().filter(participation__left_session_at=None)

    def removed(self) -> "AttendeeQuerySet":
        """Attendees who were taken off the list, or whose role ended."""
        return self.filter(removed_at__isnull=False)


class Attendee(SearchedByName):
    """A person of the session: a user, or a name alone. ``nonce`` signs their badge, their cookie has ``phone``."""

    SEARCHED_COLUMNS = ("name", "body")

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendees")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="attended"
    )
    participation = models.ForeignKey(
        Participation, models.SET_NULL, null=True, blank=True, related_name="attendees"
    )
    name = models.CharField(_("nom et prénom"), max_length=150)
    body = models.CharField(_("organisme"), max_length=200, blank=True)
    kind = models.CharField(_("vient comme"), max_length=12, choices=AttendeeKind)
    image_consent = models.CharField(_("photos"), max_length=3, choices=ImageConsent, blank=True, default="")
    image_consent_at = models.DateTimeField(null=True, blank=True)
    is_credited = models.BooleanField(
        _("nommé·e à côté de ses idées"),
        default=False,
        help_text="In what leaves the session: the syntheses.",
    )
    credit_chosen_at = models.DateTimeField(null=True, blank=True)
    nonce = models.CharField(max_length=32, default=new_nonce)
    phone = models.CharField(
        max_length=32, blank=True, help_text="Of the browser that chose this name; nothing while none did."
    )
    is_proved = models.BooleanField(
        default=False, help_text="That browser showed the badge, or was recognised; else it said a name."
    )
    requires_proof = models.BooleanField(
        default=False,
        help_text="Something is kept under this name that nobody learns of by choosing it: entering takes a proof.",
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ["session", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "user"],
                condition=Q(user__isnull=False),
                name="attendee_user_once",
                violation_error_message=_("Cette personne est déjà attendue."),
            ),
            models.CheckConstraint(
                condition=Q(image_consent="") | Q(image_consent_at__isnull=False),
                name="image_consent_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class PictureQuerySet(models.QuerySet[Any]):
    def visible_to(self, audience: Audience) -> Self:
        """Pictures whose people all agree to this audience: ``enums.find_audience`` as a query."""
        if audience == Audience.TEAM:
            return self.all()
        name = self.model._meta.model_name
        people = Attendee.objects.filter(**{name: OuterRef("pk")}).order_by()
        others = people.exclude(image_consent__in=list_consents(audience))
        without = Q(depicts__in=[Depicts.NOBODY, Depicts.CROWD])
        return self.filter(without | Q(Exists(people), depicts=Depicts.NAMED)).exclude(Exists(others))


class Picture(models.Model):
    """What an image shows, in words, and the attendees on it: each decides how far it may be published."""

    alt = models.CharField(
        _("ce que montre l’image"),
        max_length=300,
        help_text=_("Pour qui ne la voit pas : ce qu’on y voit ou ce qu’on y lit, en une phrase."),
    )
    depicts = models.CharField(_("on y reconnaît"), max_length=8, choices=Depicts, default=Depicts.UNNAMED)
    people = models.ManyToManyField(
        Attendee, blank=True, related_name="%(class)ss", related_query_name="%(class)s",
        verbose_name=_("qui sont ces personnes"),
    )  # fmt: skip

    class Meta:
        abstract = True


class DoorRequest(models.Model):
    """A browser claims a name that another one has: those who run the session recognise the person.

    ``number`` is on both screens; ``phone`` is what its cookie has already, and opens nothing until then.
    """

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="door_requests")
    phone = models.CharField(max_length=32, default=new_nonce, unique=True)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.number} for {self.attendee_id}"


class Attendance(models.Model):
    """The presence of somebody at a half-day: recorded by themselves, or by an organiser."""

    attendee = models.ForeignKey(Attendee, models.CASCADE, related_name="attendances")
    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="attendances")
    half = models.CharField(max_length=2, choices=Half)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["attendee", "day", "half"]
        constraints = [models.UniqueConstraint(fields=["attendee", "day", "half"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.attendee_id} on {self.day_id} {self.half}"


class SessionCodeQuerySet(models.QuerySet["SessionCode"]):
    def standing(self) -> "SessionCodeQuerySet":
        """Codes that are not revoked: one at most for each session."""
        return self.filter(revoked_at=None)

    def valid(self, at: datetime, today: date | None = None) -> "SessionCodeQuerySet":
        """Codes valid at this instant; the code of a rehearsal ends when the session itself begins."""
        past = is_past_rehearsal(today or timezone.localdate(at), "session__edition__")
        return self.standing().filter(valid_from__lte=at, valid_until__gt=at).exclude(past)


class SessionCode(models.Model):
    """The short code shown in the room: it opens the pages of the session, without an account, until it expires."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="codes")
    code = models.CharField(max_length=8, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SessionCodeQuerySet.as_manager()

    class Meta:
        ordering = ["session", "-valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("valid_from")), name="session_code_in_order"
            ),
            models.UniqueConstraint(
                fields=["session"], condition=Q(revoked_at=None), name="session_code_one_stands"
            ),
        ]

    def __str__(self) -> str:
        return self.code
