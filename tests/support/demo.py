"""What the prose of the demo is checked by."""

import re
from collections.abc import Iterator
from typing import Any

ENGLISH = re.compile(r"\b(?:the|and|with|your|lorem|ipsum|todo|fixme)\b", re.IGNORECASE)


def questions(sections: Any) -> dict[str, Any]:
    return {question.key: question for section in sections for question in section.questions}


def words_in(value: Any) -> Iterator[str]:
    """Every text of a file, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from words_in(part)
