"""What apps add to each other when they are ready."""

from typing import TypeVar

T = TypeVar("T")


class Registry(list[T]):
    """In the order in which apps were loaded."""

    def add(self, item: T) -> None:
        """Append ``item``, unless it is there."""
        if item not in self:
            self.append(item)
