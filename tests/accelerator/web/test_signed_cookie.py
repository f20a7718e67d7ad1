"""A browser proves what it was given, as long as that lasts, and nothing else."""

from datetime import timedelta

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import RequestFactory

from accelerator.web.signed_cookie import SignedCookie

TICKET = SignedCookie(name="ticket", salt="tests.ticket", path="/live/", max_age=timedelta(days=1))


def show(cookie: SignedCookie, value: str):
    request = RequestFactory().get("/")
    request.COOKIES[cookie.name] = value
    return cookie.read(request)


def test_a_browser_shows_what_it_was_given():
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
def test_what_was_not_signed_for_this_proves_nothing(value):
    assert show(TICKET, value) is None


def test_a_proof_ends_with_its_time(monkeypatch):
    value = TICKET.sign([7])
    later = signing.time.time() + timedelta(days=1, seconds=2).total_seconds()
    monkeypatch.setattr(signing.time, "time", lambda: later)
    assert show(TICKET, value) is None


def test_what_has_ended_already_is_not_given_for_longer():
    response = HttpResponse()
    TICKET.give(response, [7], lasts=timedelta(hours=-1))
    assert response.cookies["ticket"]["max-age"] == 0
