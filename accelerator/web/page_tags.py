"""The ETag of a page whose script checks every few seconds whether it changed, signed so that no cookie is read for
that.

The tag of a page has its reader, what it was rendered from, and until when the clock alone changes nothing of it. A
browser sends it without its cookies: who has the tag learns that nothing changed, and nothing else.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest, HttpResponseNotModified
from django.utils.crypto import constant_time_compare, salted_hmac

_TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')


@dataclass(frozen=True)
class PageTag:
    """The ETag of a page, in parts. ``body``: see :func:`hash_body`; ``subject``: whose page, or of what; ``until``:
    in seconds since the epoch; ``cursor``: changes with what the page is rendered from.
    """

    body: str
    subject: str
    until: int
    cursor: str

    def sign(self, salt: str) -> str:
        """The value of the header; ``salt`` is that of one kind of page."""
        facts = f"{self.body}.{self.subject}.{self.until}.{self.cursor}"
        return f'"{facts}.{_compute_mac(facts, salt)}"'


def read_tag(request: HttpRequest, salt: str) -> PageTag | None:
    """The tag that is sent, if this site signed it. No query."""
    sent = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    facts, _dot, mac = sent.rpartition(".")
    parts = facts.split(".")
    if len(parts) != 4 or not constant_time_compare(mac, _compute_mac(facts, salt)):
        return None
    return PageTag(parts[0], parts[1], int(parts[2]), parts[3])


def _compute_mac(facts: str, salt: str) -> str:
    return salted_hmac(salt, facts).hexdigest()[:24]


def hash_body(body: str) -> str:
    """Hash the HTML without the tokens of its forms, which are masked anew each time."""
    return sha256(_TOKEN.sub("", body).encode()).hexdigest()[:32]


def answer_unchanged(etag: str) -> HttpResponseNotModified:
    response = HttpResponseNotModified()
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store"
    return response
