"""The audit verbs of members, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "invite_member",
        "projects.application",
        ngettext_lazy("a invité à écrire un dossier", "a invité %(count)d fois à écrire un dossier", "count"),
        step=_("Quelqu’un est invité à tenir le dossier"),
        is_minor=True,
    ),
    Verb(
        "resend_member_invitation",
        "projects.application",
        ngettext_lazy(
            "a renvoyé une invitation à écrire", "a renvoyé %(count)d invitations à écrire", "count"
        ),
        step=_("Invitation renvoyée"),
    ),
    Verb(
        "revoke_member_invitation",
        "projects.application",
        ngettext_lazy("a annulé une invitation à écrire", "a annulé %(count)d invitations à écrire", "count"),
        step=_("Invitation annulée"),
    ),
    Verb(
        "decline_member_invitation",
        "projects.application",
        ngettext_lazy(
            "a décliné une invitation à écrire", "a décliné %(count)d invitations à écrire", "count"
        ),
        step=_("Invitation déclinée"),
    ),
    Verb(
        "join",
        "projects.application",
        ngettext_lazy("a rejoint un dossier", "a rejoint %(count)d dossiers", "count"),
        step=_("Invitation acceptée"),
        is_minor=True,
    ),
    Verb(
        "change_rights",
        "projects.application",
        ngettext_lazy(
            "a changé des droits sur un dossier", "a changé %(count)d fois des droits sur un dossier", "count"
        ),
        step=_("Droits d’une personne changés"),
        is_minor=True,
    ),
    Verb(
        "hand_over",
        "projects.application",
        ngettext_lazy("a confié la tête d’un dossier", "a confié la tête de %(count)d dossiers", "count"),
        step=_("Projet confié à une autre personne"),
    ),
    Verb(
        "leave",
        "projects.application",
        ngettext_lazy("a quitté un dossier", "a quitté %(count)d dossiers", "count"),
        step=_("Une personne a quitté le dossier"),
    ),
    Verb(
        "remove_member",
        "projects.application",
        ngettext_lazy(
            "a retiré une personne d’un dossier", "a retiré %(count)d personnes de dossiers", "count"
        ),
        step=_("Une personne ne tient plus le dossier"),
    ),
)
