"""A project and its members: the one record that the whole chain is about."""

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.invitations.models import WAITING, PersonalInvitation, PersonalInvitationQuerySet
from programmes.models import Edition, Organisation
from projects.decision.enums import place_is_confirmed


class MemberRights(models.TextChoices):
    EDIT = "edit", _("peut modifier")
    READ = "read", _("peut lire")


def has_member(path: str, **fields: object) -> Q:
    """Condition on a row that leads to memberships by ``path``: a present one has these ``fields``.

    A join; with the ``user`` among them it repeats no row. For few people of many projects, a subquery of
    The same as ``ProjectMember.objects.present()``.
    """
    return Q(**{f"{path}__{name}": value for name, value in {**fields, "left_at": None}.items()})


class ProjectQuerySet(models.QuerySet["Project"]):
    def of_member(self, user: User) -> "ProjectQuerySet":
        return self.filter(has_member("members", user=user))

    def published(self) -> "ProjectQuerySet":
        """Admitted projects whose holder agreed to a public sheet."""
        return self.filter(place_is_confirmed("participation__"), public_sheet=True)

    def with_lead_name(self) -> "ProjectQuerySet":
        """Each with the name of its present lead, with an open account (a dossier has the name of its sender)."""
        leads = ProjectMember.objects.leads().active().filter(project=OuterRef("pk")).order_by()
        return self.annotate(lead_name=Subquery(leads.values("user__name")[:1]))


class Project(models.Model):
    """Title and summary come from the application; the public sheet is opt-in."""

    PATH_TO_DOSSIER: ClassVar[str] = "application"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="projects")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="projects"
    )
    title = models.CharField(_("titre"), max_length=160, blank=True)
    slug = models.SlugField(max_length=80)
    summary = models.TextField(_("résumé public"), blank=True)
    public_sheet = models.BooleanField(_("fiche publique acceptée"), default=False)
    sheet_opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    # what the public sheet shows beside the title: projects.publication.queries is the one reader
    shows_structure = models.BooleanField(_("la structure"), default=False)
    shows_profile = models.BooleanField(_("ce qu’elle fait"), default=False)
    shows_department = models.BooleanField(_("le département"), default=False)
    shows_summary = models.BooleanField(_("le résumé public"), default=False)
    shows_holder = models.BooleanField(_("le nom de la personne qui porte le projet"), default=False)
    created_at = models.DateTimeField()

    lead_name: str | None
    """See ``with_lead_name``."""

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "slug"], name="project_slug_once")]
        indexes = [
            # the directory of an edition, page by page
            models.Index(
                fields=["edition", "title", "id"], condition=Q(public_sheet=True), name="project_sheets"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def find_lead(self) -> User | None:
        """The person who leads it now, unless their account is closed. One query."""
        member = self.members.leads().with_people().first()
        return member.user if member else None


class ProjectMemberQuerySet(models.QuerySet["ProjectMember"]):
    """Ended memberships stay as rows: use these methods for the present members and their rights.

    From another table, use :func:`has_member`, or a subquery:
    ``project__in=ProjectMember.objects.editors().filter(…).values("project")``.
    """

    def present(self) -> "ProjectMemberQuerySet":
        """Present members."""
        return self.filter(left_at=None)

    def former(self) -> "ProjectMemberQuerySet":
        """Members who left."""
        return self.filter(left_at__isnull=False)

    def editors(self) -> "ProjectMemberQuerySet":
        """Present members who may write, not only read."""
        return self.present().filter(rights=MemberRights.EDIT)

    def leads(self) -> "ProjectMemberQuerySet":
        """The one person who leads it now."""
        return self.present().filter(leads=True)

    def active(self) -> "ProjectMemberQuerySet":
        """Members whose account is open."""
        return self.filter(user__is_active=True)

    def people(self) -> list[User]:
        """The members to write to: open accounts, the lead first. One query."""
        return [member.user for member in self.with_people()]

    def with_people(self) -> "ProjectMemberQuerySet":
        """The memberships of :meth:`people`, each with its user."""
        return self.active().select_related("user").order_by("-leads", "pk")

    def people_by_project(self, projects: Iterable[int]) -> dict[int, list[User]]:
        """By project id, the people of :meth:`people`. One query."""
        people: dict[int, list[User]] = {}
        members = self.active().filter(project__in=list(projects)).select_related("user")
        for member in members.order_by("project", "-leads", "pk"):
            people.setdefault(member.project_id, []).append(member.user)
        return people


class ProjectMember(models.Model):
    """A member of the project, with the right to edit or only to read."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    rights = models.CharField(_("droits"), max_length=4, choices=MemberRights, default=MemberRights.EDIT)
    leads = models.BooleanField(_("porte le projet"), default=False)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectMemberQuerySet.as_manager()

    class Meta:
        ordering = ["project", "-leads", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(leads=True, left_at__isnull=True),
                name="project_one_lead",
                violation_error_message=_("Un projet a une seule personne porteuse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.project_id}"

    @property
    def has_left(self) -> bool:
        """Whether they left the project."""
        return self.left_at is not None


class ProjectInvitationQuerySet(PersonalInvitationQuerySet["ProjectInvitation"]):
    """Places offered in projects."""


class ProjectInvitation(PersonalInvitation):
    """A place in a project, offered by mail."""

    VALID_FOR: ClassVar[timedelta] = timedelta(days=14)

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    rights = models.CharField(_("droits"), max_length=4, choices=MemberRights, default=MemberRights.EDIT)

    objects = ProjectInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=WAITING,
                name="project_invitation_pending_once",
                violation_error_message=_("Une invitation attend déjà cette personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.rights}"
