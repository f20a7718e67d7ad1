"""The audit verbs of programmes, editions and calls, and how the log describes them."""

from django.utils.translation import gettext_lazy as _

from accelerator.audit.verbs import Verb, verbs_of

VERBS = (
    *verbs_of(
        "programmes.programme",
        Verb("create_programme", _("a créé le programme")),
        Verb("change_programme", _("a modifié le programme")),
    ),
    *verbs_of(
        "programmes.programmerole",
        Verb("give_programme_role", _("a donné un droit sur le programme")),
        Verb("end_programme_role", _("a retiré un droit sur le programme")),
    ),
    *verbs_of(
        "programmes.edition",
        Verb("create_edition", _("a créé l’édition")),
        Verb("change_edition", _("a modifié les réglages")),
        Verb("request_address_change", _("a demandé le changement d’une adresse")),
        Verb("confirm_mentions", _("a confirmé des dates dans les textes repris")),
        Verb(
            "replace_mention",
            "a remplacé une date dans un texte repris",
            "a remplacé %(count)d dates dans les textes repris",
        ),
        Verb("silence_edition", _("a noté l’édition comme passée : plus aucun message ne part")),
        Verb("reopen_mails", _("a rouvert les envois")),
        Verb(
            "count_mails_as_sent",
            _("a classé des messages sans les envoyer"),
            is_minor=True,
            reason_is_open=True,
        ),
        Verb("save_grid", _("a modifié la grille d’évaluation")),
        Verb(
            "choose_schemes",
            "a choisi les dispositifs proposés",
            "a choisi %(count)d fois les dispositifs proposés",
        ),
        Verb(
            "request_scheme_confirmation",
            "a demandé si des dispositifs sont toujours valables",
            "a demandé %(count)d fois si des dispositifs sont toujours valables",
            is_minor=True,
        ),
        Verb("change_expertise", _("a modifié les domaines du comité")),
        Verb("change_declaration", _("a changé la déclaration d’intérêts du comité")),
        Verb(
            "remind_declarations",
            "a relancé la déclaration d’intérêts",
            "a relancé %(count)d fois la déclaration d’intérêts",
        ),
    ),
    *verbs_of(
        "programmes.call",
        Verb("change_call", _("a modifié l’appel")),
        Verb("publish_call", _("a publié l’appel")),
        Verb("start_form", _("a commencé un brouillon de formulaire"), is_minor=True),
        Verb(
            "change_form",
            "a modifié le brouillon du formulaire",
            "a modifié %(count)d fois le brouillon du formulaire",
            is_minor=True,
        ),
        Verb("drop_form", _("a abandonné le brouillon du formulaire")),
    ),
    *verbs_of(
        "programmes.lateaccess",
        Verb(
            "offer_late_access",
            "a donné un accès hors délai",
            "a donné %(count)d accès hors délai",
            reason_is_open=True,
        ),
        Verb("take_up_late_access", "a ouvert son accès hors délai", "a ouvert %(count)d accès hors délai"),
        Verb(
            "spend_late_access",
            "a envoyé grâce à un accès hors délai",
            "a utilisé %(count)d accès hors délai",
            is_minor=True,
        ),
        Verb(
            "revoke_late_access",
            "a retiré un accès hors délai",
            "a retiré %(count)d accès hors délai",
            reason_is_open=True,
        ),
    ),
    *verbs_of(
        "programmes.committeeseat",
        Verb("add_seat", "a ajouté un organisme au comité", "a ajouté %(count)d organismes au comité"),
        Verb("seat_own_body", _("a fait entrer son organisme au comité, en acceptant d’y siéger")),
        Verb("remove_seat", "a retiré un organisme du comité", "a retiré %(count)d organismes du comité"),
    ),
    *verbs_of(
        "programmes.supportscheme",
        Verb("save_scheme", "a enregistré un dispositif", "a enregistré %(count)d dispositifs", by_link=True),
        Verb("verify_scheme", "a vérifié un dispositif", "a vérifié %(count)d dispositifs", by_link=True),
        Verb("archive_scheme", "a archivé un dispositif", "a archivé %(count)d dispositifs", by_link=True),
        Verb(
            "restore_scheme", "a remis un dispositif en service", "a remis %(count)d dispositifs en service"
        ),
        Verb("remove_scheme", "a retiré un dispositif", "a retiré %(count)d dispositifs"),
    ),
    *verbs_of(
        "programmes.tableimport",
        Verb(
            "check_scheme_import",
            "a vérifié un tableau de dispositifs",
            "a vérifié %(count)d tableaux de dispositifs",
            is_minor=True,
        ),
        Verb(
            "apply_scheme_import",
            "a importé un tableau de dispositifs",
            "a importé %(count)d tableaux de dispositifs",
        ),
        Verb(
            "remove_scheme_import",
            "a retiré un tableau de dispositifs",
            "a retiré %(count)d tableaux de dispositifs",
            is_minor=True,
        ),
    ),
    *verbs_of(
        "programmes.role",
        Verb("give_role", "a donné un rôle", "a donné %(count)d rôles"),
        Verb("take_role", "a pris un rôle", "a pris %(count)d rôles"),
        Verb(
            "change_member", "a modifié le siège d’une personne", "a modifié le siège de %(count)d personnes"
        ),
        Verb("end_role", "a mis fin à un rôle", "a mis fin à %(count)d rôles", reason_is_open=True),
    ),
    *verbs_of(
        "programmes.declarationacceptance",
        Verb(
            "accept_declaration",
            "a accepté la déclaration d’intérêts",
            "a accepté %(count)d fois la déclaration d’intérêts",
            is_minor=True,
        ),
    ),
    *verbs_of(
        "programmes.invitation",
        # not people: one is often invited to two roles
        Verb("invite", "a envoyé une invitation", "a envoyé %(count)d invitations"),
        Verb(
            "resend_invitation", "a renvoyé une invitation", "a renvoyé %(count)d invitations", is_minor=True
        ),
        Verb("revoke_invitation", "a annulé une invitation", "a annulé %(count)d invitations"),
        Verb(
            "accept_invitation", "a accepté une invitation", "a accepté %(count)d invitations", is_minor=True
        ),
        Verb("decline_invitation", "a décliné une invitation", "a décliné %(count)d invitations"),
        Verb(
            "claim_invitation",
            "a demandé à tenir un rôle avec une autre adresse",
            "a demandé à tenir %(count)d rôles avec une autre adresse",
        ),
        Verb("refuse_claim", "a refusé une demande de rôle", "a refusé %(count)d demandes de rôle"),
    ),
)
