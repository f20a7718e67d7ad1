"""One clock for a test and the pages it reads, whatever the machine says."""

import time
from datetime import timedelta

from django.core import signing
from django.utils import timezone
from time_machine import TimeMachineFixture

from tests.support.clock import START

LONGEST_MODULE = timedelta(hours=1)


def test_a_test_runs_on_a_monday_at_noon() -> None:
    assert START <= timezone.now() < START + LONGEST_MODULE
    assert START.timestamp() <= time.time() < (START + LONGEST_MODULE).timestamp()


def test_signatures_age_with_the_clock_of_the_pages(time_machine: TimeMachineFixture) -> None:
    signed = signing.dumps("badge")
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert signing.loads(signed, max_age=timedelta(hours=3)) == "badge"
    assert timezone.now() >= START + timedelta(hours=2)
