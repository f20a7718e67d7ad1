"""The migration that filled the search finds dossiers by the words that sending them writes."""

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.queries import content
from projects.application.actions.search_entries import refresh_search_entry
from projects.models import SearchEntry
from tests.factories import World, edition_with, published_form
from tests.support.dossiers import draft, full_form, sent
from tests.support.exchange import dossier

pytestmark = pytest.mark.django_db
BEFORE = ("projects", "0008_search_entries")
FILL = ("projects", "0009_fill_search_entries")

LIST = {
    "choices": [
        {"value": "bois", "label_fr": "Charpente", "label_en": "Timber"},
        {"value": "2", "label_fr": "Maçonnerie"},
    ],
    "other": True,
}
EACH_KIND: list[dict[str, Any]] = [
    {"key": "title", "kind": QuestionKind.SHORT_TEXT},
    {"key": "story", "kind": QuestionKind.LONG_TEXT},
    {"key": "mail", "kind": QuestionKind.EMAIL},
    {"key": "siret", "kind": QuestionKind.SIRET, "options": {"exemption": True}},
    {"key": "trade", "kind": QuestionKind.SINGLE, "options": LIST},
    {"key": "trades", "kind": QuestionKind.MULTIPLE, "options": LIST},
    {"key": "scale", "kind": QuestionKind.SCALE, "options": {"not_applicable": True}},
    {"key": "grid", "kind": QuestionKind.MATRIX, "options": {"rows": [{"value": "a", "label_fr": "Rabot"}]}},
    {"key": "advice", "kind": QuestionKind.RECOMMENDATION},
    {"key": "tried", "kind": QuestionKind.YES_NO},
    {"key": "rules", "kind": QuestionKind.YES_NO, "options": {"must_accept": True}},
    {"key": "start", "kind": QuestionKind.DATE},
    {"key": "people", "kind": QuestionKind.NUMBER},
    {"key": "plan", "kind": QuestionKind.FILE},
    {"key": "note", "kind": QuestionKind.STATEMENT},
    {"key": "access", "kind": QuestionKind.LONG_TEXT, "audience": AnswerAudience.LOGISTICS},
    {"key": "desk", "kind": QuestionKind.SHORT_TEXT, "audience": AnswerAudience.ORGANISERS},
    *(
        {"key": f"if_{key}", "kind": QuestionKind.SHORT_TEXT, "show_if": {"key": key, "any_of": tokens}}
        for key, tokens in {
            "trade": ["bois"],
            "trades": ["2", "__other__"],
            "scale": ["4", "5", "na"],
            "advice": [9, 10],
            "tried": "no",
            "rules": ["yes", "no"],
            "start": "2018-12-13",  # no date shows another question
        }.items()
    ),
    {"key": "why", "kind": QuestionKind.YES_NO, "show_if": {"key": "tried", "any_of": ["yes"]}},
    {"key": "if_why", "kind": QuestionKind.SHORT_TEXT, "show_if": {"key": "why", "any_of": ["yes", "no"]}},
]
HIDDEN = {
    question["key"]: f"motif{position}"
    for position, question in enumerate(EACH_KIND)
    if "show_if" in question
} | {"why": True}
"""An answer to each question that another one shows, whatever that one says."""
DOSSIERS: dict[str, dict[str, Any]] = {
    "nothing but its columns": {},
    "all that is chosen shows the rest": {
        "story": "Écouter, puis raboter", "mail": "rabot@exemple.test", "siret": "00000001800010", "trade": "bois",
        "trades": ["bois", {"other": "Vannerie"}], "scale": 4, "grid": {"a": 5}, "advice": 10, "tried": False,
        "rules": True, "start": "2018-12-13", "people": 12, "plan": ["3f1c"], "access": "Fauteuil",
        "desk": "Relancer", **HIDDEN,
    },
    "all that is chosen hides the rest": {
        "siret": "Association en création", "trade": {"other": "Dentelle"}, "trades": ["bois"], "scale": 1,
        "advice": 0, "tried": True, "rules": False, "people": 0, **HIDDEN,
    },
    "values of long ago": {
        "story": "", "trade": "ferronnerie", "trades": [], "scale": "na", "grid": {}, "tried": None, "plan": [],
        **HIDDEN, "why": False,
    },
    "other without words": {"trade": {"other": ""}, "trades": [{"other": ""}, "2"], **HIDDEN},
}  # fmt: skip


def fill_search_entries() -> None:
    """Apply the migration to the rows that are there, seen as the one before it left them."""
    loader = MigrationLoader(connection)
    loader.get_migration(*FILL).apply(loader.project_state([BEFORE]), connection.schema_editor())


@pytest.mark.parametrize("answers", DOSSIERS.values(), ids=DOSSIERS)
def test_it_writes_the_words_that_sending_writes(answers: dict[str, Any]) -> None:
    world = edition_with(form=published_form(*EACH_KIND))
    application = dossier(world, **answers)
    refresh_search_entry(application, content(application.sheet))
    written = SearchEntry.objects.get().words
    SearchEntry.objects.all().delete()

    fill_search_entries()

    assert SearchEntry.objects.get().words == written
    assert SearchEntry.objects.get().call == world.edition.call


def test_every_kind_is_among_the_answers() -> None:
    assert {question["kind"] for question in EACH_KIND} == set(QuestionKind)
    assert set().union(*DOSSIERS.values()) == {question["key"] for question in EACH_KIND} - {"title", "note"}


def test_it_fills_in_what_was_sent_and_leaves_what_is_there() -> None:
    world: World = edition_with(form=full_form(), organisers=2)
    before = sent(world.edition, at=timezone.now(), access_needs="Un fauteuil")
    already = sent(world.edition, at=timezone.now())  # while the migration was on its way
    draft(world.edition, at=timezone.now(), solution="Une baguette magique")
    written = dict(SearchEntry.objects.values_list("application", "words"))
    SearchEntry.objects.all().delete()
    SearchEntry.objects.create(application=already, call=already.call, words="paperasse")
    kept = SearchEntry.objects.get().words

    fill_search_entries()

    assert dict(SearchEntry.objects.values_list("application", "words")) == {
        before.pk: written[before.pk],
        already.pk: kept,
    }
