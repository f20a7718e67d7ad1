"""Reports of these tests are not typeset, but for those that read their PDF."""

from tests.support.pdfs import blank_reports, typeset

__all__ = ["blank_reports", "typeset"]
