"""Posters of the timeline, the pitch and the ADN map."""

from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import CanvasKind, Influence, ItemKind
from coaching.canvas.queries.adn import (
    MOMENTS,
    AdnMap,
    AxisCard,
    chart_map,
    describe_difference,
    describe_level,
    describe_map,
    read_map,
)
from coaching.canvas.queries.canvas import read_timeline
from coaching.canvas.queries.edition import count_words, format_length
from coaching.canvas.queries.versions import list_answers, read_label
from coaching.canvas.views.frame import find_overview, read_moment
from coaching.models import Canvas, CanvasItem
from coaching.room.views.entering import enter_room
from coaching.room.views.pages import render_poster
from coaching.session.planning.feasibility import PITCH_MINUTES


@never_cache
@require_safe
def timeline_poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The line from left to right, actors below."""
    room = enter_room(request, slug)
    overview = find_overview(request, room, CanvasKind.TIMELINE)
    words = arrange_timeline(overview.canvas)
    return render_poster(
        request, room, "coaching/canvas/timeline_poster.typ", words, kind=_("Frise"), name=_("frise")
    )


@never_cache
@require_safe
def pitch_poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Seven parts on one page."""
    room = enter_room(request, slug)
    data = arrange_pitch(find_overview(request, room, CanvasKind.PITCH).canvas)
    return render_poster(
        request, room, "coaching/canvas/pitch_poster.typ", data, kind=_("Pitch"), name=_("pitch")
    )


def read_answers(canvas: Canvas | None) -> list[tuple[str, str, str]]:
    """Key, label and text of each question. Two queries; none for an empty canvas."""
    if canvas is None:
        return []
    return [(answer["key"], read_label(answer), answer["text"]) for answer in list_answers(canvas)]


def list_recipients(kind: CanvasKind) -> list[tuple[str, str, str]]:
    """Key and label of each default question without a text, for a sheet to fill in by hand."""
    french = (translation.get_language() or "fr").startswith("fr")
    questions = [question for section in SPECS[kind] for question in section.questions]
    return [(question.key, question.label_fr if french else question.label_en, "") for question in questions]


def arrange_pitch(canvas: Canvas | None) -> Context:
    """Context of the poster of a pitch; an empty sheet while nobody began. Two queries."""
    answers = read_answers(canvas) or list_recipients(CanvasKind.PITCH)
    words = count_words(text for _key, _label, text in answers)
    template = _("%(length)s à voix haute, pour %(minutes)d minutes")
    unwritten = _("à écrire") if words else ""
    return {
        "parts": [{"label": label, "text": text or unwritten} for _key, label, text in answers],
        "blank": not words,
        "length": template % {"length": format_length(words), "minutes": PITCH_MINUTES} if words else "",
    }


def arrange_timeline(canvas: Canvas | None) -> Context:
    """Context of the poster of a timeline; an empty sheet while nobody began. Three queries."""
    timeline = read_timeline(canvas)
    texts = {key: {"label": label, "text": text} for key, label, text in read_answers(canvas) if text}
    if blank := timeline.is_empty and not texts:
        texts = {
            key: {"label": label, "text": ""} for key, label, _text in list_recipients(CanvasKind.TIMELINE)
        }
    return {
        "blank": blank,
        "weights": [str(weight.label) for weight in Influence] if blank else [],
        "texts": [texts[key] for key in ("trigger", "today", "target") if key in texts],
        "moments": [_arrange_moment(item) for item in timeline.line],
        "actors_title": _("Acteurs"),
        "bands": [
            {
                "label": band.label or _("poids à dire"),
                "weight": band.weight,
                "actors": [{"label": actor.label, "expects": actor.expectation} for actor in band.actors],
            }
            for band in timeline.bands
        ],
        "decisive": Influence.DECISIVE.value,
        "empty": _("Cette frise reste à dessiner.") if timeline.is_empty and not blank else "",
    }


def _arrange_moment(item: CanvasItem) -> Context:
    kind = str(ItemKind(item.kind).label)
    return {
        "kind": item.kind,
        "is_target": item.phase == "target",
        "note": f"{kind} · {_('visé')}" if item.phase == "target" else kind,
        "label": item.label,
        "date": item.date_text,
        "detail": item.detail,
        "who": item.who,
    }


@never_cache
@require_safe
def poster(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The map of the session, or of ``?moment=``."""
    room, moment = enter_room(request, slug), read_moment(request)
    adn_map = read_map(room.participation, moment) if moment in MOMENTS else None
    if adn_map is None or (adn_map.is_again and not adn_map.has_again):
        raise Http404
    kind = _("Carte ADN, 6 mois après") if adn_map.is_again else _("Carte ADN")
    name = _("carte-adn")
    return render_poster(
        request, room, "coaching/canvas/adn_poster.typ", arrange_map(adn_map), kind=kind, name=name
    )


def arrange_map(adn_map: AdnMap) -> Context:
    """Context of the poster of a map."""
    radar = chart_map(adn_map)
    return {
        "words": {"blocker": _("verrou")},
        "blank": all(card.reading is None for family in adn_map.families for card in family.cards),
        "radar": radar.as_data() if radar else None,
        "description": describe_map(adn_map),
        "families": [
            {
                "label": str(family.heading),
                "axes": [_arrange_axis(card, again=adn_map.is_again) for card in family.cards],
            }
            for family in adn_map.families
        ],
    }


def _arrange_axis(card: AxisCard, *, again: bool) -> Context:
    reading = card.reading
    sign = reading.effect.replace("-", "−") if reading else ""
    effect = f"{sign} {reading.get_effect_display()}" if reading and reading.effect else ""
    more = [effect, reading.who, reading.evidence] if reading else []
    before = _("à la session : %(level)s (%(step)s)")
    earlier = {"level": describe_level(card.level_before), "step": describe_difference(card)}
    return {
        "label": str(card.axis.label),
        "level": None if card.level is None else int(card.level),
        "note": _("rien de dit") if card.level is None else describe_level(card.level),
        "change": before % earlier if again and card.level_before is not None else "",
        "finding": reading.finding if reading else "",
        "more": " · ".join(filter(None, more)),
        "blocker": card.blocker.text if card.blocker else "",
        "is_blocker": bool(card.blocker and reading and card.blocker.text.strip() == reading.finding.strip()),
    }
