"""Templates are used, lead to addresses that exist, and hold nothing that the security policy would refuse.

That their variables exist is checked wherever they are rendered: see ``tests/support/guards.py``.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.guards import TEMPLATES
from tests.support.repository import ROOT

SOURCES = ("accelerator", "programmes", "projects", "coaching", "templates")
CALLED_BY_LIBRARIES = re.compile(
    r"^(?:\d+\w*\.html|(?:account|allauth|mfa|socialaccount|bootstrap5|django|uni_form)/)"
)
"""Error pages, and pages of libraries that ours stand in for."""
NAMED = re.compile(r"{%-?\s*(?:url|crumb \S+|crumb _\([^)]*\))\s+(['\"])(?P<name>[\w:-]+)\1")
QUOTED = re.compile(r"\"([\w/.-]+)\"")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(r"{%-?\s*blocktrans.*?endblocktrans\w*\s*%}", re.DOTALL)
SCRIPT = re.compile(r"<script.*?</script>", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type\s*=\s*['\"]application/json)", re.IGNORECASE
    ),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "another site's script, style or picture": re.compile(
        r"(?:src|srcset)\s*=\s*['\"](?:https?:)?//", re.IGNORECASE
    ),
}
ONLY_WHEN_DEBUG = ("mails:", "dev:", "companies:")
LONGEST_LINE = 160
START_TAG = re.compile(
    r"<[a-zA-Z](?:{%.*?%}|{{.*?}}|\"(?:{%.*?%}|{{.*?}}|[^\"])*\"|'[^']*'|[^>\"'])*>", re.DOTALL
)
TORN = re.compile(r"{%-?\s*(?:if|elif|else|for|with)\b[^%]*%}\s*\n")
"""A line that ends in the middle of a condition: what a formatter makes of a tag with conditions in it."""
MAIL_SHELL = {"outbox/mail.html", "outbox/_button.html"}
"""Mail programs know neither style sheets nor our policy."""


PRINTED = re.compile(r"{{\s*(?:\w+\.)*(?P<row>\w+)\.(?P<column>\w+)\s*(?:\|[^}]*)?}}")
NOT_ROWS = {"form", "reading"}
"""A field of a form; a reading, whose effect is a sign that its words follow."""
APPS = ("accelerator", "programmes", "projects", "coaching")


@cache
def templates() -> dict[str, str]:
    """Name → text of all templates, mails and documents among them."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }


@cache
def pages() -> dict[str, str]:
    return {name: text for name, text in templates().items() if name.endswith(".html")}


@cache
def pages_without_comments() -> dict[str, str]:
    return {name: COMMENT.sub("", text) for name, text in pages().items()}


def where(find: Callable[[str], list[Any]], pages: dict[str, str]) -> dict[str, list[Any]]:
    """Name → what ``find`` finds in the text, but for those in which it finds nothing."""
    found = {name: find(text) for name, text in pages.items()}
    assert found, "nothing was searched"
    return {name: hits for name, hits in found.items() if hits}


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= url_names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern) and entry.name:
            found.add(f"{prefix}{entry.name}")
    return found


def test_templates_are_well_formed() -> None:
    wrong = {}
    for name in pages():
        try:
            get_template(name)
        except TemplateSyntaxError as problem:
            wrong[name] = str(problem)

    assert wrong == {}


def test_every_template_is_used() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".md", ".svg", ".typ"}
    ]
    everything = "\n".join(texts)
    quoted = {text for source in texts for text in QUOTED.findall(source)}

    def is_used(name: str) -> bool:
        if CALLED_BY_LIBRARIES.match(name) or name in quoted:
            return True
        if "/emails/" in name:
            package, _emails, rest = name.partition("/emails/")
            mail = rest.rsplit(".", 2)[0]
            subject = package.rpartition("/")[2]
            calls = (
                f'"{package}/{mail}"',
                f'"{subject}/{mail}"',
                f'"{mail}"',
                f'f"{subject}/{mail.partition("_")[0]}_{{',
                f'f"{package}/{mail.partition("_")[0]}_{{',
            )
            return any(call.strip('"') in quoted for call in calls) or any(
                call in everything for call in calls
            )
        return name in everything or f'"{name.rpartition("/")[2]}"' in everything

    unused = [name for name in templates() if not is_used(name)]

    assert unused == [], "No code names it as a whole: render or include it, or delete it."


