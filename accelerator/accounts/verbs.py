"""What the audit log records of accounts, and its words in the journal."""

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb(
        "make_organiser",
        "accounts.user",
        acts("a confié le site à une personne", "a confié le site à %(count)d personnes"),
    ),
    Verb(
        "change_profile", "accounts.user", acts("a modifié son profil", "a modifié %(count)d fois son profil")
    ),
)
