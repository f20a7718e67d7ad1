"""Spreadsheets of support schemes, in and out."""

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.table_import import write_table
from accelerator.types import Context
from programmes.access import edition_for
from programmes.actions.scheme_import import SchemeImporter
from programmes.forms.schemes import SchemeFilters
from programmes.models import Edition, TableImport
from programmes.scheme_columns import FIELDS, cell_of, list_columns
from programmes.scheme_list import filter_schemes
from programmes.views.table_imports import ImportPages, send_table


class SchemeImportPages(ImportPages):
    importer = SchemeImporter
    app, name = "programmes", "scheme"
    templates = ("programmes/scheme_imports.html", "programmes/scheme_import.html")
    next_page = "programmes:manage_schemes"
    done = ngettext_lazy("%(count)d dispositif importé.", "%(count)d dispositifs importés.", "count")
    empty_table = (gettext_lazy("Dispositifs"), gettext_lazy("modele-dispositifs.xlsx"))

    def get_context(self, edition: Edition) -> Context:
        return {"has_schemes": edition.schemes.exists()}

    def get_import_context(self, stored: TableImport) -> Context:
        sample = [
            {**row, "changes": ", ".join(str(FIELDS[key].label) for key in row["changes"] if key in FIELDS)}
            for row in stored.sample
        ]
        return {"sample": sample, "beyond": stored.new_count + stored.changed_count - len(sample)}


@require_safe
def export_schemes(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The filtered list, as a spreadsheet that can be corrected and imported again: XLSX, or ``?format=csv``."""
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    current_edition = edition_for(request, edition)
    filters = SchemeFilters(request.GET, edition=current_edition)
    schemes = filter_schemes(current_edition, filters.values, timezone.localdate())
    rows = ([cell_of(scheme, key) for key in FIELDS] for scheme in schemes.iterator(chunk_size=500))
    name = _("dispositifs-%(slug)s.%(kind)s") % {"slug": current_edition.slug, "kind": kind}
    return send_table(write_table(kind, _("Dispositifs"), list_columns(), rows, frozen=2), name, kind)
