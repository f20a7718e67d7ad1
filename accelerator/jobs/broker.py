"""Announce work to the workers: the row that describes it is already in the database."""

import logging

from celery import current_app
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from accelerator.pause import Pause

logger = logging.getLogger(__name__)
pause = Pause("the broker")


def enqueue(name: str, *args: object) -> bool:
    """Send a job by its name, so that an action need not know the task that calls it back.

    Called once the row is committed. A broker that is down is no error: the row waits, and a sweep finds it. Returns
    whether the job was sent.
    """
    if pause.is_on:
        return False
    try:
        current_app.send_task(name, args, retry=False)
    except (KombuError, RedisError, OSError) as problem:
        pause.begin(problem)
        return False
    return True
