"""What is done to the cards of a plan, drawn once for those that are alike: only identifiers and words differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from accelerator.rows.gaps import NEXT_UID, TOKEN, UID, Drawn, GapTemplate, gap
from accelerator.rows.models import SharedRow
from accelerator.web.elements import escape_text
from accelerator.web.renderer import draw_options
from coaching.plan.enums import ActionState, Urgency
from coaching.room.access import ProjectRoom
from coaching.room.views.lists import EditGaps, RowShown, row_urls
from programmes.enums import NeedKind

PK, LABEL = gap("pk"), gap("label")
"""What stands in the place of a card's own, until it is filled in."""
ADDRESSES = {name: gap(f"{name}_url") for name in ("need", "progress", "act", "share")}
"""The same for those of the room."""
TEMPLATES = {
    "action": "coaching/plan/_action_tools.html",
    "blocker": "coaching/plan/_blocker_tools.html",
    "need": "coaching/plan/_need_tools.html",
}


@dataclass(frozen=True)
class _ToolsLikeness:
    """What tools that are alike have in common, and what their template reads: nothing of one card, nor of one room."""

    kind: str
    state: str
    is_shared: bool
    holds: bool
    edit: EditGaps | None
    may_act: bool
    uid, next_uid, pk, label, urls = UID, NEXT_UID, PK, LABEL, ADDRESSES

    def tell(self) -> dict[str, Any]:
        return {
            "shown": self,
            "states": ActionState.choices,
            "need_kinds": draw_options(NeedKind.choices),
            "urgencies": draw_options(Urgency.choices, Urgency.SOON),
        }


class ToolStencils:
    """Those of one page."""

    def __init__(self, room: ProjectRoom) -> None:
        self.room = room
        self._templates = {kind: GapTemplate(name) for kind, name in TEMPLATES.items()}
        self._addresses = {ADDRESSES[name]: url for name, url in self._list_urls().items()}

    def find_drawn(self, like: _ToolsLikeness, context: Context) -> Drawn:
        return self._templates[like.kind].draw(like, context, like.tell)

    def tell_addresses(self, uid: UUID, next_uid: UUID) -> dict[str, str]:
        """What is put in their gaps, for one card."""
        own = str(uid), str(next_uid)
        return {
            place: url.replace(str(UID), own[0]).replace(str(NEXT_UID), own[1])
            for place, url in self._addresses.items()
        }

    def _list_urls(self) -> Mapping[str, str]:
        def at(name: str, *place: Any) -> str:
            return reverse(f"coaching:{name}", args=[self.room.slug, *place])

        return {
            "need": row_urls(self.room, "need", NEXT_UID)["save"],
            "share": at("plan_share_need", UID),
            "progress": at("plan_progress", UID),
            "act": at("plan_action", "blocker", UID),
        }


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
        return self.stencils.find_drawn(self.likeness, context).fill(self.tell(context))

    @property
    def likeness(self) -> _ToolsLikeness:
        row, edit = self.row, self.edit
        return _ToolsLikeness(
            self.kind,
            getattr(row, "state", ""),
            getattr(row, "is_shared", False),
            self.stencils.room.holds,
            EditGaps(edit.is_open) if edit else None,
            self.may_act,
        )

    def tell(self, context: Context) -> dict[str, str]:
        """What is put in the gaps, as HTML."""
        told = {
            **self.stencils.tell_addresses(self.row.uid, self.next_uid),
            TOKEN: str(context["csrf_token"]),
            str(UID): str(self.row.uid),
            str(NEXT_UID): str(self.next_uid),
            PK: str(self.row.pk),
            LABEL: escape_text(str(self.row)),
        }
        return {**told, **self.edit.tell_gaps(context)} if self.edit else told
