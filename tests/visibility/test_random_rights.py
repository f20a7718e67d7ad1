"""Rights drawn at random: one person with any roles, any ties to a dossier, at any moment of the committee's work.

The tables of ``visibility_rules`` say what such a person knows; the pages where secrets of the committee might show are
walked. The combinations are those that nobody thinks of: an organiser who sits, holds a dossier and stepped aside.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from programmes.enums import RoleName
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.models import (
    Application,
    Decision,
    ProjectMember,
    Recusal,
    Review,
    ReviewAssignment,
)
from tests import factories
from tests.visibility.building import build
from tests.visibility.walk import refuse_barely, sign_in, walk_pages
from tests.visibility.world import World

pytestmark = pytest.mark.django_db
DOSSIERS = ("submitted", "waiting", "refused", "confirmed")
ROLES = ("organiser", "reviewer", "mentor", "facilitator", "partner")
TIES = ("none", "member", "held", "assigned", "peer", "recused")
PHASES = ("reviews open", "reviews closed", "announced")
PAGES = [
    *(
        f"projects:{name}"
        for name in (
            "manage_applications manage_application manage_assignment assignment_proposal ranking deliberation decide "
            "announce review_queue review application dossier_print dossier_pdf application_file participation "
            "public_projects"
        ).split()
    ),
    *(
        f"coaching:{name}"
        for name in (
            "manage_edition manage_journal my_home my_project coaching_project coaching_dossier support_home"
        ).split()
    ),
    "programmes:manage_mails",
]


@dataclass(frozen=True)
class Drawn:
    """What one person is: role names, and a tie to each dossier."""

    roles: frozenset[str]
    ties: tuple[tuple[str, str], ...]
    phase: str


drawn_people = st.builds(
    Drawn,
    roles=st.frozensets(st.sampled_from(ROLES), max_size=3),
    ties=st.tuples(*(st.tuples(st.just(name), st.sampled_from(TIES)) for name in DOSSIERS)),
    phase=st.sampled_from(PHASES),
)


@pytest.fixture(scope="module")
def world(build_once: Callable[..., World]) -> World:
    return build_once(build)


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
    if tie in ("member", "held"):
        left = at if tie == "held" else None
        ProjectMember.objects.create(
            project=application.project, user=person, joined_at=at - timedelta(days=1), left_at=left
        )
        world.tie(f"a.{dossier}", "drawn", *(("member", "editor") if tie == "member" else ("held",)))
    elif tie == "recused" and roles & {"organiser", "reviewer"}:
        Recusal.objects.create(
            application=application, reviewer=person, author=person, reason="Voisine.", at=at
        )
        world.tie(f"a.{dossier}", "drawn", "recused" if "reviewer" in roles else "held")
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
        told = {"waiting_decision_reason": "decision_reason", "sent_holder_comment": "told_holder_comment"}
        world.canaries |= {
            text: replace(canary, kind=told[canary.kind])
            for text, canary in world.canaries.items()
            if canary.dossier == "a.waiting" and canary.kind in told
        }


@settings(
    max_examples=12,
    derandomize=True,
    phases=[Phase.generate],  # what is drawn is short enough to read: making it shorter takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=drawn_people)
def test_whoever_is_drawn_reads_what_is_theirs_and_nothing_else(
    world: World, caplog: pytest.LogCaptureFixture, drawn: Drawn
) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")  # hundreds of refusals
    world.write_files()
    with drawn_world(world, drawn) as changed, pytest.MonkeyPatch.context() as patch:
        refuse_barely(patch, whole=5)
        problems = walk_pages(changed, sign_in(changed, "drawn"), "drawn", PAGES)

    assert problems == [], f"{drawn}:\n" + "\n".join(problems)
