"""The audit verbs of programmes, editions and calls, and how the log describes them."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, acts

VERBS = (
    Verb("create_programme", "programmes.programme", _("a créé le programme")),
    Verb("change_programme", "programmes.programme", _("a modifié le programme")),
    Verb("give_programme_role", "programmes.programmerole", _("a donné un droit sur le programme")),
    Verb("end_programme_role", "programmes.programmerole", _("a retiré un droit sur le programme")),
    Verb("create_edition", "programmes.edition", _("a créé l’édition")),
    Verb("change_edition", "programmes.edition", _("a modifié les réglages")),
    Verb("request_address_change", "programmes.edition", _("a demandé le changement d’une adresse")),
    Verb("confirm_mentions", "programmes.edition", _("a confirmé des dates dans les textes repris")),
    Verb(
        "replace_mention",
        "programmes.edition",
        acts("a remplacé une date dans un texte repris", "a remplacé %(count)d dates dans les textes repris"),
    ),
    Verb(
        "silence_edition",
        "programmes.edition",
        _("a noté l’édition comme passée : plus aucun message ne part"),
    ),
    Verb("reopen_mails", "programmes.edition", _("a rouvert les envois")),
    Verb(
        "count_mails_as_sent",
        "programmes.edition",
        _("a classé des messages sans les envoyer"),
        is_minor=True,
        reason_is_open=True,
    ),
    Verb("save_grid", "programmes.edition", _("a modifié la grille d’évaluation")),
    Verb("change_call", "programmes.call", _("a modifié l’appel")),
    Verb("publish_call", "programmes.call", _("a publié l’appel")),
    Verb("start_form", "programmes.call", _("a commencé un brouillon de formulaire"), is_minor=True),
    Verb(
        "change_form",
        "programmes.call",
        acts("a modifié le brouillon du formulaire", "a modifié %(count)d fois le brouillon du formulaire"),
        is_minor=True,
    ),
    Verb("drop_form", "programmes.call", _("a abandonné le brouillon du formulaire")),
    Verb(
        "offer_late_access",
        "programmes.lateaccess",
        acts("a donné un accès hors délai", "a donné %(count)d accès hors délai"),
        reason_is_open=True,
    ),
    Verb(
        "take_up_late_access",
        "programmes.lateaccess",
        acts("a ouvert son accès hors délai", "a ouvert %(count)d accès hors délai"),
    ),
    Verb(
        "spend_late_access",
        "programmes.lateaccess",
        acts("a envoyé grâce à un accès hors délai", "a utilisé %(count)d accès hors délai"),
        is_minor=True,
    ),
    Verb(
        "revoke_late_access",
        "programmes.lateaccess",
        acts("a retiré un accès hors délai", "a retiré %(count)d accès hors délai"),
        reason_is_open=True,
    ),
    Verb(
        "add_seat",
        "programmes.committeeseat",
        acts("a ajouté un organisme au comité", "a ajouté %(count)d organismes au comité"),
    ),
    Verb(
        "remove_seat",
        "programmes.committeeseat",
        acts("a retiré un organisme du comité", "a retiré %(count)d organismes du comité"),
    ),
    Verb(
        "save_scheme",
        "programmes.supportscheme",
        acts("a enregistré un dispositif", "a enregistré %(count)d dispositifs"),
        by_link=True,
    ),
    Verb(
        "choose_schemes",
        "programmes.edition",
        acts("a choisi les dispositifs proposés", "a choisi %(count)d fois les dispositifs proposés"),
    ),
    Verb(
        "ask_scheme_owners",
        "programmes.edition",
        acts(
            "a demandé si des dispositifs sont toujours valables",
            "a demandé %(count)d fois si des dispositifs sont toujours valables",
        ),
        is_minor=True,
    ),
    Verb(
        "verify_scheme",
        "programmes.supportscheme",
        acts("a vérifié un dispositif", "a vérifié %(count)d dispositifs"),
        by_link=True,
    ),
    Verb(
        "archive_scheme",
        "programmes.supportscheme",
        acts("a archivé un dispositif", "a archivé %(count)d dispositifs"),
        by_link=True,
    ),
    Verb(
        "restore_scheme",
        "programmes.supportscheme",
        acts("a remis un dispositif en service", "a remis %(count)d dispositifs en service"),
    ),
    Verb(
        "remove_scheme",
        "programmes.supportscheme",
        acts("a retiré un dispositif", "a retiré %(count)d dispositifs"),
    ),
    Verb(
        "check_scheme_import",
        "programmes.tableimport",
        acts("a vérifié un tableau de dispositifs", "a vérifié %(count)d tableaux de dispositifs"),
        is_minor=True,
    ),
    Verb(
        "apply_scheme_import",
        "programmes.tableimport",
        acts("a importé un tableau de dispositifs", "a importé %(count)d tableaux de dispositifs"),
    ),
    Verb(
        "remove_scheme_import",
        "programmes.tableimport",
        acts("a retiré un tableau de dispositifs", "a retiré %(count)d tableaux de dispositifs"),
        is_minor=True,
    ),
    Verb("give_role", "programmes.role", acts("a donné un rôle", "a donné %(count)d rôles")),
    Verb("take_role", "programmes.role", acts("a pris un rôle", "a pris %(count)d rôles")),
    Verb("change_expertise", "programmes.edition", _("a modifié les domaines du comité")),
    Verb("change_declaration", "programmes.edition", _("a changé la déclaration d’intérêts du comité")),
    Verb(
        "remind_declarations",
        "programmes.edition",
        acts("a relancé la déclaration d’intérêts", "a relancé %(count)d fois la déclaration d’intérêts"),
    ),
    Verb(
        "accept_declaration",
        "programmes.declarationacceptance",
        acts("a accepté la déclaration d’intérêts", "a accepté %(count)d fois la déclaration d’intérêts"),
        is_minor=True,
    ),
    Verb(
        "change_member",
        "programmes.role",
        acts("a modifié le siège d’une personne", "a modifié le siège de %(count)d personnes"),
    ),
    Verb(
        "end_role",
        "programmes.role",
        acts("a mis fin à un rôle", "a mis fin à %(count)d rôles"),
        reason_is_open=True,
    ),
    Verb(
        "invite",
        "programmes.invitation",
        # not people: one is often invited to two roles
        acts("a envoyé une invitation", "a envoyé %(count)d invitations"),
    ),
    Verb(
        "resend_invitation",
        "programmes.invitation",
        acts("a renvoyé une invitation", "a renvoyé %(count)d invitations"),
        is_minor=True,
    ),
    Verb(
        "revoke_invitation",
        "programmes.invitation",
        acts("a annulé une invitation", "a annulé %(count)d invitations"),
    ),
    Verb(
        "accept_invitation",
        "programmes.invitation",
        acts("a accepté une invitation", "a accepté %(count)d invitations"),
        is_minor=True,
    ),
    Verb(
        "decline_invitation",
        "programmes.invitation",
        acts("a décliné une invitation", "a décliné %(count)d invitations"),
    ),
    Verb(
        "claim_invitation",
        "programmes.invitation",
        acts(
            "a demandé à tenir un rôle avec une autre adresse",
            "a demandé à tenir %(count)d rôles avec une autre adresse",
        ),
    ),
    Verb(
        "refuse_claim",
        "programmes.invitation",
        acts("a refusé une demande de rôle", "a refusé %(count)d demandes de rôle"),
    ),
)
