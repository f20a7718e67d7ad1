"""From rows to the assignment problem, and the board that shows it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.models import Application, Recusal, ReviewAssignment
from projects.selection.assignment import Dossier, Problem, Reviewer
from projects.states import SCORED


@dataclass
class Seat:
    """A member of the committee as the board shows them. ``sent`` counts their reviews that count."""

    user: User
    body_id: int | None
    body: str
    skills: str
    load: int = 0
    sent: int = 0

    @property
    def initials(self) -> str:
        words = [word for word in str(self.user).replace("-", " ").split() if word[:1].isalpha()]
        return "".join(word[0] for word in words[:2]).upper() or "?"


def committee(edition: Edition) -> list[Seat]:
    """Everybody who sits on the committee now, by body then name; loads in two queries more."""
    roles = (
        Role.objects.active().filter(edition=edition, name=RoleName.REVIEWER, user__is_active=True)
        .select_related("user", "organisation").order_by("organisation__name", "user__name", "pk")
    )
    seats = {
        role.user_id: Seat(role.user, role.organisation_id, str(role.organisation or ""), role.skills) for role in roles
    }
    counts = (
        active_duties(edition).filter(reviewer__in=list(seats)).order_by().values("reviewer")
        .annotate(load=Count("pk")).values_list("reviewer", "load")
    )
    for reviewer, load in counts:
        seats[reviewer].load = load
    sent = (
        Application.objects.for_edition(edition).order_by().filter(reviews__reviewer__in=list(seats))
        .values("reviews__reviewer")
        .annotate(sent=Count("pk", filter=Q(reviews__state="submitted", reviews__set_aside_at=None)))
        .values_list("reviews__reviewer", "sent")
    )
    for reviewer, number in sent:
        seats[reviewer].sent = number
    return list(seats.values())


def active_duties(edition: Edition) -> QuerySet[ReviewAssignment]:
    """Duties of the edition that count: not withdrawn, the reviewer not recused."""
    recused = Recusal.objects.filter(application=OuterRef("application"), reviewer=OuterRef("reviewer"))
    return ReviewAssignment.objects.active().filter(~Exists(recused), application__call__edition=edition)


def problem(edition: Edition) -> Problem:
    """Every dossier to be scored, every reviewer, recusals and duties: four queries."""
    dossiers = (
        Application.objects.for_edition(edition).filter(state__in=SCORED).order_by("reference")
        .values_list("pk", "project__organisation")
    )
    roles = (
        Role.objects.active().filter(edition=edition, name=RoleName.REVIEWER, user__is_active=True).order_by("user")
        .values_list("user", "organisation")
    )
    recused = Recusal.objects.filter(application__call__edition=edition).order_by()
    kept = ReviewAssignment.objects.active().filter(application__call__edition=edition).order_by()
    return Problem(
        dossiers=tuple(Dossier(pk, body) for pk, body in dossiers),
        reviewers=tuple(Reviewer(pk, body) for pk, body in roles),
        wanted=edition.reviews_wanted,
        recused=frozenset(recused.values_list("application", "reviewer")),
        kept=frozenset(kept.values_list("application", "reviewer")),
    )
