"""Enter the meetings of a project, and draw the page of one of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coaching.models import MentorMeeting
from coaching.pairing.forms.meetings import CancelForm, MeetingNoteForm, MoveForm
from coaching.pairing.models.meetings import name_note
from coaching.pairing.queries import meetings as queries
from coaching.pairing.queries.meetings import MeetingPlace, ShownMeeting

WHICH = ("shared", "own")


@dataclass(frozen=True)
class NotePlace:
    """Whose note it is: ``owner`` are the columns that tie it to its meeting."""

    meeting: MentorMeeting
    owner: dict[str, Any]
    uid: UUID


def name_place(meeting: MentorMeeting, which: str, user: Any) -> NotePlace:
    author = None if which == "shared" else user
    return NotePlace(
        meeting, {"meeting": meeting, "author": author}, name_note(meeting.pk, author and author.pk)
    )


def draw_notes(place: MeetingPlace, shown: ShownMeeting, **forms: MeetingNoteForm) -> list[dict[str, Any]]:
    """What the page shows of each note: its form and where it goes. One query."""
    if not shown.takes_notes:
        return []
    meeting = shown.meeting
    known = {note.author_id: note for note in meeting.read}  # type: ignore[attr-defined]
    drawn = []
    for which in WHICH:
        named = name_place(meeting, which, place.person)
        author = named.owner["author"]
        args = [place.participation.project.slug, meeting.pk, which]
        drawn.append(
            {
                "which": which,
                "form": forms.get(which)
                or MeetingNoteForm(uid=named.uid, instance=known.get(author and author.pk)),
                "save": reverse("coaching:meeting_note", args=args),
                "field": reverse("coaching:meeting_note_field", args=args),
            }
        )
    return drawn


def enter_place(request: HttpRequest, slug: str) -> MeetingPlace:
    """The meetings at this address, their edition tied to the page. Raises ``Http404`` for anybody else."""
    place = queries.find_meeting_place(request.user, slug)
    if place is None:
        raise Http404
    request.edition = place.participation.edition  # type: ignore[attr-defined]
    return place


def find_shown(request: HttpRequest, slug: str, pk: int, at: datetime) -> tuple[MeetingPlace, ShownMeeting]:
    place = enter_place(request, slug)
    shown = queries.find_meeting(place, pk, at)
    if shown is None:
        raise Http404
    return place, shown


def draw_meeting_page(
    request: HttpRequest, place: MeetingPlace, shown: ShownMeeting, **forms: Any
) -> HttpResponse:
    found: MentorMeeting = shown.meeting
    about = {"minutes": found.minutes, "kind": found.kind, "place": found.place}
    context = {
        "place": place,
        "shown": shown,
        "move": MoveForm(initial=about),
        "cancel": CancelForm(),
        "notes": draw_notes(place, shown),
        **forms,
    }
    return render(request, "coaching/pairing/meeting.html", context, status=422 if forms else 200)
