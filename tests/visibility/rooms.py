"""What the walked world has in the rooms of its projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coaching.models import ActionItem, Blocker, Need

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition


def rooms(edition: PopulatedEdition) -> None:
    """A blocker, an action and a need in the room of each project that comes."""
    for name in ("confirmed", "discreet"):
        participation = edition.world.rows[f"{edition.key}.{name}.participation"]
        saved = {"participation": participation, "created_at": edition.at, "saved_at": edition.at}
        blocker = Blocker.objects.create(text=edition.text("room", name, "blocker"), **saved)
        action = ActionItem.objects.create(
            blocker=blocker,
            line=edition.text("room", name, "line"),
            first_step=edition.text("room", name, "step"),
            owner=edition.text("room", name, "owner"),
            **saved,
        )
        Need.objects.create(action=action, sentence=edition.text("room", name, "need"), **saved)
        edition.world.rows[f"{edition.key}.{name}.blocker"] = blocker
