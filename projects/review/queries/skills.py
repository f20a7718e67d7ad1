"""What a juror is good at, and which dossiers speak of it: the only reason that « pour votre regard » may give."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Value

from accelerator.web.search import words
from projects.models import SearchEntry
from projects.review.solver.problem import Pair

BETWEEN_SKILLS = re.compile(r"\s*[·•,;/\n]\s*")
TERMS_A_QUERY = 100
"""SQLite joins at most 500 selects."""


def split_skills(text: str) -> list[str]:
    """« ergonomie, dialogue social » → its terms, without the empty ones."""
    return [term for term in BETWEEN_SKILLS.split(text.strip()) if term and words(term)]


def find_shared_skills(entries: QuerySet[SearchEntry], skills_of: Mapping[int, str]) -> dict[Pair, str]:
    """(application, reviewer) → the reviewer's skills that stand in the dossier, « ergonomie · dialogue social ».

    ``skills_of`` is reviewer → their skills as typed. One query for each hundred different skills.
    """
    people: defaultdict[str, list[int]] = defaultdict(list)
    for reviewer, text in skills_of.items():
        for term in dict.fromkeys(split_skills(text)):
            people[term].append(reviewer)
    shared: defaultdict[Pair, list[str]] = defaultdict(list)
    terms = list(people)
    for application, index in _matches(entries, terms):
        for reviewer in people[terms[index]]:
            shared[application, reviewer].append(terms[index])
    return {pair: " · ".join(sorted(skills, key=terms.index)) for pair, skills in shared.items()}


def _matches(entries: QuerySet[SearchEntry], terms: list[str]) -> Iterable[tuple[int, int]]:
    """(application, place of the term): one lookup in the index of words for each term."""
    numbered = list(enumerate(terms))
    for start in range(0, len(numbered), TERMS_A_QUERY):
        group = numbered[start : start + TERMS_A_QUERY]
        first, *others = [_matching(entries, index, term) for index, term in group]
        yield from first.union(*others, all=True) if others else first


def _matching(entries: QuerySet[SearchEntry], index: int, term: str) -> QuerySet[SearchEntry, Any]:
    return (
        entries.filter(words__words=term)
        .order_by()
        .values_list("application_id", Value(index, output_field=IntegerField()))
    )
