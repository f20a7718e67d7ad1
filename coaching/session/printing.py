"""What is printed of a session, first its programme for a wall: on a page, or a page a day, to scale in time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpResponse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accelerator import pdf
from accelerator.types import Context
from accelerator.web.localised import join_clauses
from accelerator.web.search import natural_key
from accelerator.web.templatetags.prose import clock, longdate
from accelerator.web.templatetags.prose import day as in_words
from coaching.models import Session
from coaching.session.enums import SlotKind
from coaching.session.planning.grid import Block, GridRow, Table, TableCell, build_table
from coaching.session.timetable import Day, Timetable, TimetableEntry, VisibleGroup, scale_rows

FEW = 2
"""Projects received in a slot, or of a group, that are named where a day is one column; more are counted."""


@dataclass(frozen=True)
class PrintedBlock:
    """Something held at an hour; ``room`` is empty for what has none, ``lines`` is what it is made of, one by one."""

    starts_at: time
    ends_at: time
    room: str
    title: str
    detail: str
    kind: str
    lines: tuple[str, ...] = ()

    def meets(self, other: "PrintedBlock") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def render_paper(
    template: str, data: Context, title: str, at: datetime, render: Callable[..., bytes] = pdf.render
) -> bytes:
    """The PDF of a template in the language of the page, with its French spaces; ``render``: a function of ``pdf``."""
    return render(
        template,
        pdf.french_spaces_in(data),
        title=pdf.french_spaces_in(title),
        language=(get_language() or "fr")[:2],
        at=at,
    )


def answer_paper(content: bytes, name: str) -> HttpResponse:
    """A PDF for the browser to display, stored by nobody on the way; ``name``: of its file."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def print_programme(
    session: Session, timetable: Timetable, paper: str, at: datetime, *, draft: bool, by_day: bool = False
) -> bytes:
    """The PDF of what this reader sees of the programme, on ``paper`` ("a3" or "a4", landscape). No query.

    One page, its days side by side; ``by_day``: a page for each, with a column for each room. ``session``: with the
    place to announce.
    """
    by_day = by_day or len(timetable.days) == 1
    place = ", ".join(part for part in (session.venue, session.address) if part)
    data = {
        "paper": paper,
        "kind": session.edition.name,
        "subtitle": place,
        "edition": str(session.edition.programme),
        "foot": _describe_state(timetable, at, draft=draft),
        "hour": _("Heure"),
        "pages": [_arrange_day(day) for day in timetable.days] if by_day else [_arrange_days(timetable)],
    }
    title = _("Programme – %(name)s") % {"name": session.edition.name}
    return render_paper("coaching/session/programme.typ", data, title, at)


def _describe_state(timetable: Timetable, at: datetime, *, draft: bool) -> str:
    if draft or timetable.released_at is None:
        return _("Brouillon du %(date)s : le programme publié peut être autre.") % {"date": longdate(at)}
    return _("Programme publié le %(date)s") % {"date": longdate(timetable.released_at)}


def _arrange_days(timetable: Timetable) -> Context:
    """All of it: a column for each day, at the same hours, a slot in one cell with all that is held in it."""
    days = [[_describe_slot(entry) for entry in day.entries] for day in timetable.days]
    table = build_table([[Block(slot.starts_at, slot.ends_at, slot) for slot in day] for day in days])
    columns = [_format_day(day) for day in timetable.days]
    return _arrange_page(_("Programme"), columns, table, timetable.days[0])


def _describe_slot(entry: TimetableEntry) -> PrintedBlock:
    """Where, by whom, then what this reader sees of its groups, a line each, and of its turns."""
    slot = entry.slot
    group_leaders = {name for group in entry.groups for name in group.leaders}
    people = dict.fromkeys([*(speaker.name for speaker in entry.speakers), *entry.leaders])
    turns = [f"{turn.project} ({turn.room})" if turn.room else turn.project for turn in entry.turns]
    if len(turns) > FEW:
        words = ngettext("%(count)s projet reçu", "%(count)s projets reçus", len(turns))
        turns = [words % {"count": len(turns)}]
    room = "" if slot.kind == SlotKind.INDIVIDUAL else slot.room
    detail = _join(
        " · ", room, ", ".join(name for name in people if name not in group_leaders), join_clauses(turns)
    )
    groups = tuple(_describe_group(group) for group in entry.groups)
    return PrintedBlock(slot.starts_at, slot.ends_at, room, slot.title, detail, slot.kind, groups)


def _describe_group(group: VisibleGroup) -> str:
    """Its name, where, by whom, and its projects: how many, where they are many."""
    projects = group.projects
    if len(projects) > FEW:
        words = ngettext("%(count)s projet", "%(count)s projets", len(projects))
        projects = [words % {"count": len(projects)}]
    return _join(" · ", group.name, group.room, ", ".join(group.leaders), join_clauses(projects))


