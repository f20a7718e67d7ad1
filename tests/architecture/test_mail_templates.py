"""Mails exist in both languages, say their subject first, and say nothing that a view cannot give."""

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

from tests.support.guards import TEMPLATES

ROOT = TEMPLATES.parent

APPS = ("accelerator", "programmes", "projects", "coaching")
LANGUAGES = ("fr", "en")
MAIL_MODULES = sorted(
    path for app in APPS for name in ("emails.py", "emails/*.py") for path in (ROOT / app).rglob(name)
)
MAILS = sorted(path for path in TEMPLATES.rglob("emails/*") if path.is_file())
LOAD = re.compile(r"{% load [\w ]+ %}")
NAMES = sorted({str(path.relative_to(TEMPLATES)).rsplit(".", 2)[0] for path in MAILS})


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_written_in_both_languages(name: str) -> None:
    assert [language for language in LANGUAGES if not (TEMPLATES / f"{name}.{language}.md").exists()] == []


@pytest.mark.parametrize("path", MAILS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_mail_says_its_subject_first_then_its_body(path: Path) -> None:
    lines = LOAD.sub("", path.read_text(encoding="utf-8")).splitlines()

    assert lines[0].startswith("Subject: ")
    assert lines[1] == ""
    assert "".join(lines[2:]).strip()


@pytest.mark.parametrize("path", MAILS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_mail_is_a_valid_template_without_markup_of_its_own(path: Path) -> None:
    try:
        get_template(str(path.relative_to(TEMPLATES)))
    except TemplateSyntaxError as problem:
        pytest.fail(str(problem))

    text = path.read_text(encoding="utf-8")
    assert "{% include" not in text
    assert "|safe" not in text
    assert "veuillez" not in text.lower()
    assert "·" not in text


@pytest.mark.parametrize("path", MAIL_MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_mail_of_an_edition_is_signed_by_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert text.count("scope=") == text.count("signed_by=")


@pytest.mark.parametrize("path", MAILS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_mail_asks_for_a_reply_only_where_one_is_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    known = "".join(re.findall(r"{% if reply_to %}.*?{% endif %}", text, re.DOTALL))
    asks = re.compile("épondez à ce message|eply to this message")

    assert len(asks.findall(text)) == len(asks.findall(known))
