"""What identifies an applicant, looked for in a text and masked. It knows neither Django nor models.

Names are compared word by word: case, accents, hyphens, joining words and the mark of the plural make no difference,
so that « SALAISONS-DU-BESSIN » is « Salaisons du Bessin ». A part of a name masks less than a whole one: a first name,
or one word of a structure, is masked where it is written as a name, with a capital letter. Addresses, numbers of
telephones and handles are masked too, of the applicant or not.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""Characters without a width, which cut a name for a program and not for an eye."""
MARKS = "\u0300-\u036f\u061c\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f"
"""Accents, frames and variants of the letter before, which a word keeps and a comparison passes over."""
WORD = re.compile(rf"(?:[^\W_]|[{MARKS}])+")
BETWEEN = re.compile(r"[\s\-\u2010\u2011–—'’‘.,_/&+·]{0,3}")
"""What may stand between two words of one name."""
BESIDE = re.compile(r"[^\S\n]{0,2}[-\u2010\u2011'’]?[^\S\n]{0,2}")
"""What stands between two masks that read as one."""
MARKING = frozenset({"Mn", "Me", "Cf"})
"""Categories of characters that change no letter."""
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
JOINING = frozenset("a au aux d da de del der des di du el en et l la le les of the and and van von".split())
"""Words that a name may lose or gain."""
LEGAL = frozenset(
    """ag asbl asso association ca cae cc cci cie coop cooperative compagnie ei eirl entreprise entreprises esat ets
    etablissement etablissements eurl fondation gie groupe groupement holding inc llc ltd mairie mutuelle sa sarl sas
    sasu sca scic scop sci selarl snc societe syndicat union usine""".split()
)
"""Kinds of structures: they name nobody by themselves."""
MOST_JOINING = 4
"""Joining words that follow one another in a name, where another has none: no text is read twice for them."""
LEAST_PART = 4
"""Letters of a word of a structure that is masked by itself; a shorter one is masked in capitals."""
LEAST_NAME = 3
LEAST_JOINED = 6
LEAST_INITIALS = 3

EMAIL = r"(?<![\w.+-])[\w.+-]+\s?(?:@|[\[(]\s?(?:at|arobase)\s?[\])])\s?[\w-]+(?:\.[\w-]+)+"
ADDRESS = r"(?:https?://|www\.)[^\s<>\"»)\]]*[^\s<>\"»)\].,;:!?]"
ENDINGS = "asso biz bzh ch be coop com corsica eu example fr info io net org paris pro re shop test".split()
SITE = rf"(?<![\w@.-])(?:[\w-]+\.)+(?:{'|'.join(ENDINGS)})\b(?:/[^\s<>\"»)\]]*[^\s<>\"»)\].,;:!?])?"
HANDLE = r"(?<![\w@])@[\w.]*\w{2}"
TELEPHONE = r"(?<![\w+])(?:(?:\+|00)33[\s.\-]?(?:\(0\))?|0)\s?[1-9](?:[\s.\-]?\d{2}){4}(?!\d)"
ABROAD = r"(?<!\w)\+\d(?:[\s().\-]?\d){7,13}(?!\d)"
CONTACTS = re.compile(f"{EMAIL}|{ADDRESS}|{SITE}|{HANDLE}|{TELEPHONE}|{ABROAD}", re.IGNORECASE)
COMPANY_NUMBER = re.compile(
    r"(?<!\d)(?:FR\s?\d{2}\s?)?\d{3}(?:[\s.\-]?\d{3}){2}(?:[\s.\-]?\d{5})?(?!\d)", re.IGNORECASE
)
NAMED_NUMBER = re.compile(r"\b(?:siren|siret|rcs|tva)\b[^\d\n]{0,30}$", re.IGNORECASE)
BEFORE_NUMBER = 40
"""Characters before a number that may say what it is."""
SIREN_LENGTH = 9


