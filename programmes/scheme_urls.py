"""Addresses of the support schemes."""

from django.urls import URLPattern, path

from programmes.views import scheme_check, scheme_imports, schemes

ALL = "manage/<slug:edition>/schemes/"
ONE = f"{ALL}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path(ALL, schemes.schemes, name="manage_schemes"),
    path(f"{ALL}new/", schemes.scheme, name="new_scheme"),
    path(ONE, schemes.scheme, name="edit_scheme"),
    path(f"{ONE}verify/", schemes.verify_scheme, name="verify_scheme"),
    path(f"{ONE}archive/", schemes.archive_scheme, name="archive_scheme"),
    path(f"{ONE}restore/", schemes.restore_scheme, name="restore_scheme"),
    path(f"{ONE}remove/", schemes.remove_scheme, name="remove_scheme"),
    path(f"{ALL}ask/", schemes.ask_scheme_owners, name="ask_scheme_owners"),
    path("schemes/<str:token>/", scheme_check.check_scheme, name="check_scheme"),
    path(f"{ALL}table/", scheme_imports.export_schemes, name="export_schemes"),
    *scheme_imports.SchemeImportPages().get_urls(f"{ALL}import/"),
]
