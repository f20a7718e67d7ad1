"""The audit verbs of a dossier, by subject, and how the log and its own history describe them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, acts


def _make_verb(name: str, sentence: str | Promise, step: str | Promise, **flags: bool) -> Verb:
    return Verb(name, "projects.application", sentence, step, **flags)


VERBS = (
    # application
    _make_verb(
        "start_application",
        acts("a commencé un dossier", "a commencé %(count)d dossiers"),
        _("Brouillon commencé"),
        is_minor=True,
    ),
    _make_verb("submit", acts("a déposé un dossier", "a déposé %(count)d dossiers"), _("Dossier déposé")),
    _make_verb(
        "revise",
        acts("a repris un dossier déposé", "a repris %(count)d dossiers déposés"),
        _("Modification commencée"),
        is_minor=True,
    ),
    _make_verb(
        "resubmit",
        acts("a déposé une nouvelle version", "a déposé %(count)d nouvelles versions"),
        _("Nouvelle version déposée"),
    ),
    _make_verb(
        "drop_revision",
        acts("a abandonné ses modifications", "a abandonné %(count)d fois ses modifications"),
        _("Modification abandonnée"),
        is_minor=True,
    ),
    _make_verb("withdraw", acts("a retiré un dossier", "a retiré %(count)d dossiers"), _("Dossier retiré")),
    # members
    _make_verb(
        "invite_member",
        acts("a invité à écrire un dossier", "a invité %(count)d fois à écrire un dossier"),
        _("Quelqu’un est invité à tenir le dossier"),
        is_minor=True,
    ),
    _make_verb(
        "resend_member_invitation",
        acts("a renvoyé une invitation à écrire", "a renvoyé %(count)d invitations à écrire"),
        _("Invitation renvoyée"),
    ),
    _make_verb(
        "revoke_member_invitation",
        acts("a annulé une invitation à écrire", "a annulé %(count)d invitations à écrire"),
        _("Invitation annulée"),
    ),
    _make_verb(
        "decline_member_invitation",
        acts("a décliné une invitation à écrire", "a décliné %(count)d invitations à écrire"),
        _("Invitation déclinée"),
    ),
    _make_verb(
        "join",
        acts("a rejoint un dossier", "a rejoint %(count)d dossiers"),
        _("Invitation acceptée"),
        is_minor=True,
    ),
    _make_verb(
        "change_rights",
        acts("a changé des droits sur un dossier", "a changé %(count)d fois des droits sur un dossier"),
        _("Droits d’une personne changés"),
        is_minor=True,
    ),
    _make_verb(
        "hand_over",
        acts("a confié la tête d’un dossier", "a confié la tête de %(count)d dossiers"),
        _("Projet confié à une autre personne"),
    ),
    _make_verb(
        "leave",
        acts("a quitté un dossier", "a quitté %(count)d dossiers"),
        _("Une personne a quitté le dossier"),
    ),
    _make_verb(
        "remove_member",
        acts("a retiré une personne d’un dossier", "a retiré %(count)d personnes de dossiers"),
        _("Une personne ne tient plus le dossier"),
    ),
    # triage
    _make_verb(
        "check",
        acts("a noté une vérification", "a noté %(count)d vérifications"),
        _("Liste de vérification mise à jour"),
        is_minor=True,
    ),
    _make_verb(
        "follow",
        acts("a changé qui suit un dossier", "a changé qui suit %(count)d dossiers"),
        _("Suivi ou étiquettes changés"),
        is_minor=True,
    ),
    _make_verb(
        "discuss",
        acts("a écrit au comité sur un dossier", "a écrit %(count)d messages au comité"),
        _("Message au comité"),
        is_minor=True,
    ),
    _make_verb(
        "take_back_message",
        acts("a retiré un message au comité", "a retiré %(count)d messages au comité"),
        _("Message au comité retiré"),
        is_minor=True,
    ),
    _make_verb("note", acts("a écrit une note", "a écrit %(count)d notes"), _("Note écrite"), is_minor=True),
    _make_verb(
        "remove_note", acts("a retiré une note", "a retiré %(count)d notes"), _("Note retirée"), is_minor=True
    ),
    _make_verb(
        "declare_eligible",
        acts("a déclaré un dossier recevable", "a déclaré %(count)d dossiers recevables"),
        _("Déclaré recevable"),
    ),
    _make_verb(
        "undo_eligible",
        acts("a remis un dossier à vérifier", "a remis %(count)d dossiers à vérifier"),
        _("Recevabilité annulée aussitôt"),
    ),
    _make_verb(
        "declare_ineligible",
        acts("a déclaré un dossier non recevable", "a déclaré %(count)d dossiers non recevables"),
        _("Déclaré non recevable"),
    ),
    _make_verb(
        "overrule_rule",
        acts("a levé une règle pour un dossier", "a levé une règle pour %(count)d dossiers"),
        _("Règle levée pour ce dossier"),
    ),
    _make_verb(
        "reinstate_rule",
        acts("a rétabli une règle pour un dossier", "a rétabli une règle pour %(count)d dossiers"),
        _("Règle rétablie pour ce dossier"),
    ),
    # completion
    _make_verb(
        "request_completion",
        acts("a demandé un complément", "a demandé %(count)d compléments"),
        _("Complément demandé"),
    ),
    _make_verb(
        "answer_completion",
        acts("a répondu à une demande de complément", "a répondu à %(count)d demandes de complément"),
        _("Complément reçu"),
    ),
    _make_verb(
        "accept_completion",
        acts("a accepté un complément", "a accepté %(count)d compléments"),
        _("Complément accepté"),
    ),
    _make_verb(
        "extend_completion",
        acts("a repoussé la date d’un complément", "a repoussé la date de %(count)d compléments"),
        _("Échéance du complément repoussée"),
    ),
    _make_verb(
        "cancel_completion",
        acts("a clos une demande de complément", "a clos %(count)d demandes de complément"),
        _("Demande de complément close"),
    ),
    # conflicts
    _make_verb(
        "recuse", acts("a enregistré un déport", "a enregistré %(count)d déports"), _("Déport enregistré")
    ),
    _make_verb(
        "lift_recusal",
        acts("a levé un conflit d’intérêts", "a levé %(count)d conflits d’intérêts"),
        _("Conflit d’intérêts levé"),
    ),
    # review
    _make_verb(
        "assign", acts("a confié une évaluation", "a confié %(count)d évaluations"), _("Évaluation confiée")
    ),
    _make_verb(
        "unassign", acts("a retiré une évaluation", "a retiré %(count)d évaluations"), _("Évaluation reprise")
    ),
    _make_verb(
        "start_review",
        acts("a ouvert l’évaluation d’un dossier", "a ouvert l’évaluation de %(count)d dossiers"),
        _("Évaluation commencée"),
        is_minor=True,
    ),
    # decision
    _make_verb(
        "decide",
        acts("a enregistré une décision", "a enregistré %(count)d décisions"),
        _("Décision prise"),
        reveals_outcome=True,
    ),
    _make_verb(
        "erase_decision",
        acts(
            "a rendu caduque une décision en changeant l’état d’un dossier",
            "a rendu caduques %(count)d décisions en changeant l’état de dossiers",
        ),
        _("Décision effacée : le dossier n’est plus à décider"),
        reveals_outcome=True,
    ),
    _make_verb(
        "move_reserve",
        acts(
            "a déplacé un projet sur la liste complémentaire",
            "a déplacé %(count)d projets sur la liste complémentaire",
        ),
        _("Déplacé sur la liste complémentaire"),
        reveals_outcome=True,
    ),
    _make_verb(
        "save_decision_letter",
        acts("a complété un message d’annonce", "a complété %(count)d messages d’annonce"),
        _("Message d’annonce complété"),
        is_minor=True,
        reveals_outcome=True,
    ),
    _make_verb(
        "read_decision_letter",
        acts("a relu un message d’annonce", "a relu %(count)d messages d’annonce"),
        _("Message d’annonce relu"),
        is_minor=True,
        reveals_outcome=True,
    ),
    _make_verb(
        "announce_selected",
        acts("a retenu un projet", "a retenu %(count)d projets"),
        _("Retenu"),
        is_minor=True,
    ),
    _make_verb(
        "announce_reserve",
        acts("a mis un projet sur liste complémentaire", "a mis %(count)d projets sur liste complémentaire"),
        _("Placé sur la liste complémentaire"),
        is_minor=True,
    ),
    _make_verb(
        "announce_not_selected",
        acts("a écarté un projet", "a écarté %(count)d projets"),
        _("Non retenu"),
        is_minor=True,
    ),
    _make_verb(
        "call_reserve",
        acts(
            "a appelé un projet de la liste complémentaire",
            "a appelé %(count)d projets de la liste complémentaire",
        ),
        _("Appelé de la liste complémentaire"),
    ),
    _make_verb(
        "confirm", acts("a confirmé une venue", "a confirmé %(count)d venues"), _("Participation confirmée")
    ),
    _make_verb("decline", acts("a laissé sa place", "a laissé %(count)d places"), _("Place déclinée")),
    _make_verb(
        "withdraw_place",
        acts("a retiré sa place à un projet", "a retiré %(count)d places"),
        _("Place retirée par l’organisation"),
    ),
    _make_verb(
        "leave_session",
        acts("a noté un départ en cours de session", "a noté %(count)d départs en cours de session"),
        _("Parti en cours de session"),
    ),
    _make_verb(
        "return_to_session",
        acts("a noté le retour d’un projet", "a noté le retour de %(count)d projets"),
        _("Revenu à la session"),
    ),
    _make_verb(
        "remind_place",
        acts("a relancé un projet sur sa venue", "a relancé %(count)d projets sur leur venue"),
        _("Relance sur la venue"),
    ),
    # exchange
    _make_verb(
        "import",
        acts("a importé un dossier", "a importé %(count)d dossiers"),
        _("Dossier importé"),
        is_minor=True,
    ),
    # history
    _make_verb(
        "enter_past_project",
        acts("a saisi un projet d’hier", "a saisi %(count)d projets d’hier"),
        _("Projet saisi après coup"),
    ),
    _make_verb(
        "change_past_project",
        acts("a changé un projet d’hier", "a changé %(count)d projets d’hier"),
        _("Projet corrigé après coup"),
        is_minor=True,
    ),
)
