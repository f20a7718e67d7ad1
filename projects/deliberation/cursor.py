"""Whether a screen of a meeting is still what it shows, in one query: thirty of them ask every other second.

The tag of a page says whose it is, for which edition, and the version of the meeting that it was rendered from. A
browser sends it without its cookies: who has the tag learns that nothing changed, and nothing else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from projects.models import Meeting

LONGEST_AGE = timedelta(minutes=1)
"""What the meeting does not change, a review that is sent, a role that ends, is followed so much later at most."""
SALT = "deliberation.screen"
NEVER_MET = "0"


@dataclass(frozen=True)
class ScreenTag:
    """The ETag of a screen: its ``body``, hashed; ``until``, in seconds; ``cursor``, the meeting and its version."""

    body: str
    edition: str
    until: int
    cursor: str

    def sign(self) -> str:
        facts = f"{self.body}.{self.edition}.{self.until}.{self.cursor}"
        return f'"{facts}.{_mac(facts)}"'


def read_tag(request: HttpRequest) -> ScreenTag | None:
    """The tag that is sent, if this site made it. No query."""
    sent = request.headers.get("If-None-Match", "").removeprefix("W/").strip('"')
    facts, _dot, mac = sent.rpartition(".")
    parts = facts.split(".")
    if len(parts) != 4 or not constant_time_compare(mac, _mac(facts)):
        return None
    return ScreenTag(parts[0], parts[1], int(parts[2]), parts[3])


def make_tag(body: str, reader: int, edition: str, cursor: str, at: datetime) -> ScreenTag:
    """``body``: the HTML without what changes each time; the same for another reader is another tag."""
    mark = sha256(f"{reader} {body}".encode()).hexdigest()[:32]
    return ScreenTag(mark, edition, int((at + LONGEST_AGE).timestamp()), cursor)


def is_current(tag: ScreenTag, edition: str, at: datetime) -> bool:
    """Whether the screen would be rendered the same. One query, none once its time is over."""
    return tag.edition == edition and at.timestamp() < tag.until and read_cursor(edition) == tag.cursor


def read_cursor(edition: str) -> str:
    """Changes with every change of the meetings of the edition of this slug. One query."""
    rows = Meeting.objects.filter(edition__slug=edition).order_by("-pk").values_list("pk", "version")
    latest = rows.first()
    return _format_cursor(*latest) if latest else NEVER_MET


def find_cursor(meeting: Meeting | None) -> str:
    """The same, of the latest meeting of the edition, read before what is rendered. No query."""
    return _format_cursor(meeting.pk, meeting.version) if meeting else NEVER_MET


def _format_cursor(meeting: int, version: int) -> str:
    return f"{meeting}-{version}"


def _mac(facts: str) -> str:
    return salted_hmac(SALT, facts).hexdigest()[:24]
