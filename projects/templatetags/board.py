"""The cells of the assignment board, drawn without a template each: a page has three hundred of them."""

from typing import NamedTuple

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accelerator.web.icons import svg
from projects.review.queries.assignment import BoardCell

register = template.Library()


class Drawing(NamedTuple):
    """``words`` say it to who does not see it; ``change`` is what pressing the cell plans, if it can be pressed."""

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
"""Once decisions are announced nothing is given any more."""


@register.simple_tag
def duty_cell(cell: BoardCell, reference: str, *, closed: bool) -> SafeString:
    """``{% duty_cell cell one.reference closed=closed %}``: one person and one dossier."""
    drawings = CLOSED if closed else DRAWINGS
    drawing = drawings.get(("" if closed else cell.planned) or cell.state, SAME_BODY)
    who, number = str(cell.seat.user), cell.seat.user.pk
    words = str(drawing.words) % {"who": who, "ref": reference}
    if not drawing.look:
        return format_html('<span class="visually-hidden">{}</span>', words)
    if not drawing.change:
        return format_html(
            '<span class="cell cell-{}" title="{}">{}<span class="visually-hidden">{}</span></span>',
            drawing.look,
            who,
            svg(drawing.icon),
            words,
        )
    return format_html(
        '<button type="submit" class="cell cell-{}" id="cell-{}-{}" name="toggle" value="{}:{}:{}" title="{}">{}'
        '<span class="visually-hidden">{}</span></button>',
        drawing.look,
        reference,
        number,
        drawing.change,
        reference,
        number,
        who,
        svg(drawing.icon),
        words,
    )
