"""Addresses of exports and imports."""

from django.urls import URLPattern, path

from projects.exchange.views import exports, imports

OUT = "manage/<slug:edition>/exports/"

urlpatterns: list[URLPattern] = [
    path(OUT, exports.manage_exports, name="manage_exports"),
    path(f"{OUT}progress/", exports.export_progress, name="export_progress"),
    path(f"{OUT}table/", exports.export_table, name="export_table"),
    path(f"{OUT}documents/", exports.export_documents, name="export_documents"),
    path(f"{OUT}<int:pk>/file/", exports.export_file, name="export_file"),
    path(f"{OUT}<int:pk>/remove/", exports.export_remove, name="export_remove"),
    path(f"{OUT}templates/<int:pk>/remove/", exports.export_template_remove, name="export_template_remove"),
    *imports.ApplicationImportPages().get_urls("manage/<slug:edition>/import/"),
]
