"""Why an answer was not saved. ``message`` is for people, in their language."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class AnswerRefused(Exception):
    """The answer is not one this question accepts; what was saved before stays."""

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = str(message)


class SheetFrozen(AnswerRefused):
    """The answers were sent: none changes any more."""

    def __init__(self) -> None:
        super().__init__(_("Vos réponses ont été envoyées : elles ne se modifient plus."))


class RevisionChanged(Exception):
    """Another revision was published since the form was built: nothing is saved; build it again and save that."""


class ConditionsRefused(Exception):
    """Some questions depend on what cannot show them; ``problems`` are those of ``conditions.check_conditions``."""

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__(" ".join(str(problem.message) for problem in problems))
        self.problems = list(problems)


class RevisionPublished(Exception):
    """A published revision is never changed: make the next one."""
