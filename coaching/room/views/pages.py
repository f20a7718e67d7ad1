"""Pages of the room that are only read: the dossier, the brief on screen and on paper, the history; and the present
visitors."""

import time
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context, Values
from accelerator.web.files import read_paper
from accelerator.web.templatetags.prose import day
from coaching.broadcasts.actions import note_reader
from coaching.broadcasts.queries import list_in_room
from coaching.models import Attendee, Broadcast
from coaching.room.access import ProjectRoom
from coaching.room.news import list_news
from coaching.room.queries import Brief, find_scribe, read_brief, read_dossier
from coaching.room.views.entering import enter_room, render_tab
from coaching.session.printing import render_paper, respond_with_pdf
from coaching.session.queries import has_documents
from programmes.models import Edition


@require_safe
def dossier(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The sent dossier, as far as this person may read it."""
    room = enter_room(request, slug)
    edition = room.participation.edition
    context = {"dossier": read_dossier(room), "edition": edition, "has_documents": has_documents(edition)}
    return render_tab(request, room, "dossier", "coaching/room/dossier.html", context)


MOST_HOLDERS = 3
MOST_TURNS = 5
"""The most turns on paper; the page has all."""


@require_safe
def brief(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    return render_tab(request, room, "dossier", "coaching/room/brief.html", {"brief": read_brief(room)})


@never_cache
@require_safe
def brief_pdf(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The brief on one tagged A4 page."""
    room, at = enter_room(request, slug), timezone.now()
    data = _build_pdf_context(room, read_brief(room))
    content = render_paper("coaching/room/brief.typ", data, room.project.title, at)
    return respond_with_pdf(content, f"brief-{room.slug}")


def _build_pdf_context(room: ProjectRoom, brief: Brief) -> Context:
    edition = room.participation.edition
    body = room.project.organisation
    facts = [
        [_("Structure"), ", ".join(filter(None, (body.name, body.town))) if body else ""],
        [
            _("Qui porte le projet"),
            "\n".join(_describe_person(room, person) for person in brief.holders[:MOST_HOLDERS]),
        ],
        [_("Rendez-vous"), "\n".join(brief.turns[:MOST_TURNS])],
    ]
    return {
        "running": edition.name,
        "foot": _("Pour celles et ceux qui accompagnent ce projet ; ne le diffusez pas."),
        "kind": _("Brief du projet"),
        "subtitle": f"{edition.name}, {day(edition.session_starts_on)}"
        if edition.session_starts_on
        else edition.name,
        "facts": [fact for fact in facts if fact[1]],
        "summary": brief.summary,
        "advice_title": _("Ce que le comité conseille"),
        "advice": brief.advice,
        "answers": [{"label": answer.label, "text": answer.text} for answer in brief.answers],
        "more": _(
            "Un texte qui finit par « … » est plus long : tout le dossier est dans la salle du projet."
        ),
    }


def _describe_person(room: ProjectRoom, person: User) -> str:
    """The name of a person and, for those who work with them, their address and telephone."""
    ways = (person.email, person.phone) if room.can_write else ()
    return " · ".join(dict.fromkeys(filter(None, (str(person), *ways))))


@require_safe
def history(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    return render_tab(request, room, "history", "coaching/room/history.html", {"days": list_news(room)})


LASTS_S = 35
"""A page calls every fifteen seconds; after two missed calls its visitor is gone."""
LONGEST = 80
"""Characters of the name of a row."""


@dataclass(frozen=True)
class Here:
    """Another visitor of the room. ``row``: the row they edit, as their page names it, or ""."""

    name: str
    row: str


def note_here(room: ProjectRoom, row: str, now: float | None = None) -> list[Here]:
    """Record the presence of this person; returns the others, by name.

    Side effects: the cache alone. ``row`` is ignored for those who only read. No query.
    """
    now = time.time() if now is None else now
    key, me = f"room-here-{room.participation.pk}", str(room.person.pk)
    readers: Values = cache.get(key) or {}
    present = {pk: seen for pk, seen in readers.items() if 0 <= now - seen[0] < LASTS_S}
    present[me] = [now, str(room.person), row[:LONGEST] if room.can_write else ""]
    cache.set(key, present, LASTS_S)
    others = [Here(name, at) for pk, (_seen, name, at) in present.items() if pk != me]
    return sorted(others, key=lambda other: (other.name, other.row))


@require_safe
def here(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The others, as ``{"here": [{"name", "row"}]}``, with the ``scribe`` while the session lasts, and ``messages``
    to everybody as HTML, if any; 304 while they stay the same. ``?row=``: the row that one edits."""
    room = enter_room(request, slug)
    others = note_here(room, request.GET.get("row", ""))
    displayed = list_in_room(room.participation.edition, request.user, slug, timezone.now())
    data: Values = {"here": [asdict(other) for other in others]}
    if scribe := find_scribe(room, timezone.now()):
        data["scribe"] = scribe.name
    if displayed:
        data["messages"] = render_to_string(
            "coaching/broadcasts/_messages.html", {"displayed": displayed}
        ).strip()
    answer: HttpResponse = JsonResponse(data)
    tag = f'"{sha256(answer.content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def note_seen(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """Record that a message to everybody was displayed in this room, to an attendee of the session."""
    edition = enter_room(request, slug).participation.edition
    broadcast = get_object_or_404(Broadcast, pk=pk, session__edition=edition)
    attendee = Attendee.objects.expected().filter(session=broadcast.session_id, user=request.user).first()
    if attendee:
        note_reader(broadcast=broadcast, attendee=attendee, at=timezone.now())
    return HttpResponse(status=204)


def render_poster(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    template: str,
    words: Context,
    *,
    kind: str,
    name: str,
) -> HttpResponse:
    """The poster on the paper of ``?paper=``, A3 by default; ``kind``: its type in words, ``name``: the beginning of
    its file name.

    Raises ``Http404`` for another paper.
    """
    paper, at = read_paper(request), timezone.now()
    frame = {"kind": kind, "subtitle": str(room.project.organisation or "")}
    data = {**arrange_frame(room.participation.edition, paper, at), **frame, **words}
    content = render_paper(template, data, room.project.title, at)
    return respond_with_pdf(content, f"{name}-{room.slug}-{paper}")


def arrange_frame(edition: Edition, paper: str, at: datetime) -> dict[str, str]:
    """The context that all posters of an edition share."""
    return {
        "paper": paper,
        "edition": f"{edition.programme} · {edition.name}",
        "foot": _("État au %(day)s · Possibles") % {"day": day(at)},
    }
