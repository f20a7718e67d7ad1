"""Of a world full of texts found nowhere else, a dossier that is erased leaves none: every table is read."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models
from django.utils import timezone

from accelerator.questionnaires.models import AnswerSheet
from accelerator.questionnaires.owners import list_owning_fields
from projects.retention.actions.erasing import erase_dossier, lock_dossier
from tests.support.types import BuildOnce
from tests.visibility.building import build
from tests.visibility.world import World

pytestmark = pytest.mark.django_db
SIGNED = ("coaching.MeetingMinutes", "coaching.SynthesisReport")
"""Documents of the edition that were approved or built with it: they stay as they were read."""
NAMES = ["confirmed", "discreet", "submitted", "refused", "waiting", "incomplete", "draft"]


@pytest.fixture(scope="module")
def built(build_once: BuildOnce) -> World:
    return build_once(build)


@pytest.fixture
def world(built: World, db: None) -> World:
    # those that the factories made and the world replaced
    owned = {
        pk
        for field in list_owning_fields()
        for pk in field.model._base_manager.values_list(field.attname, flat=True)
    }
    AnswerSheet.objects.exclude(pk__in=owned - {None}).delete()
    return built


def read_rows() -> list[str]:
    """Every text of every table, a row each."""
    texts = (models.CharField, models.TextField, models.JSONField, models.FileField)
    return [
        f"{model._meta.label} {row}".lower()
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.label.startswith(SIGNED)
        for names in [[field.attname for field in model._meta.concrete_fields if isinstance(field, texts)]]
        for row in (model._base_manager.values_list(*names) if names else ())
    ]


@pytest.mark.parametrize("on_request", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_dossier_that_goes_is_left(world: World, name: str, on_request: bool) -> None:
    key = f"a.{name}"
    theirs = [text for text, canary in world.canaries.items() if canary.dossier == key]
    others = [text for text, canary in world.canaries.items() if canary.dossier == "b.confirmed"]
    held = lock_dossier(world.dossiers[key])
    before = read_rows()
    assert held

    erase_dossier(application=held, at=timezone.now(), on_request=on_request)

    after = read_rows()
    assert [row for row in before if any(text in row for text in theirs)]
    assert [row for row in after if any(text in row for text in theirs)] == []
    assert [row for row in before if any(text in row for text in others)] == [
        row for row in after if any(text in row for text in others)
    ]
