"""A refused action is explained to the person: in a message on the page that follows, or in the form they filled in."""

from abc import abstractmethod
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from accelerator.transitions import DateRefused, EditConflict, TransitionRefused


class ConflictForm(BaseForm):
    """A form with a field ``seen``, the version of the row that its page was rendered from."""

    def show_theirs(self, conflict: EditConflict) -> None:
        """Display what was saved meanwhile; the typed values stay, and replace it if they are sent again."""
        self.add_error(None, str(conflict.message))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(conflict.version)
        self.data = data


class _Refusal:
    """Around an action and what follows its success, which is left out when :class:`TransitionRefused` is raised."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, problem: object, trace: object) -> bool:
        if isinstance(problem, TransitionRefused):
            self.explain(problem)
            return True
        return False

    @abstractmethod
    def explain(self, refused: TransitionRefused) -> None: ...


class RefusalAsMessage(_Refusal):
    """Side effect: the reason of a refusal is a message on the next page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def explain(self, refused: TransitionRefused) -> None:
        messages.error(self.request, str(refused.message))


class RefusalAsError(_Refusal):
    """Side effect: the reason of a refusal is an error of the form, at ``field`` if one is named, or at ``date`` when a
    date is not possible. A :class:`ConflictForm` also displays what was saved meanwhile.
    """

    def __init__(self, form: BaseForm, field: str | None = None, *, date: str | None = None) -> None:
        self.form, self.field, self.date = form, field, date

    def explain(self, refused: TransitionRefused) -> None:
        if isinstance(self.form, ConflictForm) and isinstance(refused, EditConflict):
            self.form.show_theirs(refused)
            return
        field = self.date if self.date and isinstance(refused, DateRefused) else self.field
        self.form.add_error(field, str(refused.message))
