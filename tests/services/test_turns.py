"""Who waits longest in the queue of the workers: documents, so that no mail waits for them."""

from contextlib import ExitStack
from typing import Any

from kombu import Connection

from accelerator.celery import app
from tests.services import processes


def test_a_mail_leaves_before_documents_that_were_asked_for_first() -> None:
    number = processes.free_port()
    asked: list[tuple[str, tuple[Any, ...]]] = [
        ("coaching.build_report", (1,)),
        ("projects.build_export", (2,)),
        ("coaching.build_report", (3,)),
        ("outbox.deliver", ()),
    ]
    with ExitStack() as stack:
        processes.run_redis(stack, number)
        broker = stack.enter_context(Connection(f"redis://127.0.0.1:{number}/0"))
        for name, args in asked:
            app.send_task(name, args, connection=broker)
        queue = stack.enter_context(broker.SimpleQueue(app.conf.task_default_queue))
        queue.consumer.qos(prefetch_count=1)
        taken = []
        for _turn in asked:
            message = queue.get(timeout=processes.PATIENCE_S)
            taken.append((message.headers["task"], tuple(message.payload[0])))
            message.ack()

    assert taken == [asked[-1], *asked[:-1]]
