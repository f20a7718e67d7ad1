"""The radar of an ADN map, with its table: what it says in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accelerator.charts import Chart, Spoke, render_radar
from coaching.canvas.enums import Level
from coaching.canvas.models import LEVELS
from coaching.canvas.queries.adn import AdnMap, AxisCard


def chart_map(shown: AdnMap) -> Chart | None:
    """One polygon, two for a map drawn again; ``None`` for fewer than three axes."""
    before = shown.is_again
    return render_radar(
        [Spoke(str(card.axis.label), card.level, card.level_before) for card in shown.cards],
        highest=LEVELS,
        title=_("La carte en un regard"),
        description=describe_map(shown),
        columns=[_("Axe"), _("Session"), _("6 mois après"), _("Écart")]
        if before
        else [_("Axe"), _("Niveau")],
        rows=[_list_cells(card, before=before) for card in shown.cards],
    )


def describe_map(shown: AdnMap) -> str:
    """What the drawing says, in a sentence or two."""
    summary = count_read(shown)
    if shown.is_again:
        moved = [card.difference for card in shown.cards if card.difference]
        up, down = sum(step > 0 for step in moved), sum(step < 0 for step in moved)
        again = _("En pointillés, la session. %(up)s en progrès, %(down)s en recul.")
        return f"{summary}. {again % {'up': up, 'down': down}}"
    read = [card for card in shown.cards if card.level is not None]
    if not read:
        return f"{summary}."
    lowest = min(card.level for card in read if card.level is not None)
    weak = ", ".join(str(card.axis.label) for card in read if card.level == lowest)
    lowest_axes = _("Le plus bas : %(axes)s.") % {"axes": weak}
    return f"{summary}. {lowest_axes}"


def count_read(shown: AdnMap) -> str:
    """« 7 axes sur 12 »."""
    words = ngettext("%(read)s axe sur %(all)s", "%(read)s axes sur %(all)s", shown.read)
    return words % {"read": shown.read, "all": len(shown.cards)}


def describe_level(level: Level | None) -> str:
    return "–" if level is None else f"{level.value} · {level.label}"


def describe_difference(card: AxisCard) -> str:
    """« + 1 », « − 2 », « = »."""
    step = card.difference
    if step is None:
        return "–"
    return "=" if not step else f"+ {step}" if step > 0 else f"− {-step}"


def _list_cells(card: AxisCard, *, before: bool) -> list[str]:
    now: list[Any] = [str(card.axis.label), describe_level(card.level)]
    return [now[0], describe_level(card.level_before), now[1], describe_difference(card)] if before else now
