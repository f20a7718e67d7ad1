"""A public page is drawn once for the same rows, and again as soon as one of them changed."""

from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accelerator.web import drawn
from accelerator.web.impersonal import FORM_TOKEN, strip_token
from programmes.models import Edition
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(settings: Any) -> Any:
    """``page()`` asks for the page of the call as somebody who comes by; ``?from=`` is not shared."""
    settings.PUBLIC_PAGE_SECONDS = 10_000
    drawn._pages.clear()
    world = factories.edition_with()
    address = reverse("programmes:call", args=[world.edition.slug])

    def ask(client: Client | None = None) -> str:
        return (client or Client()).get(address, {"from": "letter"}).content.decode()

    ask.edition = world.edition  # type: ignore[attr-defined]
    yield ask
    drawn._pages.clear()


def test_the_same_rows_are_drawn_once(page: Any) -> None:
    with mock.patch.object(drawn, "render", wraps=drawn.render) as render:
        assert strip_token(page()) == strip_token(page())

    assert render.call_count == 1


def test_what_an_organiser_changes_shows_at_once(page: Any) -> None:
    page()
    page.edition.theme_fr = "Un autre thème"
    page.edition.save()
    assert "Un autre thème" in page()

    page.edition.call.contact_email = "ailleurs@possibles.test"
    page.edition.call.save()
    assert "ailleurs@possibles.test" in page()

    page.edition.criteria.create(label_fr="Un critère de plus", weight=5, position=99)
    assert "Un critère de plus" in page()


def test_each_visitor_has_a_token_of_their_own(page: Any) -> None:
    page()
    for client in (Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)):
        token = FORM_TOKEN.findall(page(client))[0]
        said = {"language": "en", "next": "/", "csrfmiddlewaretoken": token}
        assert client.post(reverse("set_language"), said).status_code == 302


def test_who_is_signed_in_has_a_page_of_their_own(page: Any, as_user: Any) -> None:
    person = factories.user("Claire")
    page()

    assert "Claire" in page(as_user(person))
    assert "Claire" not in page()


def test_what_nobody_can_compare_is_drawn_each_time(rf: Any, page: Any) -> None:
    request = rf.get("/")
    request.user, request.session = AnonymousUser(), {}

    for told in ("Critères", lambda: "8"):
        drawn.draw(request, "programmes/legal.html", {"notices": [(told, "")]})

    assert len(drawn._pages) == 1


def test_a_page_that_reads_while_it_is_drawn_is_drawn_each_time(
    rf: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawn, "render", lambda *_page: HttpResponse(str(Edition.objects.count())))

    assert drawn.draw(rf.get("/"), "programmes/legal.html", {}).content == b"1"
    assert not drawn._pages


@pytest.mark.parametrize("name", ["home", "legal", "accessibility"])
def test_pages_of_the_site_itself_are_drawn_too(client: Client, settings: Any, name: str) -> None:
    settings.PUBLIC_PAGE_SECONDS = 10_000

    assert client.get(reverse(name), {"from": "letter"}).status_code == 200
