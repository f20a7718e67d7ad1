"""Mails exist in both languages, say their subject first, and say nothing that a view cannot give."""

import re
from functools import cache

from django.template import TemplateSyntaxError
from django.template.loader import get_template

from tests.support.guards import TEMPLATES
from tests.support.repository import ROOT

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
