"""Deny by default, a GET that cannot write, what a scanner looks for, cookies that prove a right."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accelerator.accounts.models import User
from accelerator.web import access
from accelerator.web.checks import security_contact
from accelerator.web.middleware import (
    HardeningMiddleware,
    PrivatePagesMiddleware,
    ReadOnlyGetMiddleware,
    WriteDuringGet,
)
from accelerator.web.signed_cookie import SignedCookie
from programmes.middleware import VisibilityMiddleware
from tests.factories import edition_with, user

pytestmark = pytest.mark.django_db


def test_a_page_without_a_row_is_refused_to_everybody(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = user(is_staff=True)
    request.resolver_match = type("Match", (), {"view_name": "a page nobody declared"})()

    with pytest.raises(PermissionDenied):
        VisibilityMiddleware(lambda _: HttpResponse()).process_view(request, lambda: None, (), {})


def test_two_apps_cannot_give_the_same_page_different_rows() -> None:
    with pytest.raises(ValueError, match="two rows"):
        access.declare(access.rows("home", "nobody"))


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client) -> None:
    address = reverse("programmes:manage")

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={address}"


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(client) -> None:
    world = edition_with()
    page, form = (
        reverse(f"projects:{name}", args=[world.edition.slug])
        for name in ("manage_applications", "change_applications")
    )

    def build_address(before: str) -> str:
        return client.post(form, headers={"Referer": before})["Location"]

    assert build_address(f"http://testserver{page}?q=a") == f"{reverse('account_login')}?next={page}%3Fq%3Da"
    assert build_address("https://elsewhere.example/") == f"{reverse('account_login')}?next=/"
    assert build_address("http://[") == f"{reverse('account_login')}?next=/"


def test_an_address_for_posts_explains_itself_when_it_is_opened(client) -> None:
    opened = client.get(reverse("set_language"), headers={"Accept": "text/html"})

    assert opened.status_code == 405
    assert opened["Allow"] == "POST"
    assert "Cette adresse ne s’ouvre pas seule" in opened.text
    assert client.get(reverse("set_language"), headers={"Accept": "application/json"}).text == ""


def test_a_script_that_saves_in_the_background_gets_a_401(client) -> None:
    assert client.get(reverse("programmes:manage"), headers={"X-Requested-With": "fetch"}).status_code == 401


def test_a_role_in_one_edition_opens_nothing_in_another(as_user) -> None:
    ours, theirs = edition_with(), edition_with()
    browser = as_user(ours.organiser)

    assert browser.get(reverse("programmes:manage_settings", args=[ours.edition.slug])).status_code == 200
    assert browser.get(reverse("programmes:manage_settings", args=[theirs.edition.slug])).status_code == 403
    assert browser.get(reverse("programmes:manage_settings", args=["inconnue"])).status_code == 403


def test_pages_behind_the_sign_in_are_not_cached_by_browsers(client, as_user) -> None:
    world = edition_with()
    browser = as_user(world.organiser)

    for page in (reverse("programmes:manage"), reverse("home"), "/nulle-part/"):
        assert browser.get(page)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get(reverse("home"))


def test_the_cache_control_of_a_view_is_kept(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user, request.session = user(), SimpleNamespace(accessed=True)
    message = HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    assert PrivatePagesMiddleware(lambda _: message)(request)["Cache-Control"] == "private, max-age=60"


def test_a_get_that_writes_is_stopped(rf: RequestFactory) -> None:
    person = user()

    def view(request):
        User.objects.filter(pk=person.pk).update(name="écrit pendant un GET")
        return HttpResponse()

    with pytest.raises(WriteDuringGet), transaction.atomic():
        ReadOnlyGetMiddleware(view)(rf.get("/"))
    assert ReadOnlyGetMiddleware(view)(rf.post("/")).status_code == 200


def test_a_missing_page_never_lists_the_addresses_of_the_site(client, settings) -> None:
    settings.DEBUG = True

    page = client.get("/nulle-part/")

    assert page.status_code == 404
    assert "Cette page n" in page.text
    assert "URLconf" not in page.text


ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize("address", ["/", "/healthz", "/api/v1/openapi.json", "/nowhere/"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_an_unknown_method_is_refused_and_not_echoed(client: Client, address: str, method: str) -> None:
    answer = client.generic(method, address, headers={"Cookie": "sessionid=secret"})

    assert answer.status_code == 405
    assert method not in answer.headers["Allow"]
    assert b"secret" not in answer.content


@pytest.mark.django_db
def test_no_answer_lets_a_page_use_the_camera_or_the_place_of_who_reads_it(client: Client) -> None:
    for address in ("/", "/healthz", "/nowhere/"):
        policy = client.get(address).headers["Permissions-Policy"]

        assert {"camera=()", "microphone=()", "geolocation=()"} <= set(policy.split(", "))


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("securite@exemple.test", "mailto:securite@exemple.test"),
        ("https://exemple.test/faille", "https://exemple.test/faille"),
    ],
)
def test_security_txt_names_the_contact(client: Client, settings: Settings, contact: str, line: str) -> None:
    settings.SECURITY_CONTACT, settings.SITE_URL = contact, "https://possibles.example.org"

    answer = client.get(ADDRESS)

    fields = dict(text.split(": ", 1) for text in answer.text.splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == line
    assert fields["Preferred-Languages"] == "fr, en"
    assert fields["Canonical"] == f"https://possibles.example.org{ADDRESS}"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=178) < left <= timedelta(days=180)
    assert list(security_contact(None)) == []


@pytest.mark.django_db
def test_without_a_contact_the_check_before_a_release_recalls_it(client: Client, settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""

    assert client.get(ADDRESS).status_code == 404
    assert [warning.id for warning in security_contact(None)] == ["possibles.W003"]


WELL = {"ready": True, "database": True, "static": True, "broker": True}


def test_a_site_that_can_serve_says_so(client) -> None:
    assert client.get(reverse("healthz")).json() == {"status": "ok"}
    assert client.get(reverse("readyz")).json() == WELL


def test_a_broker_that_is_out_is_reported_and_the_site_serves_without_it(client, monkeypatch, caplog) -> None:
    def refused(**_options: object) -> None:
        raise OSError("connection refused")

    monkeypatch.setattr("accelerator.web.health.app.connection", refused)

    answer = client.get(reverse("readyz"))

    assert (answer.status_code, answer.json()) == (200, WELL | {"broker": False})
    assert "the broker does not answer: connection refused" in caplog.text


def test_a_process_without_static_files_is_not_ready(client, monkeypatch, caplog) -> None:
    monkeypatch.setattr(staticfiles_storage, "hashed_files", {}, raising=False)

    answer = client.get(reverse("readyz"))

    assert (answer.status_code, answer.json()) == (503, WELL | {"ready": False, "static": False})
    assert "collectstatic" in caplog.text


@pytest.mark.parametrize("probe", ["healthz", "readyz"])
def test_probes_are_answered_over_plain_http_and_by_any_name(client, settings, probe) -> None:
    settings.SECURE_SSL_REDIRECT, settings.ALLOWED_HOSTS = True, ["possibles.test"]

    assert client.get(reverse(probe), headers={"host": "10.2.3.4:8000"}).status_code == 200
    assert client.get("/", headers={"host": "10.2.3.4:8000"}).status_code == 400
    assert client.get("/", headers={"host": "possibles.test"}).status_code == 301


TICKET = SignedCookie(name="ticket", salt="tests.ticket", path="/live/", max_age=timedelta(days=1))


def show(cookie: SignedCookie, value: str):
    request = RequestFactory().get("/")
    request.COOKIES[cookie.name] = value
    return cookie.read(request)


def test_a_signed_cookie_is_read_back():
    response = HttpResponse()
    TICKET.give(response, [7, "nonce"], lasts=timedelta(hours=2))
    given = response.cookies["ticket"]
    assert show(TICKET, given.value) == [7, "nonce"]
    assert (given["max-age"], given["path"], given["samesite"], given["httponly"]) == (
        7200,
        "/live/",
        "Lax",
        True,
    )


@pytest.mark.parametrize(
    "value",
    ["", "forged", signing.dumps([7], salt="tests.another"), TICKET.sign([7])[:-1]],
    ids=["nothing", "forged", "signed for another", "cut short"],  # two processes give a test one name
)
def test_a_cookie_signed_for_something_else_is_ignored(value):
    assert show(TICKET, value) is None


def test_a_signed_cookie_expires(monkeypatch):
    value = TICKET.sign([7])
    later = signing.time.time() + timedelta(days=1, seconds=2).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert show(TICKET, value) is None


def test_a_session_named_by_a_nul_is_nobody_s(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"Cookie": r'sessionid="aaaaaaaa\000"; django_language=en'})

    HardeningMiddleware(lambda _request: HttpResponse())(request)

    assert request.COOKIES == {"django_language": "en"}
