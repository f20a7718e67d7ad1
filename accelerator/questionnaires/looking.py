"""Look into a file before a row is held: an antivirus takes its time, and nobody else should wait for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError

from accelerator.questionnaires.errors import AnswerRefused

T = TypeVar("T")


@dataclass(frozen=True)
class Looked(Generic[T]):
    """What a file is, ``found``, or the words that refuse it; neither when none was sent."""

    found: T | None = None
    refusal: str = ""

    def take(self) -> T | None:
        """What is kept of it, for the check of the field. Raises ``ValidationError`` for a file that was refused."""
        if self.refusal:
            raise ValidationError(self.refusal)
        return self.found


def look_into(upload: Any, read: Callable[[Any], T]) -> Looked[T]:
    """``read`` it, which raises :class:`AnswerRefused` for what cannot be kept."""
    if not upload:
        return Looked()
    try:
        return Looked(read(upload))
    except AnswerRefused as refused:
        return Looked(refusal=str(refused.message))
