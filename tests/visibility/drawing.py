"""One person more in the world, with any roles and any tie to a dossier, at one moment of the committee's work."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.application.enums import ApplicationState
from projects.models import Application, Decision, ProjectMember, Recusal, Review, ReviewAssignment
from tests import factories
from tests.visibility.world import World


@dataclass(frozen=True)
class Drawn:
    """What one person is: role names, and a tie to each dossier."""

    roles: frozenset[str]
    ties: tuple[tuple[str, str], ...]
    phase: str


@contextmanager
def drawn_world(world: World, drawn: Drawn) -> Iterator[World]:
    """The world with one person more, at one moment; as it was before, afterwards."""
    changed = replace(
        world,
        people=dict(world.people),
        canaries=dict(world.canaries),
        dossiers=dict(world.dossiers),
        ties={dossier: dict(ties) for dossier, ties in world.ties.items()},
        roles={edition: dict(roles) for edition, roles in world.roles.items()},
    )
    holds = {"holder"} if "member" in dict(drawn.ties).values() else set()
    with transaction.atomic():
        person = changed.people["drawn"] = factories.user("Tirée au sort")
        changed.roles["a"]["drawn"] = drawn.roles | holds
        if RoleName.CHAIR in drawn.roles:  # one person chairs
            chairs = Role.objects.active().filter(edition=world.editions["a"], name=RoleName.CHAIR)
            chairs.update(ended_at=timezone.now())
        for name in sorted(drawn.roles | holds):
            factories.role(world.editions["a"], RoleName(name), who=person)
        for dossier, tie in drawn.ties:
            _tie(changed, dossier, tie, person, drawn.roles)
        _move_to(changed, drawn.phase)
        yield changed
        transaction.set_rollback(True)


def _tie(world: World, dossier: str, tie: str, person: Any, roles: frozenset[str]) -> None:
    """Write the rows that such a tie leaves; a tie that asks for a role which the person lacks is none."""
    application, at = world.dossiers[f"a.{dossier}"], timezone.now()
    if tie in ("member", "former"):
        left = at if tie == "former" else None
        ProjectMember.objects.create(
            project=application.project, user=person, joined_at=at - timedelta(days=1), left_at=left
        )
        world.tie(f"a.{dossier}", "drawn", *(("member", "editor") if tie == "member" else ("former",)))
    elif tie == "recused" and roles & {"organiser", "reviewer", "chair"}:
        Recusal.objects.create(
            application=application, reviewer=person, author=person, reason="Voisine.", at=at
        )
        world.tie(f"a.{dossier}", "drawn", "recused" if "reviewer" in roles else "former")
    elif tie in ("assigned", "peer") and "reviewer" in roles and dossier != "submitted":
        ReviewAssignment.objects.create(application=application, reviewer=person, assigned_at=at)
        sent = {"state": "submitted", "total": "40.00", "submitted_at": at} if tie == "peer" else {}
        if tie == "peer":
            Review.objects.create(
                application=application, reviewer=person, started_at=at, saved_at=at, **sent
            )
        world.tie(f"a.{dossier}", "drawn", "assigned", *(("peer",) if tie == "peer" else ()))


def _move_to(world: World, phase: str) -> None:
    edition, at = world.editions["a"], timezone.now()
    if phase != "reviews open":
        Edition.objects.filter(pk=edition.pk).update(reviews_due_at=at - timedelta(hours=1))
        world.reviews_closed = True
    if phase == "announced":
        Edition.objects.filter(pk=edition.pk).update(announced_at=at)
        waiting = world.dossiers["a.waiting"]
        Decision.objects.filter(application=waiting).update(announced_at=at)
        Application.objects.filter(pk=waiting.pk).update(state=ApplicationState.RESERVE)
        world.dossiers["a.waiting"] = Application.objects.get(pk=waiting.pk)
