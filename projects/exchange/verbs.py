"""The audit verbs of exchange, and how the log describes them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accelerator.audit.verbs import Verb

VERBS = (
    Verb(
        "import",
        "projects.application",
        ngettext_lazy("a importé un dossier", "a importé %(count)d dossiers", "count"),
        step=_("Dossier importé"),
        is_minor=True,
    ),
    Verb(
        "check_application_import",
        "programmes.tableimport",
        ngettext_lazy("a vérifié un fichier à importer", "a vérifié %(count)d fichiers à importer", "count"),
        is_minor=True,
    ),
    Verb(
        "apply_application_import",
        "programmes.tableimport",
        ngettext_lazy("a importé un fichier", "a importé %(count)d fichiers", "count"),
    ),
    Verb(
        "remove_application_import",
        "programmes.tableimport",
        ngettext_lazy("a retiré un import", "a retiré %(count)d imports", "count"),
    ),
    Verb(
        "request_export",
        "projects.exportjob",
        ngettext_lazy("a demandé un export", "a demandé %(count)d exports", "count"),
        is_minor=True,
    ),
    Verb(
        "build_export",
        "projects.exportjob",
        ngettext_lazy("a préparé un export", "a préparé %(count)d exports", "count"),
        is_minor=True,
    ),
    Verb(
        "fail_export",
        "projects.exportjob",
        ngettext_lazy("n’a pas pu préparer un export", "n’a pas pu préparer %(count)d exports", "count"),
    ),
    Verb(
        "remove_export",
        "projects.exportjob",
        ngettext_lazy("a effacé un export", "a effacé %(count)d exports", "count"),
        is_minor=True,
    ),
    Verb(
        "save_export_template",
        "projects.exporttemplate",
        ngettext_lazy("a gardé un modèle d’export", "a gardé %(count)d modèles d’export", "count"),
        is_minor=True,
    ),
    Verb(
        "remove_export_template",
        "projects.exporttemplate",
        ngettext_lazy("a retiré un modèle d’export", "a retiré %(count)d modèles d’export", "count"),
        is_minor=True,
    ),
)
