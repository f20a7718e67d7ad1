"""What the audit log records of tokens, and its words in the journal."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "create_token",
        "api.apitoken",
        ngettext_lazy("a créé un jeton d’accès", "a créé %(count)d jetons d’accès", "count"),
    ),
    Verb(
        "revoke_token",
        "api.apitoken",
        ngettext_lazy("a révoqué un jeton d’accès", "a révoqué %(count)d jetons d’accès", "count"),
    ),
)
