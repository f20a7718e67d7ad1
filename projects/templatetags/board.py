"""The cells of the assignment board, drawn without a template each: a page has three hundred of them."""

from typing import Any, NamedTuple

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accelerator.web.icons import svg
from projects.review.queries.assignment import Seat
from projects.review.queries.board import BoardRow

register = template.Library()


class Drawing(NamedTuple):
    """``words`` are for screen readers; ``change`` is the change that pressing the cell plans, if it can be pressed."""

    look: str
    icon: str
    words: "str | Promise"
    change: str = ""


SAME_BODY = Drawing("conflict", "cross", _("%(who)s siège pour l’organisme qui dépose"))
DRAWINGS = {
    "give": Drawing("planned", "plus", _("%(ref)s sera confié à %(who)s : annuler"), "take_back"),
    "take_back": Drawing("planned", "minus", _("%(ref)s sera repris à %(who)s : annuler"), "give"),
    "assigned": Drawing("assigned", "dot", _("%(who)s évalue %(ref)s : reprendre"), "take_back"),
    "possible": Drawing("possible", "plus", _("Confier %(ref)s à %(who)s"), "give"),
    "sent": Drawing("sent", "check", _("évaluation de %(who)s envoyée")),
    "excluded": Drawing("conflict", "diamond", _("déport de %(who)s")),
}
CLOSED = {
    **DRAWINGS,
    "assigned": Drawing("assigned", "dot", _("confié à %(who)s, sans évaluation envoyée")),
    "possible": Drawing("", "", _("non confié")),
}
"""Once decisions are announced nothing is assigned any more."""


GAP = "⁂reference⁂"
"""Placeholder of the dossier's reference: equal cells of a person are rendered once."""


@register.simple_tag(takes_context=True)
def duty_cells(context: Context, row: BoardRow, *, closed: bool) -> SafeString:
    """``{% duty_cells row closed=closed %}``: one dossier, and each person of the page."""
    rendered: Any = context.render_context
    cells: dict[tuple[str, int], SafeString] = rendered.setdefault(GAP, {})
    drawn = []
    for cell in row.cells:
        key = (("" if closed else cell.planned) or cell.state, cell.seat.user.pk)
        if key not in cells:
            drawing = (CLOSED if closed else DRAWINGS).get(key[0], SAME_BODY)
            cells[key] = _render_cell(drawing, cell.seat)
        drawn.append(cells[key])
    return SafeString("".join(drawn).replace(GAP, escape(row.application.reference)))


def _render_cell(drawing: Drawing, seat: Seat) -> SafeString:
    who, number = str(seat.user), seat.user.pk
    words = str(drawing.words) % {"who": who, "ref": GAP}
    hidden = format_html('<span class="visually-hidden">{}</span>', words)
    if drawing.change:
        content = format_html(
            '<button type="submit" class="cell cell-{}" id="cell-{}-{}" name="toggle" value="{}:{}:{}" title="{}">{}{}'
            "</button>",
            *(drawing.look, GAP, number, drawing.change, GAP, number, who, svg(drawing.icon), hidden),
        )
    elif drawing.look:
        content = format_html(
            '<span class="cell cell-{}" title="{}">{}{}</span>', drawing.look, who, svg(drawing.icon), hidden
        )
    else:
        content = hidden
    return format_html('<td data-who="{}">{}</td>', seat.initials, content)
