"""The big screen while projects pitch: who speaks, how much time is left, who comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coaching.canvas.pitching import PITCH_MINUTES
from coaching.canvas.queries.pitches import read_passage
from programmes.access import edition_for

LONGEST = 15


def _read_number(request: HttpRequest, name: str, default: int, most: int) -> int:
    told = request.GET.get(name, "")
    return min(int(told), most) if told.isascii() and told.isdigit() and len(told) < 5 else default


@require_safe
def pitches(request: HttpRequest, edition: str) -> HttpResponse:
    """``?turn=``: whose turn it is, from 1; ``?minutes=``: how long each has."""
    shown = edition_for(request, edition)
    minutes = max(1, _read_number(request, "minutes", PITCH_MINUTES, LONGEST))
    passage = read_passage(shown, _read_number(request, "turn", 1, 9999))
    context = {"edition": shown, "passage": passage, "minutes": minutes}
    return render(request, "coaching/canvas/pitches.html", context)
