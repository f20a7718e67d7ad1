"""The screens of a meeting: who runs it, its members, the projector. A script asks whether they changed."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web import page_tags
from accelerator.web.page_tags import PageTag, answer_unchanged, hash_body
from programmes.access import can, edition_for
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.decision.views.deliberation import read_list
from projects.deliberation.forms import MeetingDecisionForm, OpenMeetingForm, SetAsideForm
from projects.deliberation.queries.screen import Screen, find_latest_meeting, read_screen
from projects.models import Meeting

Templates = tuple[str, str]
"""Of the page, and of its part that changes."""
ROOM: Templates = ("projects/deliberation/room.html", "projects/deliberation/room_part.html")
MEMBER: Templates = ("projects/deliberation/member.html", "projects/deliberation/member_part.html")
PROJECTOR: Templates = ("projects/deliberation/projector.html", "projects/deliberation/projector_part.html")
READ_WITH_EDITION = ("conflict_round", "call__score_correction")
"""What hides dossiers from the reader, and corrects scores."""


@require_safe
def deliberation_page(request: AuthenticatedRequest, edition: str) -> HttpResponseBase:
    """The meeting for who runs it and who keeps its minutes; without one, the dossiers in ranking order."""
    current_edition = edition_for(request, edition, *READ_WITH_EDITION)
    meeting = find_latest_meeting(current_edition)
    if meeting is None or not meeting.is_open:
        return _render_list(request, current_edition, meeting)
    return render_room(request, meeting)


def _render_list(request: AuthenticatedRequest, edition: Edition, last: Meeting | None) -> HttpResponse:
    context = {
        **read_list(request, edition),
        "last_meeting": last,
        "opening": OpenMeetingForm(),
        "runs": can(request, Capability.RUN_DELIBERATION, edition=edition.slug),
    }
    return render(request, "projects/deliberation/no_meeting.html", context)


def render_room(
    request: AuthenticatedRequest,
    meeting: Meeting,
    *,
    form: MeetingDecisionForm | None = None,
    set_aside: SetAsideForm | None = None,
) -> HttpResponseBase:
    """The room of the chair; ``form`` and ``set_aside``: those that were posted, with their errors."""
    slug = meeting.edition.slug
    screen = read_screen(meeting, request.user, timezone.now(), runs=True)
    runs = can(request, Capability.RUN_DELIBERATION, edition=slug)
    is_posted = bool(form or set_aside)
    context: Context = {
        "edition": meeting.edition,
        "meeting": meeting,
        "screen": screen,
        "opens": None if meeting.current_id else screen.agenda.next_block,
        "runs": runs,
        "records": can(request, Capability.WRITE_MINUTES, edition=slug),
        "in_room": True,
        "form": form or (make_decision_form(screen) if runs else None),
        "posted": bool(form),
        "set_aside": set_aside or SetAsideForm(),
        "apart": screen.apart,
    }
    return _answer(request, ROOM, context, meeting, status=422 if is_posted else 200)


def make_decision_form(screen: Screen, data: object = None) -> MeetingDecisionForm | None:
    """The form that decides the current dossier; ``data``: what was posted."""
    if screen.reading is None:
        return None
    return MeetingDecisionForm(
        screen.reading.dossier,
        data,  # type: ignore[arg-type]
        places_left=screen.tally.places_left,
        ranks=not screen.conflicts.withholds_totals,
    )


@require_safe
def meeting_page(request: AuthenticatedRequest, edition: str) -> HttpResponseBase:
    """The screen of a member: it follows the current dossier, and takes the voice of their body."""
    return _render_screen(request, edition, MEMBER, runs=False)


@require_safe
def projector(request: AuthenticatedRequest, edition: str) -> HttpResponseBase:
    """The current dossier, large, for the whole room: no private note, no reason of a recusal."""
    return _render_screen(request, edition, PROJECTOR, runs=True)


def _render_screen(
    request: AuthenticatedRequest, edition: str, templates: Templates, *, runs: bool
) -> HttpResponseBase:
    current_edition = edition_for(request, edition, *READ_WITH_EDITION)
    latest = find_latest_meeting(current_edition)
    context: Context = {
        "edition": current_edition,
        "meeting": None,
        "last_meeting": latest,
        "in_room": False,
        "runs": can(request, Capability.RUN_DELIBERATION, edition=edition),
    }
    if latest and latest.is_open:
        screen = read_screen(latest, request.user, timezone.now(), runs=runs)
        context |= {"meeting": latest, "screen": screen}
    return _answer(request, templates, context, latest)


@require_safe
def meeting_changes(request: HttpRequest, edition: str) -> HttpResponse:
    """304 while the screen of the tag that is sent is what it was, empty once it changed. One query, no cookie read."""
    tag = read_tag(request)
    if tag and is_current(tag, edition, timezone.now()):
        return answer_unchanged(request.headers["If-None-Match"])
    return HttpResponse()


def _answer(
    request: HttpRequest, templates: Templates, context: Context, latest: Meeting | None, status: int = 200
) -> HttpResponseBase:
    """The whole page, or to its script the part that changes, with its tag; ``latest``: the meeting as it was read."""
    edition: Edition = context["edition"]
    page, part = templates
    body = render_to_string(part, context, request=request)
    tag = make_tag(body, request.user.pk or 0, edition.slug, find_cursor(latest), timezone.now())
    etag = tag.sign(SALT)
    if request.headers.get("X-Requested-With") == "fetch":
        former = read_tag(request)
        # a button under a finger is not rendered anew
        if former and former.body == tag.body:
            return answer_unchanged(etag)
        response = HttpResponse(body)
    else:
        response = render(request, page, {**context, "part": body, "tag": etag}, status=status)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store"
    return response


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
    """The cursor of :func:`read_cursor`, from the latest meeting, read before what is rendered. No query."""
    return _format_cursor(meeting.pk, meeting.version) if meeting else NEVER_MET


def _format_cursor(meeting: int, version: int) -> str:
    return f"{meeting}-{version}"
