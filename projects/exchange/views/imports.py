"""Spreadsheets of dossiers that come from elsewhere."""

from django.utils.translation import gettext_lazy, ngettext_lazy

from accelerator.types import Context
from programmes.models import Edition, TableImport
from programmes.views.table_imports import ImportPages
from projects.exchange.actions.imports import ApplicationImporter
from projects.exchange.forms import ImportForm
from projects.exchange.models import Source


class ApplicationImportPages(ImportPages):
    importer = ApplicationImporter
    form = ImportForm
    app, name = "projects", "application"
    templates = ("projects/exchange/application_imports.html", "projects/exchange/application_import.html")
    next_page = "projects:manage_applications"
    done = ngettext_lazy("%(count)s dossier importé.", "%(count)s dossiers importés.", "count")
    empty_table = (gettext_lazy("Dossiers"), gettext_lazy("modele-import-%(slug)s.xlsx"))

    def get_context(self, edition: Edition) -> Context:
        return {"call": getattr(edition, "call", None)}

    def describe_origin(self, stored: TableImport) -> str:
        return str(Source(stored.options["source"]).label)
