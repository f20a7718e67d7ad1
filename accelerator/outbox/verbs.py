"""What the audit log records of the outbox, and its words in the journal."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "pause_outbox",
        "outbox.outboxhold",
        ngettext_lazy("a retenu les envois", "a retenu les envois", "count"),
    ),
    Verb(
        "release_outbox",
        "outbox.outboxhold",
        ngettext_lazy("a laissé repartir les envois", "a laissé repartir les envois", "count"),
    ),
)
