"""What a column of words holds, and the words that are looked for in it."""

from django.utils import translation

from accelerator.web.search import LONGEST_WORD, places, words
from accelerator.web.search_field import LONGEST_TEXT, fold_once
from accelerator.web.templatetags.search import mark_words


def test_each_word_is_stored_once_without_accents_case_nor_median_dots() -> None:
    assert fold_once("L’Été des salarié·es, l’été !") == " l ete des salariees "


def test_no_word_and_no_text_is_longer_than_a_database_takes() -> None:
    book = fold_once(" ".join(f"{number}{'語' * 80}" for number in range(9000)))

    assert max(map(len, book.split())) == LONGEST_WORD
    assert LONGEST_TEXT / 2 < len(book.encode()) <= LONGEST_TEXT + 2
    assert book.endswith("語 "), "cut between two words"


def test_the_little_words_of_a_sentence_are_not_sought() -> None:
    for typed, sought in (
        ("L’atelier de l’usine", ["atelier", "usine"]),
        ("RH et IA", ["rh", "ia"]),
        ("de la", ["de", "la"]),  # nothing else was asked
        ("", []),
        ("· – !", []),
    ):
        assert words(typed) == sought


def test_searched_words_are_marked_in_the_original_text() -> None:
    for text, typed, found in (
        ("Nos salarié·es, nos salariées.", "SALARIÉE", ["salarié·es", "salariées"]),
        ("La main-d’œuvre", "oeuvre", ["œuvre"]),
        ("un essai, des essais, un essayage", "essais", ["essai", "essais"]),
        ("le RH et le rhume", "rh", ["RH"]),
        ("", "rh", []),
        ("des mots", "", []),
    ):
        assert [text[start:end] for start, end in places(text, typed)] == found


def test_marked_words_are_escaped_and_set_as_all_texts_are() -> None:
    for text, typed, visible in (
        ("<i>Été</i>", "ete", "<p>&lt;i&gt;<mark>Été</mark>&lt;/i&gt;</p>"),
        ("l'été !", "ete", "<p>l’<mark>été</mark>\xa0!</p>"),
        ("45 % & plus", "45 amp", "<p><mark>45</mark>\xa0% &amp; plus</p>"),
        ("un\n\np br", "p br", "<p>un</p>\n\n<p><mark>p</mark> <mark>br</mark></p>"),
        ("rien", "", "<p>rien</p>"),
    ):
        with translation.override("fr"):
            assert mark_words(text, typed) == visible
