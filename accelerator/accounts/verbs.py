"""What the audit log records of accounts, and its words in the journal."""

from django.utils.translation import gettext_lazy as _

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
    Verb("change_address", "accounts.user", _("a changé l’adresse d’une personne")),
)
