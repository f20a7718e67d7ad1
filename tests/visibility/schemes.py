"""Support schemes of one edition of the world, a spreadsheet of them, and the addresses of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from programmes import scheme_links
from programmes.models import TableImport
from tests import factories
from tests.visibility.room_examples import Example

if TYPE_CHECKING:
    from tests.visibility.editions import PopulatedEdition
    from tests.visibility.world import World

SCHEME_ROWS = {
    f"programmes:{page}": row
    for row, pages in {
        "scheme": "edit_scheme verify_scheme archive_scheme restore_scheme remove_scheme",
        "scheme_import": "scheme_import apply_scheme_import remove_scheme_import",
    }.items()
    for page in pages.split()
}


def schemes(edition: PopulatedEdition) -> None:
    """A scheme, with who answers for it, and a spreadsheet that was checked."""
    edition.world.rows[f"{edition.key}.scheme"] = factories.scheme(
        edition.edition,
        f"Dispositif {edition.key}",
        contact_name=edition.text("scheme_contact", "", "name"),
        contact_email=f"{edition.text('scheme_contact', '', 'email')}@exemple.test",
    )
    edition.world.rows[f"{edition.key}.scheme_import"] = TableImport.objects.create(
        kind="scheme",
        edition=edition.edition,
        name=f"{edition.text('scheme_import', '', 'name')}.csv",
        rows=[[2, [edition.text("scheme_import", "", "code")]]],
        uploaded_by=edition.who("organiser"),
        uploaded_at=edition.at,
    )


def list_schemes_to_check(world: World) -> list[Example]:
    token = scheme_links.LINK.token_of(world.rows["a.scheme"])
    return [Example({"token": token}, linked="a"), Example({"token": f"{token}x"}, foreign=True)]
