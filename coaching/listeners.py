"""What this app does when it hears of something that happened below."""

from typing import Any

from coaching.pairing.actions import departures
from programmes.models import Role
from programmes.signals import role_ended
from projects.models import Participation
from projects.signals import place_left


def _on_place_left(sender: Any, *, participation: Participation, actor: Any, at: Any, **_rest: Any) -> None:
    departures.follow_place_left(participation=participation, actor=actor, at=at)


def _on_role_ended(sender: Any, *, role: Role, reason: str, actor: Any, at: Any, **_rest: Any) -> None:
    departures.follow_role_ended(role=role, reason=reason, actor=actor, at=at)


def register_listeners() -> None:
    """Called when the app is ready."""
    place_left.connect(_on_place_left, dispatch_uid="coaching.place_left")
    role_ended.connect(_on_role_ended, dispatch_uid="coaching.role_ended")
