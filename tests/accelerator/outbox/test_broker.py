"""Every process enqueues on our broker."""

import subprocess
import sys

import pytest
from django.conf import settings

ASK = """
import django
django.setup()
from accelerator.outbox.tasks import deliver
print(deliver.app.main, deliver.app.conf.broker_url)
"""


@pytest.mark.services
def test_a_web_process_enqueues_on_the_broker_of_the_settings(monkeypatch, tmp_path):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "accelerator.settings")
    monkeypatch.setenv("POSSIBLES_VAR", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "k" * 50)
    monkeypatch.setenv("AUDIT_KEY", "a" * 50)
    monkeypatch.setenv("REDIS_URL", "redis://broker.test/3")

    said = subprocess.run(
        [sys.executable, "-c", ASK], cwd=settings.ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert said.split() == ["possibles", "redis://broker.test/3"]
