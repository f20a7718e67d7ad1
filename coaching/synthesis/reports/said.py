"""What people wrote in the surveys of an edition, beside what they say now of being quoted."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer
from coaching.models import AnonymousResponse
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.reading import OF_A_PROJECT
from programmes.models import Edition

RUN = 6
"""As many words in a row, the same in the same order, are a quotation."""
NAMED, ANONYMOUS = "named", "anonymous"
WORDS = re.compile(r"\w+")
TEXTS = [QuestionKind.LONG_TEXT, QuestionKind.SHORT_TEXT]
OWNERS = {
    "survey_invitation": "participation__project__title",
    "attendee_response": "attendee__name",
    "personal_response": "person__name",
}
"""What a sheet of answers belongs to, and by which name it is quoted."""


@dataclass
class _Response:
    name: str = ""
    """Of its project, or of whoever answers as themselves."""
    is_known: bool = False
    """Whether organisers know whose answers these are: what was said at the debrief has no name without consent."""
    quote: str = ""
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Citation:
    """A paragraph that cites words which may not be shown so; ``whose``: the project whose answers organisers know."""

    paragraph: str
    whose: str


class Said:
    """What may be quoted now, by whom, and what may not."""

    def __init__(self, responses: Iterable[_Response]) -> None:
        self._quotable: list[tuple[str, str]] = []
        self._kept: dict[tuple[str, ...], str] = {}
        self._unnamed: dict[tuple[str, ...], str] = {}
        for response in responses:
            for text in response.texts:
                if response.quote in (NAMED, ANONYMOUS):
                    name = response.name if response.quote == NAMED else ""
                    self._quotable.append((_spell(text), name))
                    if response.quote == ANONYMOUS and response.is_known:
                        self._unnamed.update(dict.fromkeys(_list_runs(text), response.name))
                else:
                    whose = response.name if response.is_known else ""
                    self._kept.update(dict.fromkeys(_list_runs(text), whose))

    def may_quote(self, text: str, by: str) -> bool:
        """Whether these words may still be shown, under this name."""
        words = _spell(text)
        unnamed = by in ("", _("Une personne porteuse de projet"), _("sans nom"))
        return any(words in said and (unnamed or by == name) for said, name in self._quotable)

    def find_citation(self, paragraph: str) -> Citation | None:
        """What a paragraph cites of words that may not be quoted, or not beside the name of their project."""
        for run in _list_runs(paragraph):
            if run in self._kept:
                return Citation(paragraph, self._kept[run])
            title = self._unnamed.get(run)
            if title and _spell(title) in _spell(paragraph):
                return Citation(paragraph, title)
        return None

    def list_citations(self, *texts: str) -> list[Citation]:
        found = (self.find_citation(line) for text in texts for line in text.splitlines())
        return [citation for citation in found if citation]

    def withhold(self, text: str) -> str:
        """The text without the paragraphs that cite what may not be shown."""
        return "\n".join(line for line in text.splitlines() if not self.find_citation(line)).strip()


def read_said(edition: Edition) -> Said:
    """Four queries."""
    responses: dict[Any, _Response] = {}
    asked = Q(question__kind__in=TEXTS) | Q(question__key=QUOTE)
    for owner, named in OWNERS.items():
        place = f"sheet__{owner}"
        rows = Answer.objects.filter(
            asked, **{f"{place}__survey__edition": edition, f"{place}__state": InvitationState.SENT}
        )
        columns = ("sheet", "question__key", "value", f"{place}__{named}", f"{place}__survey__kind")
        for sheet, key, value, name, kind in rows.order_by().values_list(*columns):
            is_known = owner == "survey_invitation" and kind in OF_A_PROJECT
            response = responses.setdefault(sheet, _Response(name, is_known))
            _keep(response, key, value)
    anonymous = AnonymousResponse.objects.filter(survey__edition=edition).order_by()
    for number, values in enumerate(anonymous.values_list("values", flat=True)):
        response = responses.setdefault(("anonymous", number), _Response())
        for key, value in values.items():
            _keep(response, key, value)
    return Said(responses.values())


def _keep(response: _Response, key: str, value: Any) -> None:
    if key == QUOTE:
        response.quote = value if isinstance(value, str) else ""
    elif isinstance(value, str) and value.strip():
        response.texts.append(value)


def _split(text: str) -> list[str]:
    return WORDS.findall(text.casefold())


def _spell(text: str) -> str:
    """Its words alone: quotation marks, spaces and dots apart, two texts are the same."""
    return f" {' '.join(_split(text))} "


def _list_runs(text: str) -> list[tuple[str, ...]]:
    words = _split(text)
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
