"""The big screen while projects pitch: who speaks, how much time is left, who comes next; and their order."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator import pdf
from accelerator.accounts.requests import AuthenticatedRequest
from coaching.attendance.views.running import render_running
from coaching.canvas.actions import passage as actions
from coaching.canvas.pitching import PITCH_MINUTES
from coaching.canvas.queries.pitches import list_turns, read_passage
from programmes.access import edition_for

LONGEST = 15


def _read_number(request: AuthenticatedRequest, name: str, default: int, most: int) -> int:
    text = request.GET.get(name, "")
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 5 else default


@require_safe
def pitches(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """``?turn=``: whose turn it is, from 1; ``?minutes=``: how long each has; ``?order``: the order is being made."""
    shown = edition_for(request, edition)
    minutes = max(1, _read_number(request, "minutes", PITCH_MINUTES, LONGEST))
    passage = read_passage(shown, _read_number(request, "turn", 1, 9999))
    context = {"edition": shown, "passage": passage, "minutes": minutes, "ordering": "order" in request.GET}
    return render_running(request, "coaching/canvas/pitches.html", context)


@never_cache
@require_safe
def pitches_pdf(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The order on paper, to be pinned at the door."""
    shown, at = edition_for(request, edition), timezone.now()
    turns = list_turns(shown)
    if not turns:
        raise Http404
    words: dict[str, object] = {
        "edition": f"{shown.programme} · {shown.name}",
        "kind": _("Les pitchs : ordre de passage"),
        "length": _("%(minutes)d minutes par projet") % {"minutes": PITCH_MINUTES},
        "turns": [
            {"title": turn.project.title, "body": str(turn.project.organisation or "")} for turn in turns
        ],
    }
    content = pdf.render(
        "coaching/canvas/pitches.typ",
        pdf.french_spaces_in(words),
        title=f"{words['kind']} – {shown.name}",
        language=translation.get_language() or "fr",
        at=at,
    )
    disposition = f'inline; filename="{edition}-pitchs.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_POST
def move(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """One turn earlier or later: ``by`` is -1 or 1."""
    shown = edition_for(request, edition)
    by = {"-1": -1, "1": 1}.get(request.POST.get("by", ""), 0)
    if not actions.move_turn(edition=shown, place=pk, by=by, actor=request.user, at=timezone.now()):
        raise Http404
    return redirect(f"{_order_url(edition)}#turn-{pk}")


@require_POST
def draw(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """By lot; the message that tells it can go back to the order before."""
    shown = edition_for(request, edition)
    before = actions.draw_turns(edition=shown, actor=request.user, at=timezone.now())
    places = "-".join(map(str, before))
    undo = f"{reverse('coaching:session_pitches_order', args=[edition])}?places={places}"
    messages.success(request, _("L’ordre est tiré au sort."), extra_tags=f"undo={undo}")
    return redirect(_order_url(edition))


@require_POST
def order(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """``?places=``: the order to give, as keys with hyphens between them."""
    shown = edition_for(request, edition)
    text = request.GET.get("places", "").split("-")
    places = [int(place) for place in text if place.isascii() and place.isdigit() and len(place) < 12]
    actions.order_turns(edition=shown, places=places, actor=request.user, at=timezone.now())
    return redirect(_order_url(edition))


def _order_url(edition: str) -> str:
    return f"{reverse('coaching:session_pitches', args=[edition])}?order"
