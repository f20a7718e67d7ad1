"""The ADN map on a wall: its radar, and each axis in words."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from coaching.canvas.adn import MOMENTS
from coaching.canvas.pages import read_moment
from coaching.canvas.queries.adn import AdnMap, AxisCard, read_map
from coaching.canvas.queries.adn_radar import chart_map, describe_difference, describe_level, describe_map
from coaching.room.views.entering import enter_room
from coaching.room.views.posters import render_poster


@never_cache
@require_safe
def poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The map of the session, or the one of ``?moment=``, once it was drawn."""
    room, moment = enter_room(request, slug), read_moment(request)
    found = read_map(room.participation, moment) if moment in MOMENTS else None
    if found is None or (found.is_again and not found.has_again):
        raise Http404
    kind = _("Carte ADN, 6 mois après") if found.is_again else _("Carte ADN")
    name = _("carte-adn")
    return render_poster(
        request, room, "coaching/canvas/adn_poster.typ", lay_out_map(found), kind=kind, name=name
    )


def lay_out_map(found: AdnMap) -> Context:
    """What the poster prints."""
    radar = chart_map(found)
    return {
        "words": {"blocker": _("verrou")},
        "blank": all(card.reading is None for family in found.families for card in family.cards),
        "radar": radar.as_data() if radar else None,
        "description": describe_map(found),
        "families": [
            {
                "label": str(family.heading),
                "axes": [_lay_out_axis(card, again=found.is_again) for card in family.cards],
            }
            for family in found.families
        ],
    }


def _lay_out_axis(card: AxisCard, *, again: bool) -> Context:
    reading = card.reading
    sign = reading.effect.replace("-", "−") if reading else ""
    effect = f"{sign} {reading.get_effect_display()}" if reading and reading.effect else ""
    more = [effect, reading.who, reading.evidence] if reading else []
    before = _("à la session : %(level)s (%(step)s)")
    earlier = {"level": describe_level(card.level_before), "step": describe_difference(card)}
    return {
        "label": str(card.axis.label),
        "level": None if card.level is None else int(card.level),
        "said": _("rien de dit") if card.level is None else describe_level(card.level),
        "change": before % earlier if again and card.level_before is not None else "",
        "finding": reading.finding if reading else "",
        "more": " · ".join(filter(None, more)),
        "blocker": card.blocker.text if card.blocker else "",
        "is_blocker": bool(card.blocker and reading and card.blocker.text.strip() == reading.finding.strip()),
    }
