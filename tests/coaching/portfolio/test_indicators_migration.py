"""The migration that names indicators knows the questions of the usual forms, and leaves those of organisers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import QuerySet
from django.utils import timezone

from accelerator.questionnaires.builder import QuestionSpec
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Revision
from coaching.models import Survey
from coaching.surveys.defaults import READY
from coaching.surveys.enums import SurveyKind
from programmes.defaults.indicators import ASK_STAGE
from tests.factories import edition, published_form

pytestmark = pytest.mark.django_db
BEFORE = ("coaching", "0044_report_asked_during_build")
NAME = ("coaching", "0045_name_indicators")
OVERALL = READY[SurveyKind.DEBRIEF][0].questions[0]


def name_indicators() -> None:
    loader = MigrationLoader(connection)
    state = loader.project_state([BEFORE, ("questionnaires", "0002_indicators")])
    loader.get_migration(*NAME).apply(state, connection.schema_editor())


def ask(spec: QuestionSpec, **fields: Any) -> dict[str, Any]:
    return {"key": spec.key, "kind": spec.kind, "options": spec.options, **fields}


def read_indicators(form: Revision) -> dict[str, str]:
    return dict(form.questions.values_list("key", "indicator"))


def test_the_usual_questions_are_named() -> None:
    form = published_form(ask(ASK_STAGE), ask(OVERALL, key="usefulness"))
    name_indicators()
    assert read_indicators(form) == {"stage": "avancement", "usefulness": "utilite"}


def test_the_key_alone_names_nothing() -> None:
    trainee = {"choices": [{"value": "yes", "label_fr": "Un stage"}, {"value": "no", "label_fr": "Aucun"}]}
    marks = {**OVERALL.options, "label_min_fr": "jamais", "label_max_fr": "toujours"}
    form = published_form(ask(ASK_STAGE, options=trainee), ask(OVERALL, key="usefulness", options=marks))
    bare = published_form(ask(ASK_STAGE, options={}), {"key": "usefulness", "kind": QuestionKind.SCALE})
    name_indicators()
    assert set(read_indicators(form).values()) == set(read_indicators(bare).values()) == {""}


def test_what_is_asked_of_some_alone_is_left() -> None:
    shown = {"key": "tried", "any_of": ["yes"]}
    form = published_form({"key": "tried", "kind": QuestionKind.YES_NO}, ask(ASK_STAGE, show_if=shown))
    name_indicators()
    assert read_indicators(form)["stage"] == ""


def test_a_debrief_that_asks_it_twice_names_one_and_a_free_survey_none() -> None:
    both, named = ask(OVERALL), ask(OVERALL, key="usefulness")
    debrief, free = published_form(both, named), published_form(both)
    carried = published_form(both, {**named, "key": "worth", "indicator": "utilite"})
    now = timezone.now()
    when = {"edition": edition(), "opens_at": now, "closes_at": now + timedelta(days=9)}
    Survey.objects.create(kind=SurveyKind.DEBRIEF, form=debrief, **when)
    Survey.objects.create(kind=SurveyKind.FREE, wave=1, form=free, **when)
    QuerySet(Revision).filter(pk=carried.pk).update(questionnaire=debrief.questionnaire, number=2)

    name_indicators()

    assert read_indicators(debrief) == {"overall": "", "usefulness": "utilite"}
    assert read_indicators(free) == {"overall": ""}
    assert read_indicators(carried) == {"overall": "", "worth": "utilite"}
