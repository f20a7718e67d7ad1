"""One link, several browsers at one instant: one answer counts, and nobody else is let in."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accelerator.accounts.models import User
from programmes.actions.invitations import invite
from programmes.enums import RoleName
from programmes.invitation_links import LINK
from programmes.models import Role
from tests.factories import edition_with
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_address_enters_once_however_many_browsers_click() -> None:
    world = edition_with()
    offered = invite(
        edition=world.edition,
        email="claire@exemple.test",
        role=RoleName.REVIEWER,
        actor=world.organiser,
        at=timezone.now(),
    )
    page = "/" + LINK.address_of(offered).split("/", 3)[3]
    browsers = [Client() for _tab in range(TABS)]

    def click(tab: int) -> Any:
        return browsers[tab].post(page)

    at_once(click)

    assert sum("_auth_user_id" in browser.session for browser in browsers) == 1
    assert User.objects.filter(email="claire@exemple.test").count() == 1
    assert Role.objects.filter(user__email="claire@exemple.test").count() == 1
