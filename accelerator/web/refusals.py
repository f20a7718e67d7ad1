"""A refused action is explained to the person: in a message on the page that follows, or in the form they filled in."""

from abc import abstractmethod

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from accelerator.transitions import TransitionRefused


class _Refusal:
    """Around an action and what follows its success, which is left out when :class:`TransitionRefused` is raised."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, problem: object, trace: object) -> bool:
        if isinstance(problem, TransitionRefused):
            self.explain(str(problem.message))
            return True
        return False

    @abstractmethod
    def explain(self, reason: str) -> None: ...


class RefusalAsMessage(_Refusal):
    """Side effect: the reason of a refusal is a message on the next page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def explain(self, reason: str) -> None:
        messages.error(self.request, reason)


class RefusalAsError(_Refusal):
    """Side effect: the reason of a refusal is an error of the form, at ``field`` if one is named."""

    def __init__(self, form: BaseForm, field: str | None = None) -> None:
        self.form, self.field = form, field

    def explain(self, reason: str) -> None:
        self.form.add_error(self.field, reason)
