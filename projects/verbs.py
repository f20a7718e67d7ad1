"""The audit verbs of this app, and how the log describes them; those of retention name nobody."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, acts
from projects.application import verbs as application

EDITION, CALL, APPLICATION = "programmes.edition", "programmes.call", "projects.application"

VERBS = (
    *application.VERBS,
    # application
    Verb("publish_form", CALL, _("a publié le formulaire")),
    Verb("extend_call", CALL, _("a prolongé l’appel"), reason_is_open=True),
    Verb("change_call_dates", CALL, _("a changé les dates de l’appel"), reason_is_open=True),
    Verb(
        "allow_public_sheet",
        "projects.project",
        acts("a accepté la fiche publique d’un projet", "a accepté la fiche publique de %(count)d projets"),
    ),
    Verb(
        "close_public_sheet",
        "projects.project",
        acts("a retiré la fiche publique d’un projet", "a retiré la fiche publique de %(count)d projets"),
    ),
    # triage
    Verb("set_checklist", CALL, _("a modifié la liste de vérification")),
    Verb("set_eligibility_rules", CALL, _("a modifié les règles de recevabilité")),
    Verb(
        "bulk_tag",
        "projects.bulkaction",
        acts("a posé une étiquette", "a posé %(count)d étiquettes"),
        is_minor=True,
    ),
    Verb(
        "bulk_assign",
        "projects.bulkaction",
        acts("a confié des dossiers à suivre", "a confié %(count)d fois des dossiers à suivre"),
        is_minor=True,
    ),
    Verb(
        "undo_bulk",
        "projects.bulkaction",
        acts("a annulé un changement groupé", "a annulé %(count)d changements groupés"),
    ),
    # conflicts
    Verb(
        "waive_conflict",
        "projects.seatwaiver",
        acts("a accordé une dérogation pour siéger", "a accordé %(count)d dérogations pour siéger"),
        reason_is_open=True,
    ),
    # declarations
    Verb("open_conflict_round", EDITION, _("a ouvert le tour des conflits")),
    Verb("close_conflict_round", EDITION, _("a clos le tour des conflits")),
    Verb(
        "remind_conflict_round",
        EDITION,
        acts("a relancé le tour des conflits", "a relancé %(count)d fois le tour des conflits"),
    ),
    # review
    Verb("apply_assignment", EDITION, _("a réparti les évaluations")),
    Verb("plan_assignment", EDITION, _("a choisi qui lit quoi")),
    Verb("rebalance", EDITION, _("a fait rééquilibrer les charges du comité")),
    Verb(
        "exceed_capacity",
        EDITION,
        acts(
            "a confié à quelqu’un plus de dossiers qu’accepté",
            "a confié %(count)d fois plus de dossiers qu’accepté",
        ),
        reason_is_open=True,
    ),
    Verb(
        "plan_replacement",
        EDITION,
        acts("a rendu des dossiers à confier à d’autres", "a rendu %(count)d fois des dossiers"),
    ),
    Verb(
        "lock_duty",
        APPLICATION,
        acts("a verrouillé une affectation", "a verrouillé %(count)d affectations"),
        _("Affectation verrouillée"),
        is_minor=True,
    ),
    Verb(
        "unlock_duty",
        APPLICATION,
        acts("a déverrouillé une affectation", "a déverrouillé %(count)d affectations"),
        _("Affectation déverrouillée"),
        is_minor=True,
    ),
    Verb(
        "extend_reviews",
        EDITION,
        acts("a laissé plus de temps à un membre du comité", "a laissé %(count)d délais au comité"),
    ),
    Verb(
        "remind_reviewer",
        EDITION,
        acts("a relancé une personne du comité", "a relancé %(count)d personnes du comité"),
    ),
    Verb(
        "submit_review", "projects.review", acts("a envoyé une évaluation", "a envoyé %(count)d évaluations")
    ),
    Verb(
        "take_back_review",
        "projects.review",
        acts("a repris une évaluation envoyée", "a repris %(count)d évaluations envoyées"),
    ),
    Verb(
        "request_relief",
        "projects.application",
        acts("ne pourra pas évaluer un dossier", "ne pourra pas évaluer %(count)d dossiers"),
        _("Évaluation rendue"),
    ),
    Verb(
        "withdraw_relief",
        "projects.application",
        acts("évaluera finalement un dossier", "évaluera finalement %(count)d dossiers"),
        _("Évaluation gardée"),
    ),
    Verb(
        "revise_review",
        "projects.review",
        acts("a révisé une évaluation envoyée", "a révisé %(count)d évaluations envoyées"),
    ),
    # decision
    Verb("announce", EDITION, _("a annoncé les décisions"), reason_is_open=True),
    Verb(
        "approve_feedback",
        "projects.review",
        acts("a relu un commentaire à transmettre", "a relu %(count)d commentaires à transmettre"),
    ),
    Verb(
        "withhold_feedback",
        "projects.review",
        acts(
            "a gardé un commentaire sans le transmettre",
            "a gardé %(count)d commentaires sans les transmettre",
        ),
    ),
    # minutes
    Verb(
        "publish_minutes",
        "projects.committeeminutes",
        acts("a publié un procès-verbal du comité", "a publié %(count)d versions du procès-verbal du comité"),
        reason_is_open=True,
    ),
    Verb(
        "approve_committee_minutes",
        "projects.committeeminutes",
        acts("a approuvé le procès-verbal du comité", "a approuvé %(count)d procès-verbaux du comité"),
    ),
    Verb(
        "request_amendment",
        "projects.committeeminutes",
        acts("a demandé de corriger le procès-verbal", "a demandé %(count)d corrections du procès-verbal"),
    ),
    # deliberation
    Verb("open_committee_meeting", "projects.meeting", _("a ouvert la séance du comité")),
    Verb("close_committee_meeting", "projects.meeting", _("a clos la séance du comité")),
    Verb(
        "adjourn_meeting",
        "projects.meeting",
        _("a levé la séance du comité sans décision"),
        reason_is_open=True,
    ),
    # exchange
    Verb(
        "check_application_import",
        "programmes.tableimport",
        acts("a vérifié un fichier à importer", "a vérifié %(count)d fichiers à importer"),
        is_minor=True,
    ),
    Verb(
        "apply_application_import",
        "programmes.tableimport",
        acts("a importé un fichier", "a importé %(count)d fichiers"),
    ),
    Verb(
        "remove_application_import",
        "programmes.tableimport",
        acts("a retiré un import", "a retiré %(count)d imports"),
    ),
    Verb(
        "request_export",
        "projects.exportjob",
        acts("a demandé un export", "a demandé %(count)d exports"),
        is_minor=True,
    ),
    Verb(
        "build_export",
        "projects.exportjob",
        acts("a préparé un export", "a préparé %(count)d exports"),
        is_minor=True,
    ),
    Verb(
        "fail_export",
        "projects.exportjob",
        acts("n’a pas pu préparer un export", "n’a pas pu préparer %(count)d exports"),
    ),
    Verb(
        "remove_export",
        "projects.exportjob",
        acts("a effacé un export", "a effacé %(count)d exports"),
        is_minor=True,
    ),
    Verb(
        "save_export_template",
        "projects.exporttemplate",
        acts("a gardé un modèle d’export", "a gardé %(count)d modèles d’export"),
        is_minor=True,
    ),
    Verb(
        "remove_export_template",
        "projects.exporttemplate",
        acts("a retiré un modèle d’export", "a retiré %(count)d modèles d’export"),
        is_minor=True,
    ),
    # letters
    Verb("send_letter", EDITION, acts("a écrit un message", "a écrit %(count)d messages")),
    # history
    Verb(
        "remove_past_project", EDITION, acts("a retiré un projet d’hier", "a retiré %(count)d projets d’hier")
    ),
    Verb(
        "add_past_document",
        EDITION,
        acts("a ajouté un document d’hier", "a ajouté %(count)d documents d’hier"),
        is_minor=True,
    ),
    Verb(
        "change_past_document",
        EDITION,
        acts("a changé un document d’hier", "a changé %(count)d documents d’hier"),
        is_minor=True,
    ),
    Verb(
        "move_past_document",
        EDITION,
        acts("a rangé les documents d’hier", "a rangé les documents d’hier %(count)d fois"),
        is_minor=True,
    ),
    Verb(
        "remove_past_document",
        EDITION,
        acts("a retiré un document d’hier", "a retiré %(count)d documents d’hier"),
        is_minor=True,
    ),
    # anonymity
    Verb("begin_anonymous_review", EDITION, _("a rendu l’évaluation anonyme")),
    Verb("open_identities", EDITION, _("a ouvert les identités au comité")),
    Verb(
        "choose_identifying_questions",
        EDITION,
        acts(
            "a choisi les réponses que l’évaluation anonyme masque",
            "a choisi %(count)d fois les réponses que l’évaluation anonyme masque",
        ),
        is_minor=True,
    ),
    Verb(
        "override_mask",
        APPLICATION,
        acts(
            "a réglé ce que masque un dossier anonyme",
            "a réglé %(count)d fois ce que masque un dossier anonyme",
        ),
        _("Masquage de l’évaluation anonyme réglé"),
        is_minor=True,
    ),
    # retention
    Verb(
        "change_retention",
        EDITION,
        acts("a changé les durées de conservation", "a changé %(count)d fois les durées de conservation"),
        reason_is_open=True,
    ),
    Verb(
        "announce_erasure",
        EDITION,
        acts("a annoncé un effacement de dossiers", "a annoncé %(count)d effacements de dossiers"),
        reason_is_open=True,
    ),
    Verb(
        "postpone_erasure",
        EDITION,
        acts("a repoussé un effacement de dossiers", "a repoussé %(count)d effacements de dossiers"),
        reason_is_open=True,
    ),
    Verb(
        "erase_drafts",
        EDITION,
        acts(
            "a effacé les brouillons au terme de leur conservation",
            "a effacé %(count)d fois les brouillons au terme de leur conservation",
        ),
        reason_is_open=True,
    ),
    Verb(
        "anonymise_applications",
        EDITION,
        acts(
            "a anonymisé les dossiers non retenus au terme de leur conservation",
            "a anonymisé %(count)d fois les dossiers non retenus au terme de leur conservation",
        ),
        reason_is_open=True,
    ),
    Verb(
        "anonymise_projects",
        EDITION,
        acts(
            "a anonymisé les projets retenus au terme de leur conservation",
            "a anonymisé %(count)d fois les projets retenus au terme de leur conservation",
        ),
        reason_is_open=True,
    ),
    Verb(
        "erase_on_request",
        EDITION,
        acts("a effacé un dossier à la demande", "a effacé %(count)d dossiers à la demande"),
        reason_is_open=True,
    ),
    Verb(
        "erase_member_on_request",
        EDITION,
        acts(
            "a effacé une personne d’un dossier à la demande",
            "a effacé %(count)d personnes de dossiers à la demande",
        ),
        reason_is_open=True,
    ),
)
