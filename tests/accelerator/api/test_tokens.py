"""A person's tokens: created, displayed once, announced by mail, revoked, deleted."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.api import actions
from accelerator.api.models import ApiToken
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from tests import factories
from tests.support.tokens import make_token, reader_for

pytestmark = pytest.mark.django_db
TOKENS = "/account/tokens/"
ME = "/api/v1/me"


@pytest.fixture
def claire():
    return factories.user("Claire Lemonnier")


def test_a_token_is_displayed_once_and_opens_what_its_person_reads(as_user, client, claire):
    browser = as_user(claire)
    page = browser.post(TOKENS, {"name": "Tableau  de bord", "scopes": ["applications"], "days": "90"})
    secret = page.context["secret"]

    answer = client.get(ME, headers={"Authorization": f"Bearer {secret}"})

    token = ApiToken.objects.get()
    assert secret in page.content.decode()
    assert '<td data-label="Portée">lire les dossiers que je peux ouvrir</td>' in page.text
    assert secret not in browser.get(TOKENS).content.decode()
    assert (token.name, token.scopes) == ("Tableau de bord", ["applications"])
    assert answer.json()["email"] == claire.email
    assert ApiToken.objects.get().last_used_on == timezone.localdate()


def test_creating_a_token_sends_a_mail_and_logs_no_key(claire):
    token, secret = actions.create_token(
        user=claire, name="Tableau", scopes=["needs"], days=30, at=timezone.now()
    )

    mail, entry = OutgoingMail.objects.get(), AuditEntry.objects.get()
    assert mail.to_email == claire.email
    assert "Tableau" in mail.text
    assert secret not in mail.text + str(entry.data)
    assert token.digest not in mail.text + str(entry.data)


def test_a_name_and_a_scope_are_needed(as_user, claire):
    page = as_user(claire).post(TOKENS, {"name": " ", "scopes": [], "days": "90"})

    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"name", "scopes"}


def test_ten_at_once_are_enough(as_user, claire):
    for _number in range(ApiToken.MOST):
        make_token(claire)

    page = as_user(claire).post(TOKENS, {"name": "Un de trop", "scopes": ["needs"], "days": "30"})

    assert page.status_code == 422
    assert "révoquez-en un" in page.content.decode()


@pytest.mark.parametrize("how", ["revoked", "expired", "closed", "mistyped"])
def test_a_token_that_ended_reads_nothing(client, claire, how):
    at = timezone.now()
    ended = {"revoked": {"revoked_at": at}, "expired": {"expires_at": at}}.get(how, {})
    secret = make_token(claire, **ended) + ("x" if how == "mistyped" else "")
    if how == "closed":
        claire.is_active = False
        claire.save()

    answer = client.get(ME, headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == 401
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_a_token_is_revoked_at_once_by_its_person_alone(as_user, claire):
    reader, token = reader_for(claire), ApiToken.objects.get()
    revoke = reverse("api_tokens:revoke_token", args=[token.pk])

    assert as_user(factories.user()).post(revoke).status_code == 404
    assert reader.get(ME).status_code == 200
    as_user(claire).post(revoke)
    assert reader.get(ME).status_code == 401
    assert AuditEntry.objects.get().verb == "revoke_token"


def test_tokens_that_ended_long_ago_are_deleted(claire):
    at = timezone.now()
    make_token(claire, revoked_at=at - timedelta(days=91))
    make_token(claire, expires_at=at - timedelta(days=89))
    make_token(claire)

    actions.purge_ended(at=at)

    assert ApiToken.objects.count() == 2
