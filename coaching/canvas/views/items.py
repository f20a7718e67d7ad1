"""What stands on a timeline, drawn once for all that is alike: a page has it by the dozen."""

from dataclasses import dataclass
from typing import Any

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.rows.gaps import UID, Drawn, GapTemplate, gap, keep_drawn
from accelerator.web.elements import attributes, element, escape_text, join_elements
from accelerator.web.templatetags.prose import typo
from coaching.canvas.enums import Influence, ItemKind, ItemPhase
from coaching.models import CanvasItem
from coaching.room.views.lists import RowShown

LABEL, DETAIL, WHO, DATE = (SafeString(gap(name)) for name in ("label", "detail", "who", "date"))
MARKS, TITLE, SAID, NAME, EDIT_URL, MOVE_URL, FORM = (
    SafeString(gap(name)) for name in ("marks", "title", "said", "name", "edit_url", "move_url", "form")
)
"""What stands in the place of an item's own, until it is filled in."""
_NO = SafeString("")
_KIND, _NAME, _SAID, _TOOLS, _ASIDE = (
    attributes({"class": name})
    for name in ("row-kind", "row-name", "row-said", "row-tools cluster", "visually-hidden")
)
_BUTTON = {"class": "btn btn-quiet btn-small"}
MOVES = "row-moves"
"""The form of the page that moves its rows: each button says which."""


@dataclass(frozen=True)
class _MomentLikeness:
    """What moments that are alike have in common, and what their template reads: nothing of one timeline."""

    kind: str
    phase: str
    detail: str
    who: str
    label, date = LABEL, DATE

    def tell(self) -> dict[str, Any]:
        return {"shown": self, "kind": ItemKind(self.kind).label}


@dataclass(frozen=True)
class MomentShown:
    """A step, a turning point or a decision on the line. Templates include it as a template of its own."""

    item: CanvasItem

    def render(self, context: Context) -> SafeString:
        item = self.item
        like = _MomentLikeness(item.kind, item.phase, item.detail and DETAIL, item.who and WHO)
        told = {LABEL: item.label, DETAIL: item.detail, WHO: item.who, DATE: item.date_text}
        drawn = GapTemplate("coaching/canvas/_moment.html").draw(like, context, like.tell)
        return drawn.fill({place: typo(text) for place, text in told.items()})


@dataclass(frozen=True)
class ItemShown:
    """A row, read, and open where it is. Templates include it as a template of its own. ``row``: its form."""

    item: CanvasItem
    row: RowShown

    def render(self, context: Context) -> SafeString:
        item, row = self.item, self.row
        told = {
            str(UID): str(item.uid),
            MARKS: typo(" · ".join(self._list_marks())),
            TITLE: typo(item.label) if item.label else escape_text(_("à écrire")),
            SAID: "".join(
                element("p", _SAID, typo(text)) for text in (item.detail, item.expectation) if text
            ),
            NAME: escape_text(str(item)),
            EDIT_URL: escape_text(row.edit_url),
            MOVE_URL: escape_text(row.move_url),
            FORM: row.render(context) if row.is_open else "",
        }
        return _find_drawn(is_open=row.is_open).fill(told)

    def _list_marks(self) -> list[str]:
        """What it is, when, with whom, how heavy."""
        item = self.item
        kind = str(ItemKind(item.kind).label)
        with_whom = _("avec %(who)s") % {"who": item.who} if item.who else ""
        weight = str(Influence(item.influence).label) if item.influence else ""
        phase = str(ItemPhase(item.phase).label) if item.phase != ItemPhase.TODAY else ""
        return [text for text in (kind, item.date_text, with_whom, weight, phase) if text]


def _find_drawn(*, is_open: bool) -> Drawn:
    """Any row, read above its form."""

    def draw() -> str:
        told = {"class": "row-line", "data-opens-row": UID, "data-read": UID, "hidden": is_open}
        read = element("p", _KIND, MARKS), element("p", _NAME, TITLE), SAID
        words = element("div", _NO, join_elements(*read))
        line = element("div", attributes(told), join_elements(words, _draw_tools()))
        return element("div", attributes({"id": f"row-{UID}"}), join_elements(line, FORM))

    return keep_drawn(("line of an item", is_open), draw)


def _draw_tools() -> SafeString:
    """What opens it and moves it."""
    link = attributes({**_BUTTON, "href": EDIT_URL, "data-edit-row": True})
    tools = [element("a", link, join_elements(SafeString(_("Modifier")), _say(NAME)))]
    for by, sign, verb in (("-1", "↑", _("Monter")), ("1", "↓", _("Descendre"))):
        sends: dict[str, Any] = {"form": MOVES, "formaction": MOVE_URL, "name": "by", "value": by}
        told = attributes({**_BUTTON, "type": "submit", **sends})
        tools.append(element("button", told, join_elements(SafeString(sign), _say(f"{verb} {NAME}"))))
    return element("p", _TOOLS, join_elements(*tools))


def _say(text: str) -> SafeString:
    return element("span", _ASIDE, f" {text}")
