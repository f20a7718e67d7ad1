"""The pages that import one kind of table: upload it, read what it would do and what is wrong in it, import it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.table_import import MEDIA_TYPES, write_table
from accelerator.types import Context
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import edition_for
from programmes.actions import table_imports as actions
from programmes.forms.table_imports import TableUploadForm
from programmes.models import Edition, TableImport

LISTED = 20


def send_table(content: bytes, name: str, kind: str = "xlsx") -> HttpResponse:
    """A spreadsheet to download."""
    headers = {"Content-Type": MEDIA_TYPES[kind], "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, headers=headers)


class ImportPages:
    """Like a ``ModelAdmin``: the views are methods, with their addresses in :meth:`get_urls`.

    The addresses are named ``{app}:{name}_import`` and so on.
    """

    importer: ClassVar[type[actions.Importer]]
    form: ClassVar[type[TableUploadForm]] = TableUploadForm
    app: ClassVar[str]
    name: ClassVar[str]
    templates: ClassVar[tuple[str, str]]
    """Of the page of uploads, and of that of one table."""
    next_page: ClassVar[str]
    """Where an import leads once it is done; :attr:`done` is the message there."""
    done: ClassVar[Any]
    empty_table: ClassVar[tuple[Any, Any]]
    """The title of the table to fill in, and the name of its file."""

    def get_context(self, edition: Edition) -> Context:
        """What the page of uploads displays besides."""
        return {}

    def get_import_context(self, stored: TableImport) -> Context:
        """More context for the page of one table."""
        return {}

    def describe_origin(self, stored: TableImport) -> str:
        """What stands beside the name of who uploaded a table."""
        return ""

    def get_urls(self, prefix: str) -> list[URLPattern]:
        name, own = f"{self.name}_import", f"{prefix}<int:pk>/"
        return [
            path(prefix, require_http_methods(["GET", "HEAD", "POST"])(self.upload), name=f"{name}s"),
            path(f"{prefix}template/", require_safe(self.download), name=f"{name}_template"),
            path(own, require_safe(self.preview), name=name),
            path(f"{own}apply/", require_POST(self.apply), name=f"apply_{name}"),
            path(f"{own}remove/", require_POST(self.remove), name=f"remove_{name}"),
        ]

    def upload(self, request: AuthenticatedRequest, edition: str) -> HttpResponse:
        """Upload a table to be checked; the last ones that were."""
        current_edition = edition_for(request, edition)
        form = self.form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            with RefusalAsError(form, "file"):
                stored = actions.check_table(
                    self.importer,
                    edition=current_edition,
                    upload=form.cleaned_data["file"],
                    options=form.options,
                    actor=request.user,
                    at=timezone.now(),
                )
                return redirect(f"{self.app}:{self.name}_import", edition, stored.pk)
        context = {
            "form": form,
            "imports": [
                (stored, self.describe_origin(stored))
                for stored in self._list_stored(current_edition).defer("problems", "sample")[:LISTED]
            ],
            "preview_url": f"{self.app}:{self.name}_import",
            **self.get_context(current_edition),
        }
        return render_form(request, self.templates[0], context, form)

    def download(self, request: AuthenticatedRequest, edition: str) -> HttpResponse:
        """The table to fill in."""
        title, name = self.empty_table
        with RefusalAsMessage(request):
            columns = self.importer(edition_for(request, edition), {}, timezone.now()).list_columns()
            return send_table(write_table("xlsx", str(title), columns), name % {"slug": edition})
        return redirect(f"{self.app}:{self.name}_imports", edition)

    def preview(self, request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
        """What importing a table would do, and what is wrong in it, line by line."""
        stored = self._find(request, edition, pk)
        problems = stored.list_problems()
        context = {
            "stored": stored,
            "origin": self.describe_origin(stored),
            "problems": problems,
            "hidden": stored.problem_count - len(problems),
            "urls": {
                "uploads": f"{self.app}:{self.name}_imports",
                "apply": f"{self.app}:apply_{self.name}_import",
                "remove": f"{self.app}:remove_{self.name}_import",
            },
            **self.get_import_context(stored),
        }
        return render(request, self.templates[1], context)

    def apply(self, request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
        """Import the rows: all of them, or none."""
        stored, actor = self._find(request, edition, pk), request.user
        with RefusalAsMessage(request):
            count = actions.apply_import(self.importer, stored=stored, actor=actor, at=timezone.now())
            messages.success(request, self.done % {"count": count})
            return redirect(self.next_page, edition)
        return redirect(f"{self.app}:{self.name}_import", edition, pk)

    def remove(self, request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
        """Erase a table without importing it."""
        stored = self._find(request, edition, pk)
        actions.remove_import(stored=stored, actor=request.user, at=timezone.now())
        messages.success(request, _("Le tableau est retiré, rien n’est importé."))
        return redirect(f"{self.app}:{self.name}_imports", edition)

    def _find(self, request: AuthenticatedRequest, edition: str, pk: int) -> TableImport:
        return get_object_or_404(self._list_stored(edition_for(request, edition)), pk=pk)

    def _list_stored(self, edition: Edition) -> QuerySet[TableImport]:
        stored = edition.table_imports.filter(kind=self.importer.kind)
        return stored.defer("rows").select_related("edition", "uploaded_by")
