"""Words of the surveys of an edition: which may be quoted now, and which texts of organisers cite the others."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Answer
from coaching.models import AnonymousResponse, SurveyInvitation
from coaching.surveys.counting import QUOTE
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.responses import OF_A_PROJECT
from programmes.models import Edition
from projects.conflicts.models import find_conflicts
from projects.decision.enums import place_is_confirmed

RUN = 6
"""As many words in a row, the same in the same order, are a quotation."""
NAMED, ANONYMOUS = "named", "anonymous"
WORDS = re.compile(r"\w+")
OWNERS = {
    "survey_invitation": "participation__project__title",
    "attendee_response": "attendee__name",
    "personal_response": "person__name",
}
"""The owners of a sheet of answers, with the path to their name."""


@dataclass
class _Response:
    name: str = ""
    """Of its project, or of the person who answered."""
    is_known: bool = False
    """Whether organisers know the author: answers to the debrief have no name without consent."""
    is_hidden_from_reader: bool = False
    quote: str = ""
    texts: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Names that identify the author: the title of the project, its structure, its present and former holders."""

    @property
    def whose(self) -> str:
        """The author for the reader; "" when they may not know."""
        return self.name if self.is_known and not self.is_hidden_from_reader else ""


@dataclass(frozen=True)
class Citation:
    """A paragraph that cites words which may not be quoted; ``whose``: their author, if the reader may know."""

    paragraph: str
    whose: str


class SurveyWords:
    """The words that may be quoted now, with their authors, and the others."""

    def __init__(self, responses: Iterable[_Response]) -> None:
        self._quotable: list[tuple[str, str]] = []
        self._not_quotable: dict[tuple[str, ...], str] = {}
        self._unnamed: defaultdict[tuple[str, ...], list[_Response]] = defaultdict(list)
        for response in responses:
            for text in response.texts:
                if response.quote in (NAMED, ANONYMOUS):
                    name = response.name if response.quote == NAMED else ""
                    self._quotable.append((_normalise(text), name))
                    if response.quote == ANONYMOUS and response.is_known:
                        for run in _list_runs(_split(text)):
                            self._unnamed[run].append(response)
                else:
                    self._not_quotable.update(dict.fromkeys(_list_runs(_split(text)), response.whose))

    def may_quote(self, text: str, by: str, named: str | None = None) -> bool:
        """Whether these words may still be quoted, under this name; ``named``: ``None`` in older versions."""
        words = _normalise(text)
        unnamed = (
            by in ("", _("Une personne porteuse de projet"), _("sans nom")) if named is None else not named
        )
        return any(words in text and (unnamed or by == name) for text, name in self._quotable)

    def list_citations(self, *texts: str) -> list[Citation]:
        """The citations in these texts, read one after the other."""
        return [
            Citation(texts[text].splitlines()[line], whose)
            for (text, line), whose in sorted(self._find_cited(texts).items())
        ]

    def remove_citations(self, *texts: str) -> list[str]:
        """These texts, read one after the other, without the paragraphs that cite what may not be quoted."""
        cited = self._find_cited(texts)
        return [
            "\n".join(line for n, line in enumerate(text.splitlines()) if (number, n) not in cited).strip()
            for number, text in enumerate(texts)
        ]

    def _find_cited(self, texts: Sequence[str]) -> dict[tuple[int, int], str]:
        """By text and line, the author of each cited paragraph whose words may not be quoted, or not beside a name.

        A quotation may go from one paragraph to the next, and on in the next text; so may the name of its author.
        """
        words = [
            (word, (number, n))
            for number, text in enumerate(texts)
            for n, line in enumerate(text.splitlines())
            for word in _split(line)
        ]
        spelled = _normalise("\n".join(texts))
        cited: dict[tuple[int, int], str] = {}
        for start, run in enumerate(_list_runs([word for word, _place in words])):
            whose = self._find_whose(run, spelled)
            if whose is not None:
                for _word, place in words[start : start + RUN]:
                    cited.setdefault(place, whose)
        return cited

    def _find_whose(self, run: tuple[str, ...], spelled: str) -> str | None:
        """The author of these words, "" when the reader may not know; ``None`` when this text may cite them."""
        if run in self._not_quotable:
            return self._not_quotable[run]
        for response in self._unnamed.get(run, ()):
            if any(_normalise(name) in spelled for name in response.names if name):
                return response.whose
        return None


def read_survey_words(edition: Edition, *, reader: User | None = None) -> SurveyWords:
    """The words of an edition, with the authors that ``reader`` may know. Three queries.

    A project that gave its place up is no longer quoted, whatever it agreed to. People who answered as themselves, by
    their own link or in the room, stay quoted: a testimonial rests on the consent of that person, which nobody else
    takes back.
    """
    responses: dict[object, _Response] = {}
    answers = [_select_answers(edition, owner, named) for owner, named in OWNERS.items()]
    for sheet, key, value, name, kind, owner in answers[0].union(*answers[1:], all=True):
        is_known = owner == "survey_invitation" and kind in OF_A_PROJECT
        response = responses.setdefault(sheet, _Response(name or "", is_known))
        _add_answer(response, key, value)
    _add_projects(responses, edition, reader)
    anonymous = AnonymousResponse.objects.filter(survey__edition=edition).order_by()
    for number, values in enumerate(anonymous.values_list("values", flat=True)):
        response = responses.setdefault(("anonymous", number), _Response())
        for key, value in values.items():
            _add_answer(response, key, value)
    return SurveyWords(responses.values())


def _select_answers(edition: Edition, owner: str, named: str) -> QuerySet[Answer, Any]:
    """What was written on sheets of this owner, with the name at ``named``."""
    wanted = Q(question__kind__in=kinds.kinds_where("is_written")) | Q(question__key=QUOTE)
    place = f"sheet__{owner}"
    rows = Answer.objects.filter(
        wanted, **{f"{place}__survey__edition": edition, f"{place}__state": InvitationState.SENT}
    )
    columns = ("sheet", "question__key", "value", f"{place}__{named}", f"{place}__survey__kind")
    return rows.order_by().values_list(*columns, Value(owner))


def _add_projects(responses: dict[object, _Response], edition: Edition, reader: User | None) -> None:
    """Complete the responses of projects: names that identify them, and whether ``reader`` may know. One query."""
    aside, own = find_conflicts(reader if getattr(reader, "is_authenticated", False) else None)
    project = "participation__project"
    rows = (
        SurveyInvitation.objects.sent()
        .filter(survey__edition=edition)
        .annotate(
            comes=place_is_confirmed("participation__"),
            is_hidden=Q(**{f"{project}__in": own}) | Q(**{f"{project}__application__in": aside}),
        )
    )
    names = (f"{project}__title", f"{project}__organisation__name", f"{project}__members__user__name")
    for sheet, comes, is_hidden, *texts in rows.order_by().values_list("sheet", "comes", "is_hidden", *names):
        response = responses.get(sheet)
        if response is None:
            continue
        response.names += filter(None, texts)
        response.is_hidden_from_reader = is_hidden
        if not comes:
            response.quote = ""


def _add_answer(response: _Response, key: str, value: object) -> None:
    if key == QUOTE:
        response.quote = value if isinstance(value, str) else ""
    elif isinstance(value, str) and value.strip():
        response.texts.append(value)


def _split(text: str) -> list[str]:
    return WORDS.findall(text.casefold())


def _normalise(text: str) -> str:
    """The words alone, to compare texts without quotation marks, spaces and dots."""
    return f" {' '.join(_split(text))} "


def _list_runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]
