"""An incident of a day of the session, and the changes it caused."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.web.templatetags.prose import clock
from coaching.incidents.enums import IncidentKind
from coaching.session.models import Room, Session, SessionDay
from projects.models import Participation


class IncidentQuerySet(models.QuerySet["Incident"]):
    def standing(self) -> "IncidentQuerySet":
        """Incidents that were neither undone nor replaced by a later one."""
        return self.filter(closed_at=None)

    def of_session(self, session: Session) -> "IncidentQuerySet":
        return self.filter(day__session=session)


class Incident(models.Model):
    """A project or a mentor is late or absent, a project left, a room is lost: from ``starts_at`` to ``ends_at`` of a
    day, local time."""

    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=8, choices=IncidentKind)
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="incidents"
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="incidents"
    )
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="incidents")
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    changes = models.JSONField(
        default=dict,
        help_text="What was changed, to undo it: turns that moved (project, from and to: slot and room), turns and "
        "groups that a project gave up, rooms of slots, pairings that ended and began.",
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Undone, or replaced by a later one.")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["day", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="incident_in_order",
                violation_error_message=gettext_lazy("Indiquez une heure à venir."),
            ),
            models.CheckConstraint(
                condition=Q(participation__isnull=False, mentor=None, room=None)
                | Q(participation=None, mentor__isnull=False, room=None)
                | Q(participation=None, mentor=None, room__isnull=False),
                name="incident_of_one",
                violation_error_message=gettext_lazy("Choisissez un projet, une personne ou une salle."),
            ),
            *(
                models.UniqueConstraint(
                    fields=["day", subject],
                    condition=Q(closed_at=None, **{f"{subject}__isnull": False}),
                    name=f"incident_{subject}_once",
                    violation_error_message=gettext_lazy("C’est déjà noté."),
                )
                for subject in ("participation", "mentor", "room")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.day_id}"

    @property
    def subject(self) -> str:
        """The name of the missing project, mentor or room. Needs it loaded."""
        return str(self.participation or self.mentor or self.room)

    @property
    def has_changes(self) -> bool:
        """Whether the timetable, or a pairing, changed because of it."""
        return any(self.changes.values())

    @property
    def words(self) -> str:
        """« en retard, jusqu’à 11 h 30 »."""
        if self.kind == IncidentKind.LATE:
            return _("en retard, jusqu’à %(hour)s") % {"hour": clock(self.ends_at)}
        return str(IncidentKind(self.kind).label)
