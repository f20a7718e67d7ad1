"""Let an applicant sit on the committee in writing; write the recusals that ties call for."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from programmes.models import Edition, Role
from projects.conflicts.actions.recusal import recuse
from projects.conflicts.queries.seats import Tie, applicants, list_seats_without_waiver
from projects.models import Project, SeatWaiver


class WaiverRefused(TransitionRefused):
    """The waiver cannot be written; ``message`` is the reason."""


class SeatedApplicant(TransitionRefused):
    """Somebody who sits on the committee would apply to it, without a waiver."""

    def __init__(self, person: User) -> None:
        super().__init__(
            _(
                "%(who)s siège au comité qui choisit les projets : demandez d’abord à l’organisation de mettre fin à "
                "ce siège, ou d’enregistrer une dérogation."
            )
            % {"who": person}
        )


@transaction.atomic
def record_waiver(*, edition: Edition, email: str, reason: str, author: User, at: datetime) -> SeatWaiver:
    """Allow somebody, by their address, to sit on the committee of the edition they apply to, or are about to.

    Side effects: the waiver, an audit entry with its reason. Raises :class:`WaiverRefused` without a reason, for an
    address of neither an applicant of the call nor a juror, for one's own, and twice.
    """
    reason = " ".join(reason.split())[:400]
    concerned = Q(pk__in=applicants(edition, at).values("pk")) | Q(
        pk__in=Role.objects.jurors().filter(edition=edition).values("user")
    )
    person = User.objects.filter(concerned, email=email).first()
    if not reason:
        raise WaiverRefused(_("Indiquez la raison de la dérogation."))
    if person is None:
        raise WaiverRefused(
            _("Cette adresse ne tient aucun dossier de cet appel et ne siège pas : rien n’est à déroger.")
        )
    if person == author:
        raise WaiverRefused(_("Une autre personne de l’organisation enregistre la vôtre."))
    try:
        with transaction.atomic():
            waiver = SeatWaiver.objects.create(
                edition=edition, user=person, reason=reason, author=author, at=at
            )
    except IntegrityError as error:
        raise WaiverRefused(_("La dérogation de cette personne est déjà enregistrée.")) from error
    data = {"user": person.pk, "reason": reason}
    record(verb="waive_conflict", subject=waiver, actor=author, at=at, scope=edition.scope, data=data)
    return waiver


@transaction.atomic
def confirm_ties(*, ties: Iterable[Tie], author: User, at: datetime) -> int:
    """Write the recusals that these ties call for; returns how many. Side effects: those of ``recuse`` for each."""
    return len(
        [
            recuse(
                application=tie.application,
                reviewer=tie.role.user,
                author=author,
                reason=str(tie.reason),
                at=at,
            )
            for tie in ties
        ]
    )


def ensure_nobody_sits(*, project: Project, people: Iterable[int]) -> None:
    """Raise :class:`SeatedApplicant` when one of ``people``, about to apply, sits on the committee without a waiver.

    ``people`` are keys of accounts.
    """
    roles = list_seats_without_waiver(project.edition).filter(user__in=list(people))
    role: Role | None = roles.select_related("user").order_by("pk").first()
    if role:
        raise SeatedApplicant(role.user)
