"""The verbs of the audit log: what may be recorded, and its words in the journal. Each app declares its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import ngettext

UNRECORDED = "unrecorded:"
"""What a scope begins with in which nothing is recorded, and nothing sent."""


def is_unrecorded(scope: str) -> bool:
    """Whether what is done in this scope leaves no entry and no mail."""
    return scope.startswith(UNRECORDED)


class UnknownVerb(LookupError):
    """Nobody declared this verb for this kind of subject."""


@dataclass(frozen=True)
class Verb:
    """``name``, as stored in an entry; ``subject``, the label of the model it is done to: "projects.application".

    ``sentence`` comes after the name of who did it; ``several`` instead for ``count`` like acts in a row, both then as
    written in the code (``makemessages`` finds them). ``step``: the words in the history of one dossier.
    """

    name: str
    sentence: str | Promise
    several: str = ""
    step: str | Promise = ""
    is_minor: bool = False
    """Too frequent for the dashboard, or implied by another entry: only the journal lists it."""
    by_link: bool = False
    """May be done by a personal link: nobody signed in is not the site itself."""
    reason_is_open: bool = False
    """The reason is about no dossier: every organiser reads it."""
    reveals_outcome: bool = False
    """Hidden from reviewers who still owe a review of the dossier."""
    subject: str = ""

    def describe(self, count: int = 1) -> str:
        text = ngettext(str(self.sentence), self.several, count) if self.several else str(self.sentence)
        return text % {"count": count}


def verbs_of(subject: str, *verbs: Verb) -> tuple[Verb, ...]:
    """These verbs, done to this kind of model."""
    return tuple(replace(verb, subject=subject) for verb in verbs)


_declared: dict[tuple[str, str], Verb] = {}


def declare_all() -> None:
    """Add the ``VERBS`` that each app lists in its module ``verbs``; called once apps are loaded."""
    for config in apps.get_app_configs():
        if config.module and module_has_submodule(config.module, "verbs"):
            declare(getattr(import_module(f"{config.name}.verbs"), "VERBS", ()))


def declare(verbs: Iterable[Verb]) -> None:
    """Add these verbs. Raises ``ValueError`` for one that exists."""
    for verb in verbs:
        key = (verb.name, verb.subject)
        if key in _declared:
            raise ValueError(f"{verb.name} of {verb.subject} is declared twice")
        _declared[key] = verb


def list_declared() -> Iterator[Verb]:
    yield from _declared.values()


def check(name: str, subject: str) -> None:
    """Raise :class:`UnknownVerb` unless an app declared this verb for this kind of subject."""
    if (name, subject) not in _declared:
        raise UnknownVerb(f"{name} of {subject}: declare it in the verbs of its app")


def find(name: str, subject: str) -> Verb | None:
    """The verb of an entry; ``None`` when no app declares it."""
    return _declared.get((name, subject))
