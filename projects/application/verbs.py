"""The audit verbs of a dossier, by subject, and how the log and its own history describe them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb


def _verb(name: str, sentence: str | Promise, step: str | Promise, **flags: bool) -> Verb:
    return Verb(name, "projects.application", sentence, step, **flags)


VERBS = (
    # application
    _verb(
        "start_application",
        ngettext_lazy("a commencé un dossier", "a commencé %(count)d dossiers", "count"),
        _("Brouillon commencé"),
        is_minor=True,
    ),
    _verb(
        "submit",
        ngettext_lazy("a déposé un dossier", "a déposé %(count)d dossiers", "count"),
        _("Dossier déposé"),
    ),
    _verb(
        "revise",
        ngettext_lazy("a repris un dossier déposé", "a repris %(count)d dossiers déposés", "count"),
        _("Modification commencée"),
        is_minor=True,
    ),
    _verb(
        "resubmit",
        ngettext_lazy("a déposé une nouvelle version", "a déposé %(count)d nouvelles versions", "count"),
        _("Nouvelle version déposée"),
    ),
    _verb(
        "drop_revision",
        ngettext_lazy(
            "a abandonné ses modifications", "a abandonné %(count)d fois ses modifications", "count"
        ),
        _("Modification abandonnée"),
        is_minor=True,
    ),
    _verb(
        "withdraw",
        ngettext_lazy("a retiré un dossier", "a retiré %(count)d dossiers", "count"),
        _("Dossier retiré"),
    ),
    # members
    _verb(
        "invite_member",
        ngettext_lazy("a invité à écrire un dossier", "a invité %(count)d fois à écrire un dossier", "count"),
        _("Quelqu’un est invité à tenir le dossier"),
        is_minor=True,
    ),
    _verb(
        "resend_member_invitation",
        ngettext_lazy(
            "a renvoyé une invitation à écrire", "a renvoyé %(count)d invitations à écrire", "count"
        ),
        _("Invitation renvoyée"),
    ),
    _verb(
        "revoke_member_invitation",
        ngettext_lazy("a annulé une invitation à écrire", "a annulé %(count)d invitations à écrire", "count"),
        _("Invitation annulée"),
    ),
    _verb(
        "decline_member_invitation",
        ngettext_lazy(
            "a décliné une invitation à écrire", "a décliné %(count)d invitations à écrire", "count"
        ),
        _("Invitation déclinée"),
    ),
    _verb(
        "join",
        ngettext_lazy("a rejoint un dossier", "a rejoint %(count)d dossiers", "count"),
        _("Invitation acceptée"),
        is_minor=True,
    ),
    _verb(
        "change_rights",
        ngettext_lazy(
            "a changé des droits sur un dossier", "a changé %(count)d fois des droits sur un dossier", "count"
        ),
        _("Droits d’une personne changés"),
        is_minor=True,
    ),
    _verb(
        "hand_over",
        ngettext_lazy("a confié la tête d’un dossier", "a confié la tête de %(count)d dossiers", "count"),
        _("Projet confié à une autre personne"),
    ),
    _verb(
        "leave",
        ngettext_lazy("a quitté un dossier", "a quitté %(count)d dossiers", "count"),
        _("Une personne a quitté le dossier"),
    ),
    _verb(
        "remove_member",
        ngettext_lazy(
            "a retiré une personne d’un dossier", "a retiré %(count)d personnes de dossiers", "count"
        ),
        _("Une personne ne tient plus le dossier"),
    ),
    # triage
    _verb(
        "check",
        ngettext_lazy("a noté une vérification", "a noté %(count)d vérifications", "count"),
        _("Liste de vérification mise à jour"),
        is_minor=True,
    ),
    _verb(
        "follow",
        ngettext_lazy("a changé qui suit un dossier", "a changé qui suit %(count)d dossiers", "count"),
        _("Suivi ou étiquettes changés"),
        is_minor=True,
    ),
    _verb(
        "note",
        ngettext_lazy("a écrit une note", "a écrit %(count)d notes", "count"),
        _("Note écrite"),
        is_minor=True,
    ),
    _verb(
        "remove_note",
        ngettext_lazy("a retiré une note", "a retiré %(count)d notes", "count"),
        _("Note retirée"),
        is_minor=True,
    ),
    _verb(
        "declare_eligible",
        ngettext_lazy("a déclaré un dossier recevable", "a déclaré %(count)d dossiers recevables", "count"),
        _("Déclaré recevable"),
    ),
    _verb(
        "undo_eligible",
        ngettext_lazy("a remis un dossier à vérifier", "a remis %(count)d dossiers à vérifier", "count"),
        _("Recevabilité annulée aussitôt"),
    ),
    _verb(
        "declare_ineligible",
        ngettext_lazy(
            "a déclaré un dossier non recevable", "a déclaré %(count)d dossiers non recevables", "count"
        ),
        _("Déclaré non recevable"),
    ),
    _verb(
        "overrule_rule",
        ngettext_lazy(
            "a levé une règle pour un dossier", "a levé une règle pour %(count)d dossiers", "count"
        ),
        _("Règle levée pour ce dossier"),
    ),
    _verb(
        "reinstate_rule",
        ngettext_lazy(
            "a rétabli une règle pour un dossier", "a rétabli une règle pour %(count)d dossiers", "count"
        ),
        _("Règle rétablie pour ce dossier"),
    ),
    # completion
    _verb(
        "request_completion",
        ngettext_lazy("a demandé un complément", "a demandé %(count)d compléments", "count"),
        _("Complément demandé"),
    ),
    _verb(
        "answer_completion",
        ngettext_lazy(
            "a répondu à une demande de complément", "a répondu à %(count)d demandes de complément", "count"
        ),
        _("Complément reçu"),
    ),
    _verb(
        "accept_completion",
        ngettext_lazy("a accepté un complément", "a accepté %(count)d compléments", "count"),
        _("Complément accepté"),
    ),
    _verb(
        "extend_completion",
        ngettext_lazy(
            "a repoussé la date d’un complément", "a repoussé la date de %(count)d compléments", "count"
        ),
        _("Échéance du complément repoussée"),
    ),
    _verb(
        "cancel_completion",
        ngettext_lazy("a clos une demande de complément", "a clos %(count)d demandes de complément", "count"),
        _("Demande de complément close"),
    ),
    # conflicts
    _verb(
        "recuse",
        ngettext_lazy("a enregistré un déport", "a enregistré %(count)d déports", "count"),
        _("Déport enregistré"),
    ),
    # review
    _verb(
        "assign",
        ngettext_lazy("a confié une évaluation", "a confié %(count)d évaluations", "count"),
        _("Évaluation confiée"),
    ),
    _verb(
        "unassign",
        ngettext_lazy("a retiré une évaluation", "a retiré %(count)d évaluations", "count"),
        _("Évaluation reprise"),
    ),
    _verb(
        "start_review",
        ngettext_lazy(
            "a ouvert l’évaluation d’un dossier", "a ouvert l’évaluation de %(count)d dossiers", "count"
        ),
        _("Évaluation commencée"),
        is_minor=True,
    ),
    # decision
    _verb(
        "decide",
        ngettext_lazy("a enregistré une décision", "a enregistré %(count)d décisions", "count"),
        _("Décision prise"),
        reveals_outcome=True,
    ),
    _verb(
        "erase_decision",
        ngettext_lazy(
            "a rendu caduque une décision en changeant l’état d’un dossier",
            "a rendu caduques %(count)d décisions en changeant l’état de dossiers",
            "count",
        ),
        _("Décision effacée : le dossier n’est plus à décider"),
        reveals_outcome=True,
    ),
    _verb(
        "move_reserve",
        ngettext_lazy(
            "a déplacé un projet sur la liste complémentaire",
            "a déplacé %(count)d projets sur la liste complémentaire",
            "count",
        ),
        _("Déplacé sur la liste complémentaire"),
        reveals_outcome=True,
    ),
    _verb(
        "announce_selected",
        ngettext_lazy("a retenu un projet", "a retenu %(count)d projets", "count"),
        _("Retenu"),
        is_minor=True,
    ),
    _verb(
        "announce_reserve",
        ngettext_lazy(
            "a mis un projet sur liste complémentaire",
            "a mis %(count)d projets sur liste complémentaire",
            "count",
        ),
        _("Placé sur la liste complémentaire"),
        is_minor=True,
    ),
    _verb(
        "announce_not_selected",
        ngettext_lazy("a écarté un projet", "a écarté %(count)d projets", "count"),
        _("Non retenu"),
        is_minor=True,
    ),
    _verb(
        "call_reserve",
        ngettext_lazy(
            "a appelé un projet de la liste complémentaire",
            "a appelé %(count)d projets de la liste complémentaire",
            "count",
        ),
        _("Appelé de la liste complémentaire"),
    ),
    _verb(
        "confirm",
        ngettext_lazy("a confirmé une venue", "a confirmé %(count)d venues", "count"),
        _("Participation confirmée"),
    ),
    _verb(
        "decline",
        ngettext_lazy("a laissé sa place", "a laissé %(count)d places", "count"),
        _("Place déclinée"),
    ),
    _verb(
        "withdraw_place",
        ngettext_lazy("a retiré sa place à un projet", "a retiré %(count)d places", "count"),
        _("Place retirée par l’organisation"),
    ),
    _verb(
        "remind_place",
        ngettext_lazy(
            "a relancé un projet sur sa venue", "a relancé %(count)d projets sur leur venue", "count"
        ),
        _("Relance sur la venue"),
    ),
    # exchange
    _verb(
        "import",
        ngettext_lazy("a importé un dossier", "a importé %(count)d dossiers", "count"),
        _("Dossier importé"),
        is_minor=True,
    ),
    # history
    _verb(
        "enter_past_project",
        ngettext_lazy("a saisi un projet d’hier", "a saisi %(count)d projets d’hier", "count"),
        _("Projet saisi après coup"),
    ),
    _verb(
        "change_past_project",
        ngettext_lazy("a changé un projet d’hier", "a changé %(count)d projets d’hier", "count"),
        _("Projet corrigé après coup"),
        is_minor=True,
    ),
)
