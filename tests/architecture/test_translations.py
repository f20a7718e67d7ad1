"""Texts in both languages: each translation certain and with the same variables, each mail with its subject first."""

import io
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.utils.translation.template import templatize

from accelerator.web.templatetags.prose import french_spaces
from tests.support.guards import TEMPLATES
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
    "Verb": (2, 3),
    "pgettext": (CONTEXT, 2),
    "pgettext_lazy": (CONTEXT, 2),
    "npgettext": (CONTEXT, 2, 3),
    "npgettext_lazy": (CONTEXT, 2, 3),
}
CALL = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\(")
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
        if not CALL.search(source):
            continue
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


def test_every_text_is_translated() -> None:
    lacking = []
    assert len(texts()) > 300, "texts are not found"
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

    assert lacking == [], "Run `make messages` and write these in English in locale/en/LC_MESSAGES/django.po."


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


APPS = ("accelerator", "programmes", "projects", "coaching")
LANGUAGES = ("fr", "en")
LOAD = re.compile(r"{% load [\w ]+ %}")
NOT_OURS = ("{% include", "|safe", "veuillez", "·")
KNOWN_TO_BE_READ = re.compile(r"{% if reply_to %}.*?{% endif %}", re.DOTALL)
PLACEHOLDER = r"\{\{[^}]*\}\}|\{%[^%]*%\}"
ADDRESS = rf"\]\((?:{PLACEHOLDER}|[^()])*\)|\{{\{{ [\w.]*(?:email|url|link|address)(?:\|\w+)? \}}\}}|https?://[^\s.,]+"
ADDRESS_BEFORE_PUNCTUATION = re.compile(rf"(?:{ADDRESS})(?:\*\*)?\s?[.,;:!?]")
"""Mail readers take what follows an address for a part of it."""
ASKS_FOR_A_REPLY = re.compile("épondez à ce message|eply to this message")


@cache
def mails() -> dict[str, str]:
    """Name → text of every mail, in each of its languages."""
    found = {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("emails/*"))
        if path.is_file()
    }
    assert found, "nothing was searched"
    return found


def test_mails_are_written_in_both_languages() -> None:
    names = {name.rsplit(".", 2)[0] for name in mails()}

    wanted = {f"{name}.{language}.md" for name in names for language in LANGUAGES}

    assert wanted - mails().keys() == set()


def test_mails_say_their_subject_first_then_their_body() -> None:
    def is_laid_out(text: str) -> bool:
        first, second, *body = [*LOAD.sub("", text).splitlines(), "", ""]
        return first.startswith("Subject: ") and second == "" and bool("".join(body).strip())

    assert [name for name, text in mails().items() if not is_laid_out(text)] == []


def test_mails_are_valid_templates() -> None:
    wrong = {}
    for name in mails():
        try:
            get_template(name)
        except TemplateSyntaxError as problem:
            wrong[name] = str(problem)

    assert wrong == {}


def test_mails_have_no_markup_of_their_own_nor_words_that_we_do_not_use() -> None:
    found = {name: [words for words in NOT_OURS if words in text.lower()] for name, text in mails().items()}

    assert {name: words for name, words in found.items() if words} == {}


def test_mails_of_an_edition_are_signed_by_it() -> None:
    paths = sorted(
        path for app in APPS for name in ("emails.py", "emails/*.py") for path in (ROOT / app).rglob(name)
    )
    assert paths, "nothing was searched"
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    assert [name for name, text in texts.items() if text.count("scope=") != text.count("signed_by=")] == []


def test_mails_ask_for_a_reply_only_where_one_is_read() -> None:
    def asks_unread(text: str) -> bool:
        known = "".join(KNOWN_TO_BE_READ.findall(text))
        return len(ASKS_FOR_A_REPLY.findall(text)) != len(ASKS_FOR_A_REPLY.findall(known))

    assert [name for name, text in mails().items() if asks_unread(text)] == []


def test_no_punctuation_follows_a_link_of_a_mail() -> None:
    assert ADDRESS_BEFORE_PUNCTUATION.search("Écrivez à [{{ who.email }}](mailto:{{ who.email }}).")
    assert ADDRESS_BEFORE_PUNCTUATION.search('[Lire]({{ site_url }}{% url "a:b" report.pk %}) ; puis')
    assert ADDRESS_BEFORE_PUNCTUATION.search("Entrez avec {{ access.email }}.")

    found = {
        name: lines
        for name, text in mails().items()
        if (lines := [line for line in text.splitlines() if ADDRESS_BEFORE_PUNCTUATION.search(line)])
    }

    assert found == {}
