"""What subjects above the room know of a project in a number or a word, read with its participation.

The tabs of a room say what is left in each; this is how they know it without a query each.
"""

from collections.abc import Callable

_facts: dict[str, Callable[[], object]] = {}


def register_fact(name: str, make: Callable[[], object]) -> None:
    """Add an expression over :class:`Participation`, under a name of its own; called when the app is ready."""
    if _facts.setdefault(name, make) is not make:
        raise ValueError(f"two facts named {name!r}")


def list_fact_names() -> list[str]:
    """In no order that matters. No expression is made."""
    return list(_facts)


def list_facts() -> dict[str, object]:
    """Name → expression, anew at each call."""
    return {name: make() for name, make in _facts.items()}
