"""The verbs of the audit log: what may be recorded, and its words in the journal. Each app declares its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


class UnknownVerb(LookupError):
    """Nobody declared this verb for this kind of subject."""


@dataclass(frozen=True)
class Verb:
    """``name``, as an entry holds it; ``subject``, the label of the model it is done to: "projects.application".

    ``sentence`` comes after the name of who did it, ``count`` like acts in a row: an ``ngettext_lazy``. ``step`` is
    what the history of one dossier says.
    """

    name: str
    subject: str
    sentence: Any
    step: "str | Promise" = ""
    formerly: str = ""
    """What older entries call it, when that name said two things."""
    formerly_from: str = ""
    """The state that those entries left, when their name still says something else from the other states."""
    by_site: bool = False
    """The site does it by itself; older entries name the person whose act led to it."""
    is_minor: bool = False
    """Too frequent for the dashboard, or implied by another entry: only the journal lists it."""
    by_link: bool = False
    """May be done by a personal link: nobody signed in is not the site itself."""
    reason_is_open: bool = False
    """The reason is about no dossier: every organiser reads it."""
    tells_outcome: bool = False
    """Whoever still owes a review of the dossier does not read it."""

    @property
    def names(self) -> tuple[str, ...]:
        """Under which names entries are found."""
        return (self.name, self.formerly) if self.formerly else (self.name,)

    def tell(self, count: int = 1) -> str:
        return str(self.sentence % {"count": count})


_declared: dict[tuple[str, str], Verb] = {}
_by_name: dict[str, list[Verb]] = {}
_by_move: dict[tuple[str, str, str], Verb] = {}


def declare(verbs: Iterable[Verb]) -> None:
    """Add the verbs of an app, once; called when the app is ready. Raises ``ValueError`` for one that exists."""
    for verb in verbs:
        key = (verb.name, verb.subject)
        if key in _declared:
            raise ValueError(f"{verb.name} of {verb.subject} is declared twice")
        _declared[key] = verb
        if verb.formerly_from:
            _by_move[verb.formerly, verb.subject, verb.formerly_from] = verb
        for name in verb.names:
            if name == verb.name or not verb.formerly_from:
                _by_name.setdefault(name, []).append(verb)


def list_declared() -> Iterator[Verb]:
    yield from _declared.values()


def check(name: str, subject: str) -> None:
    """Raises :class:`UnknownVerb` for what no app declared of this kind of subject."""
    if (name, subject) not in _declared:
        raise UnknownVerb(f"{name} of {subject}: declare it in the verbs of its app")


def find(name: str, subject: str, left: str = "") -> Verb | None:
    """The verb of an entry; ``left`` is the state from which it moved its subject. An older entry may be about another
    kind of subject, if its name says one thing alone.
    """
    if (name, subject, left) in _by_move:
        return _by_move[name, subject, left]
    named = _by_name.get(name, [])
    same = [verb for verb in named if verb.subject == subject]
    return same[0] if same else named[0] if len(named) == 1 else None
