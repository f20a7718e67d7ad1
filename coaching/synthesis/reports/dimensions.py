"""Where projects stand: their blockers by axis, and the six dimensions at the session and six months later.

Counts over all the projects that come, from five on and without small cells: they identify no project.
"""

from collections import Counter, defaultdict

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coaching.canvas.enums import AxisFamily, CanvasMoment
from coaching.models import Axis, AxisReading, Blocker
from coaching.plan.enums import BlockerState
from coaching.surveys.counting import Facts
from coaching.surveys.disclosure import SMALLEST, hide_small, hide_small_share, hide_small_table, write_cell
from coaching.synthesis.reports.document import Section, make_section, make_sentence, make_table, write_note
from programmes.models import Edition
from projects.models import Participation

CANVAS_PAGE = "page:coaching:session_drawn"
TIMES = (CanvasMoment.SESSION.value, CanvasMoment.SIX_MONTHS.value)


def standing_facts(edition: Edition) -> Facts:
    """``blockers`` and ``dimensions``, by axis. Three queries."""
    coming = Participation.objects.confirmed().filter(edition=edition).order_by().values("pk")
    axes = list(Axis.objects.filter(edition=edition))
    blockers = Blocker.objects.active().exclude(text="").filter(participation__in=coming).order_by()
    by_axis: dict[int | None, Counter[str]] = defaultdict(Counter)
    for axis, state in blockers.values_list("axis", "state"):
        by_axis[axis]["lifted" if state == BlockerState.LIFTED else "open"] += 1
    rows = AxisReading.objects.filter(canvas__participation__in=coming, axis__family=AxisFamily.DIMENSION)
    levels: dict[int, dict[int, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    known = rows.exclude(level=None).order_by()
    columns = ("axis", "canvas__participation", "canvas__moment", "level")
    for axis_pk, place, moment, level in known.values_list(*columns):
        levels[axis_pk][place][moment] = level or 0
    return {
        "blockers": [
            {"label": axis.label, "family": axis.family, **by_axis[axis.pk]}
            for axis in axes
            if axis.pk in by_axis
        ]
        + ([{"label": "", "family": "", **by_axis[None]}] if None in by_axis else []),
        "dimensions": [
            {"label": axis.label, **_compare(levels[axis.pk])} for axis in axes if axis.pk in levels
        ],
    }


def _compare(places: dict[int, dict[str, int]]) -> Facts:
    """How many were placed at the session, and of those placed again how many went up, stayed and went down."""
    first, again = TIMES
    both = [(moments[first], moments[again]) for moments in places.values() if {*TIMES} <= {*moments}]
    read = [moments[first] for moments in places.values() if first in moments]
    return {
        "read": len(read),
        "mean": round(sum(read) / len(read), 1) if len(read) >= SMALLEST else None,
        "again": len(both),
        "before": round(sum(old for old, _new in both) / len(both), 1) if len(both) >= SMALLEST else None,
        "after": round(sum(new for _old, new in both) / len(both), 1) if len(both) >= SMALLEST else None,
        "moved": [
            sum(new > old for old, new in both),
            sum(new == old for old, new in both),
            sum(new < old for old, new in both),
        ],
    }


def compose_blockers(facts: Facts) -> Section:
    title = _("Les verrous, par axe")
    rows = facts.get("standing", {}).get("blockers", [])
    total = sum(row.get("open", 0) + row.get("lifted", 0) for row in rows)
    if total < SMALLEST:
        return make_section("blockers", title)
    lines = _list_blocked_axes(rows)
    lifted = sum(row.get("lifted", 0) for row in rows)
    named = ngettext(
        "Les projets ont nommé %(count)s verrou.", "Les projets ont nommé %(count)s verrous.", total
    ) % {"count": total}
    columns = [_("Axe"), _("Nommés"), _("Qui bloquent ou s’allègent"), _("Levés")]
    _open, visible = hide_small([total - lifted, lifted])
    gone = ngettext("%(count)s est levé depuis.", "%(count)s sont levés depuis.", lifted) % {"count": lifted}
    return make_section(
        "blockers",
        title,
        text=[make_sentence(named, CANVAS_PAGE), make_sentence(gone if visible else "", CANVAS_PAGE)],
        blocks=[
            make_table(columns, lines, source=CANVAS_PAGE),
            write_note(
                _("Un axe nommé moins de cinq fois n’est pas montré, ni celui qui le ferait deviner."),
                tone="small",
            )
            if len(lines) < len(rows)
            else None,
        ],
    )


def _list_blocked_axes(rows: list[Facts]) -> list[list[str]]:
    """The axes named often enough, with how many blockers were named there and how many of them were lifted: these may
    be hidden without the axis. The others count as one row, which the totals would reveal anyway.
    """
    counts = [[row.get("open", 0), row.get("lifted", 0)] for row in rows]
    totals = hide_small([sum(count) for count in counts])
    visible = [place for place, total in enumerate(totals) if total is not None]
    others = [count for count, total in zip(counts, totals, strict=True) if total is None]
    merged = [[sum(column) for column in zip(*others, strict=True)]] if others else []
    cells = hide_small_table([*(counts[place] for place in visible), *merged])
    return [
        [rows[place]["label"] or _("Hors des axes"), *map(write_cell, [totals[place], *cell])]
        for place, cell in zip(visible, cells[: len(visible)], strict=True)
    ]


def compose_dimensions(facts: Facts) -> Section:
    title = _("Les six dimensions, avant et après")
    rows = [row for row in facts.get("standing", {}).get("dimensions", []) if row["mean"] is not None]
    if not rows:
        return make_section("dimensions", title)
    again = [row for row in rows if row["before"] is not None]
    return make_section(
        "dimensions",
        title,
        text=[
            make_sentence(
                _("Chaque projet se situe lui-même sur une échelle de 0 à 4, pendant la session."),
                CANVAS_PAGE,
            ),
            make_sentence(
                _("Ceux qui ont redessiné leur carte six mois après sont comparés à eux-mêmes.")
                if again
                else _("La comparaison viendra quand cinq projets auront redessiné leur carte."),
                CANVAS_PAGE,
            ),
        ],
        blocks=[_lay_means(rows, facts), _lay_moves(again, facts)],
    )


def _lay_means(rows: list[Facts], facts: Facts) -> Facts | None:
    lines = [[row["label"], _write_share(row["read"], facts), _write_mean(row["mean"])] for row in rows]
    columns = [_("Dimension"), _("Projets"), _("Niveau moyen à la session")]
    return make_table(columns, lines, source=CANVAS_PAGE)


def _lay_moves(rows: list[Facts], facts: Facts) -> Facts | None:
    lines = [
        [
            row["label"],
            _write_share(row["again"], facts),
            _write_mean(row["before"]),
            _write_mean(row["after"]),
            *map(write_cell, _hide_moves(row, facts)),
        ]
        for row in rows
    ]
    columns = [
        _("Dimension"), _("Projets comparés"), _("À la session"), _("Six mois après"),
        _("En hausse"), _("Stables"), _("En baisse"),
    ]  # fmt: skip
    return make_table(columns, lines, source=CANVAS_PAGE)


def _hide_moves(row: Facts, facts: Facts) -> list[int | None]:
    """The moves, small cells hidden, also against those that did not place it again, known by subtraction."""
    return hide_small([*row["moved"], facts["counts"]["projects"] - row["again"]])[:-1]


def _write_share(count: int, facts: Facts) -> str:
    return write_cell(hide_small_share(count, facts["counts"]["projects"]))


def _write_mean(value: float) -> str:
    return number_format(value, 1)
