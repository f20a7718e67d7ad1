"""A row of a timeline as it is read, drawn without a template: a page has them by the dozen."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accelerator.rows.gaps import UID as GAP
from accelerator.rows.stencil import NAME
from accelerator.web.elements import attributes, element, escape_text, join_elements
from accelerator.web.templatetags.prose import typo
from coaching.canvas.enums import Influence, ItemKind, ItemPhase
from coaching.models import CanvasItem
from coaching.room.views.lists import RowShown

_NO, _UID = SafeString(""), str(GAP)
_KIND, _NAME, _SAID, _TOOLS, _ASIDE = (
    attributes({"class": name})
    for name in ("row-kind", "row-name", "row-said", "row-tools cluster", "visually-hidden")
)
_BUTTON = {"class": "btn btn-quiet btn-small"}
MOVES = "row-moves"
"""The form of the page that moves its rows: each button says which."""


class ItemReader:
    """The rows of one page. What is done to a row is drawn once, with gaps that each fills in."""

    def __init__(self) -> None:
        self._tools: dict[str, SafeString] = {}

    def read(self, item: CanvasItem, row: RowShown) -> "ItemShown":
        """A row for templates; ``row`` is its form."""
        if item.kind not in self._tools:
            self._tools[item.kind] = _draw_tools(row, item.uid)
        tools = self._tools[item.kind].replace(_UID, str(item.uid)).replace(NAME, escape_text(str(item)))
        return ItemShown(item, row, SafeString(tools))


@dataclass(frozen=True)
class ItemShown:
    """Templates include it as a template of its own. ``tools``: what opens it and moves it."""

    item: CanvasItem
    row: RowShown
    tools: SafeString

    def render(self, context: Context) -> SafeString:
        uid = self.item.uid
        told = {"class": "row-line", "data-opens-row": uid, "data-read": uid, "hidden": self.row.is_open}
        line = element("div", attributes(told), join_elements(self._read(), self.tools))
        form = self.row.render(context) if self.row.is_open else _NO
        return element("div", attributes({"id": f"row-{uid}"}), join_elements(line, form))

    def _read(self) -> SafeString:
        item = self.item
        name = typo(item.label) if item.label else _("à écrire")
        parts = [element("p", _KIND, typo(" · ".join(self._list_marks()))), element("p", _NAME, name)]
        parts += [element("p", _SAID, typo(text)) for text in (item.detail, item.expectation) if text]
        return element("div", _NO, join_elements(*parts))

    def _list_marks(self) -> list[str]:
        """What it is, when, with whom, how heavy."""
        item = self.item
        kind = str(ItemKind(item.kind).label)
        with_whom = _("avec %(who)s") % {"who": item.who} if item.who else ""
        weight = str(Influence(item.influence).label) if item.influence else ""
        phase = str(ItemPhase(item.phase).label) if item.phase != ItemPhase.TODAY else ""
        return [text for text in (kind, item.date_text, with_whom, weight, phase) if text]


def _draw_tools(row: RowShown, uid: UUID) -> SafeString:
    """For any row of the kind of this one, whose addresses it has."""
    urls = {
        name: url.replace(str(uid), _UID) for name, url in (("edit", row.edit_url), ("move", row.move_url))
    }
    link = attributes({**_BUTTON, "href": urls["edit"], "data-edit-row": True})
    tools = [element("a", link, join_elements(SafeString(_("Modifier")), _say(NAME)))]
    for by, sign, verb in (("-1", "↑", _("Monter")), ("1", "↓", _("Descendre"))):
        sends: dict[str, Any] = {"form": MOVES, "formaction": urls["move"], "name": "by", "value": by}
        told = attributes({**_BUTTON, "type": "submit", **sends})
        tools.append(element("button", told, join_elements(SafeString(sign), _say(f"{verb} {NAME}"))))
    return element("p", _TOOLS, join_elements(*tools))


def _say(text: str) -> SafeString:
    return element("span", _ASIDE, f" {text}")
