"""What the audit log records of the outbox, and its words in the journal."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "outbox.outboxhold",
    Verb("pause_outbox", _("a retenu les envois")),
    Verb("release_outbox", _("a laissé repartir les envois")),
)
