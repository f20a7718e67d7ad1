"""Inspect a file before its row is locked: an antivirus takes time, and nobody else should wait for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from accelerator.questionnaires.errors import AnswerRefused

T = TypeVar("T")


@dataclass(frozen=True)
class Inspection(Generic[T]):
    """The content of a file, ``found``, or why it is refused; neither when none was sent."""

    found: T | None = None
    refusal: str = ""

    def clean(self) -> T | None:
        """The content, for the ``clean`` of a field. Raises ``ValidationError`` for a file that was refused."""
        if self.refusal:
            raise ValidationError(self.refusal)
        return self.found


def inspect_upload(upload: UploadedFile | None, read: Callable[[Any], T]) -> Inspection[T]:
    """``read`` it, which raises :class:`AnswerRefused` for a file that cannot be accepted."""
    if not upload:
        return Inspection()
    try:
        return Inspection(read(upload))
    except AnswerRefused as refused:
        return Inspection(refusal=str(refused.message))