def _join(mark: str, *parts: str) -> str:
    return mark.join(filter(None, parts))


def _arrange_day(day: Day) -> Context:
    blocks_of_day = [row for entry in day.entries for row in list_blocks(entry)]
    columns, blocks = _share_columns(blocks_of_day)
    table = build_table(blocks)
    width = sum(table.lanes)
    for row in table.rows:
        _widen(row, width)
    return _arrange_page(_format_day(day), columns, table, day)


def _format_day(day: Day) -> str:
    label = in_words(day.date)
    return label[:1].upper() + label[1:]


def _arrange_page(label: str, columns: Sequence[str], table: Table[PrintedBlock], first: Day) -> Context:
    return {
        "label": label,
        "columns": [{"name": name, "lanes": lanes} for name, lanes in zip(columns, table.lanes, strict=True)],
        "rows": [
            {
                "label": clock(row["time"].time()) if row["labelled"] else "",
                "minutes": row["minutes"],
                "cells": [_arrange_cell(cell) for cell in row["cells"]],
            }
            for row in scale_rows(table, first.date)
        ],
    }


def list_blocks(entry: TimetableEntry) -> Iterator[PrintedBlock]:
    """A slot by room: the turns that this reader sees and the groups, each in its own; then what is left of it."""
    slot = entry.slot
    groups = [group for group in entry.groups if group.room]
    for turn in entry.turns:
        yield PrintedBlock(slot.starts_at, slot.ends_at, turn.room, turn.project, turn.mentor, slot.kind)
    for group in groups:
        detail, projects = ", ".join(group.leaders), tuple(group.projects)
        title = f"{group.name} · {slot.title}"
        yield PrintedBlock(slot.starts_at, slot.ends_at, group.room, title, detail, slot.kind, projects)
    if slot.kind == SlotKind.INDIVIDUAL:
        is_told = bool(entry.turns) and len(entry.turns) >= len(slot.turns)
    else:
        is_told = bool(groups) and len(groups) == len(entry.groups)
    if not is_told:
        others = [group.name for group in entry.groups if not group.room]
        people = dict.fromkeys([*(speaker.name for speaker in entry.speakers), *entry.leaders])
        room = "" if slot.kind == SlotKind.INDIVIDUAL else slot.room
        yield PrintedBlock(
            slot.starts_at, slot.ends_at, room, slot.title, ", ".join([*people, *others]), slot.kind
        )


def _share_columns(blocks: Sequence[PrintedBlock]) -> tuple[list[str], list[list[Block[PrintedBlock]]]]:
    """The columns by name, rooms in order, and what stands in each.

    What has no room and is alone at its hour is given to the first one: it takes the width of the page. The rest of
    what has no room has a column, the first.
    """
    rooms = sorted({row.room for row in blocks if row.room}, key=natural_key)
    aside = [row for row in blocks if not row.room and not _is_wide(row, blocks)]
    keys = ["", *rooms] if aside or not rooms else rooms
    columns: dict[str, list[Block[PrintedBlock]]] = {key: [] for key in keys}
    for row in blocks:
        key = row.room or (keys[0] if _is_wide(row, blocks) else "")
        columns[key].append(Block(row.starts_at, row.ends_at, row))
    names = [key or (_("Sans salle") if rooms else "") for key in keys]
    return names, list(columns.values())


def _is_wide(row: PrintedBlock, blocks: Sequence[PrintedBlock]) -> bool:
    return not row.room and not any(row.meets(other) for other in blocks if other is not row)


def _widen(row: GridRow[PrintedBlock], width: int) -> None:
    """Nothing else stands in the row of what is alone at its hour: one cell."""
    alone = next((cell.item for cell in row.cells if cell.item and not cell.item.room), None)
    if alone and all(cell.item in {None, alone} for cell in row.cells) and _covers(row, width):
        row.cells = [TableCell(1, width, alone)]


def _covers(row: GridRow[PrintedBlock], width: int) -> bool:
    """Whether nothing that began in a row above goes on in this one, nor goes on in the next."""
    return sum(cell.colspan for cell in row.cells) == width and all(cell.rowspan == 1 for cell in row.cells)


def _arrange_cell(cell: TableCell[PrintedBlock]) -> Context:
    spans = {"rowspan": cell.rowspan, "colspan": cell.colspan}
    if cell.item is None:
        return {**spans, "kind": ""}
    block = cell.item
    return {
        **spans,
        "kind": str(block.kind),
        "title": block.title,
        "when": f"{clock(block.starts_at)} – {clock(block.ends_at)}",
        "detail": block.detail,
        "lines": list(block.lines),
    }
