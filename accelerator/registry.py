"""What apps add to each other when they are ready."""

from typing import TypeVar

T = TypeVar("T")


class Registry(list[T]):
    """In the order in which apps were loaded."""

    def add(self, *items: T) -> None:
        """Append each of ``items``, unless it is there."""
        for item in items:
            if item not in self:
                self.append(item)
