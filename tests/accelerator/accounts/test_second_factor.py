"""A second factor cannot be guessed, even while the cache remembers nothing."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from accelerator.accounts import links
from tests import factories

pytestmark = pytest.mark.django_db


def test_tries_are_counted_although_the_cache_forgets(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    person = factories.user("Claire")
    TOTP.activate(person, generate_totp_secret())
    client.post(links.sign_in_link(person).removeprefix(settings.SITE_URL))
    url = reverse("mfa_authenticate")

    errors = [client.post(url, {"code": "000000"}).context["form"].errors["code"][0] for _try in range(11)]

    assert len(set(errors[:10])) == 1
    assert errors[10] != errors[0]
