"""How long a pitch takes to say. Knows neither Django nor models."""

import re
from collections.abc import Iterable

PITCH_MINUTES = 4
WORDS_A_MINUTE = 140
"""SurveyWords aloud in French, with the breaths; the script ``static/js/pitch.js`` counts the same way."""
_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")


def count_words(texts: Iterable[str]) -> int:
    return sum(len(_WORD.findall(text)) for text in texts)


def format_length(words: int) -> str:
    """Minutes and seconds, to the next ten seconds: « 3 min 20 ».

    >>> format_length(466)
    '3 min 20'
    """
    seconds = -(-words * 60 // WORDS_A_MINUTE // 10) * 10
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02}" if rest else f"{minutes} min"
