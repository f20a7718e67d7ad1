"""The audit verbs of this app, and how the log describes them; those of retention name nobody."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of
from projects.application import verbs as application

VERBS = (
    *application.VERBS,
    *verbs_of(
        "programmes.call",
        # application
        Verb("publish_form", _("a publié le formulaire")),
        Verb("extend_call", _("a prolongé l’appel"), reason_is_open=True),
        Verb("change_call_dates", _("a changé les dates de l’appel"), reason_is_open=True),
        # triage
        Verb("set_checklist", _("a modifié la liste de vérification")),
        Verb("set_eligibility_rules", _("a modifié les règles de recevabilité")),
    ),
    *verbs_of(
        "projects.project",
        Verb(
            "allow_public_sheet",
            "a accepté la fiche publique d’un projet",
            "a accepté la fiche publique de %(count)d projets",
        ),
        Verb(
            "close_public_sheet",
            "a retiré la fiche publique d’un projet",
            "a retiré la fiche publique de %(count)d projets",
        ),
    ),
    *verbs_of(
        "projects.bulkaction",
        Verb("bulk_tag", "a posé une étiquette", "a posé %(count)d étiquettes", is_minor=True),
        Verb(
            "bulk_assign",
            "a confié des dossiers à suivre",
            "a confié %(count)d fois des dossiers à suivre",
            is_minor=True,
        ),
        Verb("undo_bulk", "a annulé un changement groupé", "a annulé %(count)d changements groupés"),
    ),
    *verbs_of(
        "projects.seatwaiver",
        Verb(
            "waive_conflict",
            "a accordé une dérogation pour siéger",
            "a accordé %(count)d dérogations pour siéger",
            reason_is_open=True,
        ),
    ),
    *verbs_of(
        "programmes.edition",
        # declarations
        Verb("open_conflict_round", _("a ouvert le tour des conflits")),
        Verb("close_conflict_round", _("a clos le tour des conflits")),
        Verb(
            "remind_conflict_round",
            "a relancé le tour des conflits",
            "a relancé %(count)d fois le tour des conflits",
        ),
        # review
        Verb("apply_assignment", _("a réparti les évaluations")),
        Verb("plan_assignment", _("a choisi qui lit quoi")),
        Verb("rebalance", _("a fait rééquilibrer les charges du comité")),
        Verb(
            "exceed_capacity",
            "a confié à quelqu’un plus de dossiers qu’accepté",
            "a confié %(count)d fois plus de dossiers qu’accepté",
            reason_is_open=True,
        ),
        Verb(
            "plan_replacement",
            "a rendu des dossiers à confier à d’autres",
            "a rendu %(count)d fois des dossiers",
        ),
        Verb(
            "extend_reviews",
            "a laissé plus de temps à un membre du comité",
            "a laissé %(count)d délais au comité",
        ),
        Verb(
            "remind_reviewer", "a relancé une personne du comité", "a relancé %(count)d personnes du comité"
        ),
        # decision
        Verb("announce", _("a annoncé les décisions"), reason_is_open=True),
        # letters
        Verb("send_letter", "a écrit un message", "a écrit %(count)d messages"),
        # history
        Verb("remove_past_project", "a retiré un projet d’hier", "a retiré %(count)d projets d’hier"),
        Verb(
            "add_past_document",
            "a ajouté un document d’hier",
            "a ajouté %(count)d documents d’hier",
            is_minor=True,
        ),
        Verb(
            "change_past_document",
            "a changé un document d’hier",
            "a changé %(count)d documents d’hier",
            is_minor=True,
        ),
        Verb(
            "move_past_document",
            "a rangé les documents d’hier",
            "a rangé les documents d’hier %(count)d fois",
            is_minor=True,
        ),
        Verb(
            "remove_past_document",
            "a retiré un document d’hier",
            "a retiré %(count)d documents d’hier",
            is_minor=True,
        ),
        # anonymity
        Verb("begin_anonymous_review", _("a rendu l’évaluation anonyme")),
        Verb("open_identities", _("a ouvert les identités au comité")),
        Verb(
            "choose_identifying_questions",
            "a choisi les réponses que l’évaluation anonyme masque",
            "a choisi %(count)d fois les réponses que l’évaluation anonyme masque",
            is_minor=True,
        ),
        # retention
        Verb(
            "change_retention",
            "a changé les durées de conservation",
            "a changé %(count)d fois les durées de conservation",
            reason_is_open=True,
        ),
        Verb(
            "announce_erasure",
            "a annoncé un effacement de dossiers",
            "a annoncé %(count)d effacements de dossiers",
            reason_is_open=True,
        ),
        Verb(
            "postpone_erasure",
            "a repoussé un effacement de dossiers",
            "a repoussé %(count)d effacements de dossiers",
            reason_is_open=True,
        ),
        Verb(
            "erase_drafts",
            "a effacé les brouillons au terme de leur conservation",
            "a effacé %(count)d fois les brouillons au terme de leur conservation",
            reason_is_open=True,
        ),
        Verb(
            "anonymise_applications",
            "a anonymisé les dossiers non retenus au terme de leur conservation",
            "a anonymisé %(count)d fois les dossiers non retenus au terme de leur conservation",
            reason_is_open=True,
        ),
        Verb(
            "anonymise_projects",
            "a anonymisé les projets retenus au terme de leur conservation",
            "a anonymisé %(count)d fois les projets retenus au terme de leur conservation",
            reason_is_open=True,
        ),
        Verb(
            "erase_on_request",
            "a effacé un dossier à la demande",
            "a effacé %(count)d dossiers à la demande",
            reason_is_open=True,
        ),
        Verb(
            "erase_member_on_request",
            "a effacé une personne d’un dossier à la demande",
            "a effacé %(count)d personnes de dossiers à la demande",
            reason_is_open=True,
        ),
    ),
    *verbs_of(
        "projects.application",
        # review
        Verb(
            "lock_duty",
            "a verrouillé une affectation",
            "a verrouillé %(count)d affectations",
            _("Affectation verrouillée"),
            is_minor=True,
        ),
        Verb(
            "unlock_duty",
            "a déverrouillé une affectation",
            "a déverrouillé %(count)d affectations",
            _("Affectation déverrouillée"),
            is_minor=True,
        ),
        Verb(
            "request_relief",
            "ne pourra pas évaluer un dossier",
            "ne pourra pas évaluer %(count)d dossiers",
            _("Évaluation rendue"),
        ),
        Verb(
            "withdraw_relief",
            "évaluera finalement un dossier",
            "évaluera finalement %(count)d dossiers",
            _("Évaluation gardée"),
        ),
        # anonymity
        Verb(
            "override_mask",
            "a réglé ce que masque un dossier anonyme",
            "a réglé %(count)d fois ce que masque un dossier anonyme",
            _("Masquage de l’évaluation anonyme réglé"),
            is_minor=True,
        ),
    ),
    *verbs_of(
        "projects.review",
        # review
        Verb("submit_review", "a envoyé une évaluation", "a envoyé %(count)d évaluations"),
        Verb(
            "take_back_review", "a repris une évaluation envoyée", "a repris %(count)d évaluations envoyées"
        ),
        Verb("revise_review", "a révisé une évaluation envoyée", "a révisé %(count)d évaluations envoyées"),
        # decision
        Verb(
            "approve_feedback",
            "a relu un commentaire à transmettre",
            "a relu %(count)d commentaires à transmettre",
        ),
        Verb(
            "withhold_feedback",
            "a gardé un commentaire sans le transmettre",
            "a gardé %(count)d commentaires sans les transmettre",
        ),
    ),
    *verbs_of(
        "projects.committeeminutes",
        Verb(
            "publish_minutes",
            "a publié un procès-verbal du comité",
            "a publié %(count)d versions du procès-verbal du comité",
            reason_is_open=True,
        ),
        Verb(
            "approve_committee_minutes",
            "a approuvé le procès-verbal du comité",
            "a approuvé %(count)d procès-verbaux du comité",
        ),
        Verb(
            "request_amendment",
            "a demandé de corriger le procès-verbal",
            "a demandé %(count)d corrections du procès-verbal",
        ),
    ),
    *verbs_of(
        "projects.meeting",
        Verb("open_committee_meeting", _("a ouvert la séance du comité")),
        Verb("close_committee_meeting", _("a clos la séance du comité")),
        Verb("adjourn_meeting", _("a levé la séance du comité sans décision"), reason_is_open=True),
    ),
    *verbs_of(
        "programmes.tableimport",
        Verb(
            "check_application_import",
            "a vérifié un fichier à importer",
            "a vérifié %(count)d fichiers à importer",
            is_minor=True,
        ),
        Verb("apply_application_import", "a importé un fichier", "a importé %(count)d fichiers"),
        Verb("remove_application_import", "a retiré un import", "a retiré %(count)d imports"),
    ),
    *verbs_of(
        "projects.exportjob",
        Verb("request_export", "a demandé un export", "a demandé %(count)d exports", is_minor=True),
        Verb("build_export", "a préparé un export", "a préparé %(count)d exports", is_minor=True),
        Verb("fail_export", "n’a pas pu préparer un export", "n’a pas pu préparer %(count)d exports"),
        Verb("remove_export", "a effacé un export", "a effacé %(count)d exports", is_minor=True),
    ),
    *verbs_of(
        "projects.exporttemplate",
        Verb(
            "save_export_template",
            "a gardé un modèle d’export",
            "a gardé %(count)d modèles d’export",
            is_minor=True,
        ),
        Verb(
            "remove_export_template",
            "a retiré un modèle d’export",
            "a retiré %(count)d modèles d’export",
            is_minor=True,
        ),
    ),
)
