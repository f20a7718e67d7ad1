"""Every verb is declared once, worded in both languages, recorded somewhere, and refused if it is not declared."""

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
    missing = [verb.name for verb in DECLARED if verb.subject == APPLICATION and not verb.step]

    assert missing == [], "Give the verb a `step`: its words in the history of a dossier."


def test_a_verb_has_one_declaration() -> None:
    names = [verb.name for verb in DECLARED]

    assert len(names) == len(set(names))
    with pytest.raises(ValueError, match="declared twice"):
        verbs.declare([DECLARED[0]])


def test_every_verb_is_recorded_somewhere() -> None:
    """What is recorded is declared: ``record`` refuses another verb."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for package in ("accelerator", "programmes", "projects", "coaching")
        for path in (settings.ROOT / package).rglob("*.py")
        if path.name != "verbs.py" and "migrations" not in path.parts
    )

    def is_recorded(name: str) -> bool:
        first, _, rest = name.partition("_")
        composed = (f'f"{first}_{{', f'}}_{rest}"', f'}}_{rest.rpartition("_")[2]}"')
        return f'"{name}"' in code or any(text in code for text in composed)

    unrecorded = [verb.name for verb in DECLARED if not is_recorded(verb.name)]

    assert unrecorded == [], "No action records it: call `record`, or delete the declaration."


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
