"""What is done to the cards of a plan, drawn once for those that are alike: only identifiers and words differ."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from accelerator.rows.models import SharedRow
from coaching.room.access import ProjectRoom
from coaching.room.views.lists import RowShown, row_urls

UID, NEXT = UUID("5b0f6c1e-93ad-4c57-8a55-2f1d0a7be9c3"), UUID("c9a4d2f8-17e6-4b3c-b0d2-6e8f5a31c704")
"""Of the card, and of the need that would be added to it."""
PK, LABEL, EDIT, EDIT_URL = "⁂pk⁂", "⁂label⁂", "⁂edit⁂", "⁂address⁂"
"""What stands in the place of a card's own, until it is filled in."""
TEMPLATES = {
    "action": "coaching/plan/_action_tools.html",
    "blocker": "coaching/plan/_blocker_tools.html",
    "need": "coaching/plan/_need_tools.html",
}
OWN = {"uid": UID, "next_uid": NEXT, "pk": PK, "label": LABEL}
_GAPS = re.compile(f"({UID}|{NEXT}|{PK}|{LABEL}|{EDIT}|{EDIT_URL})")


@dataclass(frozen=True)
class _EditGaps:
    """A :class:`RowShown` with gaps in the place of its own."""

    is_open: bool
    edit_url = EDIT_URL

    def render(self, context: Context) -> SafeString:
        return SafeString(EDIT)


@dataclass(frozen=True)
class _Likeness:
    """What tools that are alike have in common, as their template reads it."""

    kind: str
    state: str
    is_shared: bool
    edit: _EditGaps | None
    may_act: bool


class ToolStencils:
    """Those of one page."""

    def __init__(self, room: ProjectRoom) -> None:
        self.room = room
        self._drawn: dict[_Likeness, list[str]] = {}

    def draw(self, tools: "CardTools", context: Context) -> SafeString:
        like = tools.likeness
        if like not in self._drawn:
            template: Any = get_template(TEMPLATES[like.kind])
            with context.push(shown={**vars(like), **OWN, "urls": self._list_urls(like.kind)}):
                self._drawn[like] = _GAPS.split(template.template.render(context))
        told = tools.tell(context)
        return SafeString("".join([told.get(piece, piece) for piece in self._drawn[like]]))

    def _list_urls(self, kind: str) -> dict[str, str]:
        def at(name: str, *place: Any) -> str:
            return reverse(f"coaching:{name}", args=[self.room.slug, *place])

        if kind == "need":
            return {"share": at("plan_share_need", UID)}
        urls = {"need": row_urls(self.room, "need", NEXT)["save"]}
        if kind == "action":
            return {**urls, "progress": at("plan_progress", UID)}
        return {**urls, "act": at("plan_action", "blocker", UID)}


@dataclass(frozen=True)
class CardTools:
    """Templates include it as a template of its own. ``edit``: the form of the row, for those who write in it."""

    stencils: ToolStencils
    kind: str
    row: SharedRow
    edit: RowShown | None
    may_act: bool = False
    """A blocker that no action lifts yet."""
    next_uid: UUID = field(default_factory=uuid4)
    """Of the need that would be added to it: sent twice, kept once."""

    def render(self, context: Context) -> SafeString:
        return self.stencils.draw(self, context)

    @property
    def likeness(self) -> _Likeness:
        row, edit = self.row, self.edit
        return _Likeness(
            self.kind,
            getattr(row, "state", ""),
            getattr(row, "is_shared", False),
            _EditGaps(edit.is_open) if edit else None,
            self.may_act,
        )

    def tell(self, context: Context) -> dict[str, str]:
        """What is put in the gaps, as HTML."""
        edit = self.edit
        form = edit.render(context) if edit and edit.is_open else ""
        told = {
            UID: self.row.uid,
            NEXT: self.next_uid,
            PK: self.row.pk,
            LABEL: escape(str(self.row)),
            EDIT: form,
            EDIT_URL: edit.edit_url if edit else "",
        }
        return {str(gap): str(value) for gap, value in told.items()}
