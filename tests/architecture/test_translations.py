"""Every French text of the site has its English translation, certain and with the same variables.

Texts are found as ``makemessages`` finds them, without needing gettext on the machine: Django turns templates into
something that reads like Python, and Babel reads Python.
"""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from accelerator.web.templatetags.prose import french_spaces
from tests.support.repository import ROOT

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
FRENCH = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
PACKAGES = ("accelerator", "programmes", "projects", "coaching")
CONTEXT = (1, "c")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": (CONTEXT, 2),
    "pgettext_lazy": (CONTEXT, 2),
    "npgettext": (CONTEXT, 2, 3),
    "npgettext_lazy": (CONTEXT, 2, 3),
}
OPTIONS = {"encoding": "utf-8"}
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
VARIABLE = re.compile(r"%\((\w+)\)[sd]|%[sd]|{(\w*)}")
Key = tuple[str | None, str]
"""Context, and the French text (the singular one)."""


def sources() -> Iterator[tuple[Path, str]]:
    """Python modules as they are, templates made readable; mails have a file for each language."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if not {"migrations", "demo"} & {*path.relative_to(ROOT).parts}:
                yield path, path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*.html")):
        # what stands for the markup is no Python block: without its indentation, it reads as one line after another
        yield path, INDENT.sub("", templatize(path.read_text(encoding="utf-8"), origin=str(path)))


@cache
def texts() -> dict[Key, str]:
    """Every text to translate, and where it stands first."""
    found: dict[Key, str] = {}
    for path, source in sources():
        stream = io.BytesIO(source.encode())
        for line, message, _comments, context in extract(
            "python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"}
        ):
            text = message[0] if isinstance(message, tuple) else message
            if text:
                found.setdefault((context, text), f"{path.relative_to(ROOT)}:{line}")
    return found


@cache
def catalogue() -> Any:
    if not CATALOGUE.exists():
        pytest.fail("there is no English catalogue: locale/en/LC_MESSAGES/django.po")
    with CATALOGUE.open("rb") as stream:
        return read_po(stream, locale="en")


def translation(key: Key) -> Any:
    context, text = key
    return catalogue().get(text, context=context)


def variables(text: str) -> set[str]:
    return {hit.group() for hit in VARIABLE.finditer(text.replace("%%", ""))}


def test_texts_are_found() -> None:
    assert len(texts()) > 300


def test_every_text_is_translated() -> None:
    lacking = []
    for key, where in texts().items():
        message = translation(key)
        strings = (
            ()
            if message is None
            else message.string
            if isinstance(message.string, tuple)
            else (message.string,)
        )
        if not strings or not all(strings):
            lacking.append(f"{where}: {key[1]}")

    assert lacking == [], f"{len(lacking)} texts"


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in catalogue() if message.id and message.fuzzy] == []


def test_the_catalogue_holds_no_text_that_is_gone() -> None:
    here = set(texts())
    gone = [
        message.id
        for message in catalogue()
        if message.id
        and (message.context, message.id[0] if isinstance(message.id, tuple) else message.id) not in here
    ]

    assert gone == []


def test_french_texts_keep_their_marks_on_the_line() -> None:
    with FRENCH.open("rb") as stream:
        french = read_po(stream, locale="fr")
    loose = []
    for context, text in texts():
        message = french.get(text, context=context)
        shown = message.string if message else text
        if (shown if isinstance(shown, str) else shown[0]) != french_spaces(text):
            loose.append(text)

    assert loose == [], "make messages"


def test_a_translation_uses_the_variables_of_its_text() -> None:
    wrong = []
    for key in texts():
        message = translation(key)
        if message is None or not all(message.string):
            continue
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        known = set().union(*(variables(original) for original in originals))
        if any(variables(string) - known for string in strings) or variables(strings[-1]) != variables(
            originals[-1]
        ):
            wrong.append(key[1])

    assert wrong == []


def test_an_organisme_is_a_body_and_an_organisation_an_applicant() -> None:
    """As docs/glossary.md has it: « structure » and « organisation » are the others."""
    wrong = []
    for message in catalogue():
        french, english = (
            " ".join(text if isinstance(text, tuple) else (text,)) for text in (message.id, message.string)
        )
        if re.search(r"\borganismes?\b", french, re.IGNORECASE) and not re.search(r"\bstructures?\b", french):
            wrong += [english] if re.search(r"\borganisations?\b", english, re.IGNORECASE) else []

    assert wrong == []
