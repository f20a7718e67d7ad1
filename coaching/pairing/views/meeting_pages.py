"""Enter the meetings of a project, and draw the page of one of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Values
from coaching.models import MentorMeeting
from coaching.pairing.forms import CancelForm, MeetingNoteForm, MoveForm
from coaching.pairing.models import name_note
from coaching.pairing.queries import meetings as queries
from coaching.pairing.queries.meetings import MeetingDetails, MeetingPlace
from programmes.access import set_edition

WHICH = ("shared", "own")


@dataclass(frozen=True)
class NotePlace:
    """Whose note it is: ``owner`` are the columns that tie it to its meeting."""

    meeting: MentorMeeting
    owner: Values
    uid: UUID


def name_place(meeting: MentorMeeting, which: str, user: User) -> NotePlace:
    author = None if which == "shared" else user
    return NotePlace(
        meeting, {"meeting": meeting, "author": author}, name_note(meeting.pk, author.pk if author else None)
    )


def build_notes(place: MeetingPlace, details: MeetingDetails, **forms: MeetingNoteForm) -> list[Context]:
    """What the page shows of each note: its form and where it goes. One query."""
    if not details.takes_notes:
        return []
    meeting = details.meeting
    existing = {note.author_id: note for note in meeting.read}  # type: ignore[attr-defined]
    drawn = []
    for which in WHICH:
        named = name_place(meeting, which, place.person)
        author = named.owner["author"]
        args = [place.participation.project.slug, meeting.pk, which]
        drawn.append(
            {
                "which": which,
                "form": forms.get(which)
                or MeetingNoteForm(uid=named.uid, instance=existing.get(author.pk if author else None)),
                "save": reverse("coaching:meeting_note", args=args),
                "field": reverse("coaching:meeting_note_field", args=args),
            }
        )
    return drawn


def enter_place(request: AuthenticatedRequest, slug: str) -> MeetingPlace:
    """The meetings at this address, their edition tied to the page. Raises ``Http404`` for anybody else."""
    place = queries.find_meeting_place(request.user, slug)
    if place is None:
        raise Http404
    set_edition(request, place.participation.edition)
    return place


def find_own_meeting(
    request: AuthenticatedRequest, slug: str, pk: int, at: datetime
) -> tuple[MeetingPlace, MeetingDetails]:
    place = enter_place(request, slug)
    details = queries.find_meeting(place, pk, at)
    if details is None:
        raise Http404
    return place, details


def render_meeting_page(
    request: AuthenticatedRequest, place: MeetingPlace, details: MeetingDetails, **forms: object
) -> HttpResponse:
    found: MentorMeeting = details.meeting
    about = {"minutes": found.minutes, "kind": found.kind, "place": found.place}
    context = {
        "place": place,
        "details": details,
        "move": MoveForm(initial=about),
        "cancel": CancelForm(),
        "notes": build_notes(place, details),
        **forms,
    }
    return render(request, "coaching/pairing/meeting.html", context, status=422 if forms else 200)
