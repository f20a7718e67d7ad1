"""A directory of companies of our own, on this machine: says what the test tells it to say."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

SIRET = "00000001800010"
SAWMILL = {
    "siren": "000000018",
    "nom_complet": "SCIERIE DES AULNES",
    "tranche_effectif_salarie": "12",
    "siege": {"siret": "00000001899999", "libelle_commune": "PARIS", "departement": "75"},
    "matching_etablissements": [
        {"siret": SIRET, "libelle_commune": "LISIEUX", "departement": "14", "code_postal": "14100"}
    ],
}


@dataclass
class Directory:
    """What it answers next, and what it was asked."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = json.dumps({"results": [SAWMILL], "total_results": 1}).encode()
    waits: bool = False
    drips: bool = False
    queries: list[str] = field(default_factory=list)
    url: str = ""

    def says(self, **unit: Any) -> None:
        self.body = json.dumps({"results": [{**SAWMILL, **unit}]}).encode()


@contextmanager
def directory() -> Iterator[Directory]:
    """A running stand-in; the address is its ``url``."""
    state, over = Directory(), Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.queries.append(parse_qs(urlsplit(self.path).query)["q"][0])
            if state.waits:
                over.wait(20)
                return
            self.send_response(state.status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                if state.drips:
                    for sign in state.body:
                        self.wfile.write(bytes([sign]))
                        self.wfile.flush()
                        if over.wait(0.05):
                            return
                self.wfile.write(state.body)
            except OSError:
                pass  # the client has left

        def log_message(self, *words: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()


__all__ = ["SAWMILL", "SIRET", "Directory", "directory"]
