"""The audit verbs of letters, and how the log describes them."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "send_letter",
        "programmes.edition",
        ngettext_lazy("a écrit un message", "a écrit %(count)d messages", "count"),
    ),
)
