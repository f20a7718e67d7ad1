"""Who does what in an edition, through which organisation; and the invitations that offer it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.accounts.models import UserValue
from accelerator.invitations.models import WAITING, PersonalInvitation, PersonalInvitationQuerySet
from programmes.capabilities import Capability, list_roles
from programmes.enums import RoleName
from programmes.models.committee import DeclarationAcceptance, SeatTerms, limit_capacity
from programmes.models.edition import CommitteeSeat, Edition, Organisation


def must_accept_declaration() -> models.expressions.Combinable:
    """Whether the person of a role has yet to accept the present declaration of interests of its edition."""
    accepted = DeclarationAcceptance.objects.filter(
        role__user=models.OuterRef("user"),
        role__edition=models.OuterRef("edition"),
        version__gte=models.OuterRef("edition__declaration_version"),
    )
    return ~models.Exists(accepted.order_by())


def join_juror(user: UserValue, path: str) -> models.FilteredRelation:
    """The seat from which ``user`` reviews in the edition at ``path``, to join to each row: see ``jurors``."""
    # One role of each name stands at most for an edition and a person (``role_once``), so the join repeats no row.
    of_person = {"user": user, "ended_at": None, "name__in": list_roles(Capability.REVIEW)}
    condition = models.Q(**{f"{path}roles__{name}": value for name, value in of_person.items()})
    return models.FilteredRelation(f"{path}roles", condition=condition)


class RoleQuerySet(models.QuerySet["Role"]):
    def active(self) -> "RoleQuerySet":
        return self.filter(ended_at=None)

    def jurors(self) -> "RoleQuerySet":
        """Roles that review for a committee now, with an account in use."""
        return self.who_can(Capability.REVIEW).filter(user__is_active=True)

    def chairs(self) -> "RoleQuerySet":
        """Roles that chair a committee now, with an account in use: one person an edition at most."""
        return self.active().filter(name=RoleName.CHAIR, user__is_active=True)

    def without_holders(self) -> "RoleQuerySet":
        """Roles of the team, the committee, mentors and partners: of everybody but holders of projects."""
        return self.exclude(name=RoleName.HOLDER)

    def without_declaration(self) -> "RoleQuerySet":
        """Members of a committee who have yet to accept its present declaration of interests."""
        return self.who_can(Capability.SIT_ON_COMMITTEE).filter(
            must_accept_declaration(), user__is_active=True
        )

    def who_can(self, *capabilities: Capability) -> "RoleQuerySet":
        """Roles that have one of these now."""
        return self.active().filter(name__in=list_roles(*capabilities))

    def editions_where(self, user: UserValue, *capabilities: Capability) -> models.QuerySet["Role", int]:
        """Ids of the editions in which a role of ``user`` has one of these now: a subquery for ``visible_to``."""
        return self.who_can(*capabilities).filter(user=user).values_list("edition_id", flat=True)

    def with_more_time(self) -> "RoleQuerySet":
        """Seats of jurors who send reviews until a date of their own, past the edition's."""
        return self.filter(name=RoleName.REVIEWER, reviews_due_at__gt=models.F("edition__reviews_due_at"))


