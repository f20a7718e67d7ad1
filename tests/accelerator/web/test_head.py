"""What search engines and shared links read in the head of a page."""

import re

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

DESCRIPTION = re.compile(r'<meta name="description" content="[^"]{20,}">')


@pytest.mark.parametrize(
    "address", ["/", "/account/", "/legal/", "/projects/", "/my/", "/programmes/transformateur/"]
)
def test_a_page_describes_itself_once(address: str, client: Client) -> None:
    programme = factories.edition().programme
    programme.summary_fr = "Deux jours pour faire grandir un projet."
    programme.save()
    if address == "/my/":
        client.force_login(factories.user())

    page = client.get(address, follow=True).content.decode()

    assert len(DESCRIPTION.findall(page)) == page.count('name="description"') == 1
