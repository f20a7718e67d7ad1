"""Who sends a page drop by drop holds a thread, and nobody else."""

import socket
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.services import processes

pytestmark = pytest.mark.django_db(transaction=True)


def test_half_sent_pages_hold_nobody_else(tmp_path: Path) -> None:
    with ExitStack() as stack:
        base = processes.run_web(stack, processes.environment(tmp_path))
        place = urlsplit(base)
        head = f"POST /account/login/ HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: 1000\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=someb"
        for _sender in range(4):
            sender = stack.enter_context(socket.create_connection((place.hostname, place.port)))
            sender.sendall(head.encode())

        for _visitor in range(8):
            assert httpx.get(f"{base}/healthz", timeout=20).json() == {"status": "ok"}
