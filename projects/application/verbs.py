"""The audit verbs of a dossier, by subject, and how the log and its own history describe them."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of

VERBS = verbs_of(
    "projects.application",
    # application
    Verb(
        "start_application",
        "a commencé un dossier",
        "a commencé %(count)d dossiers",
        _("Brouillon commencé"),
        is_minor=True,
    ),
    Verb("submit", "a déposé un dossier", "a déposé %(count)d dossiers", _("Dossier déposé")),
    Verb(
        "revise",
        "a repris un dossier déposé",
        "a repris %(count)d dossiers déposés",
        _("Modification commencée"),
        is_minor=True,
    ),
    Verb(
        "resubmit",
        "a déposé une nouvelle version",
        "a déposé %(count)d nouvelles versions",
        _("Nouvelle version déposée"),
    ),
    Verb(
        "drop_revision",
        "a abandonné ses modifications",
        "a abandonné %(count)d fois ses modifications",
        _("Modification abandonnée"),
        is_minor=True,
    ),
    Verb("withdraw", "a retiré un dossier", "a retiré %(count)d dossiers", _("Dossier retiré")),
    # members
    Verb(
        "invite_member",
        "a invité à écrire un dossier",
        "a invité %(count)d fois à écrire un dossier",
        _("Quelqu’un est invité à tenir le dossier"),
        is_minor=True,
    ),
    Verb(
        "resend_member_invitation",
        "a renvoyé une invitation à écrire",
        "a renvoyé %(count)d invitations à écrire",
        _("Invitation renvoyée"),
    ),
    Verb(
        "revoke_member_invitation",
        "a annulé une invitation à écrire",
        "a annulé %(count)d invitations à écrire",
        _("Invitation annulée"),
    ),
    Verb(
        "decline_member_invitation",
        "a décliné une invitation à écrire",
        "a décliné %(count)d invitations à écrire",
        _("Invitation déclinée"),
    ),
    Verb(
        "join",
        "a rejoint un dossier",
        "a rejoint %(count)d dossiers",
        _("Invitation acceptée"),
        is_minor=True,
    ),
    Verb(
        "change_rights",
        "a changé des droits sur un dossier",
        "a changé %(count)d fois des droits sur un dossier",
        _("Droits d’une personne changés"),
        is_minor=True,
    ),
    Verb(
        "hand_over",
        "a confié la tête d’un dossier",
        "a confié la tête de %(count)d dossiers",
        _("Projet confié à une autre personne"),
    ),
    Verb(
        "leave", "a quitté un dossier", "a quitté %(count)d dossiers", _("Une personne a quitté le dossier")
    ),
    Verb(
        "remove_member",
        "a retiré une personne d’un dossier",
        "a retiré %(count)d personnes de dossiers",
        _("Une personne ne tient plus le dossier"),
    ),
    # triage
    Verb(
        "check",
        "a noté une vérification",
        "a noté %(count)d vérifications",
        _("Liste de vérification mise à jour"),
        is_minor=True,
    ),
    Verb(
        "follow",
        "a changé qui suit un dossier",
        "a changé qui suit %(count)d dossiers",
        _("Suivi ou étiquettes changés"),
        is_minor=True,
    ),
    Verb(
        "discuss",
        "a écrit au comité sur un dossier",
        "a écrit %(count)d messages au comité",
        _("Message au comité"),
        is_minor=True,
    ),
    Verb(
        "take_back_message",
        "a retiré un message au comité",
        "a retiré %(count)d messages au comité",
        _("Message au comité retiré"),
        is_minor=True,
    ),
    Verb("note", "a écrit une note", "a écrit %(count)d notes", _("Note écrite"), is_minor=True),
    Verb("remove_note", "a retiré une note", "a retiré %(count)d notes", _("Note retirée"), is_minor=True),
    Verb(
        "declare_eligible",
        "a déclaré un dossier recevable",
        "a déclaré %(count)d dossiers recevables",
        _("Déclaré recevable"),
    ),
    Verb(
        "undo_eligible",
        "a remis un dossier à vérifier",
        "a remis %(count)d dossiers à vérifier",
        _("Recevabilité annulée aussitôt"),
    ),
    Verb(
        "declare_ineligible",
        "a déclaré un dossier non recevable",
        "a déclaré %(count)d dossiers non recevables",
        _("Déclaré non recevable"),
    ),
    Verb(
        "overrule_rule",
        "a levé une règle pour un dossier",
        "a levé une règle pour %(count)d dossiers",
        _("Règle levée pour ce dossier"),
    ),
    Verb(
        "reinstate_rule",
        "a rétabli une règle pour un dossier",
        "a rétabli une règle pour %(count)d dossiers",
        _("Règle rétablie pour ce dossier"),
    ),
    # completion
    Verb(
        "request_completion",
        "a demandé un complément",
        "a demandé %(count)d compléments",
        _("Complément demandé"),
    ),
    Verb(
        "answer_completion",
        "a répondu à une demande de complément",
        "a répondu à %(count)d demandes de complément",
        _("Complément reçu"),
    ),
    Verb(
        "accept_completion",
        "a accepté un complément",
        "a accepté %(count)d compléments",
        _("Complément accepté"),
    ),
    Verb(
        "extend_completion",
        "a repoussé la date d’un complément",
        "a repoussé la date de %(count)d compléments",
        _("Échéance du complément repoussée"),
    ),
    Verb(
        "cancel_completion",
        "a clos une demande de complément",
        "a clos %(count)d demandes de complément",
        _("Demande de complément close"),
    ),
    # conflicts
    Verb("recuse", "a enregistré un déport", "a enregistré %(count)d déports", _("Déport enregistré")),
    Verb(
        "lift_recusal",
        "a levé un conflit d’intérêts",
        "a levé %(count)d conflits d’intérêts",
        _("Conflit d’intérêts levé"),
    ),
    # review
    Verb("assign", "a confié une évaluation", "a confié %(count)d évaluations", _("Évaluation confiée")),
    Verb("unassign", "a retiré une évaluation", "a retiré %(count)d évaluations", _("Évaluation reprise")),
    Verb(
        "start_review",
        "a ouvert l’évaluation d’un dossier",
        "a ouvert l’évaluation de %(count)d dossiers",
        _("Évaluation commencée"),
        is_minor=True,
    ),
    # decision
    Verb(
        "decide",
        "a enregistré une décision",
        "a enregistré %(count)d décisions",
        _("Décision prise"),
        reveals_outcome=True,
    ),
    Verb(
        "erase_decision",
        "a rendu caduque une décision en changeant l’état d’un dossier",
        "a rendu caduques %(count)d décisions en changeant l’état de dossiers",
        _("Décision effacée : le dossier n’est plus à décider"),
        reveals_outcome=True,
    ),
    Verb(
        "move_reserve",
        "a déplacé un projet sur la liste complémentaire",
        "a déplacé %(count)d projets sur la liste complémentaire",
        _("Déplacé sur la liste complémentaire"),
        reveals_outcome=True,
    ),
    Verb(
        "save_decision_letter",
        "a complété un message d’annonce",
        "a complété %(count)d messages d’annonce",
        _("Message d’annonce complété"),
        is_minor=True,
        reveals_outcome=True,
    ),
    Verb(
        "read_decision_letter",
        "a relu un message d’annonce",
        "a relu %(count)d messages d’annonce",
        _("Message d’annonce relu"),
        is_minor=True,
        reveals_outcome=True,
    ),
    Verb("announce_selected", "a retenu un projet", "a retenu %(count)d projets", _("Retenu"), is_minor=True),
    Verb(
        "announce_reserve",
        "a mis un projet sur liste complémentaire",
        "a mis %(count)d projets sur liste complémentaire",
        _("Placé sur la liste complémentaire"),
        is_minor=True,
    ),
    Verb(
        "announce_not_selected",
        "a écarté un projet",
        "a écarté %(count)d projets",
        _("Non retenu"),
        is_minor=True,
    ),
    Verb(
        "call_reserve",
        "a appelé un projet de la liste complémentaire",
        "a appelé %(count)d projets de la liste complémentaire",
        _("Appelé de la liste complémentaire"),
    ),
    Verb("confirm", "a confirmé une venue", "a confirmé %(count)d venues", _("Participation confirmée")),
    Verb("decline", "a laissé sa place", "a laissé %(count)d places", _("Place déclinée")),
    Verb(
        "withdraw_place",
        "a retiré sa place à un projet",
        "a retiré %(count)d places",
        _("Place retirée par l’organisation"),
    ),
    Verb(
        "leave_session",
        "a noté un départ en cours de session",
        "a noté %(count)d départs en cours de session",
        _("Parti en cours de session"),
    ),
    Verb(
        "return_to_session",
        "a noté le retour d’un projet",
        "a noté le retour de %(count)d projets",
        _("Revenu à la session"),
    ),
    Verb(
        "remind_place",
        "a relancé un projet sur sa venue",
        "a relancé %(count)d projets sur leur venue",
        _("Relance sur la venue"),
    ),
    # exchange
    Verb(
        "import", "a importé un dossier", "a importé %(count)d dossiers", _("Dossier importé"), is_minor=True
    ),
    # history
    Verb(
        "enter_past_project",
        "a saisi un projet d’hier",
        "a saisi %(count)d projets d’hier",
        _("Projet saisi après coup"),
    ),
    Verb(
        "change_past_project",
        "a changé un projet d’hier",
        "a changé %(count)d projets d’hier",
        _("Projet corrigé après coup"),
        is_minor=True,
    ),
)
