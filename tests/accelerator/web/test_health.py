"""The health page for a supervisor."""

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse

pytestmark = pytest.mark.django_db
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
