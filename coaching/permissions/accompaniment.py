"""Rows of the visibility table."""

from accelerator.web.access import Table, row  # noqa: F401

PAGES: Table = {}
