"""A recusal: a reviewer steps aside from one dossier; from then on the server hides it from them.

The rules that querysets of other subjects need are functions here, so that each is written once.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.members.models import ProjectMember


class Conflict(models.TextChoices):
    """Why somebody can never judge a dossier, in words for the organisers."""

    SET_ASIDE = "set_aside", _("Cette personne s’est déportée de ce dossier.")
    MEMBER = "member", _("Cette personne tient ce dossier, ou l’a tenu.")


class Interest(models.TextChoices):
    """Why a dossier's score and rank are hidden from somebody who works on the selection."""

    CONFLICT = "conflict", _("conflit d’intérêts")
    REVIEW_PENDING = "review_pending", _("après votre évaluation")


class Recusal(models.Model):
    """An act, with its author (the reviewer, or an organiser for them) and its reason. It stays in the minutes."""

    application = models.ForeignKey("projects.Application", models.CASCADE, related_name="recusals")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("raison"), max_length=400)
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="recusal_once",
                violation_error_message=_("Le déport de cette personne est déjà enregistré."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="recusal_has_reason",
                violation_error_message=_("Un déport indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} steps aside from {self.application_id}"


class SeatWaiver(models.Model):
    """``user`` may sit on the committee of an edition to which they apply; their own dossier stays closed to them."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="seat_waivers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("raison"), max_length=400)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user"],
                name="seat_waiver_once",
                violation_error_message=_("La dérogation de cette personne est déjà enregistrée."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="seat_waiver_has_reason",
                violation_error_message=_("Une dérogation indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} may sit in {self.edition_id}"


def find_conflicts(user: Any) -> "tuple[models.QuerySet[Any, Any], models.QuerySet[Any, Any]]":
    """The keys of the dossiers this person is recused from, and of the projects they are or were a member of."""
    aside = Recusal.objects.filter(reviewer=user).order_by().values("application")
    # Not ``present()``: a former member does not judge the project either.
    return aside, ProjectMember.objects.filter(user=user).values("project")


def has_interest(user: User, edition: OuterRef, *, since: OuterRef | None = None) -> Q:
    """Whether this person is recused from a dossier of that edition, or is or was a member of one; ``since`` an
    instant."""
    aside = Recusal.objects.filter(reviewer=user, application__call__edition=edition)
    own = ProjectMember.objects.filter(user=user, project__edition=edition)
    if since is not None:
        aside, own = aside.filter(at__gt=since), own.filter(joined_at__gt=since)
    return Q(Exists(aside)) | Q(Exists(own))


def is_set_aside() -> Exists:
    """That the ``reviewer`` of the row outside stepped aside from its ``application``."""
    return Exists(Recusal.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer")))


def join_set_aside(user: User, path: str) -> FilteredRelation:
    """The act by which this person stepped aside from the application at ``path``, to join to each row."""
    # There is one recusal at most for a dossier and a person (``recusal_once``), so the join repeats no row.
    return FilteredRelation(f"{path}recusals", condition=Q(**{f"{path}recusals__reviewer": user}))
