"""One field, one code: the same for everybody, five tries, ten minutes."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accelerator.accounts.actions import change_address
from accelerator.accounts.models import User
from accelerator.outbox import delivery
from accelerator.outbox.models import OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/"
CODE = "/account/code/"


def code_for(email: str) -> str:
    """The code of the latest mail to this address, as its recipient reads it."""
    mail = OutgoingMail.objects.filter(to_email=email).order_by("-pk").first()
    return re.search(r"\b\d{8}\b", mail.text).group()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 100_000_000:08d}"


def test_a_visitor_becomes_a_person_by_a_code(client):
    response = client.post(SIGN_IN, {"email": "Claire@Exemple.Test "})
    assert response.status_code == 302
    assert response.url == CODE
    assert "claire@exemple.test" in client.get(CODE).content.decode()

    response = client.post(CODE, {"code": code_for("claire@exemple.test")})

    assert response.url == reverse("programmes:welcome")
    assert client.get(reverse("accounts:profile")).context["user"].email == "claire@exemple.test"


def test_an_address_is_one_account_whatever_its_case(client):
    factories.user(email="claire@exemple.test")

    client.post(SIGN_IN, {"email": " CLAIRE@exemple.TEST"})
    client.post(CODE, {"code": code_for("claire@exemple.test")})

    assert User.objects.count() == 1


def test_nothing_reveals_whether_an_address_is_known(client):
    factories.user(email="known@exemple.test")
    factories.user(email="closed@exemple.test", is_active=False)
    pages = {}
    for name in ("known", "unknown", "closed"):
        response = client.post(SIGN_IN, {"email": f"{name}@exemple.test"}, follow=True)
        page = response.content.decode().replace(name, "")
        pages[name] = (response.redirect_chain, re.sub(r"\b[A-Za-z0-9]{64}\b", "", page))

    assert pages["known"] == pages["unknown"] == pages["closed"]


def test_a_closed_account_gets_no_code(client):
    factories.user(email="closed@exemple.test", is_active=False)

    client.post(SIGN_IN, {"email": "closed@exemple.test"})

    assert not OutgoingMail.objects.exists()
    assert client.post(CODE, {"code": ""}).status_code == 422


def test_a_wrong_code_says_so_and_how_many_tries_are_left(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})

    response = client.post(CODE, {"code": wrong(code_for("claire@exemple.test"))})

    assert response.status_code == 422
    assert response.context["tries_left"] == 4
    assert "Ce n’est pas le code" in response.content.decode()


def test_tries_sent_all_at_once_count_one_by_one(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    code, waiting = code_for("claire@exemple.test"), dict(client.session)
    for _try in range(5):
        client.post(CODE, {"code": wrong(code)})
        session = client.session  # each of them reads the session as it was before the others
        session.update(waiting)
        session.save()

    assert client.post(CODE, {"code": code}).url == SIGN_IN


def test_five_wrong_codes_use_it_up(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    code = code_for("claire@exemple.test")
    for _try in range(4):
        assert client.post(CODE, {"code": wrong(code)}).status_code == 422

    response = client.post(CODE, {"code": wrong(code)}, follow=True)

    assert response.redirect_chain == [(SIGN_IN, 302)]
    assert "Cinq codes faux" in response.content.decode()
    assert 'value="claire@exemple.test"' in response.content.decode()
    assert client.post(CODE, {"code": code}).url == SIGN_IN


def test_an_expired_code_says_so(client, settings):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    code = code_for("claire@exemple.test")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1

    response = client.post(CODE, {"code": code}, follow=True)

    assert "Ce code a expiré" in response.content.decode()
    assert not response.context["user"].is_authenticated


def test_of_two_tabs_the_latest_code_signs_in_and_the_other_tab_follows(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    first = code_for("claire@exemple.test")
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    second = code_for("claire@exemple.test")

    if first != second:
        assert client.post(CODE, {"code": first}).status_code == 422
    assert client.post(CODE, {"code": second}).status_code == 302
    assert client.post(CODE, {"code": second}).url == reverse("programmes:welcome")


def test_a_code_of_one_browser_is_worth_nothing_in_another(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    thief = Client()

    response = thief.post(CODE, {"code": code_for("claire@exemple.test")})

    assert response.url == SIGN_IN


@pytest.mark.parametrize("resends", [False, True])
def test_a_code_sent_to_the_former_address_signs_nobody_in(client, resends):
    person = factories.user(email="claire@exemple.test")
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    typed = {"action": "resend"} if resends else {"code": code_for("claire@exemple.test")}

    change_address(user=person, email="neuve@exemple.test", actor=person, at=timezone.now())

    response = client.post(CODE, typed, follow=True)
    assert "Ce code a expiré" in response.content.decode()
    assert not response.context["user"].is_authenticated


def test_a_code_can_be_sent_again(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})

    response = client.post(CODE, {"action": "resend"}, follow=True)

    assert "Un nouveau code arrive" in response.content.decode()
    assert OutgoingMail.objects.count() == 2
    assert client.post(CODE, {"code": code_for("claire@exemple.test")}).status_code == 302


def test_asking_for_many_codes_is_slowed_down(client):
    for _time in range(3):
        client.post(SIGN_IN, {"email": "claire@exemple.test"})

    response = client.post(SIGN_IN, {"email": "claire@exemple.test"})

    assert response.status_code == 422
    assert "Attendez une minute" in response.content.decode()
    assert OutgoingMail.objects.count() == 3


def test_the_requested_page_is_opened_after_sign_in_but_no_other_site(client):
    client.post(f"{SIGN_IN}?next=/my/", {"email": "claire@exemple.test"})
    response = client.post(f"{CODE}?next=/my/", {"code": code_for("claire@exemple.test")})
    assert response.url == "/my/"

    client.logout()
    response = client.post(f"{SIGN_IN}?next=https://piege.test/", {"email": "claire@exemple.test"})
    assert response.url == CODE


def test_the_mail_with_the_code_is_emptied_once_sent(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    client.post(SIGN_IN, {"email": "claire@exemple.test"})
    mail = OutgoingMail.objects.get()
    assert mail.private
    assert not re.search(r"\d{8}", mail.subject)

    delivery.deliver_batch(at=mail.due_at)

    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == ("sent", "", "")


def test_an_invalid_address_is_refused_at_the_field(client):
    signs = ["claire@piege＠exemple.test", "claire@piege，exemple.test", "claire@" + "ﷺ" * 30 + ".fr"]
    for typed in ("", "claire", "claire@", "<b>@exemple.test", "x" * 300 + "@exemple.test", *signs):
        assert client.post(SIGN_IN, {"email": typed}).status_code == 422, typed
    assert not User.objects.exists()


@pytest.mark.parametrize("nowhere", ["ailleurs", "http://["])
def test_a_next_page_that_is_no_address_breaks_nothing(client, nowhere):
    query = {"next": nowhere}
    assert client.get(CODE, query).status_code == 302
    assert client.post(SIGN_IN, {"email": "claire@exemple.test"}, query_params=query).status_code == 302
    client.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(SIGN_IN, query).status_code == 302
    assert client.post("/account/logout/", query).status_code == 302


def test_one_may_change_address_before_the_code(client):
    client.post(SIGN_IN, {"email": "claire@exemple.test"})

    response = client.post("/account/logout/", {"next": SIGN_IN})

    assert response.url == SIGN_IN
    assert client.post(CODE, {"code": "12345678"}).url == SIGN_IN


def test_passwords_and_sign_up_have_no_address():
    pages = ["signup", "reset_password", "change_password", "set_password", "email", "reauthenticate"]
    for name in (*(f"account_{page}" for page in pages), "socialaccount_connections"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_a_sign_in_form_leads_home_after_signing_in_in_another_tab():
    browser = Client(enforce_csrf_checks=True)
    stale = browser.get(SIGN_IN).context["csrf_token"]
    person = factories.user()
    browser.force_login(person)
    browser.cookies["csrftoken"] = "x" * 32
    sent = {"email": person.email, "csrfmiddlewaretoken": str(stale)}

    page = browser.post(SIGN_IN, sent, follow=True)

    assert [address for address, _status in page.redirect_chain[:2]] == [
        SIGN_IN,
        reverse("programmes:welcome"),
    ]
    refused = browser.post(reverse("accounts:profile"), sent)
    assert refused.status_code == 403
    assert "dans un autre onglet" in refused.text
