"""The right to open editions is given, and the last role that it rests on ends, at the same instant."""

import pytest

from programmes.actions.roles import end_role, give_programme_role
from programmes.enums import ProgrammeRoleName, RoleName
from programmes.models import Edition, ProgrammeRole, Role
from tests import factories
from tests.support.races import run_together

pytestmark = pytest.mark.django_db(transaction=True)
TURNS = 5


def give(world: factories.World) -> object:
    return give_programme_role(
        programme=world.edition.programme,
        user=world.organiser,
        name=ProgrammeRoleName.OPENER,
        actor=world.organiser,
        at=factories.NOW,
    )


def end(world: factories.World, edition: Edition) -> None:
    role = Role.objects.get(edition=edition, user=world.organiser, name=RoleName.ORGANISER)
    end_role(role=role, actor=world.organiser, at=factories.NOW)


def test_a_person_who_stops_organising_while_the_right_is_given_does_not_keep_it() -> None:
    for _turn in range(TURNS):
        world = factories.edition_with()
        factories.role(world.edition, RoleName.ORGANISER)

        run_together(lambda: give(world), lambda: end(world, world.edition))  # noqa: B023

        assert not Role.objects.active().filter(user=world.organiser).exists()
        assert not ProgrammeRole.objects.active().filter(user=world.organiser).exists()


def test_a_person_who_stops_organising_two_editions_at_once_opens_none() -> None:
    for _turn in range(TURNS):
        world, other = factories.edition_with(), factories.edition()
        Edition.objects.filter(pk=other.pk).update(programme=world.edition.programme)
        factories.role(other, RoleName.ORGANISER, who=world.organiser)
        for edition in (world.edition, other):
            factories.role(edition, RoleName.ORGANISER)
        give(world)

        ended = run_together(lambda: end(world, world.edition), lambda: end(world, other))  # noqa: B023

        assert ended == [None, None]
        assert not ProgrammeRole.objects.active().filter(user=world.organiser).exists()
