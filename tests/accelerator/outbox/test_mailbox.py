"""The local set-up's mails, read at /dev/mails/."""

import os
import re
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils import timezone

from accelerator.outbox import delivery
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Address, Message
from accelerator.urls import development, urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
handler404 = "django.views.defaults.page_not_found"
urlpatterns = [*site, *development]


@pytest.fixture(autouse=True)
def _development(settings):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "accelerator.outbox.mailbox.FolderBackend"


@pytest.fixture
def mail(mail_template):
    template = mail_template(
        "Subject: Reçu n° 7\n\nBonjour {{ recipient_name }}.\n\n[Ouvrir]({{ site_url }}/my/)\n"
    )
    queue(Message(template, Address("claire@exemple.test", "Claire <b>L.</b>"), "a"), at=timezone.now())
    delivery.deliver_batch(at=timezone.now())


def test_a_mail_is_listed_then_read(client, mail, settings):
    page = client.get("/dev/mails/").content.decode()
    address = re.search(r'href="(/dev/mails/[0-9a-f]+/)"', page).group(1)
    assert "Reçu" in page

    page = client.get(address).content.decode()
    assert "claire@exemple.test" in page
    assert "<b>L.</b>" not in page
    assert "/my/" in page
    assert f'<iframe class="mail-frame" src="{address}body/"' in page
    assert len(list(Path(settings.EMAIL_FILE_PATH).iterdir())) == 1


def test_the_body_is_in_a_sandbox(client, mail):
    address = re.search(r'href="(/dev/mails/[0-9a-f]+/)"', client.get("/dev/mails/").content.decode()).group(
        1
    )

    response = client.get(f"{address}body/")

    policy = response["Content-Security-Policy"]
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "sandbox " in policy
    assert '<base target="_top">' in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def listed(client, query: str = "") -> list[str]:
    page = client.get(f"/dev/mails/{query}").content.decode()
    return re.findall(r'href="/dev/mails/[0-9a-f]+/">([^<]*)<', page)


def put(mail_template, settings, *subjects: str) -> None:
    """Mails in the folder, each a minute younger than the one before."""
    template = mail_template("Subject: {{ words }}\n\nBonjour.\n")
    for number, words in enumerate(subjects):
        to = Address(f"{words.lower()}@exemple.test")
        queue(Message(template, to, words, context={"words": words}), at=timezone.now())
        delivery.deliver_batch(at=timezone.now())
        newest = max(Path(settings.EMAIL_FILE_PATH).iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (1_700_000_000 - 60 * (10 - number),) * 2)


def test_the_newest_come_first_and_only_so_many(client, mail_template, settings, monkeypatch):
    put(mail_template, settings, "Un", "Deux", "Trois")
    assert listed(client) == ["Trois", "Deux", "Un"]

    monkeypatch.setattr("accelerator.outbox.mailbox.LATEST", 2)
    assert listed(client) == ["Trois", "Deux"]
    assert listed(client, "?to=%20un@%20") == ["Un"]


def test_a_mail_without_html_is_read_as_text(client, mail, settings):
    file = next(Path(settings.EMAIL_FILE_PATH).iterdir())
    file.write_bytes(b"Content-Type: text/plain; charset=utf-8\n\nLu en texte.\n")

    page = client.get(f"/dev/mails/{file.stem}/").content.decode()

    assert "Lu en texte." in page
    assert "<iframe" not in page
    assert client.get(f"/dev/mails/{file.stem}/body/").content == b""


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "0" * 24, "x"])
def test_another_name_is_not_found(client, name):
    assert client.get(f"/dev/mails/{name}/").status_code == 404


def test_a_real_server_has_no_such_page(client, mail):
    with override_settings(DEBUG=False):
        assert client.get("/dev/mails/").status_code == 404
