"""Mails that two people ask for at the same instant."""

from collections.abc import Callable

import pytest
from django.db import connection

from accelerator.outbox.actions import queue, store_cancelled
from accelerator.outbox.messages import Message
from accelerator.outbox.models import OutgoingMail
from tests.factories import NOW
from tests.support.races import in_turn

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


@pytest.mark.parametrize("write", [queue, store_cancelled])
def test_a_mail_that_two_write_at_once_counts_for_one_of_them(
    note: Callable[..., Message], write: Callable[..., int]
) -> None:
    later = NOW.replace(microsecond=7)

    counts = in_turn(
        lambda: write(note("a"), note("b"), at=NOW), lambda: write(note("b"), note("c"), at=later)
    )

    assert counts == (2, 1)
    assert OutgoingMail.objects.count() == 3
