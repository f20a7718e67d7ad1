"""The visibility table: who may open which page.

Every URL name of the site has one row: the audiences that may open it. Apps declare their rows in
``permissions.py``; a middleware refuses any page without a row, and ``tests/visibility/test_visibility.py`` walks
every row with every role. A row is the coarse gate; which *objects* a person sees is ``QuerySet.visible_to``.
"""

from collections.abc import Iterable, Mapping

PUBLIC = "public"
"""Anybody, signed in or not."""
LINK = "link"
"""Visitors with a personal, signed link: the view checks the token."""
SIGNED_IN = "signed_in"
"""Any person with an account; the page shows only what is theirs."""
BADGE = "badge"
"""Somebody of a session who showed their badge, without signing in: their own project's room, while it lasts."""
STAFF = "staff"
"""People who look after the platform itself (``User.is_staff``)."""

Table = dict[str, frozenset[str]]
_table: Table = {}


def rows(names: str, *audiences: str) -> Table:
    """Rows of the visibility table, equal for all these names, which are separated by spaces. Names of the app itself
    have no namespace; names without any begin with a colon.
    """
    return dict.fromkeys(names.split(), frozenset(audiences))


def declare(pages: Mapping[str, Iterable[str]], namespace: str = "") -> None:
    """Add the rows of an app; a name declared twice differently is an error in the code."""
    for name, audiences in pages.items():
        full_name, value = name if ":" in name else f"{namespace}:{name}", frozenset(audiences)
        if _table.setdefault(full_name.removeprefix(":"), value) != value:
            raise ValueError(f"two rows for the page {full_name!r}")


def row_for(view_name: str) -> frozenset[str] | None:
    """The audiences of a page, or ``None`` if nobody declared it (then nobody may open it)."""
    return _table.get(view_name)


def table() -> Table:
    """A copy of the whole table."""
    return dict(_table)
