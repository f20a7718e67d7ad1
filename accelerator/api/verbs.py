"""What the audit log records of tokens, and its words in the journal."""

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "api.apitoken",
    Verb("create_token", "a créé un jeton d’accès", "a créé %(count)d jetons d’accès"),
    Verb("revoke_token", "a révoqué un jeton d’accès", "a révoqué %(count)d jetons d’accès"),
)
