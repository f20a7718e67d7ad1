"""The audit verbs of messages to everybody, with their descriptions."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "coaching.broadcast",
    Verb("send_broadcast", "a affiché un message à tous", "a affiché %(count)d messages à tous"),
    Verb("withdraw_broadcast", "a retiré un message à tous", "a retiré %(count)d messages à tous"),
)
