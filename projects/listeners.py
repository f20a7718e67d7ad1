"""What this app does when it hears of something that happened below."""

from typing import Any

from programmes.models import Role
from programmes.signals import role_ended, role_given
from projects.conflicts.actions.recusal import tell_seat_ended
from projects.review.actions.scores import follow_seat


def _on_role_given(sender: Any, *, role: Role, **_rest: Any) -> None:
    follow_seat(role=role)


def _on_role_ended(sender: Any, *, role: Role, reason: str, actor: Any, at: Any, **_rest: Any) -> None:
    follow_seat(role=role)
    tell_seat_ended(role=role, reason=reason, actor=actor, at=at)


def register_listeners() -> None:
    """Called when the app is ready."""
    role_given.connect(_on_role_given, dispatch_uid="projects.role_given")
    role_ended.connect(_on_role_ended, dispatch_uid="projects.role_ended")
