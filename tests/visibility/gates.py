"""Which gate refused, and what it was asked: pages behind one gate need not each be asked about every object.

A page that a function refused, and that had read nothing but within it, knew of the object no more than its address.
Asked for another object, it puts the same question to the same function; where the answer to that question was heard
already, the page is not asked again. No gate is declared: each is found in the traceback of a refusal, and what a page
read before it in the stacks of its queries.
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import CodeType, FrameType
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.handlers import exception as handler
from django.db import connection
from django.http import HttpRequest

from accelerator.accounts.models import User
from programmes.middleware import VisibilityMiddleware
from projects.application.queries.lost_access import find_lost_dossier
from projects.review.queries.lost_access import find_lost_review
from tests.support.guards import replaced
from tests.visibility.room_examples import Example

APPS = tuple(f"{settings.ROOT}/{app}/" for app in ("accelerator", "programmes", "projects", "coaching"))
ROWS = VisibilityMiddleware.process_view.__code__
"""The gate of the visibility table, which is asked about a row and an edition."""
AFTERWARDS = frozenset({find_lost_dossier.__code__, find_lost_review.__code__})
"""Asked about the same object after the gate refused: whoever lost access is told, and that is no refusal here."""
PLAIN = (str, int, bool, UUID, type(None))
COMES_ALONG = {"frame"}
"""Arguments for ``select_related``, which never changes what is found."""
READS_NOTHING = ("SAVEPOINT", "RELEASE", "ROLLBACK")

Question = tuple[Any, ...]
Readers = list[set[CodeType]]
"""For each query, the functions that it was made in."""


class Argument(NamedTuple):
    """What a gate is given: the part ``name`` of the address or, without a name, ``value`` whatever the address."""

    name: str
    value: Any


class Gate(NamedTuple):
    """The functions that refuse a page, and how the arguments of the first follow from the address."""

    functions: frozenset[CodeType]
    arguments: tuple[Argument, ...]

    def question(self, example: Example) -> Question:
        given = (example.kwargs[name] if name else value for name, value in self.arguments)
        return self.functions, *((type(value), value) for value in given)


class Gates:
    """The refusals that one person met in one walk, all by one method."""

    def __init__(self) -> None:
        self._gates: dict[str, Gate] = {}
        self._answers: dict[Question, int] = {}
        self._blind: dict[str, int] = {}
        self._readers: Readers = []
        self._refusal: tuple[BaseException, Readers] | None = None

    def know_answer(self, name: str, example: Example, allowed: set[int]) -> bool:
        """Whether the page has no other answer for this object than one that was heard, and that is allowed."""
        if self._blind.get(name) in allowed:
            return True
        gate = self._gates.get(name)
        return (
            200 not in allowed and gate is not None and self._answers.get(gate.question(example)) in allowed
        )

    def ask(self, name: str, example: Example, allowed: set[int], send: Callable[[], Any]) -> Any:
        """The answer to ``send()``, after learning which gate gave it."""
        self._readers, self._refusal = [], None
        response = send()
        if response.status_code not in allowed:
            return response
        if not self._readers and (response.status_code == 405 or allowed == {302}):
            self._blind[name] = response.status_code
        elif self._refusal is not None and (gate := find_gate(*self._refusal, example)) is not None:
            self._gates[name] = gate
            self._answers[gate.question(example)] = response.status_code
        return response

    def _note_query(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if not sql.startswith(READS_NOTHING):
            self._readers.append(set(list_callers(sys._getframe())))
        return execute(sql, *args)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Within it, queries and refusals are noted."""
        answer = handler.response_for_exception

        def note_refusal(request: HttpRequest, refusal: Exception) -> Any:
            self._refusal = refusal, list(self._readers)
            return answer(request, refusal)

        with ExitStack() as stack:
            stack.enter_context(connection.execute_wrapper(self._note_query))
            stack.enter_context(replaced(handler, "response_for_exception", note_refusal))
            yield


def list_callers(frame: FrameType | None) -> Iterator[CodeType]:
    while frame is not None:
        yield frame.f_code
        frame = frame.f_back


def find_gate(refusal: BaseException, readers: Readers, example: Example) -> Gate | None:
    """The innermost function of ours that refused; ``None`` if others read too, or if its arguments tell not all."""
    frame, trace = None, refusal.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(APPS):
            frame = trace.tb_frame
        trace = trace.tb_next
    if frame is None or frame.f_code.co_freevars:
        return None
    functions = {frame.f_code}.union(*(AFTERWARDS & callers for callers in readers))
    if not all(functions & callers for callers in readers):
        return None
    if frame.f_code is ROWS:
        edition = Argument("edition" if "edition" in example.kwargs else "", None)
        return Gate(frozenset(functions), (Argument("", frame.f_locals["audiences"]), edition))
    arguments = find_arguments(frame, example) or []
    if not any(argument.name for argument in arguments):
        return None
    return Gate(frozenset(functions), tuple(arguments))


def find_arguments(frame: FrameType, example: Example) -> list[Argument] | None:
    """Each argument but the request; ``None`` where one is neither a part of the address nor a plain value."""
    names, others, keywords, values = inspect.getargvalues(frame)
    found: list[Argument] = []
    for name in (name for name in names if name not in COMES_ALONG):
        value = values[name]
        parts = [
            part for part, given in example.kwargs.items() if type(given) is type(value) and given == value
        ]
        if len(parts) == 1:
            found.append(Argument(parts[0], None))
        elif isinstance(value, User):
            found.append(Argument("", value.pk))
        elif is_plain(value) and not parts:
            found.append(Argument("", value))
        elif not isinstance(value, HttpRequest):
            return None
    return None if others or keywords else found


def is_plain(value: Any) -> bool:
    return all(map(is_plain, value)) if isinstance(value, tuple) else isinstance(value, PLAIN)
