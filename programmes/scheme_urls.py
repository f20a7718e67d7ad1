"""Addresses of the support schemes."""

from django.urls import URLPattern, path

from programmes.views import scheme_check, scheme_imports, schemes

ALL = "manage/<slug:edition>/schemes/"
ONE = f"{ALL}<int:pk>/"
IN = f"{ALL}import/"

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
    path(IN, scheme_imports.scheme_imports, name="scheme_imports"),
    path(f"{IN}template/", scheme_imports.scheme_template, name="scheme_template"),
    path(f"{IN}<int:pk>/", scheme_imports.scheme_import, name="scheme_import"),
    path(f"{IN}<int:pk>/apply/", scheme_imports.apply_scheme_import, name="apply_scheme_import"),
    path(f"{IN}<int:pk>/remove/", scheme_imports.remove_scheme_import, name="remove_scheme_import"),
]
