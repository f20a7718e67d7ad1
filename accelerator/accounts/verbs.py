"""What the audit log records of accounts, and its words in the journal."""

from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "make_organiser",
        "accounts.user",
        ngettext_lazy("a confié le site à une personne", "a confié le site à %(count)d personnes", "count"),
    ),
    Verb(
        "change_profile",
        "accounts.user",
        ngettext_lazy("a modifié son profil", "a modifié %(count)d fois son profil", "count"),
    ),
)
