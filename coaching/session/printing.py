"""Papers of a session, first its timetable for a wall: on a page, or a page a day, to scale in time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.http import HttpResponse
from django.utils.translation import get_language, gettext as _, ngettext

from accelerator import pdf
from accelerator.types import Context
from accelerator.web.localised import join_clauses
from accelerator.web.search import natural_key
from accelerator.web.templatetags.prose import clock, day as in_words, longdate
from coaching.models import Session
from coaching.session.enums import SlotKind
from coaching.session.planning.grid import Block, GridRow, Table, TableCell, build_table
from coaching.session.timetable import Day, Timetable, TimetableEntry, VisibleGroup, scale_rows

FEW = 2
"""A slot or group of a one-column day names so few projects; more are counted."""


@dataclass(frozen=True)
class PrintedBlock:
    """A slot, turn or group with its hour; ``room`` is empty without one, ``lines`` are its details."""

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


def respond_with_pdf(content: bytes, name: str) -> HttpResponse:
    """Display a PDF in the browser; no proxy stores it. ``name``: of the file, without its ending."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def print_programme(
    session: Session, timetable: Timetable, paper: str, at: datetime, *, draft: bool, by_day: bool = False
) -> bytes:
    """The PDF of the timetable for this reader, on ``paper`` ("a3" or "a4", landscape). No query.

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
    """A column for each day, at the same hours, a slot in one cell with its details."""
    days = [[_describe_slot(entry) for entry in day.entries] for day in timetable.days]
    table = build_table([[Block(slot.starts_at, slot.ends_at, slot) for slot in day] for day in days])
    columns = [_format_day(day) for day in timetable.days]
    return _arrange_page(_("Programme"), columns, table, timetable.days[0])


def _describe_slot(entry: TimetableEntry) -> PrintedBlock:
    """The place and leaders of a slot, then its groups, a line each, and its turns, as far as this reader may see
    them.
    """
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
    """The name, place, leaders and projects of a group; the number of projects if there are many."""
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
    """A slot by room: the turns and the groups for this reader, each in its own; then the rest of it."""
    slot = entry.slot
    groups = [group for group in entry.groups if group.room]
    for turn in entry.turns:
        yield PrintedBlock(slot.starts_at, slot.ends_at, turn.room, turn.project, turn.mentor, slot.kind)
    for group in groups:
        detail, projects = ", ".join(group.leaders), tuple(group.projects)
        title = f"{group.name} · {slot.title}"
        yield PrintedBlock(slot.starts_at, slot.ends_at, group.room, title, detail, slot.kind, projects)
    if slot.kind == SlotKind.INDIVIDUAL:
        is_complete = bool(entry.turns) and len(entry.turns) >= len(slot.turns)
    else:
        is_complete = bool(groups) and len(groups) == len(entry.groups)
    if not is_complete:
        others = [group.name for group in entry.groups if not group.room]
        people = dict.fromkeys([*(speaker.name for speaker in entry.speakers), *entry.leaders])
        room = "" if slot.kind == SlotKind.INDIVIDUAL else slot.room
        yield PrintedBlock(
            slot.starts_at, slot.ends_at, room, slot.title, ", ".join([*people, *others]), slot.kind
        )


def _share_columns(blocks: Sequence[PrintedBlock]) -> tuple[list[str], list[list[Block[PrintedBlock]]]]:
    """The columns by name, rooms in order, and their blocks.

    A block without a room that is alone at its hour is in the first column: it takes the width of the page. Other
    blocks without a room have a column, the first.
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
    """One cell over the whole width: the row of a block that is alone at its hour."""
    alone = next((cell.item for cell in row.cells if cell.item and not cell.item.room), None)
    if alone and all(cell.item in {None, alone} for cell in row.cells) and _is_isolated(row, width):
        row.cells = [TableCell(1, width, alone)]


def _is_isolated(row: GridRow[PrintedBlock], width: int) -> bool:
    """Whether no block crosses the beginning or the end of this row."""
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
