"""Addresses of exports and imports."""

from django.urls import URLPattern, path

from projects.exchange.views import exports, imports

OUT = "manage/<slug:edition>/exports/"
IN = "manage/<slug:edition>/import/"

urlpatterns: list[URLPattern] = [
    path(OUT, exports.manage_exports, name="manage_exports"),
    path(f"{OUT}progress/", exports.export_progress, name="export_progress"),
    path(f"{OUT}table/", exports.export_table, name="export_table"),
    path(f"{OUT}documents/", exports.export_documents, name="export_documents"),
    path(f"{OUT}<int:pk>/file/", exports.export_file, name="export_file"),
    path(f"{OUT}<int:pk>/remove/", exports.export_remove, name="export_remove"),
    path(f"{OUT}templates/<int:pk>/remove/", exports.export_template_remove, name="export_template_remove"),
    path(IN, imports.manage_import, name="manage_import"),
    path(f"{IN}template/", imports.import_template, name="import_template"),
    path(f"{IN}<int:pk>/", imports.import_batch, name="import_batch"),
    path(f"{IN}<int:pk>/apply/", imports.import_apply, name="import_apply"),
    path(f"{IN}<int:pk>/remove/", imports.import_remove, name="import_remove"),
]
