"""What the page of a dossier displays of the committee's answer, from the subject above that knows it."""

from collections.abc import Callable
from datetime import datetime

from accelerator.registry import Registry
from projects.application.enums import ApplicationState
from projects.models import Application

WITHOUT_PLACE = frozenset({ApplicationState.RESERVE, ApplicationState.NOT_SELECTED})
"""States of an announced dossier whose answer is read on its own page: a place has a page of its own."""

AnswerReader = Callable[[Application, datetime], object | None]

_readers: Registry[AnswerReader] = Registry()
register_answer = _readers.add


def find_answer(application: Application, at: datetime) -> object | None:
    """The answer for the holders of this dossier; ``None`` before it is announced, and to a project with a place."""
    if application.state not in WITHOUT_PLACE:
        return None
    return next((answer for read in _readers if (answer := read(application, at))), None)
