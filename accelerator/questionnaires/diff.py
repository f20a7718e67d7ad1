"""What changes from one revision of a form to the next, in words for the organisers who publish it."""

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import parse_condition, tokens_to_choose
from accelerator.questionnaires.drafting import Page
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.indicators import name_indicator, name_role
from accelerator.questionnaires.models import Question, Section


@dataclass(frozen=True)
class Facet:
    """One thing that changes: what, before, after."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    before: Question
    after: Question
    facets: Sequence[Facet]


@dataclass(frozen=True)
class Moved:
    """A question with the same words that moved to another page, ``page``."""

    question: Question
    page: Section


@dataclass
class Difference:
    added: list[Question] = field(default_factory=list)
    removed: list[Question] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    pages_added: list[Section] = field(default_factory=list)
    pages_removed: list[Section] = field(default_factory=list)
    pages_changed: list[tuple[Section, Section]] = field(default_factory=list)
    pages_moved: list[Section] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any(vars(self).values())


def compare(
    before: Sequence[Page], after: Sequence[Page], *, audiences: Mapping[str, object] | None = None
) -> Difference:
    """What publishing ``after`` changes for those who know ``before``. No query.

    ``audiences``: the words for who reads an answer, where they are not those of a call.
    """
    old = {question.key: question for page in before for question in page.questions}
    new = {question.key: question for page in after for question in page.questions}
    difference = Difference(
        added=[question for key, question in new.items() if key not in old],
        removed=[question for key, question in old.items() if key not in new],
    )
    for key, question in new.items():
        facets = list(_list_facets(old[key], question, old, new, audiences)) if key in old else []
        if facets:
            difference.changed.append(Changed(old[key], question, facets))
    same = _match_pages(before, after)
    _compare_pages(before, after, same, difference)
    _find_moved(before, after, same, difference)
    return difference


def _match_pages(before: Sequence[Page], after: Sequence[Page]) -> dict[int, Section]:
    """New page → the old page it continues: the one with most of its questions, else the one of its title."""
    home = {question.key: page.section for page in before for question in page.questions}
    same: dict[int, Section] = {}
    taken: set[int] = set()
    votes = []
    for rank, page in enumerate(after):
        shared = Counter(home[question.key].pk for question in page.questions if question.key in home)
        for old in before:
            titled = old.section.title_fr == page.section.title_fr
            if shared[old.section.pk] or titled:
                votes.append((-shared[old.section.pk], not titled, rank, page.section.pk, old.section))
    # The strongest claims first; only their first three parts are compared, since pages have no order of their
    # own.
    for _shared, _titled, _rank, pk, section in sorted(votes, key=lambda vote: vote[:3]):
        if pk not in same and section.pk not in taken:
            same[pk] = section
            taken.add(section.pk)
    return same


def _compare_pages(
    before: Sequence[Page], after: Sequence[Page], same: Mapping[int, Section], difference: Difference
) -> None:
    names = ("title_fr", "title_en", "intro_fr", "intro_en")
    matched = {section.pk for section in same.values()}
    difference.pages_removed = [page.section for page in before if page.section.pk not in matched]
    for page in after:
        old = same.get(page.section.pk)
        if old is None:
            difference.pages_added.append(page.section)
        elif any(_normalise(getattr(old, name)) != _normalise(getattr(page.section, name)) for name in names):
            difference.pages_changed.append((old, page.section))
    still = [page.section for page in after if page.section.pk in same]
    places = [same[section.pk].position for section in still]
    difference.pages_moved = [
        section for section, stays in zip(still, _mark_unmoved(places), strict=True) if not stays
    ]


def _find_moved(
    before: Sequence[Page], after: Sequence[Page], same: Mapping[int, Section], difference: Difference
) -> None:
    """Questions that changed page, and those of a page that must move for the others to follow their old order."""
    home = {question.key: page.section.pk for page in before for question in page.questions}
    places = {question.key: rank for page in before for rank, question in enumerate(page.questions)}
    for page in after:
        old = same.get(page.section.pk)
        existing = [question for question in page.questions if question.key in home]
        stayed = [question for question in existing if old and home[question.key] == old.pk]
        still = _mark_unmoved([places[question.key] for question in stayed])
        unmoved = {question.key for question, stays in zip(stayed, still, strict=True) if stays}
        difference.moved += [
            Moved(question, page.section) for question in existing if question.key not in unmoved
        ]


def _mark_unmoved(places: Sequence[int]) -> list[bool]:
    """Which of these distinct numbers belong to a longest increasing run: the fewest others have moved."""
    tails: list[int] = []
    rank = []
    for place in places:
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        rank.append(length)
    matched = [False] * len(places)
    wanted = len(tails) - 1
    for index in range(len(places) - 1, -1, -1):
        if rank[index] == wanted:
            matched[index], wanted = True, wanted - 1
    return matched


def _list_facets(
    before: Question,
    after: Question,
    old: Mapping[str, Question],
    new: Mapping[str, Question],
    audiences: Mapping[str, object] | None,
) -> Iterator[Facet]:
    readers = audiences or dict(AnswerAudience.choices)
    pairs: list[tuple[str, object, object]] = [
        (_("Question"), before.label_fr, after.label_fr),
        (_("Question en anglais"), before.label_en, after.label_en),
        (_("Aide"), before.help_fr, after.help_fr),
        (_("Aide en anglais"), before.help_en, after.help_en),
        (_("Type"), before.get_kind_display(), after.get_kind_display()),
        (_("Réponse"), _describe_demand(before), _describe_demand(after)),
        (_("Longueur minimale"), before.min_length, after.min_length),
        (_("Longueur maximale"), before.max_length, after.max_length),
        (_("Qui lit la réponse"), readers.get(before.audience), readers.get(after.audience)),
        (_("Indicateur"), name_indicator(before.indicator), name_indicator(after.indicator)),
        (_("Ce que la réponse nomme"), name_role(before.role), name_role(after.role)),
        (_("Affichage"), condition_in_words(before, old), condition_in_words(after, new)),
    ]
    for name, one, other in pairs:
        if _normalise(one) != _normalise(other):
            yield Facet(name, _format_value(one), _format_value(other))
    if before.options != after.options:
        yield from _list_option_facets(before.options, after.options, kinds.kind_of(after))


def _normalise(value: object) -> object:
    """A text that went through a browser has other line ends, and reads the same."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _list_option_facets(
    before: Mapping[str, Any], after: Mapping[str, Any], kind: kinds.Kind
) -> Iterator[Facet]:
    for name, title in (("choices", _("Choix")), ("rows", _("Lignes"))):
        one, other = before.get(name) or [], after.get(name) or []
        if one != other:
            yield Facet(title, _list_of(one), _list_of(other))
    for name, title in _describe_settings(kind).items():
        one, other = (
            None if options.get(name) is False else options.get(name) for options in (before, after)
        )
        if one != other:
            yield Facet(title, _format_setting(one, other), _format_setting(other, one))


