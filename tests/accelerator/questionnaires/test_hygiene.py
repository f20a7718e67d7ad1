"""Texts and file names as they are stored."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accelerator.questionnaires.hygiene import clean_file_name, clean_line, clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\x00b\x07c", "abc"),
        ("un\r\ndeux\u2028trois\x85quatre", "un\ndeux\ntrois\nquatre"),
        ("tab\tgardée", "tab\tgardée"),
        ("e\u0301", "é"),
        ("fac\u202eture\u2066", "facture"),
        ("\ud800seul", "seul"),
        ("\ufeffdébut", "début"),
        ("sans\ufffe\uffff signe", "sans signe"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_a_text_is_cleaned(typed: str, stored: str) -> None:
    assert clean_text(typed) == stored


@given(ANY_TEXT)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert isinstance(cleaned.encode(), bytes)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in cleaned)


@given(ANY_TEXT)
def test_a_line_is_one_line(text: str) -> None:
    assert "\n" not in clean_line(text)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ('a"b<c>|?.pdf', "a_b_c___.pdf"),
        ("...", "fichier"),
        (".pdf", "pdf"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ],
)
def test_a_file_name_is_cleaned(given_name: str, kept: str) -> None:
    assert clean_file_name(given_name) == kept


@given(ANY_TEXT)
def test_a_file_name_is_always_usable(name: str) -> None:
    cleaned = clean_file_name(name)

    assert 1 <= len(cleaned) <= 150
    assert not set(cleaned) & set('/\\\x00\n"')
