"""« Depuis votre dossier »: texts of the dossier as cards to take up, edit or dismiss, so that nobody types them
again."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.queries import ReadableAnswer
from accelerator.registry import Registry
from coaching.models import CardAnswer
from coaching.room.access import ProjectRoom, read_answers
from projects.decision.queries.feedback import list_comments_for_holder

SHORTEST, LONGEST, MOST = 3, 400, 8
_LINES = re.compile(r"[\r\n]+")
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}[.)])\s*")
_SENTENCES = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])")
_LEVERS = re.compile(r"(?:^|(?<=[.\n;]))\s*(?:les\s+|nos\s+)?(?:leviers?|levers?)\b[^:\n]*:", re.IGNORECASE)
_LABEL = re.compile(r"^\s*(?:les\s+|nos\s+)?(?:freins?|brakes?)\b[^:\n]{0,20}:\s*", re.IGNORECASE)
_LISTED = re.compile(r"\s*[;,]\s*|\s+et\s+")


def split_sentences(text: str) -> list[str]:
    """One item a bullet or a line when the text has several, else one a sentence; eight at most, without repeats."""
    lines = [_BULLET.sub("", line).strip() for line in _LINES.split(text)]
    sentences = [line[:1].upper() + line[1:] for line in lines if line]
    if len(sentences) == 1:
        sentences = [part.strip() for part in _SENTENCES.split(sentences[0])]
    return _select_items(sentences)


def split_brakes(text: str) -> list[str]:
    """The obstacles, split as by :func:`split_sentences`; levers, listed under « Leviers », are left out."""
    brakes = _LEVERS.split(text)[0]
    return split_sentences(_LABEL.sub("", brakes))


def split_names(text: str) -> list[str]:
    """Split a list of people or bodies: « clients, fournisseurs et élus » is three."""
    names: list[str] = []
    for sentence in split_sentences(text):
        short = sentence.rstrip(" .")
        parts = _LISTED.split(short) if len(short) < 160 else [short]
        names += [part[:1].upper() + part[1:] for part in parts if part]
    return _select_items(names)


def _select_items(sentences: list[str]) -> list[str]:
    texts = [item[:LONGEST].strip() for item in sentences if len(item.strip()) >= SHORTEST]
    return list(dict.fromkeys(texts))[:MOST]


ADVICE = "advice"
"""The tab of the cards with the committee's advice: reading them is enough."""

TakeUp = Callable[[ProjectRoom, str, User, datetime], object]


@dataclass(frozen=True)
class CardSource:
    """The answer of the dossier that gives cards, their tab, and the effect of taking one up.

    ``split`` cuts the answer; ``take_up(room, text, actor, at)`` creates a row of the text, or is ``None`` for cards
    that are only read.
    """

    question: str
    tab: str
    label: str | Promise
    split: Callable[[str], Sequence[str]]
    take_up: TakeUp | None = None


@dataclass(frozen=True)
class Card:
    """A text of the dossier offered as a row of the room. ``key`` depends on the words: a changed dossier gives new
    cards.
    """

    key: str
    source: CardSource
    text: str

    @property
    def is_only_read(self) -> bool:
        return self.source.take_up is None


_sources: Registry[CardSource] = Registry()
"""In the order of the cards."""
register_cards = _sources.add


def list_cards(room: ProjectRoom, tab: str) -> list[Card]:
    """The unanswered cards of a tab; none for a reader. Two queries, three with the advice."""
    wanted = [source for source in _sources if source.tab == tab]
    if not wanted or not room.can_write:
        return []
    answered = set(CardAnswer.objects.filter(participation=room.participation).values_list("key", flat=True))
    answers = read_answers(room)
    cards = [card for source in wanted for card in _build_cards(room, source, answers)]
    return [card for card in cards if card.key not in answered]


def _build_cards(room: ProjectRoom, source: CardSource, answers: dict[str, ReadableAnswer]) -> list[Card]:
    if source.question == ADVICE:
        texts = list_comments_for_holder(room.application.pk)
    else:
        texts = list(source.split(answers[source.question].text)) if source.question in answers else []
    keys = (sha256(f"{source.tab}:{source.question}:{text}".encode()).hexdigest() for text in texts)
    return [Card(key, source, text) for key, text in zip(keys, texts, strict=True)]


def find_card(room: ProjectRoom, key: str) -> Card | None:
    """An unanswered card, on any tab."""
    tabs = dict.fromkeys(source.tab for source in _sources)
    return next((card for tab in tabs for card in list_cards(room, tab) if card.key == key), None)


def make_advice_source(tab: str) -> CardSource:
    """The committee's advice for the holder, on this tab."""
    return CardSource(ADVICE, tab, _("Conseil du comité"), lambda text: [text])