class Role(SeatTerms):
    """A person's role in an edition. It ends, it is never deleted: what was done stays attributable."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="roles", verbose_name=_("organisme")
    )
    name = models.CharField(_("rôle"), max_length=12, choices=RoleName)
    skills = models.CharField(
        _("domaines"), max_length=200, blank=True, help_text=_("par exemple : ergonomie, dialogue social")
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviews_due_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Until when this juror may send reviews, past the edition's date.",
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user", "name"],
                condition=models.Q(ended_at__isnull=True),
                name="role_once",
                violation_error_message=_("Cette personne tient déjà ce rôle."),
            ),
            models.UniqueConstraint(
                fields=["edition"],
                condition=models.Q(ended_at__isnull=True, name=RoleName.CHAIR),
                name="role_one_chair",
                violation_error_message=_("Une seule personne préside le comité."),
            ),
            limit_capacity("role_capacity"),
        ]
        indexes = [models.Index(fields=["user", "name", "edition"], name="role_lookup")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name} {self.edition_id}"

    def can(self, *capabilities: Capability) -> bool:
        return self.name in list_roles(*capabilities)

    @property
    def domains(self) -> str:
        """What they can help with: a juror, by the tags of the edition; others, in their own words. One query for a
        juror, none where tags were prefetched.
        """
        if self.name != RoleName.REVIEWER:
            return self.skills
        return ", ".join(tag.label for tag in self.expertise.all())

    @property
    def declaration(self) -> DeclarationAcceptance | None:
        """The last one that they accepted. No query where they were prefetched."""
        return max(self.declarations.all(), key=lambda accepted: accepted.version, default=None)


def format_juror(name: object, *, has_left: bool) -> str:
    """A name beside a review; it mentions when the juror has left the committee."""
    return gettext("%(name)s (a quitté le comité)") % {"name": name} if has_left else str(name)


class InvitationQuerySet(PersonalInvitationQuerySet["Invitation"]):
    def to_committee(self) -> "InvitationQuerySet":
        """Offers of a seat on the committee."""
        return self.filter(role=RoleName.REVIEWER)

    def that_leave_a_seat_empty(self, at: datetime) -> "InvitationQuerySet":
        """Declined offers of a seat for a body that sits, through which nobody sits and nobody else is invited."""
        same = {"edition": models.OuterRef("edition"), "organisation": models.OuterRef("organisation")}
        offers = Invitation.objects.pending(at).filter(role=RoleName.REVIEWER, **same)
        return self.to_committee().filter(
            models.Exists(CommitteeSeat.objects.filter(**same)),
            ~models.Exists(Role.objects.jurors().filter(**same)),
            ~models.Exists(offers),
            declined_at__isnull=False,
        )

    def sent_with(self, invitation: "Invitation") -> "InvitationQuerySet":
        """Invitations that the same link opens, itself included, answered or not."""
        return self.filter(edition=invitation.edition_id, email=invitation.email, nonce=invitation.nonce)


class Invitation(PersonalInvitation, SeatTerms):
    """An offer of a role. Those sent to one person together share their nonce: one link opens them all.

    Somebody signed in with another address may claim the role: ``claimed_by`` waits for an organiser.
    """

    VALID_FOR: ClassVar[timedelta] = timedelta(days=30)
    BEFORE_READING: ClassVar[timedelta] = timedelta(days=1)
    """Between the last answer of the committee and the closing of the call, from which it reads."""
    LEAST_TO_ANSWER: ClassVar[timedelta] = timedelta(days=7)

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisme")
    )
    role = models.CharField(_("rôle"), max_length=12, choices=RoleName)
    skills = models.CharField(_("domaines"), max_length=200, blank=True)
    name = models.CharField(_("nom et prénom"), max_length=150, blank=True)
    workload = models.CharField(_("ce que cela demande"), max_length=200, blank=True)
    decline_words = models.CharField(_("un mot de qui décline"), max_length=500, blank=True, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "email", "role"],
                condition=WAITING,
                name="invitation_pending_once",
                violation_error_message=_("Une invitation attend déjà cette personne."),
            ),
            limit_capacity("invitation_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.role}"

    @classmethod
    def find_limit(cls, edition: Edition, roles: Collection[str], at: datetime) -> datetime:
        """The instant until which offers of these roles, sent now in one mail, are answered: thirty days at most.

        A seat on the committee is answered the day before the call closes, or within a week when that is too soon, but
        not past the end of reviews.
        """
        limit = at + cls.VALID_FOR
        if RoleName.REVIEWER not in roles:
            return limit
        least, end = at + cls.LEAST_TO_ANSWER, edition.reviews_due_at
        if end and at < end:
            least = min(least, end)
        return min(limit, max(edition.call.closes_at - cls.BEFORE_READING, least))
