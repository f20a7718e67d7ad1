"""Pages of the room that are read: the dossier, the brief on screen and on paper, the history; and who is there now."""

import time
from dataclasses import asdict, dataclass
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
from accelerator.web.templatetags.prose import day
from coaching.broadcasts.actions import note_reader
from coaching.broadcasts.queries import list_in_room
from coaching.models import Attendee, Broadcast
from coaching.room.access import ProjectRoom
from coaching.room.news import list_news
from coaching.room.queries import Brief, read_brief, read_dossier
from coaching.room.scribe import find_scribe
from coaching.room.views.entering import enter_room, render_tab
from coaching.session.printing import answer_paper, render_paper
from coaching.session.queries import has_documents


@require_safe
def dossier(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The dossier that was sent, as far as this person may read it."""
    room = enter_room(request, slug)
    edition = room.participation.edition
    context = {"dossier": read_dossier(room), "edition": edition, "has_documents": has_documents(edition)}
    return render_tab(request, room, "dossier", "coaching/room/dossier.html", context)


MOST_HOLDERS = 3
MOST_TURNS = 5
"""What the paper has room for; the page shows all."""


@require_safe
def brief(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    return render_tab(request, room, "dossier", "coaching/room/brief.html", {"brief": read_brief(room)})


@never_cache
@require_safe
def brief_pdf(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The same on one tagged A4 page."""
    room, at = enter_room(request, slug), timezone.now()
    data = _lay_out(room, read_brief(room))
    content = render_paper("coaching/room/brief.typ", data, room.project.title, at)
    return answer_paper(content, f"brief-{room.slug}")


def _lay_out(room: ProjectRoom, found: Brief) -> Context:
    edition = room.participation.edition
    body = room.project.organisation
    facts = [
        [_("Structure"), ", ".join(filter(None, (body.name, body.town))) if body else ""],
        [
            _("Qui porte le projet"),
            "\n".join(_describe_person(room, person) for person in found.holders[:MOST_HOLDERS]),
        ],
        [_("Rendez-vous"), "\n".join(found.turns[:MOST_TURNS])],
    ]
    return {
        "running": edition.name,
        "foot": _("Pour celles et ceux qui accompagnent ce projet ; ne le diffusez pas."),
        "kind": _("Brief du projet"),
        "subtitle": f"{edition.name}, {day(edition.session_starts_on)}"
        if edition.session_starts_on
        else edition.name,
        "facts": [fact for fact in facts if fact[1]],
        "summary": found.summary,
        "advice_title": _("Ce que le comité conseille"),
        "advice": found.advice,
        "answers": [{"label": answer.label, "text": answer.text} for answer in found.answers],
        "more": _(
            "Un texte qui finit par « … » est plus long : tout le dossier est dans la salle du projet."
        ),
    }


def _describe_person(room: ProjectRoom, person: User) -> str:
    """Their name, and for those who work with them, where to reach them."""
    ways = (person.email, person.phone) if room.can_write else ()
    return " · ".join(dict.fromkeys(filter(None, (str(person), *ways))))


@require_safe
def history(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    room = enter_room(request, slug)
    return render_tab(request, room, "history", "coaching/room/history.html", {"days": list_news(room)})


LASTS_S = 35
"""A page calls every fifteen seconds; one that missed two calls is gone."""
LONGEST = 80
"""Characters of the name of a row."""


@dataclass(frozen=True)
class Here:
    """Somebody else in the room. ``row``: what they write in, as their page names it; "" for nothing."""

    name: str
    row: str


def note_here(room: ProjectRoom, row: str, now: float | None = None) -> list[Here]:
    """Say that this person is there, and who else is, by name. Side effects: the cache alone.

    ``row`` counts for those who write alone. No query.
    """
    now = time.time() if now is None else now
    key, me = f"room-here-{room.participation.pk}", str(room.person.pk)
    known: Values = cache.get(key) or {}
    present = {pk: seen for pk, seen in known.items() if 0 <= now - seen[0] < LASTS_S}
    present[me] = [now, str(room.person), row[:LONGEST] if room.can_write else ""]
    cache.set(key, present, LASTS_S)
    others = [Here(name, at) for pk, (_seen, name, at) in present.items() if pk != me]
    return sorted(others, key=lambda other: (other.name, other.row))


@require_safe
def here(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The others, as ``{"here": [{"name", "row"}]}``, with who types (``scribe``) while the session lasts, and
    ``messages`` to everybody as HTML, if any; 304 while they stay the same. ``?row=``: what one writes in.
    """
    room = enter_room(request, slug)
    others = note_here(room, request.GET.get("row", ""))
    displayed = list_in_room(room.participation.edition, request.user, slug, timezone.now())
    found: Values = {"here": [asdict(other) for other in others]}
    if scribe := find_scribe(room, timezone.now()):
        found["scribe"] = scribe.name
    if displayed:
        found["messages"] = render_to_string(
            "coaching/broadcasts/_messages.html", {"displayed": displayed}
        ).strip()
    answer: HttpResponse = JsonResponse(found)
    tag = f'"{sha256(answer.content).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def note_seen(request: AuthenticatedRequest, slug: str, pk: int) -> HttpResponse:
    """A message to everybody was displayed in this room, to somebody who comes to the session."""
    edition = enter_room(request, slug).participation.edition
    broadcast = get_object_or_404(Broadcast, pk=pk, session__edition=edition)
    attendee = Attendee.objects.expected().filter(session=broadcast.session_id, user=request.user).first()
    if attendee:
        note_reader(broadcast=broadcast, attendee=attendee, at=timezone.now())
    return HttpResponse(status=204)
