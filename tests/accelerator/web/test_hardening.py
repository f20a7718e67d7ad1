"""What a scanner looks for first: methods that echo, devices that pages may use, whom to write to about a flaw."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accelerator.web.checks import security_contact

ADDRESS = "/.well-known/security.txt"


@pytest.mark.parametrize("address", ["/", "/healthz", "/api/v1/openapi.json", "/nowhere/"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_no_page_sends_back_what_it_is_sent(client: Client, address: str, method: str) -> None:
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
def test_who_found_a_flaw_reads_whom_to_write_to(
    client: Client, settings: Settings, contact: str, line: str
) -> None:
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
