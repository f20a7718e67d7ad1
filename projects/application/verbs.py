"""The audit verbs of application, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "start_application",
        "projects.application",
        ngettext_lazy("a commencé un dossier", "a commencé %(count)d dossiers", "count"),
        step=_("Brouillon commencé"),
        is_minor=True,
    ),
    Verb(
        "submit",
        "projects.application",
        ngettext_lazy("a déposé un dossier", "a déposé %(count)d dossiers", "count"),
        step=_("Dossier déposé"),
    ),
    Verb(
        "revise",
        "projects.application",
        ngettext_lazy("a repris un dossier déposé", "a repris %(count)d dossiers déposés", "count"),
        step=_("Modification commencée"),
        is_minor=True,
    ),
    Verb(
        "resubmit",
        "projects.application",
        ngettext_lazy("a déposé une nouvelle version", "a déposé %(count)d nouvelles versions", "count"),
        step=_("Nouvelle version déposée"),
    ),
    Verb(
        "drop_revision",
        "projects.application",
        ngettext_lazy(
            "a abandonné ses modifications", "a abandonné %(count)d fois ses modifications", "count"
        ),
        step=_("Modification abandonnée"),
        is_minor=True,
    ),
    Verb(
        "withdraw",
        "projects.application",
        ngettext_lazy("a retiré un dossier", "a retiré %(count)d dossiers", "count"),
        step=_("Dossier retiré"),
    ),
    Verb(
        "publish_form",
        "programmes.call",
        ngettext_lazy("a publié le formulaire", "a publié le formulaire", "count"),
    ),
    Verb(
        "extend_call",
        "programmes.call",
        ngettext_lazy("a prolongé l’appel", "a prolongé l’appel", "count"),
        reason_is_open=True,
    ),
    Verb(
        "change_call_dates",
        "programmes.call",
        ngettext_lazy("a changé les dates de l’appel", "a changé les dates de l’appel", "count"),
        reason_is_open=True,
    ),
    Verb(
        "allow_public_sheet",
        "projects.project",
        ngettext_lazy(
            "a accepté la fiche publique d’un projet",
            "a accepté la fiche publique de %(count)d projets",
            "count",
        ),
    ),
    Verb(
        "close_public_sheet",
        "projects.project",
        ngettext_lazy(
            "a retiré la fiche publique d’un projet",
            "a retiré la fiche publique de %(count)d projets",
            "count",
        ),
    ),
)
