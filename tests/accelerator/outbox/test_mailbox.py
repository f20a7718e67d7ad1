"""The local set-up's mails, read at /dev/mails/."""

import re
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import include, path
from django.utils import timezone

from accelerator.outbox import delivery
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Address, Message
from accelerator.urls import urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
handler404 = "django.views.defaults.page_not_found"
urlpatterns = [*site, path("dev/", include("accelerator.outbox.urls"))]


@pytest.fixture(autouse=True)
def _development(settings):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "accelerator.outbox.folder.FolderBackend"


@pytest.fixture
def kept(mail_template):
    template = mail_template(
        "Subject: Reçu n° 7\n\nBonjour {{ recipient_name }}.\n\n[Ouvrir]({{ site_url }}/my/)\n"
    )
    queue(Message(template, Address("claire@exemple.test", "Claire <b>L.</b>"), "a"), at=timezone.now())
    delivery.deliver_batch(at=timezone.now())


def test_an_empty_folder_says_how_to_fill_it(client):
    assert "Aucun message" in client.get("/dev/mails/").content.decode()


def test_a_mail_is_listed_then_read(client, kept, settings):
    page = client.get("/dev/mails/").content.decode()
    address = re.search(r'href="(/dev/mails/[0-9a-f]+/)"', page).group(1)
    assert "Reçu" in page

    page = client.get(address).content.decode()
    assert "claire@exemple.test" in page
    assert "<b>L.</b>" not in page
    assert "/my/" in page
    assert len(list(Path(settings.EMAIL_FILE_PATH).iterdir())) == 1


def test_the_body_is_kept_in_a_sandbox(client, kept):
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


def test_mails_can_be_found_by_address(client, kept):
    assert "Reçu" in client.get("/dev/mails/?to=CLAIRE").content.decode()
    assert "Aucun message" in client.get("/dev/mails/?to=zoe").content.decode()


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "0" * 24, "x"])
def test_another_name_is_not_found(client, name):
    assert client.get(f"/dev/mails/{name}/").status_code == 404


def test_a_real_server_has_no_such_page(client, kept):
    with override_settings(DEBUG=False):
        assert client.get("/dev/mails/").status_code == 404
