"""What each verb of the audit log is in words, after the name of who did it; ``count`` like acts in a row."""

from typing import Any

from django.utils.translation import ngettext_lazy

WORDS: dict[str, Any] = {
    "create_programme": ngettext_lazy("a créé le programme", "a créé le programme", "count"),
    "change_programme": ngettext_lazy("a modifié le programme", "a modifié le programme", "count"),
    "create_edition": ngettext_lazy("a créé l’édition", "a créé l’édition", "count"),
    "change_edition": ngettext_lazy("a modifié les réglages", "a modifié les réglages", "count"),
    "change_call": ngettext_lazy("a modifié l’appel", "a modifié l’appel", "count"),
    "keep_mentions": ngettext_lazy(
        "a confirmé des dates dans les textes repris",
        "a confirmé des dates dans les textes repris",
        "count",
    ),
    "replace_mention": ngettext_lazy(
        "a remplacé une date dans un texte repris",
        "a remplacé %(count)d dates dans les textes repris",
        "count",
    ),
    "silence_edition": ngettext_lazy(
        "a noté l’édition comme passée : plus aucun message ne part",
        "a noté l’édition comme passée : plus aucun message ne part",
        "count",
    ),
    "reopen_mails": ngettext_lazy("a rouvert les envois", "a rouvert les envois", "count"),
    "publish_call": ngettext_lazy("a publié l’appel", "a publié l’appel", "count"),
    "extend_call": ngettext_lazy("a prolongé l’appel", "a prolongé l’appel", "count"),
    "change_call_dates": ngettext_lazy(
        "a changé les dates de l’appel", "a changé les dates de l’appel", "count"
    ),
    "save_grid": ngettext_lazy(
        "a modifié la grille d’évaluation", "a modifié la grille d’évaluation", "count"
    ),
    "set_checklist": ngettext_lazy(
        "a modifié la liste de vérification", "a modifié la liste de vérification", "count"
    ),
    "set_eligibility_rules": ngettext_lazy(
        "a modifié les règles de recevabilité", "a modifié les règles de recevabilité", "count"
    ),
    "start_form": ngettext_lazy(
        "a commencé un brouillon de formulaire", "a commencé un brouillon de formulaire", "count"
    ),
    "publish_form": ngettext_lazy("a publié le formulaire", "a publié le formulaire", "count"),
    "drop_form": ngettext_lazy(
        "a abandonné le brouillon du formulaire", "a abandonné le brouillon du formulaire", "count"
    ),
    "announce": ngettext_lazy("a annoncé les décisions", "a annoncé les décisions", "count"),
    "apply_assignment": ngettext_lazy("a réparti les évaluations", "a réparti les évaluations", "count"),
    "plan_session": ngettext_lazy("a préparé la session", "a préparé la session", "count"),
    "share_out_day": ngettext_lazy("a réparti les projets", "a réparti les projets", "count"),
    "publish_timetable": ngettext_lazy("a publié le programme", "a publié le programme", "count"),
    "send_links": ngettext_lazy(
        "a envoyé les liens de l’enquête", "a envoyé les liens de l’enquête", "count"
    ),
    "move_survey": ngettext_lazy(
        "a changé les dates d’une enquête", "a changé les dates d’une enquête", "count"
    ),
    "settle_mails": ngettext_lazy(
        "a classé des messages sans les envoyer", "a classé des messages sans les envoyer", "count"
    ),
    "change_form": ngettext_lazy(
        "a modifié le brouillon du formulaire", "a modifié %(count)d fois le brouillon du formulaire", "count"
    ),
    "offer_late_access": ngettext_lazy(
        "a donné un accès hors délai", "a donné %(count)d accès hors délai", "count"
    ),
    "revoke_late_access": ngettext_lazy(
        "a retiré un accès hors délai", "a retiré %(count)d accès hors délai", "count"
    ),
    "add_seat": ngettext_lazy(
        "a ajouté un organisme au comité", "a ajouté %(count)d organismes au comité", "count"
    ),
    "change_seat": ngettext_lazy(
        "a modifié un siège du comité", "a modifié %(count)d sièges du comité", "count"
    ),
    "remove_seat": ngettext_lazy(
        "a retiré un organisme du comité", "a retiré %(count)d organismes du comité", "count"
    ),
    "give_role": ngettext_lazy("a donné un rôle", "a donné %(count)d rôles", "count"),
    "take_role": ngettext_lazy("a pris un rôle", "a pris %(count)d rôles", "count"),
    "end_role": ngettext_lazy("a mis fin à un rôle", "a mis fin à %(count)d rôles", "count"),
    "invite": ngettext_lazy("a invité une personne", "a invité %(count)d personnes", "count"),
    "resend_invitation": ngettext_lazy(
        "a renvoyé une invitation", "a renvoyé %(count)d invitations", "count"
    ),
    "revoke_invitation": ngettext_lazy("a annulé une invitation", "a annulé %(count)d invitations", "count"),
    "accept_invitation": ngettext_lazy(
        "a accepté une invitation", "a accepté %(count)d invitations", "count"
    ),
    "decline_invitation": ngettext_lazy(
        "a décliné une invitation", "a décliné %(count)d invitations", "count"
    ),
    "claim_invitation": ngettext_lazy(
        "a demandé à tenir un rôle avec une autre adresse",
        "a demandé à tenir %(count)d rôles avec une autre adresse",
        "count",
    ),
    "refuse_claim": ngettext_lazy(
        "a refusé une demande de rôle", "a refusé %(count)d demandes de rôle", "count"
    ),
    "send_letter": ngettext_lazy("a écrit un message", "a écrit %(count)d messages", "count"),
    "start": ngettext_lazy("a commencé à écrire", "a commencé à écrire %(count)d fois", "count"),
    "revise": ngettext_lazy("a repris un dossier déposé", "a repris %(count)d dossiers déposés", "count"),
    "drop_revision": ngettext_lazy(
        "a abandonné ses modifications", "a abandonné %(count)d fois ses modifications", "count"
    ),
    "submit": ngettext_lazy("a déposé un dossier", "a déposé %(count)d dossiers", "count"),
    "resubmit": ngettext_lazy(
        "a déposé une nouvelle version", "a déposé %(count)d nouvelles versions", "count"
    ),
    "withdraw": ngettext_lazy("a retiré un dossier", "a retiré %(count)d dossiers", "count"),
    "import": ngettext_lazy("a importé un dossier", "a importé %(count)d dossiers", "count"),
    "check_import": ngettext_lazy(
        "a vérifié un fichier à importer", "a vérifié %(count)d fichiers à importer", "count"
    ),
    "apply_import": ngettext_lazy("a importé un fichier", "a importé %(count)d fichiers", "count"),
    "remove_import": ngettext_lazy("a retiré un import", "a retiré %(count)d imports", "count"),
    "invite_member": ngettext_lazy(
        "a invité à écrire un dossier", "a invité %(count)d fois à écrire un dossier", "count"
    ),
    "decline_member_invitation": ngettext_lazy(
        "a décliné une invitation à écrire", "a décliné %(count)d invitations à écrire", "count"
    ),
    "join": ngettext_lazy("a rejoint un dossier", "a rejoint %(count)d dossiers", "count"),
    "check": ngettext_lazy("a noté une vérification", "a noté %(count)d vérifications", "count"),
    "note": ngettext_lazy("a écrit une note", "a écrit %(count)d notes", "count"),
    "remove_note": ngettext_lazy("a retiré une note", "a retiré %(count)d notes", "count"),
    "follow": ngettext_lazy("a changé qui suit un dossier", "a changé qui suit %(count)d dossiers", "count"),
    "bulk_tag": ngettext_lazy("a posé une étiquette", "a posé %(count)d étiquettes", "count"),
    "bulk_assign": ngettext_lazy(
        "a confié des dossiers à suivre", "a confié %(count)d fois des dossiers à suivre", "count"
    ),
    "undo_bulk": ngettext_lazy(
        "a annulé un changement groupé", "a annulé %(count)d changements groupés", "count"
    ),
    "overrule_rule": ngettext_lazy(
        "a levé une règle pour un dossier", "a levé une règle pour %(count)d dossiers", "count"
    ),
    "reinstate_rule": ngettext_lazy(
        "a rétabli une règle pour un dossier", "a rétabli une règle pour %(count)d dossiers", "count"
    ),
    "declare_eligible": ngettext_lazy(
        "a déclaré un dossier recevable", "a déclaré %(count)d dossiers recevables", "count"
    ),
    "undo_eligible": ngettext_lazy(
        "a remis un dossier à vérifier", "a remis %(count)d dossiers à vérifier", "count"
    ),
    "declare_ineligible": ngettext_lazy(
        "a déclaré un dossier non recevable", "a déclaré %(count)d dossiers non recevables", "count"
    ),
    "request_completion": ngettext_lazy(
        "a demandé un complément", "a demandé %(count)d compléments", "count"
    ),
    "answer_completion": ngettext_lazy(
        "a répondu à une demande de complément", "a répondu à %(count)d demandes de complément", "count"
    ),
    "accept_completion": ngettext_lazy("a accepté un complément", "a accepté %(count)d compléments", "count"),
    "cancel_completion": ngettext_lazy(
        "a clos une demande de complément", "a clos %(count)d demandes de complément", "count"
    ),
    "assign": ngettext_lazy("a confié une évaluation", "a confié %(count)d évaluations", "count"),
    "unassign": ngettext_lazy("a retiré une évaluation", "a retiré %(count)d évaluations", "count"),
    "start_review": ngettext_lazy(
        "a ouvert l’évaluation d’un dossier", "a ouvert l’évaluation de %(count)d dossiers", "count"
    ),
    "extend_reviews": ngettext_lazy(
        "a laissé plus de temps à un membre du comité", "a laissé %(count)d délais au comité", "count"
    ),
    "take_back_review": ngettext_lazy(
        "a repris une évaluation envoyée", "a repris %(count)d évaluations envoyées", "count"
    ),
    "submit_review": ngettext_lazy("a envoyé une évaluation", "a envoyé %(count)d évaluations", "count"),
    "recuse": ngettext_lazy("a enregistré un déport", "a enregistré %(count)d déports", "count"),
    "decide": ngettext_lazy("a enregistré une décision", "a enregistré %(count)d décisions", "count"),
    "forget_decision": ngettext_lazy(
        "a rendu caduque une décision en changeant l’état d’un dossier",
        "a rendu caduques %(count)d décisions en changeant l’état de dossiers",
        "count",
    ),
    "move_reserve": ngettext_lazy(
        "a déplacé un projet sur la liste complémentaire",
        "a déplacé %(count)d projets sur la liste complémentaire",
        "count",
    ),
    "waive_conflict": ngettext_lazy(
        "a accordé une dérogation pour siéger", "a accordé %(count)d dérogations pour siéger", "count"
    ),
    "approve_feedback": ngettext_lazy(
        "a relu un commentaire à transmettre", "a relu %(count)d commentaires à transmettre", "count"
    ),
    "withhold_feedback": ngettext_lazy(
        "a gardé un commentaire sans le transmettre",
        "a gardé %(count)d commentaires sans les transmettre",
        "count",
    ),
    "remind_reviewer": ngettext_lazy(
        "a relancé une personne du comité", "a relancé %(count)d personnes du comité", "count"
    ),
    "remind_place": ngettext_lazy(
        "a relancé un projet sur sa venue", "a relancé %(count)d projets sur leur venue", "count"
    ),
    "announce_selected": ngettext_lazy("a retenu un projet", "a retenu %(count)d projets", "count"),
    "announce_reserve": ngettext_lazy(
        "a mis un projet sur liste complémentaire",
        "a mis %(count)d projets sur liste complémentaire",
        "count",
    ),
    "announce_not_selected": ngettext_lazy("a écarté un projet", "a écarté %(count)d projets", "count"),
    "confirm": ngettext_lazy("a confirmé sa venue", "a confirmé %(count)d venues", "count"),
    "decline": ngettext_lazy("a laissé sa place", "a laissé %(count)d places", "count"),
    "withdraw_place": ngettext_lazy("a retiré sa place à un projet", "a retiré %(count)d places", "count"),
    "allow_public_sheet": ngettext_lazy(
        "a accepté la fiche publique d’un projet", "a accepté la fiche publique de %(count)d projets", "count"
    ),
    "request_export": ngettext_lazy("a demandé un export", "a demandé %(count)d exports", "count"),
    "build_export": ngettext_lazy("a préparé un export", "a préparé %(count)d exports", "count"),
    "fail_export": ngettext_lazy(
        "n’a pas pu préparer un export", "n’a pas pu préparer %(count)d exports", "count"
    ),
    "remove_export": ngettext_lazy("a effacé un export", "a effacé %(count)d exports", "count"),
    "save_export_template": ngettext_lazy(
        "a gardé un modèle d’export", "a gardé %(count)d modèles d’export", "count"
    ),
    "remove_export_template": ngettext_lazy(
        "a retiré un modèle d’export", "a retiré %(count)d modèles d’export", "count"
    ),
    "add_slot": ngettext_lazy("a ajouté un créneau", "a ajouté %(count)d créneaux", "count"),
    "edit_slot": ngettext_lazy("a modifié un créneau", "a modifié %(count)d créneaux", "count"),
    "remove_slot": ngettext_lazy("a supprimé un créneau", "a supprimé %(count)d créneaux", "count"),
    "book_slot": ngettext_lazy(
        "a placé un projet sur un créneau", "a placé des projets sur %(count)d créneaux", "count"
    ),
    "propose_mentor": ngettext_lazy("a proposé un parrainage", "a proposé %(count)d parrainages", "count"),
    "accept": ngettext_lazy("a accepté un parrainage", "a accepté %(count)d parrainages", "count"),
    "refuse": ngettext_lazy("a décliné un parrainage", "a décliné %(count)d parrainages", "count"),
    "free_turns": ngettext_lazy(
        "a rendu ses créneaux de coaching", "a rendu ses créneaux de coaching", "count"
    ),
    "leave_slots": ngettext_lazy(
        "a retiré à une personne les créneaux qu’elle animait",
        "a retiré à %(count)d personnes les créneaux qu’elles animaient",
        "count",
    ),
    "end": ngettext_lazy("a mis fin à un parrainage", "a mis fin à %(count)d parrainages", "count"),
    "open_survey": ngettext_lazy("a ouvert une enquête", "a ouvert %(count)d enquêtes", "count"),
    "renew_link": ngettext_lazy(
        "a renouvelé un lien d’enquête", "a renouvelé %(count)d liens d’enquête", "count"
    ),
    "resend_link": ngettext_lazy(
        "a renvoyé un lien d’enquête", "a renvoyé %(count)d liens d’enquête", "count"
    ),
    "start_survey_form": ngettext_lazy(
        "a commencé à modifier une enquête", "a commencé %(count)d fois à modifier une enquête", "count"
    ),
    "change_survey_form": ngettext_lazy(
        "a modifié les questions d’une enquête",
        "a modifié %(count)d fois les questions d’une enquête",
        "count",
    ),
    "drop_survey_form": ngettext_lazy(
        "a abandonné le brouillon d’une enquête", "a abandonné %(count)d brouillons d’enquête", "count"
    ),
    "publish_survey_form": ngettext_lazy(
        "a publié les questions d’une enquête", "a publié %(count)d fois les questions d’une enquête", "count"
    ),
    "revoke_link": ngettext_lazy(
        "a révoqué un lien d’enquête", "a révoqué %(count)d liens d’enquête", "count"
    ),
    "send": ngettext_lazy("a envoyé ses réponses", "a envoyé %(count)d fois des réponses", "count"),
    "change_consents": ngettext_lazy("a changé ses accords", "a changé %(count)d fois ses accords", "count"),
    "request_report": ngettext_lazy("a demandé un document", "a demandé %(count)d documents", "count"),
    "build_report": ngettext_lazy("a établi un document", "a établi %(count)d documents", "count"),
    "fail_report": ngettext_lazy(
        "n’a pas pu établir un document", "n’a pas pu établir %(count)d documents", "count"
    ),
    "save_scheme": ngettext_lazy("a enregistré un dispositif", "a enregistré %(count)d dispositifs", "count"),
    "remove_scheme": ngettext_lazy("a retiré un dispositif", "a retiré %(count)d dispositifs", "count"),
    "take_up_late_access": ngettext_lazy(
        "a ouvert son accès hors délai", "a ouvert %(count)d accès hors délai", "count"
    ),
    "spend_late_access": ngettext_lazy(
        "a envoyé grâce à un accès hors délai", "a utilisé %(count)d accès hors délai", "count"
    ),
    "add_day": ngettext_lazy(
        "a ajouté un jour à la session", "a ajouté %(count)d jours à la session", "count"
    ),
    "remove_day": ngettext_lazy(
        "a supprimé un jour de la session", "a supprimé %(count)d jours de la session", "count"
    ),
    "edit_session": ngettext_lazy(
        "a modifié le lieu de la session", "a modifié %(count)d fois le lieu de la session", "count"
    ),
    "add_room": ngettext_lazy("a ajouté une salle", "a ajouté %(count)d salles", "count"),
    "edit_room": ngettext_lazy("a modifié une salle", "a modifié %(count)d salles", "count"),
    "remove_room": ngettext_lazy("a supprimé une salle", "a supprimé %(count)d salles", "count"),
    "unbook_slot": ngettext_lazy(
        "a retiré un projet d’un créneau", "a retiré des projets de %(count)d créneaux", "count"
    ),
    "change_rights": ngettext_lazy(
        "a changé des droits sur un dossier", "a changé %(count)d fois des droits sur un dossier", "count"
    ),
    "hand_over": ngettext_lazy(
        "a confié la tête d’un dossier", "a confié la tête de %(count)d dossiers", "count"
    ),
    "leave": ngettext_lazy("a quitté un dossier", "a quitté %(count)d dossiers", "count"),
    "remove_member": ngettext_lazy(
        "a retiré une personne d’un dossier", "a retiré %(count)d personnes de dossiers", "count"
    ),
    "resend_member_invitation": ngettext_lazy(
        "a renvoyé une invitation à écrire", "a renvoyé %(count)d invitations à écrire", "count"
    ),
    "revoke_member_invitation": ngettext_lazy(
        "a annulé une invitation à écrire", "a annulé %(count)d invitations à écrire", "count"
    ),
    "extend_completion": ngettext_lazy(
        "a repoussé la date d’un complément", "a repoussé la date de %(count)d compléments", "count"
    ),
    "close_public_sheet": ngettext_lazy(
        "a retiré la fiche publique d’un projet", "a retiré la fiche publique de %(count)d projets", "count"
    ),
}
LEFT_OUT = frozenset(
    "change_form start_form start revise drop_revision check note remove_note follow bulk_tag bulk_assign check_import"
    " import start_review announce_selected announce_reserve announce_not_selected request_export build_export"
    " remove_export save_export_template remove_export_template build_report settle_mails accept_invitation join"
    " invite_member change_rights resend_invitation resend_link spend_late_access"
    " change_survey_form start_survey_form".split()
)
"""Verbs of the journal that the dashboard does not tell: too many, or told by another one."""
