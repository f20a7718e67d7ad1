"""Deny by default, and a GET that cannot write."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.web import access
from accelerator.web.privacy import PrivatePagesMiddleware
from accelerator.web.readonly import ReadOnlyGetMiddleware, WriteDuringGet
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
        access.declare({"home": access.row("nobody")})


def test_a_visitor_is_asked_to_sign_in_and_comes_back(client) -> None:
    address = reverse("programmes:manage")

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={address}"


def test_who_sends_a_form_after_the_session_ended_comes_back_to_the_page_of_the_form(client) -> None:
    world = edition_with()
    page, form = (
        reverse(f"projects:{name}", args=[world.edition.slug])
        for name in ("manage_applications", "change_applications")
    )

    def asked(before: str) -> str:
        return client.post(form, headers={"Referer": before})["Location"]

    assert asked(f"http://testserver{page}?q=a") == f"{reverse('account_login')}?next={page}%3Fq%3Da"
    assert asked("https://elsewhere.example/") == f"{reverse('account_login')}?next=/"
    assert asked("http://[") == f"{reverse('account_login')}?next=/"


def test_the_address_of_a_form_explains_itself_to_who_opens_it(client) -> None:
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


def test_what_somebody_signed_in_reads_is_kept_by_no_browser(client, as_user) -> None:
    world = edition_with()
    browser = as_user(world.organiser)

    for page in (reverse("programmes:manage"), reverse("home"), "/nulle-part/"):
        assert browser.get(page)["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get(reverse("home"))


def test_a_page_that_says_how_long_it_may_be_kept_is_believed(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user, request.session = user(), SimpleNamespace(accessed=True)
    said = HttpResponse(headers={"Cache-Control": "private, max-age=60"})

    assert PrivatePagesMiddleware(lambda _: said)(request)["Cache-Control"] == "private, max-age=60"


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
