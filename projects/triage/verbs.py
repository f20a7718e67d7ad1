"""The audit verbs of triage, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "check",
        "projects.application",
        ngettext_lazy("a noté une vérification", "a noté %(count)d vérifications", "count"),
        step=_("Liste de vérification mise à jour"),
        is_minor=True,
    ),
    Verb(
        "follow",
        "projects.application",
        ngettext_lazy("a changé qui suit un dossier", "a changé qui suit %(count)d dossiers", "count"),
        step=_("Suivi ou étiquettes changés"),
        is_minor=True,
    ),
    Verb(
        "note",
        "projects.application",
        ngettext_lazy("a écrit une note", "a écrit %(count)d notes", "count"),
        step=_("Note écrite"),
        is_minor=True,
    ),
    Verb(
        "remove_note",
        "projects.application",
        ngettext_lazy("a retiré une note", "a retiré %(count)d notes", "count"),
        step=_("Note retirée"),
        is_minor=True,
    ),
    Verb(
        "declare_eligible",
        "projects.application",
        ngettext_lazy("a déclaré un dossier recevable", "a déclaré %(count)d dossiers recevables", "count"),
        step=_("Déclaré recevable"),
    ),
    Verb(
        "undo_eligible",
        "projects.application",
        ngettext_lazy("a remis un dossier à vérifier", "a remis %(count)d dossiers à vérifier", "count"),
        step=_("Recevabilité annulée aussitôt"),
    ),
    Verb(
        "declare_ineligible",
        "projects.application",
        ngettext_lazy(
            "a déclaré un dossier non recevable", "a déclaré %(count)d dossiers non recevables", "count"
        ),
        step=_("Déclaré non recevable"),
    ),
    Verb(
        "overrule_rule",
        "projects.application",
        ngettext_lazy(
            "a levé une règle pour un dossier", "a levé une règle pour %(count)d dossiers", "count"
        ),
        step=_("Règle levée pour ce dossier"),
    ),
    Verb(
        "reinstate_rule",
        "projects.application",
        ngettext_lazy(
            "a rétabli une règle pour un dossier", "a rétabli une règle pour %(count)d dossiers", "count"
        ),
        step=_("Règle rétablie pour ce dossier"),
    ),
    Verb(
        "set_checklist",
        "programmes.call",
        ngettext_lazy("a modifié la liste de vérification", "a modifié la liste de vérification", "count"),
    ),
    Verb(
        "set_eligibility_rules",
        "programmes.call",
        ngettext_lazy(
            "a modifié les règles de recevabilité", "a modifié les règles de recevabilité", "count"
        ),
    ),
    Verb(
        "bulk_tag",
        "projects.bulkaction",
        ngettext_lazy("a posé une étiquette", "a posé %(count)d étiquettes", "count"),
        is_minor=True,
    ),
    Verb(
        "bulk_assign",
        "projects.bulkaction",
        ngettext_lazy(
            "a confié des dossiers à suivre", "a confié %(count)d fois des dossiers à suivre", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "undo_bulk",
        "projects.bulkaction",
        ngettext_lazy("a annulé un changement groupé", "a annulé %(count)d changements groupés", "count"),
    ),
)
