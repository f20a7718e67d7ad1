"""What the audit log records of tokens, and its words in the journal."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb("create_token", "api.apitoken", acts("a créé un jeton d’accès", "a créé %(count)d jetons d’accès")),
    Verb(
        "revoke_token",
        "api.apitoken",
        acts("a révoqué un jeton d’accès", "a révoqué %(count)d jetons d’accès"),
    ),
)
