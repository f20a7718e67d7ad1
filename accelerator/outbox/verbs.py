"""What the audit log records of the outbox, and its words in the journal."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb

VERBS = (
    Verb("pause_outbox", "outbox.outboxhold", _("a retenu les envois")),
    Verb("release_outbox", "outbox.outboxhold", _("a laissé repartir les envois")),
)
