"""What apps add to each other when they are ready."""

from typing import TypeVar

T = TypeVar("T")


class Registry(list[T]):
    """What apps register, in the order in which they are loaded."""

    def add(self, *items: T) -> None:
        """Append each of ``items``, unless it is there."""
        for item in items:
            if item not in self:
                self.append(item)