def fold(text: str) -> str:
    """Letters without case nor accents, ligatures open."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LIGATURES))
    return "".join(char for char in plain.casefold() if unicodedata.category(char) not in MARKING)


def find_stem(word: str) -> str:
    """A folded word without the mark of its plural."""
    return word.rstrip("sx") if len(word) > LEAST_NAME and word.rstrip("sx") else word


class Case(Enum):
    """How a word must be written to be the name; figures and scripts without capitals always are so."""

    ANY = "any"
    CAPITAL = "capital"
    UPPER = "upper"

    def fits(self, word: str) -> bool:
        if self is Case.UPPER:
            return word.upper() == word
        return self is Case.ANY or word[:1].upper() == word[:1]


class Term(NamedTuple):
    """Words that follow one another, as stems. Joining words among them may be left out."""

    stems: tuple[str, ...]
    case: Case = Case.ANY


class Word(NamedTuple):
    text: str
    stem: str
    start: int
    end: int


class TextPiece(NamedTuple):
    """A part of a text that was looked through."""

    text: str
    is_masked: bool


def read_words(text: str) -> list[Word]:
    return [
        Word(match[0], find_stem(fold(match[0])), match.start(), match.end()) for match in WORD.finditer(text)
    ]


def _read_stems(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in read_words(INVISIBLE.sub("", text)))


def _drop_joining(stems: Iterable[str]) -> tuple[str, ...]:
    return tuple(stem for stem in stems if stem not in JOINING)


def list_terms_of_person(name: str) -> Iterator[Term]:
    """The whole name in both orders, the family name, and each first name where it has its capital."""
    stems = _read_stems(name)
    words = _drop_joining(stems)
    if not words:
        return
    yield Term(stems)
    if len(words) == 1:
        return
    yield Term((*words[1:], words[0]))
    yield Term((words[0], *words[1:]))
    yield from (Term((part,)) for part in words[-1:] if len(part) >= LEAST_NAME)
    yield from (Term((part,), Case.CAPITAL) for part in words[:-1] if len(part) >= LEAST_NAME)
    if stems[-2] in JOINING:  # « Le Carpentier » without its first name
        yield Term(stems[-2:])


def list_terms_of_structure(name: str) -> Iterator[Term]:
    """The whole name, its parts, what is left without the kind of structure, its words, its initials."""
    for part in {name, *re.split(r"[()–—/,;|]|\s-\s", name)}:
        words = read_words(INVISIBLE.sub("", part))
        own = [word for word in words if word.stem not in LEGAL]
        telling = [word for word in own if word.stem not in JOINING and not word.stem.isdigit()]
        if not telling:  # « Association des entreprises » is a name only whole
            if part == name and _drop_joining(word.stem for word in words):
                yield Term(tuple(word.stem for word in words))
            continue
        case = Case.ANY if sum(len(word.text) for word in telling) >= LEAST_PART else Case.CAPITAL
        yield Term(tuple(word.stem for word in words), case)
        if len(telling) > 1:
            yield Term(tuple(word.stem for word in telling), case)
        if len(words) > 1:
            yield from (_make_part(word) for word in telling if len(word.text) > 1)
        for some in (words, own, [word for word in words if word.stem not in JOINING], telling):
            yield from _list_joined_terms(some)


def _make_part(word: Word) -> Term:
    """One word of a name of several: « Comptes et Cie » leaves « les comptes » alone, an acronym is nothing else."""
    if len(word.text) < LEAST_PART:
        return Term((word.stem,), Case.UPPER)
    return Term((word.stem,), Case.ANY if word.text.isupper() else Case.CAPITAL)


def _list_joined_terms(words: Sequence[Word]) -> Iterator[Term]:
    """Terms for these words written as one, as in the name of a site or an account, and for their initials."""
    if len(words) < 2:
        return
    joined = "".join(fold(word.text) for word in words)
    if len(joined) >= LEAST_JOINED:
        yield Term((find_stem(joined),))
    initials = "".join(word.stem[0] for word in words)
    if len(initials) >= LEAST_INITIALS:
        yield Term((find_stem(initials),), Case.UPPER)
        yield Term(tuple(initials), Case.UPPER)


def list_terms_of_words(text: str) -> Iterator[Term]:
    """What an organiser asks to mask, as it is written."""
    if stems := _read_stems(text):
        yield Term(stems)


@dataclass(frozen=True)
class Identity:
    """What identifies one applicant. ``numbers``: of a company, in figures; ``phrases``: masked as a whole.

    ``added`` is masked whatever it is; ``allowed`` is left to be read, though it is part of the rest.
    """

    people: Sequence[str] = ()
    structures: Sequence[str] = ()
    numbers: Sequence[str] = ()
    phrases: Sequence[str] = ()
    added: Sequence[str] = ()
    allowed: Sequence[str] = field(default_factory=tuple)

    @cached_property
    def _added_terms(self) -> "_Index":
        return _Index(term for text in self.added for term in list_terms_of_words(text))

    @cached_property
    def _identifying_terms(self) -> "_Index":
        names = [term for name in self.people for term in list_terms_of_person(name)]
        names += [term for name in self.structures for term in list_terms_of_structure(name)]
        return _Index([*names, *(term for text in self.phrases for term in list_terms_of_words(text))])

    @cached_property
    def _allowed_terms(self) -> "_Index":
        return _Index(term for text in self.allowed for term in list_terms_of_words(text))

    @cached_property
    def _allowed_sites(self) -> frozenset[str]:
        return frozenset(text.casefold().strip() for text in self.allowed if re.search(r"\w[.@]\w", text))

    def split(self, text: str) -> list[TextPiece]:
        """The text in pieces, those that identify apart."""
        text = INVISIBLE.sub("", text)
        return list(_split_pieces(text, _merge(text, self._find(text))))

    def redact(self, text: str, mask: str) -> str:
        """The text with ``mask`` in the place of what identifies."""
        return "".join(mask if piece.is_masked else piece.text for piece in self.split(text))

    def list_found(self, text: str) -> list[str]:
        """What identifies in the text, as it is written there, what is part of a longer one left out."""
        text = INVISIBLE.sub("", text)
        spans = self._find(text)
        return [
            text[slice(*span)] for span in sorted(set(spans)) if not _is_within(span, set(spans) - {span})
        ]

    def _find(self, text: str) -> list[tuple[int, int]]:
        words = read_words(text)
        left = list(self._allowed_terms.find(text, words))
        spans = [*self._added_terms.find(text, words)]
        spans += [span for span in self._identifying_terms.find(text, words) if not _is_within(span, left)]
        spans += [
            match.span()
            for match in CONTACTS.finditer(text)
            if not any(site in match[0].casefold() for site in self._allowed_sites)
        ]
        return [*spans, *self._find_numbers(text)]

    def _find_numbers(self, text: str) -> Iterator[tuple[int, int]]:
        own = {number[:SIREN_LENGTH] for number in self.numbers if len(number) >= SIREN_LENGTH}
        for match in COMPANY_NUMBER.finditer(text):
            figures = re.sub(r"\D", "", match[0])
            is_own = any(number in figures for number in own)
            if is_own or NAMED_NUMBER.search(text, max(0, match.start() - BEFORE_NUMBER), match.start()):
                yield match.span()


class _Index:
    """Terms by their first word, those that may be left out passed over."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.by_first: defaultdict[str, set[tuple[tuple[str, ...], Case]]] = defaultdict(set)
        for term in terms:
            self.by_first[term.stems[0]].add((term.stems, term.case))
            if telling := _drop_joining(term.stems):
                self.by_first[telling[0]].add((telling, term.case))

    def find(self, text: str, words: Sequence[Word]) -> Iterator[tuple[int, int]]:
        for number, word in enumerate(words):
            ends = (
                end
                for stems, case in self.by_first.get(word.stem, ())
                if (end := _match(text, words, number, stems, case))
            )
            if end := max(ends, default=0):
                yield word.start, end


def _match(text: str, words: Sequence[Word], first: int, stems: Sequence[str], case: Case) -> int:
    """The position after the term that begins at this word; 0 if it does not match."""
    at, place, end, skipped = first, 0, 0, 0
    while place < len(stems):
        word = words[at] if at < len(words) else None
        if word and end and not BETWEEN.fullmatch(text, end, word.start):
            word = None
        if word and word.stem == stems[place] and case.fits(word.text):
            at, place, end, skipped = at + 1, place + 1, word.end, 0
        elif stems[place] in JOINING and 0 < place < len(stems) - 1:
            place += 1
        elif word and end and word.stem in JOINING and skipped < MOST_JOINING:
            at, end, skipped = at + 1, word.end, skipped + 1
        else:
            return 0
    return end


def _is_within(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _merge(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap merged: the number of words of a name would identify it too."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and (start <= merged[-1][1] or BESIDE.fullmatch(text, merged[-1][1], start)):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _split_pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[TextPiece]:
    place = 0
    for start, end in spans:
        if place < start:
            yield TextPiece(text[place:start], is_masked=False)
        yield TextPiece(text[start:end], is_masked=True)
        place = end
    if place < len(text):
        yield TextPiece(text[place:], is_masked=False)
