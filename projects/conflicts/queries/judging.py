"""Who may not judge which dossier: those recused from it, and its members, present or former."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from accelerator.accounts.models import User
from programmes.models import Edition
from projects.conflicts.enums import Conflict
from projects.models import Application, ProjectMember, Recusal

Pairs = frozenset[tuple[int, int]]
"""``(application, person)``"""


def find_conflict(application: Application, person: User) -> Conflict | None:
    """Why this person may not judge the dossier, ``None`` when they may: one query.

    The rule of ``ApplicationQuerySet.judged_by``, with its reason.
    """
    aside = Recusal.objects.filter(application=OuterRef("pk"), reviewer=person)
    own = ProjectMember.objects.filter(project=OuterRef("project"), user=person)
    rows = Application.objects.filter(pk=application.pk).order_by().annotate(
        is_aside=Exists(aside), is_own=Exists(own)
    )  # fmt: skip
    is_aside, is_own = rows.values_list("is_aside", "is_own").get()
    return Conflict.SET_ASIDE if is_aside else Conflict.MEMBER if is_own else None


def list_conflicting_pairs(edition: Edition) -> Pairs:
    """Every dossier of an edition with each person who does not judge it: one query."""
    aside = Recusal.objects.filter(application__call__edition=edition).order_by()
    own = ProjectMember.objects.filter(project__edition=edition).order_by()
    return frozenset(
        aside.values_list("application", "reviewer").union(own.values_list("project__application", "user"))
    )


def list_pairs_set_aside(applications: Iterable[int]) -> Pairs:
    """The same for some dossiers, from recusals alone: members are not in it. One query."""
    rows = Recusal.objects.filter(application__in=applications).order_by()
    return frozenset(rows.values_list("application", "reviewer"))
