"""What a supervisor is told."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_a_site_that_can_serve_says_so(client) -> None:
    assert client.get(reverse("healthz")).json() == {"status": "ok"}
    assert client.get(reverse("readyz")).json() == {"ready": True, "database": True, "broker": True}


def test_a_broker_that_is_out_is_named_and_the_log_says_why(client, monkeypatch, caplog) -> None:
    def refused() -> None:
        raise OSError("connection refused")

    monkeypatch.setattr("accelerator.web.health.app.connection_for_write", refused)

    answer = client.get(reverse("readyz"))

    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": True, "broker": False})
    assert "the broker does not answer: connection refused" in caplog.text
