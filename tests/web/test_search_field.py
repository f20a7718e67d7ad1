"""What a column of words holds, and the words that are looked for in it."""

import pytest

from accelerator.web.search import words
from accelerator.web.search_field import LONGEST_TEXT, LONGEST_WORD, folded


def test_each_word_is_kept_once_without_accents_case_nor_median_dots() -> None:
    assert folded("L’Été des salarié·es, l’été !") == " l ete des salariees "


def test_no_word_and_no_text_is_longer_than_a_database_takes() -> None:
    book = folded(" ".join(f"{number}{'語' * 80}" for number in range(9000)))

    assert max(map(len, book.split())) == LONGEST_WORD
    assert LONGEST_TEXT / 2 < len(book.encode()) <= LONGEST_TEXT + 2
    assert book.endswith("語 "), "cut between two words"


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("L’atelier de l’usine", ["atelier", "usine"]),
        ("RH et IA", ["rh", "ia"]),
        ("de la", ["de", "la"]),  # nothing else was asked
        ("", []),
        ("· – !", []),
    ],
)
def test_the_little_words_of_a_sentence_are_not_sought(typed: str, sought: list[str]) -> None:
    assert words(typed) == sought
