"""What answers measure: the same indicator in several forms, so that they may be compared over the year."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import slugify

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question

Words = str | Promise

_names: dict[str, Words] = {}


def register_names(names: Mapping[str, Words]) -> None:
    """Register the names of built-in indicators, by code."""
    _names.update(names)


def name_indicator(code: str) -> str:
    """The label of an indicator: the registered one, else its code written as words."""
    return str(_names.get(code) or code.replace("-", " ").capitalize())


def find_code(words: str) -> str:
    """What answers are compared by: « Confiance » is ``confiance``, in whatever language its name is read."""
    code = slugify(words)
    named = (known_code for known_code, name in _names.items() if slugify(str(name)) == code)
    return next(named, code)[:40]


@dataclass(frozen=True)
class Ladder:
    """The rungs of an answer, the lowest first: stored ``codes``, displayed ``words``; ``ends`` of a scale.

    Two answers are compared where ``codes`` are the same: else they measure something else.
    """

    codes: tuple[str, ...]
    words: tuple[str, ...]
    ends: str = ""

    @property
    def is_scale(self) -> bool:
        """Whether it is a scale of numbers, which have a mean: its codes are displayed as they are."""
        return self.codes == self.words

    @property
    def lowest(self) -> int:
        return int(self.codes[0]) if self.is_scale else 1

    @property
    def highest(self) -> int:
        return self.lowest + len(self.codes) - 1

    def find_level(self, value: object) -> int | None:
        """The number of its rung; ``None`` for an answer on no rung: « not concerned », « other »."""
        code = None if isinstance(value, bool | dict | list) else str(value)
        return self.lowest + self.codes.index(code) if code in self.codes else None

    def describe_level(self, level: int) -> str:
        return self.words[level - self.lowest]


def read_ladder(question: Question) -> Ladder:
    """The rungs of a question of a kind that ``is_rated``."""
    kind = kinds.kind_of(question)
    pairs = [(code, words) for code, words in kind.countable(question) if code != kinds.OTHER]
    codes, words = zip(*pairs, strict=True) if pairs else ((), ())
    return Ladder(codes, words, kind.ends_in_words(question))


_role_names: dict[str, Words] = {}


def register_roles(names: Mapping[str, Words]) -> None:
    """Register the names of the roles of questions, by code."""
    _role_names.update(names)


def name_role(code: str) -> str:
    return str(_role_names.get(code, code))
