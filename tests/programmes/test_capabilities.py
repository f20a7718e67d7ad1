"""What a role may do, in its edition and by the table alone."""

import pytest

from accelerator.web.access import STAFF
from programmes.capabilities import AUDIENCES, Capability, list_roles
from programmes.enums import RoleName
from programmes.models import Role
from programmes.queries import RoleBook, people_who_can
from tests import factories


def test_each_capability_is_somebody_s_and_each_role_has_one() -> None:
    assert set(AUDIENCES) == set(Capability)
    assert set(list_roles(*Capability)) == set(RoleName)
    assert all(list_roles(capability) for capability in Capability)


@pytest.mark.django_db
def test_a_capability_counts_in_the_edition_of_the_role() -> None:
    here, elsewhere = (factories.edition_with().edition for _ in range(2))
    facilitator = factories.role(here, RoleName.FACILITATOR)
    roles = RoleBook(facilitator)

    assert roles.can(Capability.RUN_SESSION, edition_slug=here.slug) is True
    assert roles.can(Capability.RUN_SESSION, edition_slug=elsewhere.slug) is False
    assert roles.can(Capability.MANAGE_EDITION, edition_slug=here.slug) is False
    assert facilitator in people_who_can(here, Capability.RUN_SESSION)
    assert facilitator not in people_who_can(elsewhere, Capability.RUN_SESSION)

    Role.objects.filter(user=facilitator).update(ended_at=factories.NOW)
    assert RoleBook(facilitator).can(Capability.RUN_SESSION) is False
    assert facilitator not in people_who_can(here, Capability.RUN_SESSION)


@pytest.mark.django_db
def test_the_staff_may_what_the_table_says_and_is_among_the_people_of_no_edition() -> None:
    edition = factories.edition_with().edition
    staff = factories.user(is_staff=True)
    allowed = {item for item in Capability if RoleBook(staff).can(item, edition_slug=edition.slug)}

    assert allowed == {item for item in Capability if STAFF in AUDIENCES[item]}
    assert Capability.MANAGE_APPLICATIONS not in allowed
    assert staff not in people_who_can(edition, Capability.MANAGE_EDITION)
