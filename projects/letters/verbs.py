"""What the audit log records of letters, and how it is told."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "send_letter",
        "programmes.edition",
        ngettext_lazy("a écrit un message", "a écrit %(count)d messages", "count"),
    ),
)
