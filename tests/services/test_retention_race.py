"""The night erases drafts while somebody writes in one: either it was written in and stays, or it went whole."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accelerator.questionnaires.actions import SheetFrozen, save_answer
from accelerator.questionnaires.models import Answer, AnswerSheet
from projects.models import Application
from projects.retention.actions.night import erase_due
from tests import factories
from tests.support.races import at_once
from tests.support.retention import announce, closed_edition, night_of, written_then

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


def test_a_draft_that_is_written_in_stays_or_goes_whole() -> None:
    for _round in range(ROUNDS):
        edition = closed_edition(months_ago=4)
        draft = written_then(factories.application(edition, state="draft"))
        holder = draft.project.members.get().user
        plan = announce(at=timezone.now() - timedelta(days=1))
        night = night_of(plan.announced_for)

        def act(tab: int, draft: Any = draft, holder: Any = holder, night: Any = night) -> Any:
            if tab:
                return erase_due(at=night)
            return save_answer(
                sheet=draft.sheet,
                key="title",
                raw="Écrit cette nuit",
                base_version=None,
                actor=holder,
                at=night,
            )

        written, erased = at_once(act, tabs=2)

        assert erased in (0, 1)
        if erased:
            assert isinstance(written, SheetFrozen)
            assert not Application.objects.filter(pk=draft.pk).exists()
            assert not AnswerSheet.objects.filter(pk=draft.sheet_id).exists()
            assert not Answer.objects.filter(sheet=draft.sheet_id).exists()
        else:
            assert Answer.objects.get(sheet=draft.sheet_id).value == "Écrit cette nuit"
            Application.objects.get(pk=draft.pk).project.delete()
        plan.delete()


def test_two_workers_erase_each_dossier_once() -> None:
    edition = closed_edition(months_ago=25)
    for _each in range(4):
        written_then(factories.application(edition, state="not_selected"))
    plan = announce()

    counts = at_once(lambda _tab: erase_due(at=night_of(plan.announced_for)), tabs=2)

    assert sum(counts) == 4
    plan.refresh_from_db()
    assert plan.erased == 4