def test_every_address_named_in_a_template_exists() -> None:
    names = url_names()
    wrong = [
        (name, hit["name"])
        for name, text in templates().items()
        for hit in NAMED.finditer(text)
        if hit["name"] not in names
        and not hit["name"].endswith(":")
        and not hit["name"].startswith(ONLY_WHEN_DEBUG)
    ]

    assert wrong == []


def test_templates_hold_nothing_the_security_policy_refuses() -> None:
    def forbidden(text: str) -> list[str]:
        text = TAG.sub("", text)
        return [label for label, pattern in FORBIDDEN.items() if pattern.search(text)]

    found = where(forbidden, pages_without_comments())

    assert {name: labels for name, labels in found.items() if name not in MAIL_SHELL} == {}


def test_the_words_of_templates_can_be_translated() -> None:
    """French words outside a translation tag would stay French for an English reader; those of a mail come with it."""

    def untranslated(text: str) -> list[str]:
        for pattern in (TRANSLATED, TAG, SCRIPT):
            text = pattern.sub("", text)
        lines = re.sub(r"<[^>]*>|&\w+;", "\n", text).replace("Possibles", "").splitlines()
        return [line.strip() for line in lines if re.search(r"[A-Za-zÀ-ÿ]{3}", line)]

    found = where(untranslated, pages_without_comments())

    wrong = {name: lines for name, lines in found.items() if name not in MAIL_SHELL}

    assert wrong == {}, "Write {% translate %} or {% blocktranslate %}, then `make messages`."


def test_templates_are_laid_out_to_be_read() -> None:
    def long(text: str) -> list[int]:
        return [number for number, line in enumerate(text.splitlines(), start=1) if len(line) > LONGEST_LINE]

    def torn(text: str) -> list[str]:
        return [tag[0] for tag in START_TAG.finditer(text) if TORN.search(tag[0])]

    assert where(long, pages()) == {}
    assert where(torn, pages()) == {}


def test_style_sheets_are_there_and_used() -> None:
    """A sheet is named after its subject: renaming one leaves no page bare, and no sheet that nobody links."""
    linked = {
        name for text in pages().values() for name in re.findall(r"static [\"']css/([\w-]+\.css)[\"']", text)
    }

    assert linked == {path.name for path in (ROOT / "static" / "css").glob("*.css")}


def list_choice_columns() -> set[tuple[str, str]]:
    """What a template may call a row, whole or by its last word, and each of its columns with a list of values."""
    return {
        (name, column.name)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in APPS
        for column in model._meta.concrete_fields
        if column.choices and column.get_internal_type() == "CharField"
        for words in [re.findall("[A-Z][a-z]*", model.__name__)]
        for name in ("_".join(words).lower(), words[-1].lower())
        if name not in NOT_ROWS
    }


def test_a_choice_is_printed_in_words() -> None:
    columns = list_choice_columns()

    def print_raw(text: str) -> list[str]:
        text = START_TAG.sub("", SCRIPT.sub("", text))
        return [hit[0] for hit in PRINTED.finditer(text) if (hit["row"], hit["column"]) in columns]

    assert ("application", "state") in columns
    assert print_raw("<b id='{{ application.state }}'>{{ x.application.state|typo }}</b>") == [
        "{{ x.application.state|typo }}"
    ]
    assert where(print_raw, templates()) == {}, "Print `get_…_display`, or a label for this reader."
