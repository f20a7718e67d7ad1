"""What is printed for the mix: a card for each table, a slip for each person who visits."""

from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.types import Context
from coaching.ideas.seats import OwnSeat, SeatedTable, list_slips, list_tables, read_table_rooms
from coaching.models import Rotation
from coaching.session.printing import render_paper


def print_table_cards(rotation: Rotation, at: datetime) -> bytes:
    """One landscape page a table: its number, its projects, who receives and who visits in each round.

    Seven queries at most.
    """
    rooms = read_table_rooms(rotation.session)
    data = {
        "table": _("Table"),
        "empty": _("en visite"),
        "rounds": [_name_round(number) for number in rotation.numbers],
        "tables": [_arrange_table(table) for table in list_tables(rotation, rooms)],
    }
    return _render("coaching/ideas/tables.typ", data, _("Tables du Grand Mix – %(name)s"), rotation, at)


def _arrange_table(table: SeatedTable) -> Context:
    return {
        "number": str(table.number),
        "title": table.title,
        "room": table.room,
        "rounds": [
            {"hosts": round_seats.staying, "guests": round_seats.coming} for round_seats in table.rounds
        ],
    }


def print_slips(rotation: Rotation, at: datetime) -> bytes:
    """Eight slips a page, to be cut: for one person, their table at each round. Six queries at most."""
    rooms = read_table_rooms(rotation.session)
    data = {
        "table": _("Table"),
        "slips": [
            {
                "name": slip.name,
                "body": slip.body,
                "seats": [
                    [_name_round(seat.number), str(seat.table), _name_place(seat)] for seat in slip.seats
                ],
            }
            for slip in list_slips(rotation, rooms)
        ],
    }
    return _render("coaching/ideas/slips.typ", data, _("Billets du Grand Mix – %(name)s"), rotation, at)


def _name_place(seat: OwnSeat) -> str:
    parts = [seat.room, seat.title, _("vous recevez") if seat.stays else ""]
    return " · ".join(part for part in parts if part)


def _name_round(number: int) -> str:
    return _("Tour %(number)d") % {"number": number}


def _render(template: str, data: Context, title: str, rotation: Rotation, at: datetime) -> bytes:
    edition = rotation.session.edition
    return render_paper(template, {"edition": edition.name, **data}, title % {"name": edition.name}, at)
