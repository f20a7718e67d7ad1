"""The audit verbs of programmes, editions and calls, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb("create_programme", "programmes.programme", _("a créé le programme")),
    Verb("change_programme", "programmes.programme", _("a modifié le programme")),
    Verb("create_edition", "programmes.edition", _("a créé l’édition")),
    Verb("change_edition", "programmes.edition", _("a modifié les réglages")),
    Verb("confirm_mentions", "programmes.edition", _("a confirmé des dates dans les textes repris")),
    Verb(
        "replace_mention",
        "programmes.edition",
        ngettext_lazy(
            "a remplacé une date dans un texte repris",
            "a remplacé %(count)d dates dans les textes repris",
            "count",
        ),
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
    Verb(
        "start_form",
        "programmes.call",
        _("a commencé un brouillon de formulaire"),
        is_minor=True,
    ),
    Verb(
        "change_form",
        "programmes.call",
        ngettext_lazy(
            "a modifié le brouillon du formulaire",
            "a modifié %(count)d fois le brouillon du formulaire",
            "count",
        ),
        is_minor=True,
    ),
    Verb("drop_form", "programmes.call", _("a abandonné le brouillon du formulaire")),
    Verb(
        "offer_late_access",
        "programmes.lateaccess",
        ngettext_lazy("a donné un accès hors délai", "a donné %(count)d accès hors délai", "count"),
        reason_is_open=True,
    ),
    Verb(
        "take_up_late_access",
        "programmes.lateaccess",
        ngettext_lazy("a ouvert son accès hors délai", "a ouvert %(count)d accès hors délai", "count"),
    ),
    Verb(
        "spend_late_access",
        "programmes.lateaccess",
        ngettext_lazy(
            "a envoyé grâce à un accès hors délai", "a utilisé %(count)d accès hors délai", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "revoke_late_access",
        "programmes.lateaccess",
        ngettext_lazy("a retiré un accès hors délai", "a retiré %(count)d accès hors délai", "count"),
        reason_is_open=True,
    ),
    Verb(
        "add_seat",
        "programmes.committeeseat",
        ngettext_lazy("a ajouté un organisme au comité", "a ajouté %(count)d organismes au comité", "count"),
    ),
    Verb(
        "change_seat",
        "programmes.committeeseat",
        ngettext_lazy("a modifié un siège du comité", "a modifié %(count)d sièges du comité", "count"),
    ),
    Verb(
        "remove_seat",
        "programmes.committeeseat",
        ngettext_lazy("a retiré un organisme du comité", "a retiré %(count)d organismes du comité", "count"),
    ),
    Verb(
        "save_scheme",
        "programmes.supportscheme",
        ngettext_lazy("a enregistré un dispositif", "a enregistré %(count)d dispositifs", "count"),
        by_link=True,
    ),
    Verb(
        "ask_scheme_owners",
        "programmes.edition",
        ngettext_lazy(
            "a demandé si des dispositifs sont toujours valables",
            "a demandé %(count)d fois si des dispositifs sont toujours valables",
            "count",
        ),
        is_minor=True,
    ),
    Verb(
        "verify_scheme",
        "programmes.supportscheme",
        ngettext_lazy("a vérifié un dispositif", "a vérifié %(count)d dispositifs", "count"),
        by_link=True,
    ),
    Verb(
        "archive_scheme",
        "programmes.supportscheme",
        ngettext_lazy("a archivé un dispositif", "a archivé %(count)d dispositifs", "count"),
        by_link=True,
    ),
    Verb(
        "restore_scheme",
        "programmes.supportscheme",
        ngettext_lazy(
            "a remis un dispositif en service", "a remis %(count)d dispositifs en service", "count"
        ),
    ),
    Verb(
        "remove_scheme",
        "programmes.supportscheme",
        ngettext_lazy("a retiré un dispositif", "a retiré %(count)d dispositifs", "count"),
    ),
    Verb(
        "check_scheme_import",
        "programmes.tableimport",
        ngettext_lazy(
            "a vérifié un tableau de dispositifs", "a vérifié %(count)d tableaux de dispositifs", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "apply_scheme_import",
        "programmes.tableimport",
        ngettext_lazy(
            "a importé un tableau de dispositifs", "a importé %(count)d tableaux de dispositifs", "count"
        ),
    ),
    Verb(
        "remove_scheme_import",
        "programmes.tableimport",
        ngettext_lazy(
            "a retiré un tableau de dispositifs", "a retiré %(count)d tableaux de dispositifs", "count"
        ),
        is_minor=True,
    ),
    Verb(
        "give_role", "programmes.role", ngettext_lazy("a donné un rôle", "a donné %(count)d rôles", "count")
    ),
    Verb("take_role", "programmes.role", ngettext_lazy("a pris un rôle", "a pris %(count)d rôles", "count")),
    Verb(
        "end_role",
        "programmes.role",
        ngettext_lazy("a mis fin à un rôle", "a mis fin à %(count)d rôles", "count"),
        reason_is_open=True,
    ),
    Verb(
        "invite",
        "programmes.invitation",
        # not people: one is often invited to two roles
        ngettext_lazy("a envoyé une invitation", "a envoyé %(count)d invitations", "count"),
    ),
    Verb(
        "resend_invitation",
        "programmes.invitation",
        ngettext_lazy("a renvoyé une invitation", "a renvoyé %(count)d invitations", "count"),
        is_minor=True,
    ),
    Verb(
        "revoke_invitation",
        "programmes.invitation",
        ngettext_lazy("a annulé une invitation", "a annulé %(count)d invitations", "count"),
    ),
    Verb(
        "accept_invitation",
        "programmes.invitation",
        ngettext_lazy("a accepté une invitation", "a accepté %(count)d invitations", "count"),
        is_minor=True,
    ),
    Verb(
        "decline_invitation",
        "programmes.invitation",
        ngettext_lazy("a décliné une invitation", "a décliné %(count)d invitations", "count"),
    ),
    Verb(
        "claim_invitation",
        "programmes.invitation",
        ngettext_lazy(
            "a demandé à tenir un rôle avec une autre adresse",
            "a demandé à tenir %(count)d rôles avec une autre adresse",
            "count",
        ),
    ),
    Verb(
        "refuse_claim",
        "programmes.invitation",
        ngettext_lazy("a refusé une demande de rôle", "a refusé %(count)d demandes de rôle", "count"),
    ),
)
