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


def row(*audiences: str) -> frozenset[str]:
    """One row of the table."""
    return frozenset(audiences)


def declare(rows: Mapping[str, Iterable[str]]) -> None:
    """Add an app's rows; a name declared twice differently is an error in the code."""
    for name, audiences in rows.items():
        value = frozenset(audiences)
        if _table.setdefault(name, value) != value:
            raise ValueError(f"two rows for the page {name!r}")


def row_for(view_name: str) -> frozenset[str] | None:
    """The audiences of a page, or ``None`` if nobody declared it (then nobody may open it)."""
    return _table.get(view_name)


def table() -> Table:
    """A copy of the whole table."""
    return dict(_table)
