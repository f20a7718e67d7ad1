"""One's own page and language."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from accelerator.accounts import links
from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
PROFILE = "/account/profile/"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def claire(client):
    person = factories.user("Claire Lemonnier")
    client.force_login(person, backend=BACKEND)
    return person


def test_a_profile_is_saved_and_noted_without_its_content(client, claire):
    response = client.post(
        PROFILE, {"name": " Claire  Le Monnier ", "job_title": "Ergonome", "phone": "", "language": "en"}
    )

    claire.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert response.url == PROFILE
    assert (claire.name, claire.job_title, claire.language) == ("Claire Le Monnier", "Ergonome", "en")
    assert response.cookies["django_language"].value == "en"
    assert entry.verb == "change_profile"
    assert "Ergonome" not in str(entry.data)


def test_a_first_visit_asks_for_a_name_then_goes_on(client):
    person = factories.user()
    User.objects.filter(pk=person.pk).update(name="")
    client.force_login(person, backend=BACKEND)

    assert client.get(reverse("programmes:welcome")).url == PROFILE
    assert "Bienvenue" in client.get(PROFILE).content.decode()
    assert client.post(PROFILE, {"name": "Zoé", "language": "fr"}).url == reverse("programmes:welcome")


def test_a_language_chosen_once_is_used_for_mails_too(client, claire):
    response = client.post(reverse("set_language"), {"language": "en", "next": PROFILE})

    claire.refresh_from_db()
    assert response.url == PROFILE
    assert claire.language == "en"
    assert client.get(reverse("set_language")).status_code == 405


@pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn"])
def test_pages_of_passkeys_and_second_factors_have_the_frame_of_the_site(client, claire, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert 'class="masthead' in response.content.decode()


def test_a_second_factor_is_requested_after_the_link(client, settings):
    person = factories.user("Claire")
    TOTP.activate(person, generate_totp_secret())

    response = client.post(links.sign_in_link(person).removeprefix(settings.SITE_URL), follow=True)

    assert response.redirect_chain[-1][0] == reverse("mfa_authenticate")
    assert "Encore une vérification" in response.content.decode()
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert not client.get("/account/").context["user"].is_authenticated
