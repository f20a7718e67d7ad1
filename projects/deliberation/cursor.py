"""Whether a screen of a meeting is up to date, in one query: thirty of them ask every other second.

See :mod:`accelerator.web.page_tags`; the cursor is the version of the meeting.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest

from accelerator.web import page_tags
from accelerator.web.page_tags import PageTag, hash_body
from projects.models import Meeting

LONGEST_AGE = timedelta(minutes=1)
"""What the meeting does not change, a review that is sent, a role that ends, is followed so much later at most."""
SALT = "deliberation.screen"
NEVER_MET = "0"


def read_tag(request: HttpRequest) -> PageTag | None:
    """The tag of a screen, if this site made it. No query."""
    return page_tags.read_tag(request, SALT)


def make_tag(body: str, reader: int, edition: str, cursor: str, at: datetime) -> PageTag:
    """The tag of a screen of the edition of this slug; the same HTML for another reader is another tag."""
    until = int((at + LONGEST_AGE).timestamp())
    return PageTag(hash_body(f"{reader} {body}"), edition, until, cursor)


def is_current(tag: PageTag, edition: str, at: datetime) -> bool:
    """Whether the screen would be rendered the same. One query, none once its time is over."""
    return tag.subject == edition and at.timestamp() < tag.until and read_cursor(edition) == tag.cursor


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
