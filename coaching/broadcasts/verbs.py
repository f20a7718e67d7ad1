"""The audit verbs of messages to everybody, with their descriptions."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "send_broadcast",
        "coaching.broadcast",
        acts("a affiché un message à tous", "a affiché %(count)d messages à tous"),
    ),
    Verb(
        "withdraw_broadcast",
        "coaching.broadcast",
        acts("a retiré un message à tous", "a retiré %(count)d messages à tous"),
    ),
)
