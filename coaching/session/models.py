"""The session, its timetable, and its talks."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from accelerator.web.search import normalise
from coaching.session.enums import SlotActivity, SlotKind
from programmes.models import Edition
from projects.models import Participation


class Session(models.Model):
    """The two days of an edition. Published: participants see the timetable."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="session")
    venue = models.CharField(_("lieu"), max_length=200)
    address = models.CharField(_("adresse"), max_length=300, blank=True)
    access_notes = models.TextField(_("venir, se garer, accessibilité"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"session {self.edition}"


class ProgrammeReleaseQuerySet(models.QuerySet["ProgrammeRelease"]):
    def last_ones(self) -> "ProgrammeReleaseQuerySet":
        """The last release of each session, which people read."""
        later = ProgrammeRelease.objects.filter(session=OuterRef("session"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class ProgrammeRelease(models.Model):
    """The published timetable. ``snapshot``: see :class:`coaching.session.programme.SessionProgramme`; projects and
    people only by their keys, so that a person who is erased is erased here too."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    ends_on = models.DateField(null=True, help_text="The last day of its slots.")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ProgrammeReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["session", "-number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="release_once")]

    def __str__(self) -> str:
        return f"{self.session_id}, {self.number}"


SUMMARY_MAX = 2000


class SessionDay(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="days")
    date = models.DateField(_("date"))
    shared_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When turns were last shared out by the solver."
    )
    shared_gap = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        editable=False,
        help_text="How far that plan may be from the best, in percent; 0: it is the best; nothing: nobody knows.",
    )

    class Meta:
        ordering = ["session", "date"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "date"],
                name="day_once",
                violation_error_message=_("Ce jour est déjà prévu."),
            )
        ]

    def __str__(self) -> str:
        return str(self.date)


def make_room_key(name: str) -> str:
    """The key to compare names of rooms and groups, without case nor accents: « Salle Été » and « salle ete » are
    one."""
    return (normalise(name) or name.casefold())[:80]


class Room(models.Model):
    session = models.ForeignKey(Session, models.CASCADE, related_name="rooms")
    name = models.CharField(_("salle"), max_length=80)
    key = models.CharField(max_length=80, blank=True, editable=False, help_text="The name as it is compared.")
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)

    class Meta:
        ordering = ["session", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "key"],
                name="room_once",
                violation_error_message=_("Cette salle existe déjà."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.key = make_room_key(self.name)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "key"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.key = make_room_key(self.name)


class Slot(models.Model):
    """A block of the timetable, in local time (Europe/Paris).

    ``version`` counts its savings: an editor sends the version they read, and learns of a change between.
    """

    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="slots")
    starts_at = models.TimeField(_("début"))
    ends_at = models.TimeField(_("fin"))
    title_fr = models.CharField(_("titre"), max_length=160)
    title_en = models.CharField(_("titre en anglais"), max_length=160, blank=True)
    kind = models.CharField(_("forme"), max_length=12, choices=SlotKind, default=SlotKind.PLENARY)
    activity = models.CharField(_("ce qu’on y fait"), max_length=12, choices=SlotActivity, blank=True)
    autonomy = models.BooleanField(
        _("les projets qui attendent leur tour avancent seuls"),
        default=False,
        help_text=_("Coaching individuel : leur programme leur dit quoi écrire en attendant."),
    )
    room = models.ForeignKey(
        Room, models.SET_NULL, null=True, blank=True, related_name="slots", verbose_name=_("salle")
    )
    leaders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="led_slots", verbose_name=_("animé par")
    )
    summary_fr = models.TextField(_("résumé"), max_length=SUMMARY_MAX, blank=True)
    summary_en = models.TextField(_("résumé en anglais"), max_length=SUMMARY_MAX, blank=True)

    version = models.PositiveIntegerField(default=1, editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    title = Localised("title")

    class Meta:
        ordering = ["day", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="slot_in_order",
                violation_error_message=_("Le créneau finit avant de commencer."),
            )
        ]

    def __str__(self) -> str:
        return self.title_fr

    @property
    def lasts(self) -> int:
        """The duration in minutes."""
        starts, ends = self.starts_at, self.ends_at
        return (ends.hour - starts.hour) * 60 + ends.minute - starts.minute

    @property
    def is_individual(self) -> bool:
        return self.kind == SlotKind.INDIVIDUAL

    @property
    def is_in_groups(self) -> bool:
        return self.kind == SlotKind.GROUP

    @property
    def has_talk(self) -> bool:
        return SlotKind(self.kind).has_talk

    def has_begun(self, at: datetime) -> bool:
        """Whether it has begun, or is over. Needs ``day``."""
        return datetime.combine(self.day.date, self.starts_at) <= timezone.localtime(at).replace(tzinfo=None)


class Booking(models.Model):
    """A project's place in an individual slot, in a room, with its mentor when they are paired."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="bookings")
    participation = models.ForeignKey(Participation, models.CASCADE, related_name="bookings")
    room = models.ForeignKey(Room, models.SET_NULL, null=True, blank=True, related_name="bookings")

    class Meta:
        ordering = ["slot", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "participation"],
                name="booking_once",
                violation_error_message=_("Ce projet a déjà une place sur ce créneau."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} in {self.slot_id}"


class SlotGroup(models.Model):
    """A group of a slot: its room, its leaders, and its projects."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="groups")
    name = models.CharField(_("nom"), max_length=80)
    key = models.CharField(max_length=80, editable=False, help_text="The name as it is compared.")
    room = models.ForeignKey(
        Room, models.SET_NULL, null=True, blank=True, related_name="groups", verbose_name=_("salle")
    )
    leaders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="led_groups", verbose_name=_("animé par")
    )
    participations = models.ManyToManyField(
        Participation, blank=True, related_name="slot_groups", verbose_name=_("projets")
    )

    class Meta:
        ordering = ["slot", "key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["slot", "key"],
                name="group_once",
                violation_error_message=_("Ce groupe existe déjà sur ce créneau."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        self.key = make_room_key(self.name)


class CalendarFeed(models.Model):
    """The address from which a calendar reads one person's timetable. Without its row, or with another nonce, it is
    not valid."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed")
    nonce = models.CharField(max_length=32, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"


class SlotSpeaker(models.Model):
    """A speaker of a slot: somebody with an account, or a name alone."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="speakers")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="talks",
        verbose_name=_("personne de l’édition"),
    )  # fmt: skip
    name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    key = models.CharField(max_length=80, blank=True, editable=False, help_text="The name as it is compared.")
    function = models.CharField(_("fonction"), max_length=150, blank=True)
    body = models.CharField(_("organisme"), max_length=200, blank=True)

    class Meta:
        ordering = ["slot", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) & ~Q(name="") | Q(user__isnull=False, name=""),
                name="speaker_account_or_name",
                violation_error_message=_("Choisissez une personne, ou écrivez son nom."),
            ),
            models.UniqueConstraint(
                fields=["slot", "user"],
                name="speaker_account_once",
                violation_error_message=_("Cette personne intervient déjà sur ce créneau."),
            ),
            models.UniqueConstraint(
                fields=["slot", "key"],
                condition=Q(user__isnull=True),
                name="speaker_name_once",
                violation_error_message=_("Cette personne intervient déjà sur ce créneau."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.name

    def clean(self) -> None:
        self.key = make_room_key(self.name)


def random_resource_name(_resource: "SlotResource", _name: str) -> str:
    """A random name for the stored file, without names of people."""
    return f"talks/{uuid.uuid4().hex}"


class SlotResource(models.Model):
    """A link or an inspected file of a slot, for people of the edition, or for everybody."""

    slot = models.ForeignKey(Slot, models.CASCADE, related_name="resources")
    title = models.CharField(_("titre"), max_length=160)
    url = models.URLField(_("lien"), max_length=500, blank=True)
    file = models.FileField(upload_to=random_resource_name, blank=True)
    name = models.CharField(max_length=200, blank=True, help_text="Of the file, as it is handed out.")
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(default=0, help_text="Of the file, in bytes.")
    is_public = models.BooleanField(_("ouvert à tout le monde"), default=False)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["slot", "added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(url="") & Q(file="") | Q(url="") & ~Q(file=""),
                name="resource_link_or_file",
                violation_error_message=_("Donnez un lien, ou choisissez un fichier."),
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="resource_has_title",
                violation_error_message=_("Donnez un titre."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
