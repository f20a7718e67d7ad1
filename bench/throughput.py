"""How many times a second a public page is answered to eight visitors at once: by wrk if it is installed."""

import asyncio
import re
import shutil
import subprocess
import time
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS, SECONDS = 8, 6


def measure(url: str) -> dict[str, Any]:
    """Requests a second, and by which client."""
    wrk = shutil.which("wrk")
    if wrk:
        command = [wrk, f"-c{CONNECTIONS}", "-t2", f"-d{SECONDS}s", url]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = re.search(r"Requests/sec:\s*([\d.]+)", told)
        return {"value": float(found[1]) if found else 0.0, "unit": "req/s", "client": "wrk"}
    return {"value": round(asyncio.run(ask(url)), 1), "unit": "req/s", "client": "eight asyncio sockets"}


async def ask(url: str) -> float:
    parts = urlsplit(url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    head = f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Language: fr\r\nConnection: close\r\n\r\n".encode()
    stop_at = time.perf_counter() + SECONDS
    counts = await asyncio.gather(
        *(visit(parts.hostname or "", parts.port or 80, head, stop_at) for _ in range(CONNECTIONS))
    )
    return sum(counts) / SECONDS


async def visit(host: str, port: int, head: bytes, stop_at: float) -> int:
    """One visitor who comes again and again; only 200 counts."""
    done = 0
    while time.perf_counter() < stop_at:
        reader, writer = await asyncio.open_connection(host, port)
        writer.write(head)
        answer = await reader.read()
        writer.close()
        done += answer.startswith(b"HTTP/1.1 200")
    return done