def _describe_settings(kind: kinds.Kind) -> dict[str, str]:
    """Each option of a question in the words of its editor."""
    lowest, highest = kind.bound_labels
    return {
        "other": _("Permettre « autre », avec quelques mots"),
        "not_applicable": _("Permettre « non concerné »"),
        "must_accept": _("Une seule case à cocher, pour accepter"),
        "exemption": _("Permettre de dire pourquoi il n’y a pas encore de SIRET"),
        "min": str(lowest),
        "max": str(highest),
        "max_files": _("Nombre de fichiers au plus"),
        "types": _("Types de fichiers acceptés"),
        "label_min_fr": _("Ce que veut dire le bas"),
        "label_min_en": _("Le bas, en anglais"),
        "label_max_fr": _("Ce que veut dire le haut"),
        "label_max_en": _("Le haut, en anglais"),
    }


def _format_setting(value: object, other: object) -> str:
    """The value of an option as text."""
    if value is True or other is True:
        return _("oui") if value else _("non")
    return ", ".join(map(str, value)) if isinstance(value, list) else _format_value(value)


def _list_of(choices: Sequence[Mapping[str, Any]]) -> str:
    return _format_value(" · ".join(str(choice.get("label_fr") or choice.get("value")) for choice in choices))


def _describe_demand(question: Question) -> str:
    return _("obligatoire") if question.required else _("facultative")


def _format_value(value: object) -> str:
    return _("rien") if value in (None, "") else str(value)


def condition_in_words(question: Question, questions: Mapping[str, Question]) -> str:
    """« si « Profil » : Structure » or « toujours »."""
    condition = parse_condition(question)
    if condition is None:
        return _("toujours posée")
    key, tokens = condition
    source = questions.get(key)
    if source is None:
        return _("selon une question qui n’existe plus")
    labels = [words for token, words in tokens_to_choose(source) if token in tokens]
    return _("si « %(question)s » : %(answers)s") % {
        "question": source.label,
        "answers": _(" ou ").join(labels) or json.dumps(sorted(tokens), ensure_ascii=False),
    }
