"""Rows of the visibility table for the platform's own pages and for the libraries that bring pages."""

from accelerator.web.access import PUBLIC, SIGNED_IN, row

PAGES = {
    "healthz": row(PUBLIC),
    "readyz": row(PUBLIC),
    "set_language": row(PUBLIC),
    "account_login": row(PUBLIC),
    "account_logout": row(PUBLIC),
    "accounts:profile": row(SIGNED_IN),
}
