"""Templates are used, lead to addresses that exist, and hold nothing that the security policy would refuse.

That their variables exist is checked wherever they are rendered: see ``tests/support/guards.py``.
"""

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver

from tests.support.guards import TEMPLATES
from tests.support.repository import ROOT

PAGES = sorted(TEMPLATES.rglob("*.html"))
ALL = sorted(path for path in TEMPLATES.rglob("*") if path.is_file())
SOURCES = ("accelerator", "programmes", "projects", "coaching", "templates")
CALLED_BY_LIBRARIES = re.compile(
    r"^(?:\d+\w*\.html|(?:account|allauth|mfa|socialaccount|bootstrap5|django|uni_form)/)"
)
"""Error pages, and pages of libraries that ours stand in for."""
NAMED = re.compile(r"{%-?\s*(?:url|crumb \S+|crumb _\([^)]*\))\s+(['\"])(?P<name>[\w:-]+)\1")
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
TRANSLATED = re.compile(r"{%-?\s*blocktrans.*?endblocktrans\w*\s*%}", re.DOTALL)
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
CRUMB = re.compile(r"{%-?\s*crumb\s+(?P<name>\w+)[\s%]")
STATE_COMPARED = re.compile(r"[\w.]*\.removed_at\b|[\w.]*\b(?:(?:\w+_)?state|visibility|verdict)\s*[!=]=")
ANSWERED = (
    "coaching/", "projects/application/", "projects/completion/", "projects/decision/", "projects/exchange/",
    "projects/triage/",
)  # fmt: skip
ASKING = [path for path in PAGES if str(path.relative_to(TEMPLATES)).startswith(ANSWERED)]
"""Those whose rows say what their states mean."""
MAIL_SHELL = {"outbox/mail.html", "outbox/_button.html"}
"""Mail programs know neither style sheets nor our policy."""


def name_of(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    found: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= url_names(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern) and entry.name:
            found.add(f"{prefix}{entry.name}")
    return found


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_is_well_formed(path: Path) -> None:
    try:
        get_template(name_of(path))
    except TemplateSyntaxError as problem:
        pytest.fail(str(problem))


def test_every_template_is_used() -> None:
    texts = [
        path.read_text(encoding="utf-8")
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".md", ".typ"}
    ]
    everything = "\n".join(texts)

    def is_used(path: Path) -> bool:
        name = name_of(path)
        if CALLED_BY_LIBRARIES.match(name):
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
            )
            return any(call in everything for call in calls)
        return name in everything or f'"{path.name}"' in everything

    assert [name_of(path) for path in ALL if not is_used(path)] == []


def test_every_address_named_in_a_template_exists() -> None:
    names = url_names()
    wrong = [
        (name_of(path), hit["name"])
        for path in ALL
        for hit in NAMED.finditer(path.read_text(encoding="utf-8"))
        if hit["name"] not in names
        and not hit["name"].endswith(":")
        and not hit["name"].startswith(ONLY_WHEN_DEBUG)
    ]

    assert wrong == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_holds_nothing_the_security_policy_refuses(path: Path) -> None:
    if name_of(path) in MAIL_SHELL:
        pytest.skip("a mail, not a page")
    text = TAG.sub("", COMMENT.sub("", path.read_text(encoding="utf-8")))

    assert [label for label, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_the_words_of_a_template_can_be_translated(path: Path) -> None:
    """French words outside a translation tag would stay French for an English reader."""
    if name_of(path) in MAIL_SHELL:
        pytest.skip("its words come with the mail")
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    for pattern in (TRANSLATED, TAG, re.compile(r"<script.*?</script>", re.DOTALL)):
        text = pattern.sub("", text)
    lines = re.sub(r"<[^>]*>|&\w+;", "\n", text).replace("Possibles", "").splitlines()

    assert [line.strip() for line in lines if re.search(r"[A-Za-zÀ-ÿ]{3}", line)] == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_template_is_laid_out_to_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    long = [number for number, line in enumerate(text.splitlines(), start=1) if len(line) > LONGEST_LINE]
    torn = [tag[0] for tag in START_TAG.finditer(text) if TORN.search(tag[0])]

    assert long == []
    assert torn == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_crumb_says_its_words_itself(path: Path) -> None:
    """``{% crumb _("…") %}``: no variable for words that are told once."""
    text = path.read_text(encoding="utf-8")
    named = {hit["name"] for hit in CRUMB.finditer(text)}

    assert [name for name in named if re.search(rf"{{%-?\s*translate\s[^%]*\sas\s+{name}\s*%}}", text)] == []


@pytest.mark.parametrize("path", ASKING, ids=name_of)
def test_a_template_asks_rows_for_answers(path: Path) -> None:
    """``idea.is_shown``, not ``idea.visibility == "shown"``: what a state means is said once, by the row."""
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))

    assert [hit[0] for hit in STATE_COMPARED.finditer(text)] == []


def test_style_sheets_are_there_and_used() -> None:
    """A sheet is named after its subject: renaming one leaves no page bare, and no sheet that nobody links."""
    linked = {
        name
        for path in PAGES
        for name in re.findall(r"static [\"']css/([\w-]+\.css)[\"']", path.read_text(encoding="utf-8"))
    }

    assert linked == {path.name for path in (ROOT / "static" / "css").glob("*.css")}
