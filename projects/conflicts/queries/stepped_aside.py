"""Who stepped aside from which dossier."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from accelerator.accounts.models import User
from programmes.capabilities import Capability
from programmes.queries import people_who_can
from projects.models import Application, Recusal, Review


def has_anybody_aside() -> Exists:
    """Whether anybody stepped aside from the application outside, to annotate it with."""
    return Exists(Recusal.objects.filter(application=OuterRef("pk")))


def list_people_aside(application: Application) -> list[Recusal]:
    """Who stepped aside from this dossier, and why: they are named in the minutes.

    No query where ``has_anybody_aside`` was annotated and nobody did.
    """
    if not getattr(application, "has_anybody_aside", True):
        return []
    return list(application.recusals.select_related("reviewer").order_by("pk"))


def members_who_may_recuse(application: Application) -> QuerySet[User]:
    """Members of the committee, organisers, and those whose review counts although they left, who have not stepped
    aside from this dossier; each with ``has_left``, whether their review is all that remains of them.
    """
    members = people_who_can(application.call.edition_id, Capability.REVIEW, Capability.MANAGE_APPLICATIONS)
    former = Review.objects.in_score().filter(application=application).order_by().values("reviewer")
    concerned = User.objects.filter(Q(pk__in=members.order_by().values("pk")) | Q(pk__in=former))
    present = Exists(members.filter(pk=OuterRef("pk")).order_by())
    return (
        concerned.exclude(recusals__application=application)
        .annotate(has_left=~present)
        .order_by("name", "pk")
    )


def find_who_set_aside(applications: Iterable[int], reviewer: User) -> dict[int, int]:
    """Who wrote down that ``reviewer`` steps aside, by application: one query."""
    rows = Recusal.objects.filter(application__in=applications, reviewer=reviewer).order_by()
    return dict(rows.values_list("application", "author"))
