"""A real worker, killed while a mail server holds its mail: nothing is lost, nothing arrives twice."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accelerator.outbox import delivery
from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from accelerator.outbox.models import MailState, OutgoingMail
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_S = 60


class HoldingServer:
    """Takes the first mail's words and never answers; accepts every later one."""

    def __init__(self) -> None:
        self.holds = threading.Event()
        self.has_accepted = threading.Event()
        self.accepted: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not self.holds.is_set():
            self.holds.set()
            await asyncio.Event().wait()
        self.accepted.append(envelope.content)
        self.has_accepted.set()
        return "250 OK"


@pytest.fixture
def mail_server() -> Iterator[tuple[HoldingServer, int]]:
    handler = HoldingServer()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, server_hostname="sink.test")
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def celery(mail_server: tuple[HoldingServer, int], tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """``celery("worker", …)`` starts that command on this test's database, mail server, and a broker of its own."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {
        name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "DEBUG"}
    } | {
        "DATABASE_URL": database.geturl(),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server[1]}",
        "POSSIBLES_VAR": str(tmp_path),
        "SECRET_KEY": "k" * 50,
        "AUDIT_KEY": settings.AUDIT_KEY,
    }

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "accelerator", *arguments]
        return subprocess.Popen(
            command, cwd=settings.ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    return start


@contextmanager
def worker(celery: Callable[..., subprocess.Popen[bytes]]) -> Iterator[subprocess.Popen[bytes]]:
    """One worker in one process, so that killing it kills what talks to the mail server."""
    process = celery(
        "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--without-heartbeat"
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def call(celery: Callable[..., subprocess.Popen[bytes]], task: str) -> None:
    assert celery("call", task).wait(PATIENCE_S) == 0


def test_a_worker_killed_while_sending_loses_and_doubles_nothing(celery, mail_server):
    server, _port = mail_server
    message = Message(
        "accounts/organiser_welcome",
        factories.user("Claire"),
        "welcome:1",
        context={"link": "https://possibles.test/"},
    )
    queue(message, at=timezone.now())

    with worker(celery) as process:
        call(celery, "outbox.deliver")
        assert server.holds.wait(PATIENCE_S)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert OutgoingMail.objects.get().state == MailState.SENDING
    assert server.accepted == []

    OutgoingMail.objects.update(
        claimed_at=timezone.now() - OutgoingMail.limits.stuck_after - timedelta(minutes=1)
    )
    with worker(celery):
        call(celery, "outbox.sweep")
        assert server.has_accepted.wait(PATIENCE_S)
        assert marked(MailState.SENT)

    mail = OutgoingMail.objects.get()
    assert delivery.deliver_batch(at=timezone.now()) == 0
    assert len(server.accepted) == 1
    assert mail.attempts == 2
    assert message.message_id.encode() in server.accepted[0]


def marked(state: str) -> bool:
    """Whether the one mail reaches this state; the worker marks it just after the server accepted."""
    pause = threading.Event()
    for _look in range(PATIENCE_S * 20):
        if OutgoingMail.objects.filter(state=state).exists():
            return True
        pause.wait(0.05)
    return False
