"""A recusal: a reviewer steps aside from one dossier; from then on the server hides it from them.

The rules that querysets of other subjects need are functions here, so that each is written once.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User, UserValue
from programmes.models import Edition
from projects.members.models import ProjectMember


class Conflict(models.TextChoices):
    """Why somebody can never judge a dossier, in words for the organisers."""

    SET_ASIDE = "set_aside", _("Cette personne s’est déportée de ce dossier.")
    NO_VOTE = "no_vote", _("Cette personne a un lien avec ce dossier : elle le voit, sans noter ni voter.")
    MEMBER = "member", _("Cette personne tient ce dossier, ou l’a tenu.")


class Interest(models.TextChoices):
    """Why a dossier's score and rank are hidden from somebody who works on the selection."""

    CONFLICT = "conflict", _("conflit d’intérêts")
    UNDECLARED = "undeclared", _("après votre réponse sur vos liens")
    REVIEW_PENDING = "review_pending", _("après votre évaluation")


class ConflictEffect(models.TextChoices):
    """What follows from a conflict of interest, the strictest first."""

    HIDDEN = "hidden", _("ne voit pas le dossier")
    NO_VOTE = "no_vote", _("le voit, ne note ni ne vote")
    DECLARED = "declared", _("déclaré seulement")

    @property
    def excludes(self) -> bool:
        """Whether the person neither scores nor votes."""
        return self in EXCLUDING

    def covers(self, other: "ConflictEffect") -> bool:
        """Whether it is as strict as ``other``, or stricter."""
        effects = list(ConflictEffect)
        return effects.index(self) <= effects.index(other)


EXCLUDING = (ConflictEffect.HIDDEN, ConflictEffect.NO_VOTE)


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def standing(self) -> "RecusalQuerySet":
        """Conflicts that nobody lifted."""
        return self.filter(lifted_at=None)

    def hiding(self) -> "RecusalQuerySet":
        """Conflicts that hide the dossier from their person."""
        return self.standing().filter(effect=ConflictEffect.HIDDEN)

    def excluding(self) -> "RecusalQuerySet":
        """Conflicts whose person neither scores nor votes, whether or not they see the dossier."""
        return self.standing().filter(effect__in=EXCLUDING)


class Recusal(models.Model):
    """An act, with its author (the reviewer, or an organiser for them), its reason and its effect. It stays in the
    minutes, lifted or not; another effect is another act.
    """

    application = models.ForeignKey("projects.Application", models.CASCADE, related_name="recusals")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("raison"), max_length=400)
    effect = models.CharField(
        _("effet"), max_length=10, choices=ConflictEffect, default=ConflictEffect.HIDDEN
    )
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lift_reason = models.CharField(_("raison de la levée"), max_length=400, blank=True)

    objects = RecusalQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=Q(lifted_at=None),
                name="recusal_once",
                violation_error_message=_("Le déport de cette personne est déjà enregistré."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="recusal_has_reason",
                violation_error_message=_("Un déport indique sa raison."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lift_reason=""),
                name="recusal_lift_has_reason",
                violation_error_message=_("La levée d’un déport indique son auteur et sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} steps aside from {self.application_id}"


class SeatWaiver(models.Model):
    """A written exception: ``user`` may sit on the committee of an edition to which they apply; their own dossier
    stays closed to them.
    """

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


KeysOfDossiersAndProjects = tuple["models.QuerySet[Any, Any]", "models.QuerySet[Any, Any]"]


def find_conflicts(user: UserValue) -> KeysOfDossiersAndProjects:
    """The keys of the dossiers hidden from this person by a recusal, and of the projects they are or were a member
    of."""
    return _find_keys(Recusal.objects.hiding(), user)


def find_exclusions(user: UserValue) -> KeysOfDossiersAndProjects:
    """The keys of the dossiers and projects that this person neither scores nor votes on, whether or not they see
    them.
    """
    return _find_keys(Recusal.objects.excluding(), user)


def _find_keys(recusals: RecusalQuerySet, user: UserValue) -> KeysOfDossiersAndProjects:
    aside = recusals.filter(reviewer=user).order_by().values("application")
    # Not ``present()``: a former member does not judge the project either.
    return aside, ProjectMember.objects.filter(user=user).values("project")


def has_interest(user: User, edition: OuterRef, *, since: OuterRef | None = None) -> Q:
    """Whether a dossier of that edition is hidden from this person, who stepped aside or is or was a member; ``since``
    an instant."""
    aside = Recusal.objects.hiding().filter(reviewer=user, application__call__edition=edition)
    own = ProjectMember.objects.filter(user=user, project__edition=edition)
    if since is not None:
        aside, own = aside.filter(at__gt=since), own.filter(joined_at__gt=since)
    return Q(Exists(aside)) | Q(Exists(own))


def is_set_aside() -> Exists:
    """That the ``reviewer`` of the row outside neither scores nor votes on its ``application``, by a recusal."""
    pair = {"application": OuterRef("application"), "reviewer": OuterRef("reviewer")}
    return Exists(Recusal.objects.excluding().filter(**pair))


def join_set_aside(user: User, path: str) -> FilteredRelation:
    """The act by which this person neither scores nor votes on the application at ``path``, to join to each row."""
    # One such act stands at most for a dossier and a person (``recusal_once``), so the join repeats no row.
    of_person = {"reviewer": user, "lifted_at": None, "effect__in": EXCLUDING}
    condition = Q(**{f"{path}recusals__{name}": value for name, value in of_person.items()})
    return FilteredRelation(f"{path}recusals", condition=condition)
