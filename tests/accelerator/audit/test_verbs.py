"""Every verb is declared once, worded in both languages, recorded somewhere, and refused if it is not declared."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone, translation

from accelerator.audit import verbs
from accelerator.audit.actions import record, record_many
from accelerator.audit.models import AuditEntry
from accelerator.audit.verbs import UnknownVerb
from programmes.models import Edition
from projects.models import Application
from tests import factories

DECLARED = sorted(verbs.list_declared(), key=lambda verb: (verb.subject, verb.name))
APPLICATION = Application._meta.label_lower


def test_verbs_are_about_something_that_exists() -> None:
    known = {model._meta.label_lower for model in apps.get_models()}

    assert [(verb.name, verb.subject) for verb in DECLARED if verb.subject not in known] == []


def test_verbs_have_words_in_both_languages() -> None:
    sentences: dict[str, dict[str, set[str]]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            sentences[language] = {
                verb.name: {verb.describe(1), verb.describe(2), str(verb.step)} - {""} for verb in DECLARED
            }

    assert [verb.name for verb in DECLARED if sentences["fr"][verb.name] & sentences["en"][verb.name]] == []
    assert [
        words
        for verbs in sentences.values()
        for words_of_verb in verbs.values()
        for words in words_of_verb
        if "%" in words
    ] == []


def test_the_history_of_a_dossier_has_words_for_all_that_is_done_to_it() -> None:
    assert [verb.name for verb in DECLARED if verb.subject == APPLICATION and not verb.step] == []


def test_a_name_says_one_thing() -> None:
    names = [verb.name for verb in DECLARED]

    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="declared twice"):
        verbs.declare([DECLARED[0]])


# what the code records


@cache
def modules() -> list[ast.Module]:
    """The code that may record: all but pages, migrations and the registries themselves."""
    paths = [
        path
        for package in ("accelerator", "programmes", "projects", "coaching")
        for path in (settings.ROOT / package).rglob("*.py")
        if not {"views", "migrations"} & set(path.with_suffix("").parts) and path.name != "verbs.py"
    ]
    return [ast.parse(Path(path).read_text()) for path in paths]


@cache
def writers() -> dict[str, int]:
    """Functions that are given a verb: name → its place among their positional arguments."""
    return {
        node.name: [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)].index("verb")
        for tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and "verb" in [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
        and "self" not in [argument.arg for argument in node.args.args]
    }


def texts(node: ast.AST) -> Iterator[str]:
    """Patterns of the texts in an expression."""
    if isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from texts(value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values
        )


def recorded() -> set[str]:
    """Patterns of the verbs that are written: to the log, or in a table of states."""
    found: set[str] = set()
    for tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "verb":
                found |= set(texts(node.value))
            if isinstance(node, ast.AnnAssign) and node.value and getattr(node.target, "id", "") == "VERBS":
                found |= set(texts(node.value))
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for word in node.keywords:
                if word.arg == "verb" and name in {"record", "record_many", *writers(), "_finish"}:
                    found |= set(texts(word.value))
            place = writers().get(name)
            if place is not None and len(node.args) > place:
                found |= set(texts(node.args[place]))
            if name == "StateTable" and isinstance(node.args[0], ast.Dict):
                found |= {pattern for key in node.args[0].keys if key for pattern in texts(key)}
    return found


def test_every_verb_is_recorded_somewhere_and_what_is_recorded_is_declared() -> None:
    patterns = recorded()
    names = {verb.name for verb in DECLARED}

    assert len(patterns) > 100
    assert (
        sorted(name for name in names if not any(re.fullmatch(pattern, name) for pattern in patterns)) == []
    )
    assert (
        sorted(pattern for pattern in patterns if not any(re.fullmatch(pattern, name) for name in names))
        == []
    )


# writing and reading


@pytest.mark.django_db
def test_an_unknown_verb_is_refused() -> None:
    world = factories.edition_with(applications=1)
    about = {"actor": None, "at": timezone.now()}

    for verb, subject in (
        ("applaud", world.edition),
        ("submit", world.edition),
        ("start", world.applications[0]),
    ):
        with pytest.raises(UnknownVerb, match=verb):
            record(verb=verb, subject=subject, **about)
    with pytest.raises(UnknownVerb):
        record_many(verb="submit", model=Edition, data={world.edition.pk: {}}, **about)
    assert not AuditEntry.objects.exists()
