"""What the audit log records of accounts, and its words in the journal."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "accounts.user",
    Verb("make_organiser", "a confié le site à une personne", "a confié le site à %(count)d personnes"),
    Verb("change_profile", "a modifié son profil", "a modifié %(count)d fois son profil"),
    Verb("change_address", _("a changé l’adresse d’une personne")),
)
