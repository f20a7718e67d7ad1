"""Two workers seal the audit log at once: each entry gets one seal, and the log holds."""

from threading import Event
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from accelerator.audit import actions, verifying
from accelerator.audit.models import PendingEntry
from tests.factories import edition, user
from tests.support.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def write(count: int) -> None:
    world, actor = edition(), user()
    for number in range(count):
        actions.record(
            verb="change_edition", subject=world, actor=actor, at=timezone.now(), data={"n": number}
        )


def test_two_workers_seal_the_same_entries_once() -> None:
    for _turn in range(4):
        write(30)
        results = at_once(lambda _tab: actions.seal(), tabs=2)

        assert all(isinstance(result, int | IntegrityError) for result in results), results
        assert actions.seal() == 0
        assert not PendingEntry.objects.exists()
        assert verifying.verify() == []


def test_the_slower_of_two_workers_seals_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """It read the entries before the other sealed them: its positions may be others."""
    write(3)
    has_read, has_sealed = Event(), Event()
    write_seals = actions.write_seals

    def wait(entries: Any) -> None:
        if not has_read.is_set():
            has_read.set()
            assert has_sealed.wait(30)
        write_seals(entries)

    monkeypatch.setattr(actions, "write_seals", wait)

    def act(tab: int) -> int:
        if tab == 0:
            return actions.seal()
        assert has_read.wait(30)
        sealed = actions.seal()
        has_sealed.set()
        return sealed

    slow, fast = at_once(act, tabs=2)

    assert fast == 3
    assert isinstance(slow, IntegrityError)
    assert verifying.verify() == []
