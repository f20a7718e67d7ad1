"""Redis dies in the middle of five hundred mails and of a form being written: nothing is lost, and nobody sees it."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from celery import Celery
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.actions import queue
from accelerator.outbox.messages import Message
from accelerator.outbox.models import MailState, OutgoingMail
from accelerator.questionnaires import queries
from tests import factories
from tests.services import processes
from tests.support.dossiers import draft, full_form, lead
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db(transaction=True)
MAILS = 500


class Sink:
    """Accepts every mail, and says when some have come."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.is_under_way = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.received.append(message_from_bytes(envelope.content or b"")["Message-ID"])  # type: ignore[arg-type]
        if len(self.received) >= MAILS // 5:
            self.is_under_way.set()
        return "250 OK"


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    handler, port = Sink(), processes.free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, server_hostname="sink.test")
    controller.start()
    yield handler, port
    controller.stop()


def welcome(person: Any, turn: int) -> Message:
    context = {"link": "https://possibles.test/"}
    return Message("accounts/organiser_welcome", person, f"welcome:{turn}", context=context)


def write(browser: Any, reference: str, version: int, words: str) -> int:
    """The next version of the answer, once it is saved."""
    address = reverse("projects:application_answer", args=[reference, "title"])
    answer = browser.post(address, data={"value": words, "base_version": version})
    assert answer.status_code == 200
    return int(answer.json()["version"])


def test_redis_dies_and_comes_back(sink: tuple[Sink, int], tmp_path: Path, as_user: AsUser) -> None:
    server, port = sink
    application = draft(factories.edition(form=full_form()), at=timezone.now())
    reference = application.reference
    person = factories.user("Claire")
    queue(*(welcome(person, turn) for turn in range(MAILS)), at=timezone.now())
    wanted = set(OutgoingMail.objects.values_list("message_id", flat=True))
    number = processes.free_port()
    env = processes.environment(
        tmp_path / "site", REDIS_URL=f"redis://127.0.0.1:{number}/0", EMAIL_URL=f"smtp://127.0.0.1:{port}"
    )
    with ExitStack() as stack:
        redis = processes.run_redis(stack, number)
        sweeper = Celery(broker=env["REDIS_URL"])
        stack.callback(sweeper.close)
        processes.run_supervised(stack, processes.WORKER, env)
        base = processes.run_web(stack, env)
        browser, visitor = (
            processes.browse(base, as_user(lead(application))),
            processes.browse(base, Client()),
        )
        version = write(browser, reference, 0, "Avant")
        sweeper.send_task("outbox.sweep")
        assert server.is_under_way.wait(processes.PATIENCE_S)

        redis.kill()
        redis.wait()
        for words in ("Pendant", "Pendant encore"):
            version = write(browser, reference, version, words)
        pages = [
            browser.get(reverse("projects:application_form", args=[reference, 1])),
            visitor.get("/"),
            visitor.get("/readyz"),
            visitor.post(reverse("account_request_login_code"), data={"email": person.email}),
        ]
        assert [page.status_code for page in pages] == [200, 200, 200, 302]

        processes.run_redis(stack, number)
        OutgoingMail.objects.filter(state=MailState.SENDING).update(
            claimed_at=timezone.now() - OutgoingMail.limits.stuck_after - timedelta(minutes=1)
        )
        sweeper.send_task("outbox.sweep")
        write(browser, reference, version, "Après")
        processes.until(lambda: not OutgoingMail.objects.exclude(state=MailState.SENT).exists())

    assert queries.values(application.sheet)["title"] == "Après"
    assert wanted <= set(server.received)
    # of each of two worker processes, the mail that was in flight may come again, under the same Message-ID
    assert len([mail for mail in server.received if mail in wanted]) <= MAILS + 2
