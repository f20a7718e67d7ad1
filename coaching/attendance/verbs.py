"""What the audit log records of who comes to the session, and how it is told."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "make_session_code",
        "coaching.sessioncode",
        ngettext_lazy("a créé le code de la session", "a créé %(count)d fois le code de la session", "count"),
    ),
    Verb(
        "revoke_session_code",
        "coaching.sessioncode",
        ngettext_lazy("a révoqué le code de la session", "a révoqué %(count)d codes de la session", "count"),
    ),
)
