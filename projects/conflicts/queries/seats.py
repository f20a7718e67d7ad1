"""Who sits on a committee with an interest in what it chooses: applicants, and those tied to a dossier."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from programmes.bodies import body_numbers
from programmes.capabilities import Capability, list_roles
from programmes.models import Edition, Role
from projects.application.enums import ApplicationState
from projects.application.states import SCORED
from projects.models import Application, ProjectMember, Recusal, SeatWaiver

NO_RIVAL = {ApplicationState.WITHDRAWN, ApplicationState.INELIGIBLE}
"""States in which a dossier no longer competes."""


def applicants(edition: Edition, at: datetime) -> QuerySet[User]:
    """Members, present or former, of a dossier that competes in this edition, or of a draft that may still be sent."""
    competes = Q(project__application__submitted_at__isnull=False)
    call = getattr(edition, "call", None)
    if call is not None and at < call.closes_at:
        competes |= Q(project__application__state=ApplicationState.DRAFT)
    memberships = ProjectMember.objects.filter(competes, project__edition=edition).exclude(
        project__application__state__in=NO_RIVAL
    )
    return User.objects.filter(pk__in=memberships.order_by().values("user"))


def list_barred_people(edition: Edition, at: datetime) -> QuerySet[User]:
    """The applicants who may not sit on the committee: nobody decided in writing that they may."""
    waiver = SeatWaiver.objects.filter(edition=edition, user=OuterRef("pk"))
    return applicants(edition, at).filter(~Exists(waiver))


def why_not_seated(edition: Edition, role: str, addresses: Collection[str], at: datetime) -> dict[str, str]:
    """The rule of :mod:`programmes.role_rules`: an applicant does not judge their rivals. One query at most."""
    if role not in list_roles(Capability.REVIEW):
        return {}
    why = gettext(
        "Cette personne tient un dossier de cet appel : elle jugerait ses concurrents. Si vous l’acceptez, enregistrez "
        "d’abord une dérogation à la page « Conflits d’intérêts »."
    )
    barred = list_barred_people(edition, at).filter(email__in=addresses).order_by()
    return dict.fromkeys(barred.values_list("email", flat=True), why)


def list_seats_without_waiver(edition: Edition) -> QuerySet[Role]:
    """The seats of those whom nobody allowed in writing to apply too."""
    allowed = SeatWaiver.objects.filter(edition=edition).values("user")
    return Role.objects.jurors().filter(edition=edition).exclude(user__in=allowed)


def list_seated_applicants(edition: Edition, at: datetime) -> list[Role]:
    """Those who sit although they apply, without a waiver: one query."""
    roles = Role.objects.jurors().filter(edition=edition, user__in=list_barred_people(edition, at))
    return list(roles.select_related("user", "organisation").order_by("user__name", "pk"))


@dataclass(frozen=True)
class Tie:
    """A juror who should be recused from a dossier: ``reason`` is the reason of the recusal."""

    role: Role
    application: Application
    reason: "str | Promise"

    @property
    def key(self) -> str:
        return f"{self.application.reference}:{self.role.user_id}"


def list_recusals(edition: Edition, reader: User) -> QuerySet[Recusal]:
    """The recusals of the edition with their reasons, latest first; not those of dossiers the reader does not judge."""
    visible = Application.objects.for_edition(edition).judged_by(reader).order_by().values("pk")
    rows = Recusal.objects.filter(application__in=visible).select_related("application", "reviewer", "author")
    return rows.order_by("-at", "-pk")


MEMBER_REASON = _("Tient ce dossier, ou l’a tenu.")
SAME_BODY = _("Siège pour l’organisme qui dépose ce dossier.")


def ties_to_confirm(edition: Edition, reader: User) -> list[Tie]:
    """The recusals to propose before the assignment, by reference; not for dossiers the reader may not judge.

    Four queries: seats, dossiers, members, recusals.
    """
    roles = list(
        Role.objects.jurors()
        .filter(edition=edition)
        .select_related("user", "organisation")
        .order_by("user__name", "pk")
    )
    dossiers = list(
        Application.objects.for_edition(edition)
        .filter(state__in=SCORED)
        .judged_by(reader)
        .select_related("project__organisation", "call__edition")
        .order_by("reference")
    )
    memberships = set(
        ProjectMember.objects.filter(
            user__in=[role.user_id for role in roles], project__edition=edition
        ).values_list("project", "user")
    )
    aside = set(
        Recusal.objects.filter(application__call__edition=edition).values_list("application", "reviewer")
    )
    bodies = [role.organisation for role in roles] + [dossier.project.organisation for dossier in dossiers]
    numbers = body_numbers(body for body in bodies if body)

    def reason(role: Role, dossier: Application) -> "str | Promise":
        if (dossier.project_id, role.user_id) in memberships:
            return MEMBER_REASON
        body = numbers.get(role.organisation_id)
        return SAME_BODY if body and body == numbers.get(dossier.project.organisation_id) else ""

    return [
        Tie(role, dossier, why)
        for dossier in dossiers
        for role in roles
        if (dossier.pk, role.user_id) not in aside and (why := reason(role, dossier))
    ]
