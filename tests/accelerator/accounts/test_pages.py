"""Pages of allauth wear our frame; a second factor can be set up, and not be guessed."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accelerator.accounts import links
from tests import factories

pytestmark = pytest.mark.django_db
FRAME = 'class="masthead'


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def claire():
    return factories.user("Claire Lemonnier")


def test_an_application_of_codes_is_activated_then_removed(client, claire):
    client.force_login(claire, backend="django.contrib.auth.backends.ModelBackend")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert FRAME in wrong.content.decode()

    response = client.post(reverse("mfa_activate_totp"), {"code": current_code(secret)}, follow=True)
    assert Authenticator.objects.filter(user=claire, type="totp").exists()
    assert "Codes de secours" in response.content.decode()

    for name in (
        "mfa_index",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
    ):
        page = client.get(reverse(name), follow=True)
        assert page.status_code == 200, name
        assert FRAME in page.content.decode(), name


def test_second_factor_is_asked_again_before_it_is_removed(client, claire):
    TOTP.activate(claire, generate_totp_secret())
    Authenticator.objects.update(created_at=timezone.now() - timedelta(days=1))
    client.force_login(claire, backend="django.contrib.auth.backends.ModelBackend")

    response = client.get(reverse("mfa_deactivate_totp"), follow=True)

    assert response.redirect_chain[0][0].startswith(reverse("mfa_reauthenticate"))
    assert "Confirmez que c" in response.content.decode()


def test_tries_are_counted_although_the_cache_is_empty(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    person = factories.user("Claire")
    TOTP.activate(person, generate_totp_secret())
    client.post(links.sign_in_link(person).removeprefix(settings.SITE_URL))
    url = reverse("mfa_authenticate")

    errors = [client.post(url, {"code": "000000"}).context["form"].errors["code"][0] for _try in range(11)]

    assert len(set(errors[:10])) == 1
    assert errors[10] != errors[0]
